// Trivial file transfer, the way that firmware and configurations go to many devices: whole transfers with their digest. The answer comes
// from a port of its own, which the request announces. Sources: RFC 1350 §5, RFC 2347 to 2349 (options).
import type { FunctionKind } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { TFTP } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { Sessions } from '../sessions.ts'
import { ascii } from '../text.ts'

const READ = 1
const WRITE = 2
const DATA = 3
const ACKNOWLEDGEMENT = 4
const ERROR = 5
const OPTIONS = 6
const NAMES: readonly string[] = ['', 'Read request', 'Write request', 'Data', 'Acknowledgement', 'Error', 'Options']
const UDP = 17
const BLOCK_BYTES = 512
const LARGEST_BLOCK = 65_464
const MOST_OPTIONS = 8

interface Session {
  /** Flow of the request, under which the transfer stands. */
  readonly request: number
  /** Address word of the client. */
  readonly client: number
  readonly direction: 'to-device' | 'from-device'
  blockBytes: number
  /** Number of the next block, from 1; it goes round. */
  next: number
  hasData: boolean
  isOver: boolean
}

const sessions = new Sessions<Session>()

export const tftp: Reader = {
  protocol: TFTP,
  coverage: {
    source: 'RFC 1350; RFC 2347, 2348, 2349',
    reads: ['role', 'transfer'],
    codes: { named: 6, of: 6 },
    samples: ['TFTP read with options', 'TFTP write refused'],
  },
  datagram: tftpDatagram,
  describe: (code): { code: string; name: string; kind: FunctionKind } => ({
    code: String(code),
    name: NAMES[code] ?? `Operation ${code}`,
    kind: code === READ ? 'read' : code === WRITE ? 'write' : 'other',
  }),
}

function tftpDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < 4) return
  const operation = view.getUint16(at)
  if (operation === READ || operation === WRITE) {
    request(ledger, bytes, at + 2, end, flow, side, operation)
    return
  }
  const session = sessions.find(ledger, flow)
  if (session === undefined || session.isOver) return
  if (operation === DATA) block(ledger, bytes, at + 4, end, session, view.getUint16(at + 2))
  else if (operation === OPTIONS) {
    const size = optionsAt(bytes, at + 2, end).get('blksize')
    if (size !== undefined) session.blockBytes = sizeOf(size)
  } else if (operation === ERROR) finish(ledger, session, session.hasData ? 'aborted' : 'refused')
  else if (operation === ACKNOWLEDGEMENT) return
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
  operation: number,
): void {
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, TFTP, operation)
  const nameEnd = textEnd(bytes, at, end)
  const modeEnd = textEnd(bytes, nameEnd + 1, end)
  const name = ascii(bytes, at, nameEnd)
  const size = optionsAt(bytes, modeEnd + 1, end).get('tsize')
  ledger.details.note(flow, 'tftp-file', name)
  const direction = operation === READ ? 'from-device' : 'to-device'
  const { flows } = ledger
  const session: Session = {
    request: flow,
    client: flows.word(flow, side),
    direction,
    blockBytes: BLOCK_BYTES,
    next: 1,
    hasData: false,
    isOver: false,
  }
  sessions.open(ledger, flow, session)
  const announcedBytes = Number(size ?? Number.NaN)
  ledger.beginTransfer(flow, side, 0, {
    kind: 'file',
    direction,
    protocol: 'tftp',
    name,
    ...(Number.isSafeInteger(announcedBytes) && operation === WRITE ? { announcedBytes } : {}),
  })
  const ports = flows.word(flow, 2)
  const port = side === 0 ? ports >>> 16 : ports & 0xffff
  const arrived = (answer: number): void => {
    sessions.open(ledger, answer, session)
    setClient(flows, answer, flows.word(answer, 0) === session.client ? 0 : 1)
  }
  ledger.expected.expect(session.client, ledger.family(flow), UDP, port, TFTP, arrived, ledger.wire)
}

// A block that comes again is passed over; one that is missing leaves the digest out. The last block is shorter than the others.
function block(ledger: Ledger, bytes: Uint8Array, from: number, end: number, session: Session, number: number): void {
  const behind = (number - session.next) & 0xffff
  if (behind >= 0x8000) return
  session.next = (number + 1) & 0xffff
  session.hasData = true
  ledger.transfers.data(session.request, 0, bytes, from, end, ledger.wire, behind === 0)
  if (end - from < session.blockBytes) finish(ledger, session, 'complete')
}

function finish(ledger: Ledger, session: Session, result: 'complete' | 'refused' | 'aborted'): void {
  session.isOver = true
  ledger.transfers.end(session.request, 0, result, ledger.wire)
}

/** Options behind a request's mode or in an acknowledgement: names and values, each with its NUL. */
function optionsAt(bytes: Uint8Array, from: number, end: number): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  let at = from
  while (at < end && options.size < MOST_OPTIONS) {
    const nameEnd = textEnd(bytes, at, end)
    const valueEnd = textEnd(bytes, nameEnd + 1, end)
    if (nameEnd >= end) break
    options.set(ascii(bytes, at, nameEnd).toLowerCase(), ascii(bytes, nameEnd + 1, valueEnd))
    at = valueEnd + 1
  }
  return options
}

function sizeOf(text: string): number {
  const size = Number(text)
  return Number.isInteger(size) && size >= 8 && size <= LARGEST_BLOCK ? size : BLOCK_BYTES
}

function textEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at] !== 0) at += 1
  return Math.min(at, end)
}
