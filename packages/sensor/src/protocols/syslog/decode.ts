// One syslog message by place: priority, host and application in both forms. Sources: RFC 5424 §6, RFC 3164 §4; over TCP RFC 6587 §3.4.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

const SPACE = 32
const LF = 10
const LESS = 60
const GREATER = 62
const COLON = 58
const BRACKET = 91
const DASH = 45
const LONGEST = 8192
const LONGEST_WORD = 255

/** Places of a message's words; -1 where it names none. */
export class SyslogParts {
  priority = -1
  hostAt = -1
  hostEnd = -1
  appAt = -1
  appEnd = -1
}

/** Fills `out` from one message; false when it opens with no priority. */
export function syslogParts(bytes: Uint8Array, at: number, end: number, out: SyslogParts): boolean {
  out.priority = priorityAt(bytes, at, end)
  out.hostAt = -1
  out.appAt = -1
  if (out.priority < 0) return false
  const behind = nextOf(bytes, at, end, GREATER) + 1
  if (bytes[behind] === 49 && bytes[behind + 1] === SPACE) newForm(bytes, behind + 2, end, out)
  else oldForm(bytes, behind, end, out)
  return true
}

/** Bytes of a message on a stream: counted, or up to a line feed. */
export function syslogLength(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === LESS) {
    const stop = Math.min(end, at + LONGEST)
    for (let next = at; next < stop; next += 1) if (bytes[next] === LF) return next + 1 - at
    return end - at >= LONGEST ? NOT_MINE : NEED_MORE
  }
  let count = 0
  let next = at
  while (next < end && next < at + 5 && isDigit(bytes[next]!)) {
    count = count * 10 + bytes[next]! - 48
    next += 1
  }
  if (next === at || (next < end && bytes[next] !== SPACE)) return NOT_MINE
  if (next === end) return NEED_MORE
  return count === 0 || count > LONGEST ? NOT_MINE : next + 1 - at + count
}

/** Place of the message behind its count on a stream. */
export function behindCount(bytes: Uint8Array, at: number, end: number): number {
  return bytes[at] === LESS ? at : Math.min(end, nextOf(bytes, at, end, SPACE) + 1)
}

/** Priority of `<PRI>` at `at`, or -1. */
export function priorityAt(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== LESS) return -1
  let value = 0
  let next = at + 1
  while (next < end && next < at + 4 && isDigit(bytes[next]!)) {
    value = value * 10 + bytes[next]! - 48
    next += 1
  }
  return next > at + 1 && next < end && bytes[next] === GREATER && value < 192 ? value : -1
}

// Timestamp, host, application, each with a blank behind it; `-` is none.
function newForm(bytes: Uint8Array, from: number, end: number, out: SyslogParts): void {
  const name = nextOf(bytes, from, end, SPACE) + 1
  const app = nextOf(bytes, name, end, SPACE) + 1
  host(bytes, name, app - 1, end, out)
  const stop = nextOf(bytes, app, end, SPACE)
  if (stop < end && stop > app && bytes[app] !== DASH) tag(app, stop, out)
}

// `Mmm dd hh:mm:ss host tag[pid]: text`; many devices leave the head out, and only its form tells.
function oldForm(bytes: Uint8Array, from: number, end: number, out: SyslogParts): void {
  if (end - from < 17 || bytes[from + 3] !== SPACE || bytes[from + 6] !== SPACE) return
  if (bytes[from + 9] !== COLON || bytes[from + 12] !== COLON || bytes[from + 15] !== SPACE) return
  const name = from + 16
  const app = nextOf(bytes, name, end, SPACE) + 1
  host(bytes, name, app - 1, end, out)
  let stop = app
  while (stop < end && bytes[stop] !== COLON && bytes[stop] !== BRACKET && bytes[stop] !== SPACE) stop += 1
  if (stop < end && bytes[stop] !== SPACE && stop > app) tag(app, stop, out)
}

function host(bytes: Uint8Array, from: number, to: number, end: number, out: SyslogParts): void {
  if (to >= end || to <= from || to - from > LONGEST_WORD || (bytes[from] === DASH && to === from + 1)) return
  out.hostAt = from
  out.hostEnd = to
}

function tag(from: number, to: number, out: SyslogParts): void {
  if (to - from > LONGEST_WORD) return
  out.appAt = from
  out.appEnd = to
}

function nextOf(bytes: Uint8Array, from: number, end: number, wanted: number): number {
  let at = from
  while (at < end && bytes[at] !== wanted) at += 1
  return at
}

function isDigit(octet: number): boolean {
  return octet >= 48 && octet <= 57
}
