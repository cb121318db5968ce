// APDUs of IEC 60870-5-104 and the values in their elements. Sources: IEC 60870-5-104:2006 §5 (APCI), §7.1 (sizes of fields);
// IEC 60870-5-101:2003 §7.2.6 (elements).
import { BLOCKED, INVALID_VALUE, OVERFLOWED, STALE, SUBSTITUTED } from '@penstock/sensor/facts'
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'
import {
  BITS,
  DOUBLE,
  FLOAT,
  isCause,
  NORMALISED,
  OCTETS,
  PACKED,
  PROTECTION_EVENT,
  PROTECTION_OUTPUT,
  PROTECTION_START,
  SCALED,
  SEGMENT,
  SINGLE,
  STEP,
  TOTALS,
  UNKNOWN_TYPE,
  unnumberedOf,
  VARIABLE,
} from './names.ts'

const START = 0x68
/** Start and length, in front of what the length counts. */
const FRAME_OCTETS = 2
export const APCI_OCTETS = 6
/** Type, number of objects, cause and originator, common address. */
export const HEAD_OCTETS = 6
const IOA_OCTETS = 3

/** Bytes of the APDU that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function iec104Length(bytes: Uint8Array, _view: DataView, at: number, end: number): number {
  const there = end - at
  if (there >= 1 && bytes[at] !== START) return NOT_MINE
  if (there < FRAME_OCTETS) return NEED_MORE
  const length = bytes[at + 1]!
  return length < 4 || length > 253 ? NOT_MINE : length + FRAME_OCTETS
}

/** True when a whole APDU begins here whose control field, type, cause and length agree. */
export function looksLikeIec104(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  const length = iec104Length(bytes, view, at, end)
  if (length <= 0 || at + length > end) return false
  const control = bytes[at + 2]!
  if (control & 1) {
    if (length !== APCI_OCTETS || bytes[at + 3] !== 0) return false
    if (control & 2) return unnumberedOf(control) !== 0 && bytes[at + 4] === 0 && bytes[at + 5] === 0
    return control === 1 && (bytes[at + 4]! & 1) === 0
  }
  if (bytes[at + 4]! & 1 || length < APCI_OCTETS + HEAD_OCTETS) return false
  const asdu = at + APCI_OCTETS
  return isCause(bytes[asdu + 2]! & 63) && fits(bytes, asdu, at + length)
}

/** True when the objects of an ASDU of a known type fill it to its end exactly. */
export function fits(bytes: Uint8Array, asdu: number, end: number): boolean {
  const octets = OCTETS[bytes[asdu]!]!
  const count = bytes[asdu + 1]! & 127
  const there = end - asdu - HEAD_OCTETS
  if (octets === UNKNOWN_TYPE || count === 0) return false
  if (octets !== VARIABLE)
    return there === (isSequence(bytes, asdu) ? IOA_OCTETS + count * octets : count * (IOA_OCTETS + octets))
  // A segment tells its own length behind the names of file and section; what authenticates is not taken apart.
  if (bytes[asdu] !== SEGMENT) return there > IOA_OCTETS
  const segment = asdu + HEAD_OCTETS + IOA_OCTETS
  return count === 1 && there >= IOA_OCTETS + 4 && there === IOA_OCTETS + 4 + bytes[segment + 3]!
}

/** True when one address stands in front of elements that follow each other, §7.2.2. */
export function isSequence(bytes: Uint8Array, asdu: number): boolean {
  return (bytes[asdu + 1]! & 0x80) !== 0
}

export function uint24(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
}

/** Value of the element at `at`, as the protocol defines it: a normalised one lies in [-1, 1), bits are an unsigned number. */
export function readingOf(view: DataView, at: number, family: number): number {
  const first = view.getUint8(at)
  switch (family) {
    case SINGLE:
      return first & 1
    case DOUBLE:
    case PROTECTION_EVENT:
      return first & 3
    case STEP:
      return (first << 25) >> 25
    case BITS:
      return view.getUint32(at, true)
    case NORMALISED:
      return view.getInt16(at, true) / 32_768
    case SCALED:
      return view.getInt16(at, true)
    case FLOAT:
      return view.getFloat32(at, true)
    case TOTALS:
      return view.getInt32(at, true)
    case PACKED:
      return view.getUint16(at, true)
    case PROTECTION_START:
      return first & 63
    case PROTECTION_OUTPUT:
      return first & 15
    default:
      return Number.NaN
  }
}

/** Bits of what the element at `at` says against its own value. Normalised values of type 21 have none: `octets` is then 2. */
export function qualityOf(bytes: Uint8Array, at: number, family: number, octets: number): number {
  switch (family) {
    case SINGLE:
    case DOUBLE:
    case PROTECTION_EVENT:
      return described(bytes[at]!)
    case STEP:
      return withOverflow(bytes[at + 1]!)
    case PROTECTION_START:
    case PROTECTION_OUTPUT:
      return described(bytes[at + 1]!)
    case NORMALISED:
    case SCALED:
      return octets === 2 ? 0 : withOverflow(bytes[at + 2]!)
    case BITS:
    case FLOAT:
    case PACKED:
      return withOverflow(bytes[at + 4]!)
    case TOTALS: {
      const octet = bytes[at + 4]!
      return (octet & 0x20 ? OVERFLOWED : 0) | (octet & 0x80 ? INVALID_VALUE : 0)
    }
    default:
      return 0
  }
}

// Bits 5 to 8 of every quality descriptor: blocked, substituted, not topical, invalid.
function described(octet: number): number {
  return (
    (octet & 0x10 ? BLOCKED : 0) |
    (octet & 0x20 ? SUBSTITUTED : 0) |
    (octet & 0x40 ? STALE : 0) |
    (octet & 0x80 ? INVALID_VALUE : 0)
  )
}

function withOverflow(octet: number): number {
  return described(octet) | (octet & 1 ? OVERFLOWED : 0)
}

/** A CP56Time2a as text without a zone: the protocol tells none. */
export function timeText(view: DataView, at: number): string {
  const ms = view.getUint16(at, true)
  const [minute, hour, day, month, year] = [63, 31, 31, 15, 127].map((mask, n) => view.getUint8(at + 2 + n) & mask)
  const date = `20${two(year!)}-${two(month!)}-${two(day!)}`
  return `${date} ${two(hour!)}:${two(minute!)}:${two(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
