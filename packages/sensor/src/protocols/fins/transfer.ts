// Programs and files on their way over FINS. Source: W227 §5 (0306, 0307: program number, first octet, count with bit 15 in the last one,
// data; 2202, 2203: disk, name, position, count, data).
import type { Ledger } from '@penstock/sensor/facts'
import { FINS, protocolName } from '../ids.ts'
import { FILE_READ, FILE_WRITE, PROGRAM_READ, PROGRAM_WRITE } from './names.ts'
import { fileName } from './operation.ts'

/** Numbers of the transfers of one flow: one program and one file in each direction. */
const NUMBERS: ReadonlyMap<number, number> = new Map([
  [PROGRAM_READ, 0],
  [PROGRAM_WRITE, 1],
  [FILE_READ, 2],
  [FILE_WRITE, 3],
])
const LAST = 0x8000
const PROGRAM_HEAD = 8
const FILE_WRITE_HEAD = 22
const FILE_READ_HEAD = 10
/** Parameter of a file write: a new file, or one written over from its beginning. */
const OVERWRITE = 1

function numberOf(command: number): number {
  return NUMBERS.get(command)!
}

/** Takes the part that a write request carries; 1 when it is the last one. */
export function writtenPart(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  command: number,
): number {
  const isProgram = command === PROGRAM_WRITE
  const head = isProgram ? PROGRAM_HEAD : FILE_WRITE_HEAD
  if (end - at < head) {
    ledger.odd('fins-length', flow, 'a transfer without its head')
    return 0
  }
  const position = isProgram ? view.getUint32(at + 2) : view.getUint32(at + 16)
  const counted = view.getUint16(at + head - 2)
  const isNew = isProgram ? position === 0 : view.getUint16(at + 2) <= OVERWRITE
  const number = numberOf(command)
  if (isNew || !ledger.transfers.has(flow, number)) {
    // A file has no last part: the next one tells that it was whole.
    ledger.transfers.end(flow, number, isProgram ? 'aborted' : 'complete', ledger.wire)
    ledger.beginTransfer(flow, side, number, {
      kind: isProgram ? 'program' : 'file',
      direction: 'to-device',
      protocol: protocolName(FINS)!,
      name: isProgram ? `program ${view.getUint16(at)}` : fileName(bytes, at, end, command),
    })
  }
  part(ledger, bytes, at + head, Math.min(end, at + head + (counted & ~LAST)), flow, number, position, isProgram)
  return isProgram && (counted & LAST) !== 0 ? 1 : 0
}

export function writeAnswered(ledger: Ledger, flow: number, command: number, isGood: boolean, wasLast: boolean): void {
  if (!isGood) ledger.transfers.end(flow, numberOf(command), 'refused', ledger.wire)
  else if (wasLast) ledger.transfers.end(flow, numberOf(command), 'complete', ledger.wire)
}

/** Begins the transfer that a read request asks for, unless it goes on with one. */
export function askedForTransfer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  command: number,
): void {
  const isProgram = command === PROGRAM_READ
  if (end - at < (isProgram ? PROGRAM_HEAD : 20)) return
  const position = view.getUint32(at + (isProgram ? 2 : 14))
  const number = numberOf(command)
  if (position !== 0 && ledger.transfers.has(flow, number)) return
  ledger.beginTransfer(flow, side, number, {
    kind: isProgram ? 'program' : 'file',
    direction: 'from-device',
    protocol: protocolName(FINS)!,
    name: isProgram ? `program ${view.getUint16(at)}` : fileName(bytes, at, end, command),
  })
}

/** Takes the part that an answer carries: a program repeats its head; a file tells its size, position and count. */
export function readPart(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  command: number,
  isGood: boolean,
): void {
  const number = numberOf(command)
  if (!isGood) {
    ledger.transfers.end(flow, number, 'refused', ledger.wire)
    return
  }
  const isProgram = command === PROGRAM_READ
  const head = isProgram ? PROGRAM_HEAD : FILE_READ_HEAD
  if (end - at < head) return
  const position = view.getUint32(at + (isProgram ? 2 : 4))
  const counted = view.getUint16(at + head - 2)
  const count = isProgram ? counted & ~LAST : counted
  part(ledger, bytes, at + head, Math.min(end, at + head + count), flow, number, position, true)
  const isLast = isProgram ? (counted & LAST) !== 0 : position + count >= view.getUint32(at)
  if (isLast) ledger.transfers.end(flow, number, 'complete', ledger.wire)
}

// A part that came before is passed over; one that leaves a hole makes the digest worthless.
function part(
  ledger: Ledger,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  number: number,
  position: number,
  isPlaced: boolean,
): void {
  const passed = ledger.transfers.passed(flow, number)
  if (isPlaced && position < passed) return
  ledger.transfers.data(flow, number, bytes, from, to, ledger.wire, !isPlaced || position === passed)
}
