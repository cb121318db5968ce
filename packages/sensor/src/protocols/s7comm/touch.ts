// Which bytes of which DB or area a Read Var or Write Var names. Its items: 0x12, length, syntax, transport size, count (2), DB (2), area,
// place in bits (3). Symbolic items of newer CPUs have another syntax and name no place.
import { S7_AREAS, TOUCHED_SPAN } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'

const SPAN = TOUCHED_SPAN.s7comm
const S7_ANY = 0x10
const ITEM_OCTETS = 12
const DB = 0x84
const INSTANCE_DB = 0x85
const COUNTERS = 0x1c
const TIMERS = 0x1d
/** Octets of one element by transport size: bit, byte, char, word, integer, double word, double integer, real; 1 of others. */
const OCTETS = Uint8Array.of(0, 1, 1, 1, 2, 2, 4, 4, 4)

export function touchItems(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  parameters: number,
  data: number,
  flow: number,
  side: number,
): void {
  for (let n = 0, item = parameters + 2; n < bytes[parameters + 1]! && item + 2 <= data; n += 1) {
    const next = item + 2 + bytes[item + 1]!
    if (next > data) return
    if (next - item >= ITEM_OCTETS && bytes[item + 2] === S7_ANY) touchItem(ledger, bytes, view, item, flow, side)
    item = next
  }
}

function touchItem(ledger: Ledger, bytes: Uint8Array, view: DataView, item: number, flow: number, side: number): void {
  const area = bytes[item + 8]!
  const count = view.getUint16(item + 4)
  const isDb = area === DB || area === INSTANCE_DB
  const isNumbered = area === COUNTERS || area === TIMERS
  const place = view.getUint32(item + 8) & 0xff_ffff
  const first = isNumbered ? place : place >> 3
  const above = isDb ? view.getUint16(item + 6) : S7_AREAS + area
  const octets = isNumbered ? 1 : (OCTETS[bytes[item + 3]!] ?? 1)
  const low = above * SPAN + first
  // What a wrong count claims stays in its area.
  ledger.functions.touch(flow, side, low, above * SPAN + Math.min(first + Math.max(0, count * octets - 1), SPAN - 1))
}
