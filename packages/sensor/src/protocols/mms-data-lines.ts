// Data of MMS as rows of a line, for GOOSE and MMS: what stands in a structure or an array follows it, one deeper.
// Source: ISO 9506-2 clause 14 (Data).
import { type JsonLines, keyOf, membersOf } from '@penstock/sensor/lines'
import { BerCursor } from './ber-cursor.ts'
import { ARRAY, BOOLEAN, FLOAT, INTEGER, numberOf, STRUCTURE, UNSIGNED, VISIBLE_STRING } from './mms-data.ts'

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

/** The largest number that a line is given exactly. */
export const MOST_NUMBER = 0xffff_ffff
const DEEPEST = 6

const cursors = Array.from({ length: DEEPEST + 1 }, () => new BerCursor())

/** True when Data fill these octets, none deeper than is told. */
export function dataHolds(bytes: Uint8Array, from: number, end: number, depth = 0): boolean {
  const ber = cursors[depth]
  if (ber === undefined) return false
  let next = from
  for (; ber.read(bytes, next, end); next = ber.to) {
    const isNest = ber.is(STRUCTURE) || ber.is(ARRAY)
    if (isNest && !dataHolds(bytes, ber.from, ber.to, depth + 1)) return false
  }
  return next === end
}

/** Rows of Data for which `dataHolds`, into the list that is open. */
export function dataRows(lines: JsonLines, bytes: Uint8Array, from: number, end: number, depth = 0): void {
  const ber = cursors[depth]!
  for (let next = from; ber.read(bytes, next, end); next = ber.to) {
    const { tag: type, from: first, to: last } = ber
    lines.openRow()
    if (depth > 0) lines.number(DEPTH, depth)
    lines.members(TYPES.get(type) ?? OTHER_TYPE)
    const isNest = type === STRUCTURE || type === ARRAY
    if (!isNest) value(lines, bytes, type, first, last)
    lines.closeRow()
    if (isNest) dataRows(lines, bytes, first, last, depth + 1)
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
