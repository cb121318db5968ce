// Files of DNP3: opened by name, read or written block by block under a handle, closed. Source: IEEE 1815-2012 §5.3, A.25 (group 70).
import type { Ledger } from '@penstock/sensor/facts'
import { DNP3, protocolName } from '../ids.ts'
import { digestOf, utf8 } from '../text.ts'
import { ABORT_FILE, CLOSE_FILE, fileStatus, OPEN_FILE, stationText, WRITE } from './names.ts'
import { textOf } from './operation.ts'

export const FILE = 70
/** Variations. */
const AUTHENTICATION = 2
const COMMAND = 3
const COMMAND_STATUS = 4
const BLOCK = 5
const BLOCK_STATUS = 6
const DESCRIPTOR = 7
const OCTETS: readonly number[] = [0, 0, 12, 26, 13, 8, 9, 20]

const MODES: readonly string[] = ['', 'read', 'write', 'append']
const READING = 1
const IS_LAST = 0x8000_0000
const ALL_READ = -1
const IS_FILE = 1 << 17

/** True when an object of this variation is long enough to be read. */
export function fitsFile(variation: number, octets: number): boolean {
  return octets >= (OCTETS[variation] ?? 0)
}

/** Reads a file object of a request; gives the ticket of its operation, -1 when it is none. */
export function fileRequest(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  code: number,
  variation: number,
  station: number,
  flow: number,
  side: number,
): number {
  switch (variation) {
    case COMMAND: {
      const name = nameAt(bytes, view, at, end)
      const mode = view.getUint16(at + 20, true)
      if (code === OPEN_FILE) opened(ledger, view, at, name, mode, station, flow, side)
      const how = code === OPEN_FILE ? (MODES[mode] ?? `mode ${mode}`) : ''
      return operation(ledger, code, station, flow, side, name, how)
    }
    case COMMAND_STATUS: {
      const number = numberOf(station, view.getInt32(at, true))
      if (code === ABORT_FILE) ledger.transfers.end(flow, number, 'aborted', ledger.wire)
      return code === CLOSE_FILE || code === ABORT_FILE ? operation(ledger, code, station, flow, side, null, '') : -1
    }
    case BLOCK:
      if (code === WRITE) block(ledger, bytes, view, at, end, station, flow, side, true)
      return -1
    case DESCRIPTOR:
      return operation(ledger, code, station, flow, side, nameAt(bytes, view, at, end), '')
    case AUTHENTICATION: {
      const from = at + view.getUint16(at, true)
      const to = from + view.getUint16(at + 2, true)
      const account = to <= end && from >= at + OCTETS[AUTHENTICATION]! ? utf8(bytes, from, to) : null
      ledger.logon(flow, side, protocolName(DNP3)!, 'password', account, null)
      return operation(ledger, code, station, flow, side, null, '')
    }
    default:
      return -1
  }
}

/** Reads a file object of a response to `asked`; gives what it says of the request, null where it says nothing. */
export function fileResponse(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  asked: number,
  variation: number,
  station: number,
  flow: number,
  side: number,
): string | null {
  switch (variation) {
    case COMMAND_STATUS: {
      const status = bytes[at + 12]!
      if (asked === OPEN_FILE) answered(ledger, view, at, status, station, flow)
      else if (asked === CLOSE_FILE && status === 0) closed(ledger, numberOf(station, view.getInt32(at, true)), flow)
      return fileStatus(status)
    }
    case BLOCK:
      block(ledger, bytes, view, at, end, station, flow, side, false)
      return null
    case BLOCK_STATUS:
      return fileStatus(bytes[at + 8]!)
    default:
      return null
  }
}

function opened(
  ledger: Ledger,
  view: DataView,
  at: number,
  name: string | null,
  mode: number,
  station: number,
  flow: number,
  side: number,
): void {
  const size = view.getUint32(at + 16, true)
  ledger.beginTransfer(flow, side, askedNumber(station, view.getUint16(at + 24, true)), {
    kind: 'file',
    direction: mode === READING ? 'from-device' : 'to-device',
    protocol: protocolName(DNP3)!,
    name,
    ...(mode === READING || size === 0xffff_ffff ? {} : { announcedBytes: size }),
  })
}

function answered(ledger: Ledger, view: DataView, at: number, status: number, station: number, flow: number): void {
  const asked = askedNumber(station, view.getUint16(at + 10, true))
  if (status !== 0) {
    ledger.transfers.end(flow, asked, 'refused', ledger.wire)
    return
  }
  const number = numberOf(station, view.getInt32(at, true))
  ledger.transfers.accept(flow, asked, number, view.getUint32(at + 4, true), ledger.wire)
  ledger.pending.put(flow, number, 0, 0)
}

// What is closed before its last block passed is not whole.
function closed(ledger: Ledger, number: number, flow: number): void {
  const isWhole = ledger.pending.take(flow, number) && ledger.pending.first === ALL_READ
  ledger.transfers.end(flow, number, isWhole ? 'complete' : 'aborted', ledger.wire)
}

/** Takes a block; `side` sent it. One that comes again is passed over, one that is missing leaves the file without a digest. */
function block(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  station: number,
  flow: number,
  side: number,
  isToDevice: boolean,
): void {
  const number = numberOf(station, view.getInt32(at, true))
  const word = view.getUint32(at + 4, true)
  const isLast = word >= IS_LAST
  const own = isLast ? word - IS_LAST : word
  if (!ledger.transfers.has(flow, number)) {
    ledger.beginTransfer(flow, isToDevice ? side : 1 - side, number, {
      kind: 'file',
      direction: isToDevice ? 'to-device' : 'from-device',
      protocol: protocolName(DNP3)!,
      name: null,
    })
    ledger.transfers.data(flow, number, bytes, at, at, ledger.wire, false)
    ledger.pending.put(flow, number, own, 0)
  }
  const expected = ledger.pending.take(flow, number) ? ledger.pending.first : -2
  const isRepeated = expected === ALL_READ || (expected >= 0 && own < expected)
  if (!isRepeated) ledger.transfers.data(flow, number, bytes, at + OCTETS[BLOCK]!, end, ledger.wire, own === expected)
  ledger.pending.put(flow, number, isRepeated ? expected : isLast ? ALL_READ : own + 1, 0)
}

function operation(
  ledger: Ledger,
  code: number,
  station: number,
  flow: number,
  side: number,
  name: string | null,
  how: string,
): number {
  const word = digestOf(`${station}|${name}|${how}`)
  const ticket = ledger.operation(flow, side, DNP3, code | IS_FILE, word)
  if (ticket !== -1) return ticket
  const text = textOf(code)
  return ledger.openOperation(flow, side, DNP3, code | IS_FILE, word, {
    ...text,
    name: how === '' ? text.name : `${text.name}: ${how}`,
    target: name === null ? stationText(station) : `${stationText(station)} file ${name}`,
  })
}

/** Name of a command or descriptor; both begin with its place and its length. */
function nameAt(bytes: Uint8Array, view: DataView, at: number, end: number): string | null {
  const from = at + view.getUint16(at, true)
  const to = from + view.getUint16(at + 2, true)
  return to > end || to === from ? null : utf8(bytes, from, to)
}

/** Tells open files of one flow apart; the lowest bit keeps handles and requests apart, the highest both from sequence numbers. */
function numberOf(station: number, handle: number): number {
  return Math.imul(handle ^ Math.imul(station + 1, 0x9e3779b1 | 0), 0x85ebca6b | 0) | 0x8000_0001
}

function askedNumber(station: number, request: number): number {
  return (numberOf(station, request) - 1) | 0x8000_0000
}
