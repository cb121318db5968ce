// Where the head of an HTTP/1 message ends, and the lines in it by place. Source: RFC 9112 §2 to §6.
import { SLOT_BYTES } from '@penstock/sensor/tables'
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

/** A head is read up to here; servers refuse far shorter ones. */
export const LONGEST_HEAD = SLOT_BYTES
const LONGEST_METHOD = 16
const CR = 13
const LF = 10
const SPACE = 32

/** Bytes of the head that begins at `at`, with the empty line behind it; NEED_MORE or NOT_MINE. */
export function httpLength(bytes: Uint8Array, at: number, end: number): number {
  if (!opensHttp(bytes, at, end)) return NOT_MINE
  const stop = Math.min(end, at + LONGEST_HEAD)
  // A line that is empty: LF LF or LF CR LF.
  for (let next = at; next < stop; next += 1) {
    if (bytes[next] !== LF) continue
    if (bytes[next + 1] === LF && next + 1 < stop) return next + 2 - at
    if (bytes[next + 1] === CR && bytes[next + 2] === LF && next + 2 < stop) return next + 3 - at
  }
  return end - at >= LONGEST_HEAD ? NOT_MINE : NEED_MORE
}

/** True when these bytes may begin a request or an answer; as far as they go. */
function opensHttp(bytes: Uint8Array, at: number, end: number): boolean {
  if (isAnswer(bytes, at, end)) return true
  for (let n = at; n < end && n < at + LONGEST_METHOD; n += 1) {
    const octet = bytes[n]!
    if (octet === SPACE) return n > at + 2
    if (octet < 65 || octet > 90) return false
  }
  return end - at < LONGEST_METHOD && end > at
}

/** True when bytes at the start of a segment begin a message beyond doubt: its first line is there and names the version. */
export function looksLikeHttp(bytes: Uint8Array, at: number, end: number): boolean {
  if (!opensHttp(bytes, at, end)) return false
  if (isAnswer(bytes, at, end)) return end - at >= ANSWER.length
  const line = lineEnd(bytes, at, Math.min(end, at + 2048))
  return line - at > 12 && startsWith(bytes, line - 8, line, ' HTTP/1.', 1)
}

/** True when the message is an answer. */
export function isAnswer(bytes: Uint8Array, at: number, end: number): boolean {
  return startsWith(bytes, at, Math.min(end, at + ANSWER.length), ANSWER, 0)
}

/** Place of the line end at or behind `at`, without CR; `end` when there is none. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at
  while (next < end && bytes[next] !== LF) next += 1
  return next > at && bytes[next - 1] === CR ? next - 1 : next
}

/** Place behind the line end at or behind `at`. */
export function nextLine(bytes: Uint8Array, at: number, end: number): number {
  let next = at
  while (next < end && bytes[next] !== LF) next += 1
  return Math.min(end, next + 1)
}

/** True when the line begins with this header name, whatever the case of its letters. `name` is in lower case, with the colon. */
export function isHeader(bytes: Uint8Array, at: number, end: number, name: string): boolean {
  if (end - at < name.length) return false
  for (let n = 0; n < name.length; n += 1) {
    const octet = bytes[at + n]!
    if ((octet >= 65 && octet <= 90 ? octet + 32 : octet) !== name.charCodeAt(n)) return false
  }
  return true
}

const ANSWER = 'HTTP/1.'

// Compares what is there: a beginning that is cut off is no contradiction.
function startsWith(bytes: Uint8Array, at: number, end: number, text: string, from: number): boolean {
  if (end <= at) return false
  for (let n = 0; n < text.length - from && at + n < end; n += 1) {
    if (bytes[at + n] !== text.charCodeAt(n + from)) return false
  }
  return true
}
