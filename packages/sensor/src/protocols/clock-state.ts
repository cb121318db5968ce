// How far a device's clock is from the capture's, as a state: a row for each quarter of an hour that it goes wrong.
import { AT, type Ledger } from '@penstock/sensor/facts'
import { protocolName } from './ids.ts'

const QUARTER_HOUR = 15 * 60 * 1_000_000
const HOURS_PER_QUARTER = 0.25

/** `side` of a flow told its time: `atMillis` since 1970, as if it were UTC. `part` is the module's number, `where` its name. */
export function clockState(
  ledger: Ledger,
  flow: number,
  side: number,
  protocol: number,
  part: number,
  atMillis: number,
  where: { readonly part?: string },
): void {
  const quarters = Math.round((atMillis * 1000 - ledger.wire.floats[AT]!) / QUARTER_HOUR)
  ledger.state(flow, side, protocol, protocolName(protocol)!, 'clock', part, quarters, () => ({
    value:
      quarters === 0
        ? 'within 8 minutes of the capture, read as UTC'
        : `${quarters < 0 ? '' : '+'}${quarters * HOURS_PER_QUARTER} h against the capture, read as UTC`,
    ...where,
    method: 'clock-read',
  }))
}

/** The instant in six octets of decimal digits, year to second, in milliseconds since 1970 as if it were UTC. */
export function decimalTime(bytes: Uint8Array, at: number): number {
  const year = decimal(bytes[at]!)
  return Date.UTC(
    year < 70 ? 2000 + year : 1900 + year,
    decimal(bytes[at + 1]!) - 1,
    decimal(bytes[at + 2]!),
    decimal(bytes[at + 3]!),
    decimal(bytes[at + 4]!),
    decimal(bytes[at + 5]!),
  )
}

function decimal(octet: number): number {
  return (octet >> 4) * 10 + (octet & 15)
}
