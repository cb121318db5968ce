// Files on their way: Atomic Read File and Atomic Write File. Source: ANSI/ASHRAE 135-2020 clauses 14.1 and 14.2.
import { OCTETS, readTag, SIGNED, Tag, UNSIGNED, unsignedAt } from './decode.ts'
import { objectText } from './names.ts'
import { NAME, type Scene } from './scene.ts'

const MOST_RECORDS = 256
const MIX = 0x9e3779b1 | 0
const tag = new Tag()

/** Number of the transfer of a file of a module within its flow. */
export function transferNumber(part: number, file: number, isWrite: boolean): number {
  return Math.imul(part, MIX) ^ (file << 1) ^ (isWrite ? 1 : 0)
}

/** Begins the transfer that a request asks for, or goes on with it; a write request carries data. */
export function fileRequest(
  scene: Scene,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  part: number,
  module: string,
  isWrite: boolean,
): void {
  if (!readTag(bytes, view, at, end, tag) || tag.length !== 4) return
  const file = unsignedAt(bytes, tag.at, 4)
  if (!readTag(bytes, view, tag.next, end, tag) || !tag.isOpening) return
  const isRecords = tag.number === 1
  if (!readTag(bytes, view, tag.next, end, tag) || tag.isContext || tag.number !== SIGNED || tag.length > 4) return
  const start = unsignedAt(bytes, tag.at, tag.length)
  const { ledger, flow, side } = scene
  const number = transferNumber(part, file, isWrite)
  if (start === 0 || !ledger.transfers.has(flow, number)) {
    // A write has no last part: that another one begins tells that it was whole.
    if (isWrite) ledger.transfers.end(flow, number, 'complete', ledger.wire)
    const what = objectText(file)
    ledger.beginTransfer(flow, side, number, {
      kind: 'file',
      direction: isWrite ? 'to-device' : 'from-device',
      protocol: NAME,
      name: module === '' ? what : `${module} ${what}`,
    })
  }
  if (isWrite) data(scene, bytes, view, tag.next, end, number, isRecords ? -1 : start)
}

/** Takes the data of an answer to Atomic Read File. */
export function fileAnswer(
  scene: Scene,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  number: number,
): void {
  if (!readTag(bytes, view, at, end, tag)) return
  const isLast = (tag.length & 1) !== 0
  if (!readTag(bytes, view, tag.next, end, tag) || !tag.isOpening) return
  const isRecords = tag.number === 1
  if (!readTag(bytes, view, tag.next, end, tag) || tag.isContext || tag.number !== SIGNED || tag.length > 4) return
  const start = unsignedAt(bytes, tag.at, tag.length)
  data(scene, bytes, view, tag.next, end, number, isRecords ? -1 : start)
  if (isLast) scene.ledger.transfers.end(scene.flow, number, 'complete', scene.ledger.wire)
}

// Octet strings up to the closing tag; a count of records stands in front of them. `start` -1: the place is counted in records.
function data(
  scene: Scene,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  number: number,
  start: number,
): void {
  const { ledger, flow } = scene
  const { transfers, wire } = ledger
  const passed = transfers.passed(flow, number)
  if (start >= 0 && start < passed) return
  let next = at
  for (let n = 0; n < MOST_RECORDS && readTag(bytes, view, next, end, tag) && !tag.isContext; n += 1) {
    if (tag.number === OCTETS)
      transfers.data(flow, number, bytes, tag.at, tag.next, wire, start < 0 || start === passed)
    else if (tag.number !== UNSIGNED) return
    next = tag.next
  }
}
