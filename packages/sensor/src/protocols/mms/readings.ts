// Values that come back from reads, and those that reports bring. Source: IEC 61850-8-1 §17.2 (reports); ISO 9506-2 clause 14.
import type { Ledger } from '@penstock/sensor/facts'
import { signedOf } from '../ber-cursor.ts'
import { MMS } from '../ids.ts'
import { BIT_STRING, STRUCTURE, VISIBLE_STRING } from '../mms-data.ts'
import type { MmsMemory } from './memory.ts'
import { accessErrorText } from './names.ts'
import { readSpecification, rowOfReference } from './variables.ts'

const FAILURE = 0x80
const RESULTS = 0xa0
/** `RPT`, the one name under which all reports of IEC 61850 come. */
const REPORT_NAME = [0x52, 0x50, 0x54]
/** The variable in which a server says why it refuses a control. */
const CAUSE_NAME = 'LastApplError'
/** Optional fields of a report, from the top bit of the first octet. */
const SEQUENCE_NUMBER = 0x4000
const TIME = 0x2000
const DATA_SET = 0x0800
const DATA_REFERENCE = 0x0400
const BUFFER_OVERFLOW = 0x0200
const ENTRY = 0x0100
const CONFIGURATION = 0x0080
const SEGMENTATION = 0x0040
const MOST_MEMBERS = 256

/** Results of a Read of the entries from `place` on, one behind the other in `bytes[from..to)`. */
export function answerReads(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
  place: number,
  asked: number,
): void {
  const { ber } = memory
  const server = ledger.flows.word(flow, side)
  // A list was asked for by its name: its members answer one by one.
  const list = asked === 1 && memory.asked.own(place) < 0 ? memory.asked.point(place) : -1
  const members = list < 0 ? undefined : memory.membersOf(server, list)
  let n = 0
  for (let at = from; ber.read(bytes, at, to); n += 1) {
    const { tag, from: begin, to: behind } = ber
    if (list >= 0) noteMember(ledger, memory, bytes, at, behind, flow, side, list, members, n)
    else if (n < asked && memory.asked.has(place + n)) {
      const entry = place + n
      const ticket = memory.asked.ticket(entry)
      if (ticket >= 0) settleSelect(ledger, memory, bytes, tag, begin, behind, flow, side, entry)
      else if (tag !== FAILURE)
        memory.readings.note(ledger, flow, side, MMS, memory.asked.point(entry), bytes, at, behind)
    }
    at = behind
  }
}

// A select without value is the read of a name: an empty one says no.
function settleSelect(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  tag: number,
  from: number,
  to: number,
  flow: number,
  side: number,
  entry: number,
): void {
  const isSelected = tag === VISIBLE_STRING && to > from
  const { flows } = ledger
  if (isSelected) memory.select(flows.word(flow, side), memory.asked.own(entry) | 0, flows.word(flow, 1 - side))
  const said = tag === FAILURE ? accessErrorText(signedOf(bytes, from, to)) : isSelected ? 'ok' : 'not selected'
  ledger.operations.settle(memory.asked.ticket(entry), said)
}

/** An information report: what it is about, then results. `side` is the one that reports. */
export function readReport(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  const { ber } = memory
  if (!ber.read(bytes, from, to)) return
  const { tag, from: begin, to: behind } = ber
  readSpecification(memory, bytes, tag, begin, behind)
  if (!ber.read(bytes, behind, to) || !ber.is(RESULTS) || memory.count === 0) return
  const { from: first, to: last } = ber
  if (memory.isList && isReport(memory, bytes)) {
    readEntries(ledger, memory, bytes, first, last, flow, side)
    return
  }
  if (isCause(memory, bytes)) {
    readCause(memory, bytes, first, last, flow)
    return
  }
  const list = memory.isList ? memory.rows[0]! : -1
  const members = list < 0 ? undefined : memory.membersOf(ledger.flows.word(flow, side), list)
  let n = 0
  for (let at = first; ber.read(bytes, at, last); n += 1) {
    const next = ber.to
    if (list >= 0) noteMember(ledger, memory, bytes, at, next, flow, side, list, members, n)
    else if (n < memory.count && !ber.is(FAILURE))
      memory.readings.note(ledger, flow, side, MMS, memory.rows[n]!, bytes, at, next)
    at = next
  }
}

function isCause(memory: MmsMemory, bytes: Uint8Array): boolean {
  const from = memory.itemFrom[0]!
  if (memory.isList || memory.itemTo[0]! - from !== CAUSE_NAME.length) return false
  for (let n = 0; n < CAUSE_NAME.length; n += 1) if (bytes[from + n] !== CAUSE_NAME.charCodeAt(n)) return false
  return true
}

// Object, error, originator, number, cause.
function readCause(memory: MmsMemory, bytes: Uint8Array, from: number, to: number, flow: number): void {
  const { ber } = memory
  if (!ber.read(bytes, from, to) || !ber.is(STRUCTURE)) return
  const end = ber.to
  const at = passed(memory, bytes, ber.from, end, 4)
  if (ber.read(bytes, at, end)) memory.keepCause(flow, signedOf(bytes, ber.from, ber.to))
}

function isReport(memory: MmsMemory, bytes: Uint8Array): boolean {
  const from = memory.itemFrom[0]!
  return memory.itemTo[0]! - from === 3 && REPORT_NAME.every((octet, n) => bytes[from + n] === octet)
}

// Report id, optional fields, those that are present, inclusion, references, values, reasons.
function readEntries(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  const { ber } = memory
  if (!ber.read(bytes, from, to)) return
  const { from: nameFrom, to: nameTo } = ber
  if (!ber.read(bytes, ber.to, to) || !ber.is(BIT_STRING) || ber.to - ber.from < 3) return
  const options = (bytes[ber.from + 1]! << 8) | bytes[ber.from + 2]!
  let at = ber.to
  at = passed(memory, bytes, at, to, options & SEQUENCE_NUMBER ? 1 : 0)
  at = passed(memory, bytes, at, to, options & TIME ? 1 : 0)
  let list = -1
  if (options & DATA_SET) {
    if (!ber.read(bytes, at, to)) return
    list = rowOfReference(memory, bytes, ber.from, ber.to)
    at = ber.to
  } else list = rowOfReference(memory, bytes, nameFrom, nameTo)
  const more = (options & BUFFER_OVERFLOW ? 1 : 0) + (options & ENTRY ? 1 : 0) + (options & CONFIGURATION ? 1 : 0)
  at = passed(memory, bytes, at, to, more + (options & SEGMENTATION ? 2 : 0))
  if (!ber.read(bytes, at, to) || !ber.is(BIT_STRING) || ber.to <= ber.from) return
  const inclusion = ber.from
  const many = Math.min(MOST_MEMBERS, (ber.to - ber.from - 1) * 8 - Math.min(7, bytes[ber.from]!))
  let references = ber.to
  let included = 0
  for (let n = 0; n < many; n += 1) if (isIncluded(bytes, inclusion, n)) included += 1
  let values = options & DATA_REFERENCE ? passed(memory, bytes, references, to, included) : references
  const members = memory.membersOf(ledger.flows.word(flow, side), list)
  for (let n = 0; n < many; n += 1) {
    if (!isIncluded(bytes, inclusion, n)) continue
    let row = -1
    if (options & DATA_REFERENCE) {
      if (!ber.read(bytes, references, to)) return
      row = rowOfReference(memory, bytes, ber.from, ber.to)
      references = ber.to
    }
    if (!ber.read(bytes, values, to)) return
    const next = ber.to
    if (row >= 0) memory.readings.note(ledger, flow, side, MMS, row, bytes, values, next)
    else noteMember(ledger, memory, bytes, values, next, flow, side, list, members, n)
    values = next
  }
}

function noteMember(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
  list: number,
  members: Int32Array | undefined,
  n: number,
): void {
  if (bytes[at] === FAILURE || n >= MOST_MEMBERS) return
  const row = members !== undefined && n < members.length ? members[n]! : memory.readings.leaf(ledger, list, n)
  memory.readings.note(ledger, flow, side, MMS, row, bytes, at, end)
}

function passed(memory: MmsMemory, bytes: Uint8Array, from: number, to: number, count: number): number {
  let at = from
  for (let n = 0; n < count && memory.ber.read(bytes, at, to); n += 1) at = memory.ber.to
  return at
}

function isIncluded(bytes: Uint8Array, bitString: number, n: number): boolean {
  return ((bytes[bitString + 1 + (n >> 3)]! << (n & 7)) & 0x80) !== 0
}
