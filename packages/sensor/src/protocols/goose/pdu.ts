// A GOOSE frame as a line, whole: every field of the goosePdu and every member of its data set.
// Sources: IEC 61850-8-1:2011 annex A (goosePdu), annex C (APPID, length, reserved); ISO 9506-2 clause 14 (Data).
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import { BerCursor, unsignedOf } from '../ber-cursor.ts'
import { ARRAY, BOOLEAN, FLOAT, INTEGER, numberOf, STRUCTURE, UNSIGNED, VISIBLE_STRING } from '../mms-data.ts'
import type { PduSink } from '../pdu-sink.ts'
import * as tag from './tags.ts'

const PUBLISHED = membersOf({ kind: 'publish' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const IS_SIMULATED = membersOf({ isSimulated: true })
const IS_TEST = membersOf({ isTest: true })
const NEEDS_COMMISSIONING = membersOf({ needsCommissioning: true })
const APP_ID = keyOf('appId')
const CONTROL_BLOCK = keyOf('controlBlock')
const LIFETIME = keyOf('lifetimeMs')
const DATA_SET = keyOf('dataSet')
const ID = keyOf('id')
const TIME = keyOf('time')
const STATE = keyOf('state')
const SEQUENCE = keyOf('sequence')
const REVISION = keyOf('revision')
const ENTRIES = keyOf('entries')
const VALUES = keyOf('values')
const DEPTH = keyOf('depth')
const VALUE = keyOf('value')
const TEXT = keyOf('text')
const DATA = keyOf('data')
/** By the tag of a Data. */
const TYPES: ReadonlyMap<number, Uint8Array> = new Map(
  Object.entries({
    array: 0xa1,
    structure: 0xa2,
    boolean: 0x83,
    'bit-string': 0x84,
    integer: 0x85,
    unsigned: 0x86,
    float: 0x87,
    'octet-string': 0x89,
    'visible-string': 0x8a,
    'binary-time': 0x8c,
    bcd: 0x8d,
    'boolean-array': 0x8e,
    'mms-string': 0x90,
    'utc-time': 0x91,
  }).map(([type, number]) => [number, membersOf({ type })]),
)
const OTHER_TYPE = membersOf({ type: 'other' })

const SIMULATED_BIT = 0x80
/** The standard's counters have 32 bits. */
const MOST_OCTETS = 5
const MOST_NUMBER = 0xffff_ffff
const DEEPEST = 6

const outer = new BerCursor()
const cursors = Array.from({ length: DEEPEST + 1 }, () => new BerCursor())

/** The line of one frame; `at` is the place of its APPID. */
export function goosePdu(
  sink: PduSink,
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const hasHead = end - at >= tag.HEADER_BYTES
  const stop = hasHead ? at + view.getUint16(at + 2) : end
  const lines = sink.begin(ledger, stop - at, flow, side)
  lines.members(PUBLISHED)
  if (hasHead) {
    lines.number(APP_ID, view.getUint16(at))
    if (bytes[at + 4]! & SIMULATED_BIT) lines.members(IS_SIMULATED)
  }
  const from = at + tag.HEADER_BYTES
  if (hasHead && stop <= end && holds(bytes, from, stop)) {
    for (let next = outer.from, last = outer.to; outer.read(bytes, next, last); next = outer.to)
      field(lines, bytes, outer.tag, outer.from, outer.to)
  } else {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, hasHead ? from : at, end)
  }
  lines.end()
}

/** True when fields fill the goosePdu that stands there, and their lengths are those of their kinds; `outer` then stands on it. */
function holds(bytes: Uint8Array, from: number, end: number): boolean {
  if (!outer.read(bytes, from, end) || !outer.is(tag.PDU)) return false
  const { from: first, to: last } = outer
  let next = first
  for (; outer.read(bytes, next, last); next = outer.to) {
    if (isCounter(outer.tag) && (outer.to === outer.from || outer.to - outer.from > MOST_OCTETS)) return false
    if (outer.is(tag.ALL_DATA) && !dataHolds(bytes, outer.from, outer.to, 0)) return false
  }
  return next === last && outer.read(bytes, from, end)
}

function isCounter(number: number): boolean {
  return (
    number === tag.LIFETIME ||
    number === tag.STATE_NUMBER ||
    number === tag.SEQUENCE_NUMBER ||
    number === tag.REVISION ||
    number === tag.ENTRIES
  )
}

function dataHolds(bytes: Uint8Array, from: number, end: number, depth: number): boolean {
  const ber = cursors[depth]
  if (ber === undefined) return false
  let next = from
  for (; ber.read(bytes, next, end); next = ber.to) {
    const isNest = ber.is(STRUCTURE) || ber.is(ARRAY)
    if (isNest && !dataHolds(bytes, ber.from, ber.to, depth + 1)) return false
  }
  return next === end
}

function field(lines: JsonLines, bytes: Uint8Array, number: number, from: number, to: number): void {
  switch (number) {
    case tag.CONTROL_BLOCK:
      lines.text(CONTROL_BLOCK, bytes, from, to)
      return
    case tag.LIFETIME:
      counter(lines, LIFETIME, bytes, from, to)
      return
    case tag.DATA_SET:
      lines.text(DATA_SET, bytes, from, to)
      return
    case tag.ID:
      lines.text(ID, bytes, from, to)
      return
    case tag.TIME:
      lines.hex(TIME, bytes, from, to)
      return
    case tag.STATE_NUMBER:
      counter(lines, STATE, bytes, from, to)
      return
    case tag.SEQUENCE_NUMBER:
      counter(lines, SEQUENCE, bytes, from, to)
      return
    case tag.SIMULATION:
      if (to > from && bytes[from] !== 0) lines.members(IS_TEST)
      return
    case tag.REVISION:
      counter(lines, REVISION, bytes, from, to)
      return
    case tag.NEEDS_COMMISSIONING:
      if (to > from && bytes[from] !== 0) lines.members(NEEDS_COMMISSIONING)
      return
    case tag.ENTRIES:
      counter(lines, ENTRIES, bytes, from, to)
      return
    case tag.ALL_DATA:
      lines.openList(VALUES)
      members(lines, bytes, from, to, 0)
      lines.closeList()
      return
    default:
  }
}

function counter(lines: JsonLines, key: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
  lines.number(key, Math.min(unsignedOf(bytes, from, to), MOST_NUMBER))
}

// What stands in a structure or an array follows it, one deeper.
function members(lines: JsonLines, bytes: Uint8Array, from: number, end: number, depth: number): void {
  const ber = cursors[depth]!
  for (let next = from; ber.read(bytes, next, end); next = ber.to) {
    const { tag: type, from: first, to: last } = ber
    lines.openRow()
    if (depth > 0) lines.number(DEPTH, depth)
    lines.members(TYPES.get(type) ?? OTHER_TYPE)
    const isNest = type === STRUCTURE || type === ARRAY
    if (!isNest) value(lines, bytes, type, first, last)
    lines.closeRow()
    if (isNest) members(lines, bytes, first, last, depth + 1)
  }
}

/** Numbers that a line can hold exactly; the octets of all else. */
function value(lines: JsonLines, bytes: Uint8Array, type: number, from: number, to: number): void {
  if (type === VISIBLE_STRING) {
    lines.text(TEXT, bytes, from, to)
    return
  }
  const isNumber = type === BOOLEAN || type === INTEGER || type === UNSIGNED || (type === FLOAT && to - from === 5)
  const number = isNumber ? numberOf(bytes, type, from, to) : Number.NaN
  const isHeld = type === FLOAT ? Number.isFinite(number) : Math.abs(number) <= MOST_NUMBER
  if (isHeld) lines.float(VALUE, number)
  else lines.hex(DATA, bytes, from, to)
}
