// HTTP/1 message heads as functions and details of the conversation. Bodies are passed over: by their told length, or until the
// next segment that begins with a message. Queries are left out, because they carry what people type.
import type { Ledger } from '@penstock/sensor/facts'
import { FLAGS, INTS, IS_LOST, IS_SHALLOW, IS_SKIPPING, PROTOCOL, SKIP, STATE, setClient } from '@penstock/sensor/flow'
import { speaker } from '../speaker.ts'
import { systemOf } from '../system-hint.ts'
import { utf8 } from '../text.ts'
import { isAnswer, isHeader, lineEnd, nextLine } from './decode.ts'
import { CONNECT, HEAD, methodNumber } from './names.ts'

const SPACE = 32
const QUESTION = 63
const SWITCHING = 101
const NO_CONTENT = 204
const NOT_MODIFIED = 304
const LONGEST_BODY = 0x7fff_fff0

/** Reads one whole head that `side` sent. */
export function httpMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (isAnswer(bytes, at, end)) answer(ledger, bytes, at, end, flow, side)
  else request(ledger, bytes, at, end, flow, side)
}

function request(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): void {
  const { ints } = ledger.flows
  const base = flow * INTS
  const line = lineEnd(bytes, at, end)
  const behindMethod = until(bytes, at, line, SPACE)
  const method = methodNumber(bytes, at, behindMethod)
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, ints[base + PROTOCOL]!, method)
  ints[base + STATE] = method
  const path = behindMethod + 1
  tell(ledger, flow, 'http-path', bytes, path, until(bytes, path, until(bytes, path, line, SPACE), QUESTION))
  for (let header = nextLine(bytes, at, end); header < end; header = nextLine(bytes, header, end)) {
    if (isHeader(bytes, header, end, 'host:')) tellHeader(ledger, flow, 'http-host', bytes, header + 5, end)
    else if (isHeader(bytes, header, end, 'user-agent:')) {
      const agent = tellHeader(ledger, flow, 'http-user-agent', bytes, header + 11, end)
      if (agent !== null) hint(ledger, flow, side, agent, 'http-user-agent')
    }
  }
  passBody(ledger, bytes, at, end, flow, side, false)
}

function answer(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): void {
  const { ints } = ledger.flows
  const base = flow * INTS
  const method = ints[base + STATE]!
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, ints[base + PROTOCOL]!, method)
  const from = until(bytes, at, lineEnd(bytes, at, end), SPACE) + 1
  const status = number(bytes, from, Math.min(end, from + 3))
  tell(ledger, flow, 'http-status', bytes, from, Math.min(end, from + 3))
  for (let header = nextLine(bytes, at, end); header < end; header = nextLine(bytes, header, end)) {
    if (!isHeader(bytes, header, end, 'server:')) continue
    const server = tellHeader(ledger, flow, 'http-server', bytes, header + 7, end)
    if (server === null) continue
    ledger.claims.claim(speaker(ledger, flow, side), 'software', server, 'http', 'http-server', ledger.wire)
    hint(ledger, flow, side, server, 'http-server')
  }
  // Another protocol follows on the same connection: a web socket, a tunnel.
  if (status === SWITCHING || (method === CONNECT && status >= 200 && status < 300)) {
    ints[base + FLAGS]! |= IS_SHALLOW
    return
  }
  const isBodiless =
    method === HEAD || status === NO_CONTENT || status === NOT_MODIFIED || (status >= 100 && status < 200)
  if (!isBodiless) passBody(ledger, bytes, at, end, flow, side, true)
}

// RFC 9112 §6.3: chunks, a told length, or, of an answer, all until the connection closes.
function passBody(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
  isUntilClose: boolean,
): void {
  const { ints } = ledger.flows
  const base = flow * INTS
  let length = -1
  for (let header = nextLine(bytes, at, end); header < end; header = nextLine(bytes, header, end)) {
    if (isHeader(bytes, header, end, 'content-length:'))
      length = number(bytes, header + 15, lineEnd(bytes, header, end))
    else if (isHeader(bytes, header, end, 'transfer-encoding:')) {
      ints[base + FLAGS]! |= IS_LOST << side
      return
    }
  }
  if (length > 0) {
    ints[base + SKIP + side] = Math.min(length, LONGEST_BODY)
    ints[base + FLAGS]! |= IS_SKIPPING << side
  } else if (length < 0 && isUntilClose) ints[base + FLAGS]! |= IS_LOST << side
}

type HttpDetail = 'http-host' | 'http-path' | 'http-user-agent' | 'http-server' | 'http-status'

/** Gives the text when it is news on this conversation. */
function tellHeader(
  ledger: Ledger,
  flow: number,
  kind: HttpDetail,
  bytes: Uint8Array,
  at: number,
  end: number,
): string | null {
  const to = lineEnd(bytes, at, end)
  let from = at
  while (from < to && (bytes[from] === SPACE || bytes[from] === 9)) from += 1
  return tell(ledger, flow, kind, bytes, from, to)
}

function tell(
  ledger: Ledger,
  flow: number,
  kind: HttpDetail,
  bytes: Uint8Array,
  from: number,
  to: number,
): string | null {
  if (from >= to || ledger.details.again(flow, kind, bytes, from, to)) return null
  const text = utf8(bytes, from, to)
  ledger.details.open(flow, kind, text)
  return text
}

// A proxy speaks for others: what it carries is a hint on the address that sent it.
function hint(ledger: Ledger, flow: number, side: number, text: string, method: string): void {
  const system = systemOf(text)
  if (system === null) return
  ledger.claims.claim(speaker(ledger, flow, side), 'operatingSystem', system, 'http', method, ledger.wire, 'inferred')
}

function until(bytes: Uint8Array, at: number, end: number, octet: number): number {
  let next = at
  while (next < end && bytes[next] !== octet) next += 1
  return next
}

/** Decimal number in `bytes[from..to)`, blanks in front passed over; -1 when there is none. */
function number(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] === SPACE) at += 1
  let value = -1
  for (; at < to && bytes[at]! >= 48 && bytes[at]! <= 57 && value < LONGEST_BODY; at += 1)
    value = (value < 0 ? 0 : value * 10) + bytes[at]! - 48
  return value
}
