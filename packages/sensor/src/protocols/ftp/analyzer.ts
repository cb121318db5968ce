// FTP: logons with their result, commands, and files as transfers over the data connections that the control connection announces. A password
// is never looked at. Source: RFC 959 §4, §5; RFC 2428 (EPRT, EPSV); RFC 4217 (AUTH TLS).
import type { Ledger } from '@penstock/sensor/facts'
import { FLAGS, INTS, IS_HOLDING, IS_TLS, NEXT_SEQ, STATE, setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { FTP, FTP_DATA } from '../ids.ts'
import { Sessions } from '../sessions.ts'
import { speaker } from '../speaker.ts'
import { utf8 } from '../text.ts'
import { LONGEST_LINE, portOf, replyAt } from './decode.ts'
import { commandNumber, softwareOf } from './names.ts'

const TCP = 6

interface Transfer {
  readonly number: number
  readonly name: string
  readonly direction: 'to-device' | 'from-device'
  isBegun: boolean
}

class Session {
  account: string | null = null
  isGreeted = false
  asksSystem = false
  transfers = 0
  transfer: Transfer | null = null
  /** The data connection, -1 before there is one. */
  data = -1
  client = 0
}

/** A data connection and the control connection that announced it. */
interface Data {
  readonly control: number
  readonly session: Session
}

const sessions = new Sessions<Session>()
const dataFlows = new Sessions<Data>()

/** Reads one line that `side` sent. */
export function ftpLine(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const code = replyAt(bytes, at, end)
  const session = sessions.find(ledger, flow) ?? sessions.open(ledger, flow, new Session())
  if (code > 0) {
    session.client = 1 - side
    setClient(ledger.flows, flow, 1 - side)
    // The lines between the first and the last of a long reply say nothing that is needed.
    reply(
      ledger,
      session,
      code,
      utf8(bytes, at + 4, Math.min(end, at + LONGEST_LINE)),
      bytes[at + 3] === 45,
      flow,
      side,
    )
    return
  }
  const command = commandNumber(bytes, at, end)
  if (command.number === 0) return
  session.client = side
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, FTP, command.number)
  const argument = command.name === 'PASS' ? '' : utf8(bytes, command.behind, end).trim()
  ask(ledger, session, command.name, argument, flow, side)
}

function ask(ledger: Ledger, session: Session, command: string, argument: string, flow: number, side: number): void {
  switch (command) {
    case 'USER':
      session.account = argument === '' ? null : argument
      return
    case 'SYST':
      session.asksSystem = true
      return
    case 'PORT':
    case 'EPRT':
      expect(ledger, session, portOf(argument), flow, side)
      return
    case 'RETR':
      plan(session, argument, 'from-device')
      return
    case 'STOR':
    case 'APPE':
    case 'STOU':
      plan(session, argument, 'to-device')
      return
    case 'LIST':
    case 'NLST':
    case 'MLSD':
      session.transfer = null
      return
    default:
  }
}

function reply(
  ledger: Ledger,
  session: Session,
  code: number,
  text: string,
  goesOn: boolean,
  flow: number,
  side: number,
): void {
  const client = 1 - side
  if (code === 220 && !session.isGreeted) greet(ledger, session, text.trim(), flow, side)
  if (goesOn) return
  switch (code) {
    case 215:
      if (session.asksSystem) ledger.details.note(flow, 'ftp-system', text.trim())
      session.asksSystem = false
      return
    case 227:
    case 229:
      expect(ledger, session, portOf(text), flow, side)
      return
    case 230:
      logon(ledger, session, flow, client, 'accepted')
      return
    case 530:
      logon(ledger, session, flow, client, 'refused')
      end(ledger, session, 'refused', flow)
      return
    case 234:
      ledger.flows.ints[flow * INTS + FLAGS]! |= IS_TLS
      return
    case 125:
    case 150: {
      const size = /\((\d+) bytes?\)/.exec(text)?.[1]
      begin(ledger, session, flow, size === undefined ? undefined : Number(size))
      return
    }
    case 226:
    case 250:
      end(ledger, session, 'complete', flow)
      return
    default:
      if (code >= 400) end(ledger, session, session.transfer?.isBegun === true ? 'aborted' : 'refused', flow)
  }
}

function greet(ledger: Ledger, session: Session, text: string, flow: number, side: number): void {
  session.isGreeted = true
  ledger.details.note(flow, 'ftp-greeting', text)
  const software = softwareOf(text)
  if (software !== null)
    ledger.claims.claim(speaker(ledger, flow, side), 'software', software, 'ftp', 'ftp-greeting', ledger.wire)
}

function logon(ledger: Ledger, session: Session, flow: number, client: number, result: 'accepted' | 'refused'): void {
  if (session.account === null) return
  const isAnonymous = /^(anonymous|ftp)$/i.test(session.account)
  ledger.logon(flow, client, 'ftp', isAnonymous ? 'anonymous' : 'password', session.account, result)
}

function plan(session: Session, name: string, direction: Transfer['direction']): void {
  session.transfers += 1
  session.transfer = { number: session.transfers, name, direction, isBegun: false }
}

function begin(ledger: Ledger, session: Session, flow: number, announcedBytes?: number): void {
  const { transfer } = session
  if (transfer === null || transfer.isBegun) return
  transfer.isBegun = true
  ledger.beginTransfer(flow, session.client, transfer.number, {
    kind: 'file',
    direction: transfer.direction,
    protocol: 'ftp',
    name: transfer.name,
    ...(announcedBytes === undefined || !Number.isSafeInteger(announcedBytes) ? {} : { announcedBytes }),
  })
}

function end(ledger: Ledger, session: Session, result: 'complete' | 'refused' | 'aborted', flow: number): void {
  const { transfer } = session
  if (transfer === null) return
  begin(ledger, session, flow)
  if (session.data >= 0 && isHoled(ledger, session.data))
    ledger.transfers.passUnread(flow, transfer.number, 0, ledger.wire)
  ledger.transfers.end(flow, transfer.number, result, ledger.wire)
  session.transfer = null
}

// A segment still waits for the bytes in front of it, which the capture does not hold.
function isHoled(ledger: Ledger, data: number): boolean {
  return (ledger.flows.ints[data * INTS + FLAGS]! & (IS_HOLDING * 3)) !== 0
}

// A data connection has the announced port on the side that announced it, whatever address stands in the line: those of NAT are wrong.
function expect(ledger: Ledger, session: Session, port: number, flow: number, side: number): void {
  if (port < 0) return
  const { expected, flows, wire } = ledger
  const arrived = (data: number): void => {
    dataFlows.open(ledger, data, { control: flow, session })
    session.data = data
    setClient(flows, data, flows.word(data, 0) === flows.word(flow, session.client) ? 0 : 1)
  }
  expected.expect(flows.word(flow, side), ledger.family(flow), TCP, port, FTP_DATA, arrived, wire)
}

/** Reads the next bytes of a data connection. */
export function ftpData(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const known = dataFlows.find(ledger, flow)
  if (known === undefined || sessions.find(ledger, known.control) !== known.session) return
  const { session, control } = known
  const { transfer } = session
  if (transfer === null) return
  begin(ledger, session, control)
  // Where these bytes begin, against where the last ones ended: a hole between them is no whole file.
  const { ints } = ledger.flows
  const base = flow * INTS
  const behind = ints[base + NEXT_SEQ + side]!
  const isNext = ints[base + STATE] === 0 || ((behind - (end - at)) | 0) === ints[base + STATE]
  ints[base + STATE] = behind
  ledger.transfers.data(control, transfer.number, bytes, at, end, ledger.wire, isNext)
}
