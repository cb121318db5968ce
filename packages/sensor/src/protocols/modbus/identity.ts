// What a Modbus server says of itself. Source: MODBUS Application Protocol V1.1b3 §6.21 (43/14) and §6.13 (17).
import type { ClaimField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { MODBUS, protocolName } from '../ids.ts'
import { ascii, utf8 } from '../text.ts'
import { behindUnit } from './unit.ts'

const OBJECTS: ReadonlyMap<number, ClaimField> = new Map<number, ClaimField>([
  [0, 'vendor'],
  [1, 'orderNumber'],
  [2, 'firmware'],
  [4, 'model'],
  [5, 'model'],
  [6, 'name'],
])

/** Answer to Read Device Identification; the objects follow seven octets of head. */
export function claimDeviceId(
  ledger: Ledger,
  bytes: Uint8Array,
  pdu: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (ledger.claims.isOldNews(flow, bytes, pdu, end)) return
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  const unit = behindUnit(bytes[pdu - 1]!)
  let at = pdu + 7
  for (let n = 0; n < bytes[pdu + 6]! && at + 2 <= end; n += 1) {
    const object = bytes[at]!
    const stop = at + 2 + bytes[at + 1]!
    if (stop > end) {
      ledger.odd('modbus-length', flow, 'device identification object beyond the message')
      return
    }
    const field = OBJECTS.get(object)
    if (field !== undefined) {
      ledger.claims.claim(
        about,
        field,
        utf8(bytes, at + 2, stop),
        protocolName(MODBUS)!,
        `device-id-${object}${unit}`,
        ledger.wire,
      )
    }
    at = stop
  }
}

/** Answer to Report Server ID: the text in it is the maker's own; kept only when most of it is readable. */
export function claimServerId(
  ledger: Ledger,
  bytes: Uint8Array,
  pdu: number,
  end: number,
  flow: number,
  side: number,
): void {
  const text = ascii(bytes, pdu + 2, end)
  const readable = text.replaceAll('\0', '')
  if (readable.length < 4 || readable.length * 2 < text.length) return
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  ledger.claims.claim(
    about,
    'description',
    text,
    protocolName(MODBUS)!,
    `report-server-id${behindUnit(bytes[pdu - 1]!)}`,
    ledger.wire,
  )
}
