// Telnet: who logs on, in the clear, and with what result. Only the answer to a prompt for an account is kept, until its line ends; what is
// typed at a prompt for a password is never looked at, nor anything else. Source: RFC 854, RFC 855.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { TELNET } from '../ids.ts'
import { leave } from '../leave.ts'
import type { Reader } from '../reader.ts'
import { Sessions } from '../sessions.ts'
import { NEED_MORE } from '../verdicts.ts'

const INTERPRET = 255
const SUBNEGOTIATION = 250
const SUBNEGOTIATION_END = 240
const FIRST_VERB = 251
const MOST_LINE = 128
const MOST_ACCOUNT = 64
/** A dialogue that shows no prompt within so many characters of the server is none of a logon. */
const MOST_WITHOUT_LOGON = 16_384
const ACCOUNT_PROMPT = /(login|user ?name|user ?id|user|account|benutzer(name)?)\s*[:>]\s*$/i
const PASSWORD_PROMPT = /(pass(word|wd|code|phrase)?|pin|kennwort|passwort)[^:>]{0,40}[:>]\s*$/i
const REFUSED = /(incorrect|invalid|fail(ed|ure)|denied|bad (password|login)|wrong|rejected|not (valid|authori[sz]ed))/i
const SHELL = /[#$>%]\s*$/
const WELCOME = /(last login|welcome|logged (in|on))/i

class Session {
  /** What the server wrote since the line began. */
  line = ''
  /** Side that showed a prompt; -1 before the first one. */
  server = -1
  /** What the client types at the prompt for an account. */
  typed = ''
  awaits: 'nothing' | 'account' | 'password' | 'result' = 'nothing'
  account: string | null = null
  shown = 0
  /** Inside a command of the protocol, for each side: 0 outside, else the octet that is due. */
  readonly command: [number, number] = [0, 0]
}

const sessions = new Sessions<Session>()

export const telnet: Reader = {
  protocol: TELNET,
  coverage: { source: 'RFC 854', reads: ['role', 'logon'], codes: null, samples: ['Telnet logon'] },
  // A dialogue of characters has no frames: whatever bytes are there are the next ones.
  stream: {
    headBytes: 3,
    length: (bytes, _view, at, end) => (bytes[at] === INTERPRET && end - at < 3 ? NEED_MORE : end - at),
    looksLike: (bytes, _view, at, end) =>
      bytes[at] !== INTERPRET || (end - at >= 3 && bytes[at + 1]! >= SUBNEGOTIATION),
    message: telnetBytes,
  },
}

function telnetBytes(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const session = sessions.find(ledger, flow) ?? sessions.open(ledger, flow, new Session())
  for (let next = at; next < end; next += 1) {
    const octet = bytes[next]!
    if (isCommand(session, side, octet)) continue
    if (!read(ledger, session, octet, flow, side)) return
  }
  prompts(ledger, session, flow, side)
}

function isClient(session: Session, side: number): boolean {
  return session.server >= 0 && side !== session.server
}

// IAC verb option, IAC SB … IAC SE, IAC command; two IAC are one octet of text, which no prompt holds.
function isCommand(session: Session, side: number, octet: number): boolean {
  const state = session.command[side]!
  let next = 0
  if (state === 0) next = octet === INTERPRET ? INTERPRET : 0
  else if (state === INTERPRET)
    next = octet === SUBNEGOTIATION ? SUBNEGOTIATION : octet >= FIRST_VERB && octet < INTERPRET ? FIRST_VERB : 0
  else if (state === SUBNEGOTIATION) next = octet === INTERPRET ? SUBNEGOTIATION_END : SUBNEGOTIATION
  else if (state === SUBNEGOTIATION_END) next = octet === SUBNEGOTIATION_END ? 0 : SUBNEGOTIATION
  session.command[side as 0 | 1] = next
  return state !== 0 || next !== 0
}

// One character of text. False when the logon is over.
function read(ledger: Ledger, session: Session, octet: number, flow: number, side: number): boolean {
  const isEnd = octet === 13 || octet === 10
  if (session.awaits === 'account' && isClient(session, side)) {
    if (isEnd) {
      session.account = session.typed.trim() === '' ? null : session.typed.trim()
      session.typed = ''
      session.awaits = 'nothing'
      session.line = ''
    } else if (octet === 8 || octet === 127) session.typed = session.typed.slice(0, -1)
    else if (session.typed.length < MOST_ACCOUNT && octet >= 32 && octet < 127)
      session.typed += String.fromCharCode(octet)
    return true
  }
  if (session.awaits === 'password' && isClient(session, side)) {
    if (isEnd) {
      session.awaits = 'result'
      session.line = ''
    }
    return true
  }
  if (isClient(session, side)) return true
  session.shown += 1
  if (session.shown > MOST_WITHOUT_LOGON) {
    over(ledger, flow)
    return false
  }
  if (isEnd) {
    if (session.awaits === 'result' && !told(ledger, session, flow, side)) return false
    session.line = ''
  } else if (octet >= 32 && octet < 127 && session.line.length < MOST_LINE) session.line += String.fromCharCode(octet)
  return true
}

// Prompts do not end their line, so they are looked for where the server stops writing.
function prompts(ledger: Ledger, session: Session, flow: number, side: number): void {
  const { line } = session
  if (line === '') return
  if (session.awaits === 'result') {
    told(ledger, session, flow, side)
    return
  }
  if (session.awaits !== 'nothing') return
  if (PASSWORD_PROMPT.test(line)) session.awaits = 'password'
  else if (ACCOUNT_PROMPT.test(line)) session.awaits = 'account'
  else return
  session.server = side
  setClient(ledger.flows, flow, 1 - side)
}

// What the server writes behind a password: a refusal, a welcome or the prompt of a shell. False when the logon is over.
function told(ledger: Ledger, session: Session, flow: number, side: number): boolean {
  if (side !== session.server) return true
  const isRefused = REFUSED.test(session.line)
  const asksAgain = ACCOUNT_PROMPT.test(session.line)
  if (!isRefused && !asksAgain && !WELCOME.test(session.line) && !SHELL.test(session.line)) return true
  const result = isRefused || asksAgain ? 'refused' : 'accepted'
  ledger.logon(flow, 1 - side, 'telnet', 'password', session.account, result)
  session.account = null
  session.awaits = asksAgain ? 'account' : 'nothing'
  if (result === 'refused') return true
  over(ledger, flow)
  return false
}

function over(ledger: Ledger, flow: number): void {
  sessions.close(ledger, flow)
  leave(ledger, flow, 0)
  leave(ledger, flow, 1)
}
