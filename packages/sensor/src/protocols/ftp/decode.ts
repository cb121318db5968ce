// Lines of FTP's control connection. Source: RFC 959 §4.1, §4.2; RFC 2428 (long addresses).
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

export const LONGEST_LINE = 2048
const LF = 10

/** Bytes of the line that begins at `at`, NEED_MORE or NOT_MINE. */
export function lineLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!
  // Telnet's interrupt may stand before ABOR.
  if ((first < 32 && first !== 13 && first !== LF && first !== 9) || (first > 126 && first < 0xf2)) return NOT_MINE
  const stop = Math.min(end, at + LONGEST_LINE)
  for (let next = at; next < stop; next += 1) if (bytes[next] === LF) return next + 1 - at
  return end - at >= LONGEST_LINE ? NOT_MINE : NEED_MORE
}

/** True when a reply (`220 `) or one of the usual commands begins here. */
export function looksLikeFtp(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 4) return false
  if (replyAt(bytes, at, end) > 0) return true
  for (let n = 0; n < 3; n += 1) {
    const letter = bytes[at + n]! & 0xdf
    if (letter < 65 || letter > 90) return false
  }
  const fourth = bytes[at + 3]!
  return fourth === 32 || fourth === 13 || ((fourth & 0xdf) >= 65 && (fourth & 0xdf) <= 90)
}

/** Code of the reply at `at`, with a blank or dash behind it; 0 when it is none. */
export function replyAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return 0
  let code = 0
  for (let n = 0; n < 3; n += 1) {
    const digit = bytes[at + n]! - 48
    if (digit < 0 || digit > 9) return 0
    code = code * 10 + digit
  }
  const behind = bytes[at + 3]!
  return code >= 100 && code < 700 && (behind === 32 || behind === 45 || behind === 13) ? code : 0
}

/** Port of `(h1,h2,h3,h4,p1,p2)` or `(|||port|)`, or of the same without brackets; -1 when there is none. */
export function portOf(text: string): number {
  const short = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text)
  const port =
    short === null
      ? Number(/\|[^|]*\|[^|]*\|(\d{1,5})\|/.exec(text)?.[1] ?? -1)
      : Number(short[5]) * 256 + Number(short[6])
  return port > 0 && port < 65_536 ? port : -1
}
