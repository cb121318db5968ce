// A GOOSE frame as a line, whole: every field of the goosePdu and every member of its data set.
// Sources: IEC 61850-8-1:2011 annex A (goosePdu), annex C (APPID, length, reserved); ISO 9506-2 clause 14 (Data).
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import { BerCursor, unsignedOf } from '../ber-cursor.ts'
import { dataHolds, dataRows, MOST_NUMBER } from '../mms-data-lines.ts'
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
const DATA = keyOf('data')
const SIMULATED_BIT = 0x80
/** The standard's counters have 32 bits. */
const MOST_OCTETS = 5

const outer = new BerCursor()

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
    if (outer.is(tag.ALL_DATA) && !dataHolds(bytes, outer.from, outer.to)) return false
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
      dataRows(lines, bytes, from, to)
      lines.closeList()
      return
    default:
  }
}

function counter(lines: JsonLines, key: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
  lines.number(key, Math.min(unsignedOf(bytes, from, to), MOST_NUMBER))
}
