// Programs and functions on their way. A part: number (2), next number (2), blocks of the whole (2), first block (2), blocks (2), then the
// blocks of four octets each. Source: Nozomi Networks, tricotools; held against the bytes of `tristation/attack.pcap`.
import type { Ledger } from '@penstock/sensor/facts'
import { protocolName, TRISTATION } from '../ids.ts'
import { ALLOCATE_FUNCTION, ALLOCATE_PROGRAM, FUNCTION_PART, PROGRAM_PART } from './names.ts'

export const PART_HEAD = 10
export const BLOCK = 4
const IS_FUNCTION = 0x10000
const IS_UPLOAD = 0x20000
/** The last part of a transfer, in what its request leaves for the answer; with it the number is never 0. */
const IS_LAST = 0x40000
const IS_PART = 0x80000

export function isDownloadPart(command: number): boolean {
  return command === ALLOCATE_PROGRAM || command === ALLOCATE_FUNCTION
}

/** True for the commands and answers whose contents are a part. */
export function isPart(code: number): boolean {
  return isDownloadPart(code) || code === PROGRAM_PART || code === FUNCTION_PART
}

/** Takes the part that a request carries to the controller; gives what `downloadAnswered` needs, 0 for an empty one. */
export function downloadPart(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  command: number,
): number {
  if (!hasPart(ledger, view, at, end, flow)) return 0
  const number = view.getUint16(at, true) | (command === ALLOCATE_FUNCTION ? IS_FUNCTION : 0)
  const isLast = take(ledger, bytes, view, at, flow, side, number, command === ALLOCATE_PROGRAM, true)
  return number | IS_PART | (isLast ? IS_LAST : 0)
}

export function downloadAnswered(ledger: Ledger, flow: number, part: number, isGood: boolean): void {
  if (part === 0) return
  const number = part & (IS_FUNCTION | 0xffff)
  if (!isGood) ledger.transfers.end(flow, number, 'refused', ledger.wire)
  else if (part & IS_LAST) ledger.transfers.end(flow, number, 'complete', ledger.wire)
}

/** Takes the part that an answer carries from the controller. */
export function uploadPart(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  isProgram: boolean,
): void {
  if (!hasPart(ledger, view, at, end, flow)) return
  const number = view.getUint16(at, true) | (isProgram ? 0 : IS_FUNCTION) | IS_UPLOAD
  if (take(ledger, bytes, view, at, flow, 1 - side, number, isProgram, false))
    ledger.transfers.end(flow, number, 'complete', ledger.wire)
}

// An empty program has no part; one that promises more blocks than it brings is odd.
function hasPart(ledger: Ledger, view: DataView, at: number, end: number, flow: number): boolean {
  if (end - at < PART_HEAD) return false
  const blocks = view.getUint16(at + 8, true)
  if (blocks * BLOCK > end - at - PART_HEAD) {
    ledger.odd('tristation-length', flow, 'a part that is shorter than it says')
    return false
  }
  return blocks > 0
}

/** True when it was the last part. */
function take(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  flow: number,
  client: number,
  number: number,
  isProgram: boolean,
  isDownload: boolean,
): boolean {
  const { transfers, wire } = ledger
  const whole = view.getUint16(at + 4, true)
  const first = view.getUint16(at + 6, true)
  const blocks = view.getUint16(at + 8, true)
  if (first === 0 || !transfers.has(flow, number)) {
    ledger.beginTransfer(flow, client, number, {
      kind: 'program',
      direction: isDownload ? 'to-device' : 'from-device',
      protocol: protocolName(TRISTATION)!,
      name: `${isProgram ? 'program' : 'function'} ${view.getUint16(at, true)}`,
      announcedBytes: whole * BLOCK,
    })
  }
  const passed = transfers.passed(flow, number)
  const from = at + PART_HEAD
  if (first * BLOCK >= passed)
    transfers.data(flow, number, bytes, from, from + blocks * BLOCK, wire, first * BLOCK === passed)
  return first + blocks >= whole
}
