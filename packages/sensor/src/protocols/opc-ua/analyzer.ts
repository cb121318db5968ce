// OPC UA over TCP: channels with their security, and the services of those channels that are not encrypted.
// Sources: OPC 10000-6 §6.7 (secure conversation), §7.1 (TCP); OPC 10000-4 §5 (services), §7.32, §7.33 (headers).
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, setClient, UPPER_FILL, UPPER_SLOT } from '@penstock/sensor/flow'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'
import { gather } from '../gather.ts'
import { OPC_UA, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'
import {
  ABORT,
  ACKNOWLEDGE,
  ERROR,
  HEADER_BYTES,
  HELLO,
  INTERMEDIATE,
  letters,
  OPEN,
  REVERSE_HELLO,
  type UaCursor,
} from './decode.ts'
import { claimClient, claimEndpoints, claimServers } from './identity.ts'
import { memoryOf, type UaMemory } from './memory.ts'
import * as name from './names.ts'
import { answerOperations, askOperations, settleAll } from './operation.ts'
import { answerLogon, askLogon } from './session.ts'
import { answerValues, askValues, publishedValues, watchValues } from './values.ts'

/** Channel, token, sequence number and number of the request, behind the header of a message. */
const SEQUENCE_END = HEADER_BYTES + 16

/** Reads one whole message or chunk; `side` sent it. */
export function uaMessage(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const memory = memoryOf(ledger)
  const kind = letters(bytes, at)
  if (kind === OPEN) {
    openChannel(ledger, memory, bytes, view, at, end, flow, side)
    return
  }
  if (kind === HELLO || kind === ACKNOWLEDGE || kind === REVERSE_HELLO || kind === ERROR) {
    setClient(ledger.flows, flow, kind === HELLO ? side : 1 - side)
    if (kind === ERROR) tellError(ledger, memory.cursor.open(bytes, view, at + HEADER_BYTES, end), flow)
    return
  }
  if (end - at < SEQUENCE_END) {
    ledger.odd('opc-ua-length', flow, `a message of ${end - at} bytes`)
    return
  }
  const body = at + SEQUENCE_END
  const request = view.getInt32(body - 4, true)
  const chunk = bytes[at + 3]!
  const { ints } = ledger.flows
  const upper = flow * INTS + UPPER_SLOT + side
  if (chunk === ABORT) {
    if (ints[upper]! >= 0) slab.give(ints[upper]!)
    ints[upper] = -1
    return
  }
  if (chunk !== INTERMEDIATE && ints[upper] === -1) {
    service(ledger, memory, bytes, view, body, end, flow, side, request, true)
    return
  }
  gather(ledger, slab, bytes, body, end, flow, side)
  const slot = ints[upper]!
  if (chunk === INTERMEDIATE || slot === -1) return
  const fill = ints[flow * INTS + UPPER_FILL + side]!
  service(ledger, memory, slab.bytes, slab.view, slot, slot + fill, flow, side, request, fill < SLOT_BYTES)
  slab.give(slot)
  ints[upper] = -1
}

// Channel, policy, certificate, thumbprint, sequence, request; then the service, hidden unless the policy is None.
function openChannel(
  ledger: Ledger,
  memory: UaMemory,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const cursor = memory.cursor.open(bytes, view, at + HEADER_BYTES, end)
  const channel = cursor.long()
  cursor.text()
  const { from, to } = cursor
  cursor.text()
  cursor.text()
  cursor.skip(8)
  if (!cursor.isOk) {
    ledger.odd('opc-ua-length', flow, 'a channel opening that is cut short')
    return
  }
  if (channel === 0) setClient(ledger.flows, flow, side)
  const body = cursor.at
  cursor.node()
  const number = cursor.isOk && cursor.namespace === 0 ? name.serviceOf(cursor.numeric) : 0
  if (Math.abs(number) !== name.OPEN_SECURE_CHANNEL) {
    ledger.functions.unsure(flow, side, OPC_UA, name.ENCRYPTED)
    if (!ledger.details.again(flow, 'opc-ua-security', bytes, from, to))
      ledger.details.open(flow, 'opc-ua-security', name.policyName(utf8(bytes, from, to)))
    return
  }
  cursor.open(bytes, view, body, end)
  cursor.node()
  if (number < 0) {
    setClient(ledger.flows, flow, 1 - side)
    ledger.functions.answer(flow, 1 - side, OPC_UA, -number)
    return
  }
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, OPC_UA, number)
  requestHeader(cursor)
  cursor.skip(8)
  const mode = name.SECURITY_MODES[cursor.long()]
  if (cursor.isOk && mode !== undefined)
    ledger.details.note(flow, 'opc-ua-security', `${name.policyName(utf8(bytes, from, to))}, mode ${mode}`)
}

/** Reads one whole service; `isWhole` false: it went beyond what is put together. */
function service(
  ledger: Ledger,
  memory: UaMemory,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  request: number,
  isWhole: boolean,
): void {
  const cursor = memory.cursor.open(bytes, view, at, end)
  cursor.node()
  const type = cursor.isOk && cursor.namespace === 0 ? cursor.numeric : 0
  if (type === name.SERVICE_FAULT) {
    answer(ledger, memory, cursor, flow, side, request, 0)
    return
  }
  const number = name.serviceOf(type)
  if (number === 0) {
    ledger.functions.unsure(flow, side, OPC_UA, name.ENCRYPTED)
    return
  }
  if (number > 0) ask(ledger, memory, cursor, flow, side, request, number)
  else answer(ledger, memory, cursor, flow, side, request, -number)
  if (!cursor.isOk && isWhole)
    ledger.odd('opc-ua-length', flow, `${name.describeUa(Math.abs(number)).name} is cut short`)
}

function ask(
  ledger: Ledger,
  memory: UaMemory,
  cursor: UaCursor,
  flow: number,
  side: number,
  request: number,
  number: number,
): void {
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, OPC_UA, number)
  requestHeader(cursor)
  if (!cursor.isOk) return
  const place = memory.asked.place
  let count = 0
  switch (number) {
    case name.FIND_SERVERS:
    case name.GET_ENDPOINTS:
      ledger.discovery(flow, side, protocolName(OPC_UA)!, name.describeUa(number).name)
      return
    case name.CREATE_SESSION:
      claimClient(ledger, cursor, flow, side)
      return
    case name.ACTIVATE_SESSION:
      askLogon(ledger, memory, cursor, flow, request)
      break
    case name.READ:
      count = askValues(memory, cursor)
      break
    case name.CREATE_MONITORED_ITEMS:
      watchValues(ledger, memory, cursor, flow, side)
      return
    default:
      if (name.operationOfUa(number) === undefined) return
      count = askOperations(ledger, memory, cursor, flow, side, number)
  }
  // An answer finds its entries only where they lie behind each other.
  if (place + count === memory.asked.place) ledger.pending.put(flow, request, number, place, count)
}

function answer(
  ledger: Ledger,
  memory: UaMemory,
  cursor: UaCursor,
  flow: number,
  side: number,
  request: number,
  number: number,
): void {
  setClient(ledger.flows, flow, 1 - side)
  const isKnown = ledger.pending.take(flow, request)
  const { first, second: place, third: count } = ledger.pending
  const asked = number !== 0 ? number : isKnown ? first : 0
  if (asked !== 0) ledger.functions.answer(flow, 1 - side, OPC_UA, asked)
  cursor.skip(12)
  const status = cursor.long()
  cursor.diagnostic()
  cursor.texts()
  cursor.extension()
  if (!cursor.isOk) return
  if (asked === name.ACTIVATE_SESSION) answerLogon(ledger, memory, flow, side, request, status >= 0)
  if (number === 0 || status < 0) {
    if (isKnown) settleAll(ledger, memory, place, count, status)
    return
  }
  if (number === name.GET_ENDPOINTS) claimEndpoints(ledger, cursor, flow, side)
  else if (number === name.FIND_SERVERS) claimServers(ledger, cursor, flow, side)
  else if (number === name.PUBLISH) publishedValues(ledger, memory, cursor, flow, side)
  else if (number === name.CREATE_SESSION) readCreatedSession(ledger, cursor, flow, side)
  else if (isKnown && number === first && number === name.READ)
    answerValues(ledger, memory, cursor, flow, side, place, count)
  else if (isKnown && number === first && name.operationOfUa(number) !== undefined)
    answerOperations(ledger, memory, cursor, number, place, count)
}

// Session, its secret token, timeout, nonce and certificate; then the endpoints.
function readCreatedSession(ledger: Ledger, cursor: UaCursor, flow: number, side: number): void {
  cursor.node()
  cursor.node()
  cursor.skip(8)
  cursor.text()
  cursor.text()
  if (cursor.isOk) claimEndpoints(ledger, cursor, flow, side)
}

// Token, time, handle, diagnostics wished, audit entry, patience, what else.
function requestHeader(cursor: UaCursor): void {
  cursor.node()
  cursor.skip(16)
  cursor.text()
  cursor.skip(4)
  cursor.extension()
}

function tellError(ledger: Ledger, cursor: UaCursor, flow: number): void {
  const status = cursor.long()
  cursor.text()
  if (cursor.isOk)
    ledger.odd('opc-ua-error', flow, `${name.statusText(status)} ${utf8(cursor.bytes, cursor.from, cursor.to)}`.trim())
}
