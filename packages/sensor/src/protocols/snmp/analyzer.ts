// SNMP: who manages whom and by which right, what is set, what is reported. The community is a password and is never kept.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE, setClient } from '@penstock/sensor/flow'
import { BER, behind, enter, integerAt, objectIdText } from '../ber.ts'
import { SNMP } from '../ids.ts'
import { digestOf, hexBytes, utf8 } from '../text.ts'
import { SnmpParts, snmpParts } from './decode.ts'
import {
  AUTHENTICATION_FAILURE,
  COLD_START,
  DEFAULT_COMMUNITIES,
  ENTERPRISE_SPECIFIC,
  errorName,
  GENERIC_PREFIX,
  GENERIC_TRAPS,
  GET,
  INFORM,
  REPORT,
  RESPONSE,
  SET,
  TRAP_1,
  TRAP_2,
  TRAP_ID,
  WARM_START,
} from './names.ts'
import { systemGroup } from './system.ts'
import { valueText } from './value.ts'

const MOST_VARIABLES = 16
const AUTHENTICATED = 1
/** Bits of the flow's state: which of these has been said. */
const TOLD_ASKED = 1
const TOLD_ANSWERED = 2

const parts = new SnmpParts()

/** Reads one datagram that `side` sent. */
export function snmpDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (!snmpParts(bytes, at, end, parts)) {
    ledger.odd('snmp-form', flow, 'a message that is none of SNMP')
    return
  }
  const { pduAt, pduEnd } = parts
  if (parts.engineAt >= 0) user(ledger, bytes, flow)
  // The PDU of a sealed message is not seen.
  if (pduAt < 0) return
  const kind = bytes[pduAt]! & 0x1f
  if (kind === RESPONSE || kind === REPORT) answer(ledger, bytes, pduAt, pduEnd, flow, side, kind)
  else {
    setClient(ledger.flows, flow, side)
    ledger.functions.ask(flow, side, SNMP, kind)
    community(ledger, bytes, flow)
    if (kind === TRAP_1) trap1(ledger, bytes, pduAt, pduEnd, flow, side)
    else if (kind === TRAP_2 || kind === INFORM) notice(ledger, bytes, pduAt, pduEnd, flow, side)
    else request(ledger, bytes, pduAt, pduEnd, flow, side, kind)
  }
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
  kind: number,
): void {
  const id = enter(bytes, at, end)
  const number = integerAt(bytes, id, end) | 0
  if (kind !== SET) {
    ledger.pending.put(flow, number, -1, kind)
    return
  }
  let ticket = -1
  eachVariable(bytes, at, end, (name, nameEnd, value) => {
    const oid = objectIdText(bytes, name, nameEnd)
    const target = digestOf(oid)
    ticket = ledger.operation(flow, side, SNMP, SET, target)
    if (ticket !== -1) return
    ticket = ledger.openOperation(flow, side, SNMP, SET, target, {
      protocol: 'snmp',
      kind: 'write',
      code: 'SetRequest',
      name: 'Set',
      target: oid,
      values: [valueText(bytes, value, end)],
    })
  })
  ledger.pending.put(flow, number, ticket, kind)
}

function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
  kind: number,
): void {
  const client = 1 - side
  setClient(ledger.flows, flow, client)
  const id = enter(bytes, at, end)
  const isKnown = ledger.pending.take(flow, integerAt(bytes, id, end) | 0)
  ledger.functions.answer(flow, client, SNMP, isKnown ? ledger.pending.second : GET)
  if (isKnown && ledger.pending.first >= 0)
    ledger.operations.settle(ledger.pending.first, errorName(integerAt(bytes, behind(bytes, id, end), end)))
  if (kind === REPORT) return
  const state = flow * INTS + STATE
  if ((ledger.flows.ints[state]! & TOLD_ANSWERED) === 0) {
    ledger.flows.ints[state]! |= TOLD_ANSWERED
    if (parts.version !== 3) ledger.logon(flow, client, 'snmp', 'community', null, 'accepted')
    else if (parts.userAt >= 0 && parts.userEnd > parts.userAt) {
      const method = parts.flags & AUTHENTICATED ? 'user-key' : 'anonymous'
      ledger.logon(flow, client, 'snmp', method, utf8(bytes, parts.userAt, parts.userEnd), 'accepted')
    }
  }
  eachVariable(bytes, at, end, (name, nameEnd, value) =>
    systemGroup(ledger, bytes, name, nameEnd, value, end, flow, side),
  )
}

// A community that every device leaves its factory with protects nothing; said once for each flow.
function community(ledger: Ledger, bytes: Uint8Array, flow: number): void {
  const state = flow * INTS + STATE
  if (parts.communityAt < 0 || ledger.flows.ints[state]! & TOLD_ASKED) return
  ledger.flows.ints[state]! |= TOLD_ASKED
  if (DEFAULT_COMMUNITIES.has(utf8(bytes, parts.communityAt, parts.communityEnd)))
    ledger.odd('snmp-default-community', flow, 'the community is one that devices leave the factory with')
}

function user(ledger: Ledger, bytes: Uint8Array, flow: number): void {
  const { engineAt, engineEnd, userAt, userEnd } = parts
  const { details } = ledger
  if (engineEnd > engineAt && !details.again(flow, 'snmp-engine', bytes, engineAt, engineEnd))
    details.open(flow, 'snmp-engine', hexBytes(bytes, engineAt, engineEnd))
  if (userEnd > userAt && !details.again(flow, 'snmp-user', bytes, userAt, userEnd))
    details.open(flow, 'snmp-user', utf8(bytes, userAt, userEnd))
}

// Enterprise, agent's address, generic and specific number.
function trap1(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): void {
  const enterprise = enter(bytes, at, end)
  const agent = behind(bytes, enterprise, end)
  const generic = behind(bytes, agent, end)
  const number = integerAt(bytes, generic, end)
  const specific = integerAt(bytes, behind(bytes, generic, end), end)
  const oid = objectIdText(bytes, enter(bytes, enterprise, end), behind(bytes, enterprise, end))
  tell(ledger, flow, side, number, number < ENTERPRISE_SPECIFIC ? null : `${oid} ${specific}`)
}

// The second variable names the notice: 1.3.6.1.6.3.1.1.5.n for the generic ones, from 1.
function notice(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): void {
  eachVariable(bytes, at, end, (name, nameEnd, value) => {
    if (objectIdText(bytes, name, nameEnd) !== TRAP_ID) return
    const oid = objectIdText(bytes, enter(bytes, value, end), behind(bytes, value, end))
    const generic = oid.startsWith(GENERIC_PREFIX) ? Number(oid.slice(GENERIC_PREFIX.length)) - 1 : ENTERPRISE_SPECIFIC
    tell(ledger, flow, side, generic, GENERIC_TRAPS[generic] === undefined ? oid : null)
  })
}

function tell(ledger: Ledger, flow: number, side: number, generic: number, oid: string | null): void {
  const name = oid ?? GENERIC_TRAPS[generic] ?? `generic trap ${generic}`
  ledger.details.note(flow, 'snmp-trap', name)
  if (generic === COLD_START || generic === WARM_START)
    ledger.state(flow, side, SNMP, 'snmp', 'restart', 0, generic, () => ({ value: name, method: 'snmp-trap' }))
  else if (generic === AUTHENTICATION_FAILURE)
    ledger.odd('snmp-authentication-failure', flow, 'an agent reports a request with a wrong community or user')
}

/** Calls back with the contents of each variable's name and the place of its value. */
function eachVariable(
  bytes: Uint8Array,
  at: number,
  end: number,
  each: (name: number, nameEnd: number, value: number) => void,
): void {
  let list = enter(bytes, at, end)
  for (let n = 0; n < 3; n += 1) list = behind(bytes, list, end)
  const stop = behind(bytes, list, end)
  let variable = enter(bytes, list, end)
  for (let n = 0; n < MOST_VARIABLES && variable + 4 <= stop; n += 1) {
    const name = enter(bytes, variable, stop)
    const value = behind(bytes, name, stop)
    if (bytes[name] === BER.objectId && value < stop) each(enter(bytes, name, stop), value, value)
    variable = behind(bytes, variable, stop)
  }
}
