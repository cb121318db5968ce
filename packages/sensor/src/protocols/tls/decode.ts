// Records and handshake messages of TLS. Source: RFC 8446 §4, §5.1; RFC 5246 §6.2, §7.4.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

const HEADER = 5
const LONGEST = 5 + 16_384 + 256
const FIRST_TYPE = 20
const LAST_TYPE = 24

export const HANDSHAKE = 22
export const CLIENT_HELLO = 1
export const SERVER_HELLO = 2
export const CERTIFICATE = 11
export const SERVER_HELLO_DONE = 14

/** Bytes of the record that begins at `at`, NEED_MORE or NOT_MINE. */
export function tlsLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const type = bytes[at]!
  if (type < FIRST_TYPE || type > LAST_TYPE) return NOT_MINE
  if (end - at < HEADER) return NEED_MORE
  const length = HEADER + view.getUint16(at + 3)
  return bytes[at + 1] === 3 && bytes[at + 2]! <= 4 && length > HEADER && length <= LONGEST ? length : NOT_MINE
}

/** True when bytes at the start of a segment begin a record. */
export function looksLikeTls(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  return end - at >= HEADER && tlsLength(bytes, view, at, end) > 0
}

/** True when these bytes begin with the hello of a client or a server. */
export function opensTls(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at <= HEADER || bytes[at] !== HANDSHAKE || bytes[at + 1] !== 3) return false
  return bytes[at + HEADER] === CLIENT_HELLO || bytes[at + HEADER] === SERVER_HELLO
}

/** True when these few bytes may be the beginning of a hello that goes on in the next segment, on whatever port. */
export function mayOpenTls(bytes: Uint8Array, at: number, end: number): boolean {
  const length = end - at
  return (
    length <= HEADER &&
    bytes[at] === HANDSHAKE &&
    (length < 2 || bytes[at + 1] === 3) &&
    (length < 3 || bytes[at + 2]! <= 4)
  )
}

/** A list with its length in front, walked by place; `end` never lies behind the bytes that are there. */
export function vectorEnd(bytes: Uint8Array, at: number, width: number, end: number): number {
  let length = 0
  for (let n = 0; n < width; n += 1) length = (length << 8) | (bytes[at + n] ?? 0)
  const stop = at + width + length
  return at + width > end || stop > end ? -1 : stop
}
