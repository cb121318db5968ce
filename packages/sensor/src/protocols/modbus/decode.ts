// Modbus/TCP: the MBAP header and the form of requests and answers.
// Sources: MODBUS Messaging on TCP/IP Implementation Guide V1.0b §3.1; MODBUS Application Protocol V1.1b3 §6.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

const HEADER = 7
/** §3.1.3: unit id and PDU together are at most 254; some engineering services (function 90) use more. */
const LONGEST_BODY = 1024

export const INVALID = 0
export const REQUEST = 1
export const RESPONSE = 2
/** The form fits both, such as the echo of a single write. */
const EITHER = 3

/** Bytes of the message that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function modbusLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const there = end - at
  if (there >= 3 && bytes[at + 2] !== 0) return NOT_MINE
  if (there >= 4 && bytes[at + 3] !== 0) return NOT_MINE
  if (there < HEADER + 1) return NEED_MORE
  const body = view.getUint16(at + 4)
  return body < 2 || body > LONGEST_BODY ? NOT_MINE : HEADER - 1 + body
}

/**
 * What the PDU `bytes[pdu..end)` can be by its form alone. `pdu` is the place of the function code. INVALID when the form
 * fits neither side of a function whose form is known.
 */
export function modbusForm(bytes: Uint8Array, view: DataView, pdu: number, end: number): number {
  const length = end - pdu
  const code = bytes[pdu]!
  if (code & 0x80) return length === 2 ? RESPONSE : INVALID
  const count = length > 1 ? bytes[pdu + 1]! : -1
  const isCounted = length > 2 && count === length - 2
  switch (code) {
    case 1:
    case 2:
      if (length === 5 && isCounted) return plausibleQuantity(view, pdu, 2000) ? EITHER : RESPONSE
      return length === 5 ? REQUEST : isCounted ? RESPONSE : INVALID
    case 3:
    case 4:
      return length === 5 ? REQUEST : isCounted && (count & 1) === 0 ? RESPONSE : INVALID
    case 5:
    case 6:
      return length === 5 ? EITHER : INVALID
    case 7:
      return length === 1 ? REQUEST : length === 2 ? RESPONSE : INVALID
    case 8:
    case 21:
      return length >= 3 ? EITHER : INVALID
    case 11:
    case 12:
      return length === 1 ? REQUEST : length >= 5 ? RESPONSE : INVALID
    case 15:
    case 16:
      return length === 5 ? RESPONSE : length > 6 && length === 6 + bytes[pdu + 5]! ? REQUEST : INVALID
    case 17:
      return length === 1 ? REQUEST : isCounted ? RESPONSE : INVALID
    case 20:
      return isCounted ? (count % 7 === 0 && bytes[pdu + 2] === 6 ? REQUEST : RESPONSE) : INVALID
    case 22:
      return length === 7 ? EITHER : INVALID
    case 23:
      return length > 10 && length === 10 + bytes[pdu + 9]! ? REQUEST : isCounted ? RESPONSE : INVALID
    case 24:
      return length === 3 ? REQUEST : length > 3 && view.getUint16(pdu + 1) === length - 3 ? RESPONSE : INVALID
    case 43:
      return deviceIdForm(bytes, pdu, length)
    case 90:
      return length < 3 ? INVALID : bytes[pdu + 2]! >= 0xfd ? RESPONSE : REQUEST
    default:
      return code === 0 ? INVALID : EITHER
  }
}

/** True when `bytes[at..end)` holds whole Modbus messages of known functions and at most the beginning of one more. */
export function looksLikeModbus(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  let next = at
  for (let n = 0; next < end && n < 8; n += 1) {
    const length = modbusLength(bytes, view, next, end)
    if (length === NEED_MORE || (length > 0 && next + length > end)) return next > at
    if (length === NOT_MINE) return false
    if (!isKnown(bytes[next + HEADER]!) || modbusForm(bytes, view, next + HEADER, next + length) === INVALID)
      return false
    next += length
  }
  return next > at
}

function plausibleQuantity(view: DataView, pdu: number, most: number): boolean {
  const quantity = view.getUint16(pdu + 3)
  return quantity > 0 && quantity <= most
}

// Encapsulated interface transport: only Read Device Identification (type 14) has a form that tells its side.
function deviceIdForm(bytes: Uint8Array, pdu: number, length: number): number {
  if (length < 2) return INVALID
  if (bytes[pdu + 1] !== 14) return EITHER
  return length === 4 ? REQUEST : length >= 7 ? RESPONSE : INVALID
}

function isKnown(code: number): boolean {
  const base = code & 0x7f
  return (
    (base >= 1 && base <= 8) ||
    base === 11 ||
    base === 12 ||
    (base >= 15 && base <= 17) ||
    (base >= 20 && base <= 24) ||
    base === 43 ||
    base === 90
  )
}
