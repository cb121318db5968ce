// What an outstation says of itself in device attributes. Source: IEEE 1815-2012 A.1 (group 0).
import type { ClaimField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { DNP3, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'
import { stationText } from './names.ts'

const VISIBLE_STRING = 1
const FIELDS: ReadonlyMap<number, ClaimField> = new Map([
  [242, 'firmware'],
  [243, 'hardware'],
  [245, 'description'],
  [247, 'name'],
  [248, 'serial'],
  [250, 'model'],
  [252, 'vendor'],
])

/** Reads `count` attributes from `at` on. Gives the place behind them, or -1 when one does not fit. */
export function attributes(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  variation: number,
  count: number,
  station: number,
  flow: number,
  side: number,
): number {
  const field = FIELDS.get(variation)
  let next = at
  for (let n = 0; n < count; n += 1) {
    if (end - next < 2) return -1
    const stop = next + 2 + bytes[next + 1]!
    if (stop > end) return -1
    if (field !== undefined && bytes[next] === VISIBLE_STRING) {
      const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
      const method = `attribute-${variation}@${stationText(station)}`
      ledger.claims.claim(about, field, utf8(bytes, next + 2, stop), protocolName(DNP3)!, method, ledger.wire)
    }
    next = stop
  }
  return next
}
