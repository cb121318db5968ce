// What state a CIP device tells in the status word of its Identity object. Sources: The CIP Networks Library, Volume 1, table 5-2.3 (faults
// and extended status); Rockwell, knowledge base 21179 and 1756-PM, for the two bits in which Logix controllers tell their key switch.
import type { Ledger } from '@penstock/sensor/facts'
import { ETHERNET_IP, protocolName } from '../ids.ts'
import { routeText } from './route.ts'

const STATUS_ATTRIBUTE = 5
const MAJOR_FAULT = 5
const RUN = 6
const IDLE = 7

const FAULTS = ['minor recoverable', 'minor unrecoverable', 'major recoverable', 'major unrecoverable'] as const
/** Bits 12 and 13; 0 in devices that have no key. */
const KEYS = [null, 'RUN', 'PROG', 'REMOTE'] as const

/** The status word in an answer to Get Attributes All (0x01) or Get Attribute List (0x03), where it is in it. */
export function statusIn(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  service: number,
  data: number,
  end: number,
  flow: number,
  side: number,
  route: number,
): void {
  const at = service === 0x01 ? data + 8 : service === 0x03 ? listed(bytes, view, data, end) : -1
  if (at >= 0 && at + 2 <= end) identityStatus(ledger, view.getUint16(at, true), flow, side, route)
}

export function identityStatus(ledger: Ledger, status: number, flow: number, side: number, route: number): void {
  const text = routeText(route)
  const where = text === null ? {} : { part: text }
  const name = protocolName(ETHERNET_IP)!
  const method = 'cip-identity-status'
  const extended = (status >> 4) & 15
  const faults = ((status >> 8) & 15) | (extended === MAJOR_FAULT ? 16 : 0)
  ledger.state(flow, side, ETHERNET_IP, name, 'fault', route, faults, () => ({
    value: faultText(faults),
    ...where,
    method,
  }))
  const key = (status >> 12) & 3
  const position = KEYS[key] ?? null
  if (position === null) return
  ledger.state(flow, side, ETHERNET_IP, name, 'key-switch', route, key, () => ({ value: position, ...where, method }))
  if (extended !== RUN && extended !== IDLE) return
  ledger.state(flow, side, ETHERNET_IP, name, 'mode', route, extended, () => ({
    value: extended === RUN ? 'run' : 'program',
    ...where,
    method,
  }))
}

function faultText(faults: number): string {
  const texts = FAULTS.filter((_, bit) => (faults >> bit) & 1)
  if (faults & 16 && (faults & 12) === 0) return ['major', ...texts].join(', ')
  return texts.length === 0 ? 'none' : texts.join(', ')
}

// Count (2), then id (2), status (2) and, when that is 0, the value: two octets for the first five attributes.
function listed(bytes: Uint8Array, view: DataView, data: number, end: number): number {
  if (end - data < 2) return -1
  let at = data + 2
  for (let n = view.getUint16(data, true); n > 0 && at + 4 <= end; n -= 1) {
    const attribute = view.getUint16(at, true)
    const isGood = view.getUint16(at + 2, true) === 0
    at += 4
    if (!isGood) continue
    if (attribute === STATUS_ATTRIBUTE) return at
    if (attribute === 0 || attribute > 7) return -1
    at += attribute === 6 ? 4 : attribute === 7 ? 1 + (bytes[at] ?? 0) : 2
  }
  return -1
}
