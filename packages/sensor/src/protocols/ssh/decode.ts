// Where messages of the opening of SSH end. Source: RFC 4253 §4.2 (identification), §6 (packets).
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

/** RFC 4253 §4.2 allows 255; other lines may come before it from a server. */
const LONGEST_LINE = 255
/** RFC 4253 §6.1. */
const LONGEST_PACKET = 35_000
const LF = 10
const OPENING = 'SSH-'
/** Messages that pass in the clear: 1 to 4 of any time, 20 and 21, and the key exchange's own from 30 to 49. */
const LAST_CLEAR = 49

/** Bytes of the identification line or packet that begins at `at`, NEED_MORE or NOT_MINE. */
export function sshLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (bytes[at] === 0) return packetLength(bytes, view, at, end)
  return isIdentification(bytes, at, end) ? lineLength(bytes, at, end) : NOT_MINE
}

/** True when an identification line or a packet in the clear begins here beyond doubt. */
export function looksLikeSsh(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  if (bytes[at] === 0) return end - at >= 6 && packetLength(bytes, view, at, end) > 0 && isClear(bytes[at + 5]!)
  return end - at >= OPENING.length && isIdentification(bytes, at, end)
}

/** True when the message is an identification line; as far as it goes. */
export function isIdentification(bytes: Uint8Array, at: number, end: number): boolean {
  for (let n = 0; n < OPENING.length && at + n < end; n += 1) if (bytes[at + n] !== OPENING.charCodeAt(n)) return false
  return end > at
}

function lineLength(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(end, at + LONGEST_LINE)
  for (let next = at; next < stop; next += 1) if (bytes[next] === LF) return next + 1 - at
  return end - at >= LONGEST_LINE ? NOT_MINE : NEED_MORE
}

// Length, padding length (4 or more), message number.
function packetLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 6) return NEED_MORE
  const length = view.getUint32(at)
  const padding = bytes[at + 4]!
  return length >= 5 && length <= LONGEST_PACKET && padding >= 4 && padding + 2 <= length && isClear(bytes[at + 5]!)
    ? 4 + length
    : NOT_MINE
}

function isClear(message: number): boolean {
  return message > 0 && message <= LAST_CLEAR
}
