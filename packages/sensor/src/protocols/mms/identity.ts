// What a server says of itself: vendor, model and revision, its state, its logical devices. Source: ISO 9506-2 clauses 10.1 to 10.6.
import type { ClaimField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { signedOf } from '../ber-cursor.ts'
import { MMS, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { MmsMemory } from './memory.ts'
import { LOGICAL_STATES, PHYSICAL_STATES } from './names.ts'

const FIELDS: readonly ClaimField[] = ['vendor', 'model', 'firmware']
const MOST_DEVICES = 64
const FIRST_FIELD = 0x80
const LIST = 0xa0

/** An answer to Identify: vendor, model, revision. */
export function claimIdentity(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  if (ledger.claims.isOldNews(ledger.flows.word(flow, side), bytes, from, to)) return
  const { ber } = memory
  for (let at = from; ber.read(bytes, at, to); at = ber.to) {
    const field = FIELDS[ber.tag - FIRST_FIELD]
    if (field !== undefined) say(ledger, flow, side, field, utf8(bytes, ber.from, ber.to), 'Identify')
  }
}

/** An answer to GetNameList that lists domains. */
export function claimDevices(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  if (ledger.claims.isOldNews(ledger.flows.word(flow, side), bytes, from, to)) return
  const { ber } = memory
  if (!ber.find(bytes, from, to, LIST)) return
  const { from: first, to: last } = ber
  let count = 0
  for (let at = first; count < MOST_DEVICES && ber.read(bytes, at, last); at = ber.to) {
    say(ledger, flow, side, 'description', `Logical device ${utf8(bytes, ber.from, ber.to)}`, 'GetNameList')
    count += 1
  }
}

/** An answer to Status: logical state, physical state. */
export function tellStatus(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  const { ber } = memory
  const protocol = protocolName(MMS)!
  for (let at = from; ber.read(bytes, at, to); at = ber.to) {
    const state = signedOf(bytes, ber.from, ber.to)
    if (ber.is(0x80))
      ledger.state(flow, side, MMS, protocol, 'mode', 0, state, () => words('vmdLogicalStatus', LOGICAL_STATES, state))
    else if (ber.is(0x81))
      ledger.state(flow, side, MMS, protocol, 'fault', 0, state, () =>
        words('vmdPhysicalStatus', PHYSICAL_STATES, state),
      )
  }
}

function words(method: string, names: readonly string[], state: number): { value: string; method: string } {
  return { value: names[state] ?? `state ${state}`, method }
}

function say(ledger: Ledger, flow: number, side: number, field: ClaimField, value: string, method: string): void {
  const device = { mac: null, ip: ledger.endpoint(flow, side).ip }
  ledger.claims.claim(device, field, value, protocolName(MMS)!, method, ledger.wire)
}
