// Blocks on their way into a CPU and out of it. A download: 0x1a asked by the programmer, then the CPU fetches part after part (0x1b) and
// ends it (0x1c). An upload: 0x1d gives a number, 0x1e parts, 0x1f the end. Parts: length (2), 00 fb, the bytes. Source: as `names.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { protocolName, S7COMM } from '../ids.ts'
import { digestOf } from '../text.ts'
import { blockText, fileName, lastString } from './operation.ts'

const REQUEST_DOWNLOAD = 0x1a
const DOWNLOAD_BLOCK = 0x1b
const DOWNLOAD_ENDED = 0x1c
const START_UPLOAD = 0x1d
const UPLOAD = 0x1e
const END_UPLOAD = 0x1f
const PART_HEAD = 4

/** Bits of the function status, the second octet of parameters. */
const HAS_MORE = 1
const HAS_FAILED = 2

/** Numbers of transfers: those called by their block, uploads that have no number yet, and below zero those that have one. */
const BY_NAME = 0x4000_0000
const ASKED = 0x2000_0000
const NAME_BITS = 0x1fff_ffff

export function isTransfer(code: number): boolean {
  return code >= REQUEST_DOWNLOAD && code <= END_UPLOAD
}

/** Takes what a job says of a transfer; gives what its answer needs, 0 for nothing. */
export function transferAsked(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  parameters: number,
  data: number,
  flow: number,
  side: number,
): number {
  const code = bytes[parameters]!
  if (code === UPLOAD || code === END_UPLOAD) {
    if (data - parameters < 8) return 0
    const number = ~view.getInt32(parameters + 4)
    if (code === UPLOAD && !ledger.transfers.has(flow, number)) beginLate(ledger, flow, side, number, null, false)
    return number
  }
  const file = fileName(bytes, parameters, data)
  if (file === null) return 0
  const name = digestOf(file) & NAME_BITS
  if (code === START_UPLOAD) {
    begin(ledger, flow, side, name | ASKED, file, false, null)
    return name | ASKED
  }
  const number = name | BY_NAME
  if (code === REQUEST_DOWNLOAD) {
    begin(ledger, flow, side, number, file, true, announced(bytes, parameters, data))
  } else if (code === DOWNLOAD_BLOCK) {
    // The CPU asks; who downloads is the other side.
    if (!ledger.transfers.has(flow, number)) beginLate(ledger, flow, 1 - side, number, file, true)
  } else if (hasFailed(bytes, parameters, data)) {
    ledger.transfers.end(flow, number, 'aborted', ledger.wire)
  }
  return number
}

/** Takes what the answer to a job says of its transfer. */
export function transferAnswered(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  parameters: number,
  data: number,
  stop: number,
  flow: number,
  number: number,
  isGood: boolean,
): void {
  if (number === 0) return
  const { transfers, wire } = ledger
  const code = bytes[parameters]!
  const isRefused = !isGood || hasFailed(bytes, parameters, data)
  if (code === REQUEST_DOWNLOAD || code === START_UPLOAD) {
    if (isRefused) transfers.end(flow, number, 'refused', wire)
    else if (code === START_UPLOAD && data - parameters >= 8) {
      const length = decimal(lastString(bytes, parameters + 8, data) ?? '')
      transfers.accept(flow, number, ~view.getInt32(parameters + 4), length, wire)
    }
  } else if (code === DOWNLOAD_BLOCK || code === UPLOAD) {
    if (isRefused) transfers.end(flow, number, 'aborted', wire)
    else part(ledger, bytes, view, data, stop, flow, number)
    if (code === UPLOAD && (bytes[parameters + 1]! & HAS_MORE) === 0) transfers.complete(flow, number, wire)
  } else if (code === DOWNLOAD_ENDED && !isRefused) transfers.complete(flow, number, wire)
  else transfers.end(flow, number, 'aborted', wire)
}

function part(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  stop: number,
  flow: number,
  number: number,
): void {
  if (stop - data < PART_HEAD) return
  const from = data + PART_HEAD
  const to = from + view.getUint16(data)
  if (to > stop) ledger.odd('s7-length', flow, 'a part of a block that is shorter than it says')
  else ledger.transfers.data(flow, number, bytes, from, to, ledger.wire)
}

function begin(
  ledger: Ledger,
  flow: number,
  side: number,
  number: number,
  file: string | null,
  isDownload: boolean,
  announcedBytes: number | null,
): void {
  ledger.beginTransfer(flow, side, number, {
    kind: 'program',
    direction: isDownload ? 'to-device' : 'from-device',
    protocol: protocolName(S7COMM)!,
    name: file === null ? null : blockText(file),
    ...(announcedBytes === null ? {} : { announcedBytes }),
  })
}

// One whose request was not captured: its digest is not known.
function beginLate(
  ledger: Ledger,
  flow: number,
  side: number,
  number: number,
  file: string | null,
  isDownload: boolean,
): void {
  begin(ledger, flow, side, number, file, isDownload, null)
  ledger.transfers.passUnread(flow, number, 0, ledger.wire)
}

function hasFailed(bytes: Uint8Array, parameters: number, data: number): boolean {
  return data - parameters >= 2 && (bytes[parameters + 1]! & HAS_FAILED) !== 0
}

// Behind the file name: a length and `1`, six digits of load memory, six of code.
function announced(bytes: Uint8Array, parameters: number, data: number): number | null {
  const lengths = parameters + 9 + bytes[parameters + 8]!
  const text = lastString(bytes, lengths, data)
  return text === null || text.length < 7 ? null : decimal(text.slice(1, 7))
}

function decimal(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : 0
}
