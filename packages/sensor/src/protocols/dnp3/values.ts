// Values in DNP3 objects. Source: IEEE 1815-2012 annex A.
import { BLOCKED, INVALID_VALUE, type Ledger, OFFLINE, OVERFLOWED, STALE, SUBSTITUTED } from '@penstock/sensor/facts'
import { DNP3 } from '../ids.ts'
import {
  ANALOG_INPUT,
  ANALOG_OUTPUT,
  BINARY_INPUT,
  BINARY_OUTPUT,
  COUNTER,
  DOUBLE_INPUT,
  FROZEN_ANALOG,
  FROZEN_COUNTER,
} from './names.ts'
import { ONE_BIT } from './objects.ts'

/** By group: the kind of point that its objects read, 0 for none. */
const POINTS = new Uint8Array(256)
for (const [point, ...groups] of [
  [BINARY_INPUT, 1, 2],
  [DOUBLE_INPUT, 3, 4],
  [BINARY_OUTPUT, 10, 11],
  [COUNTER, 20, 22],
  [FROZEN_COUNTER, 21, 23],
  [ANALOG_INPUT, 30, 32],
  [FROZEN_ANALOG, 31, 33],
  [ANALOG_OUTPUT, 40, 42],
])
  for (const group of groups) POINTS[group] = point!

/** How the number of an object stands in it. */
const FLAGS_ONLY = 0
const INT32 = 1
const INT16 = 2
const FLOAT = 3
const DOUBLE = 4
const UINT32 = 5
const UINT16 = 6
const NO_FLAG = 8

/** By group and variation: the number's form, with NO_FLAG where no octet of flags stands in front of it. */
const FORMS = new Uint8Array(256 * 16)
const counters = [UINT32, UINT16, UINT32, UINT16]
const measured = [INT32, INT16, INT32, INT16, FLOAT, DOUBLE, FLOAT, DOUBLE]
for (const [group, ...forms] of [
  [20, ...counters, ...counters.map((form) => form | NO_FLAG)],
  [21, ...counters, ...counters, ...counters.map((form) => form | NO_FLAG)],
  [22, ...counters, ...counters],
  [23, ...counters, ...counters],
  [30, INT32, INT16, INT32 | NO_FLAG, INT16 | NO_FLAG, FLOAT, DOUBLE],
  [31, INT32, INT16, INT32, INT16, INT32 | NO_FLAG, INT16 | NO_FLAG, FLOAT, DOUBLE],
  [32, ...measured],
  [33, ...measured],
  [40, INT32, INT16, FLOAT, DOUBLE],
  [42, ...measured],
])
  for (const [n, form] of forms.entries()) FORMS[group! * 16 + n + 1] = form

/** True for groups whose objects are readings of points. */
export function isValue(group: number): boolean {
  return POINTS[group] !== 0
}

/** Notes bits that are packed, `width` of them a point, from `bytes[at..)`; the caller has checked that they are there. */
export function packedValues(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  group: number,
  size: number,
  first: number,
  count: number,
  station: number,
  flow: number,
  side: number,
): void {
  const point = POINTS[group]!
  const width = size === ONE_BIT ? 1 : 2
  for (let n = 0; n < count; n += 1) {
    const bit = n * width
    const value = (bytes[at + (bit >> 3)]! >> (bit & 7)) & (width === 1 ? 1 : 3)
    ledger.value(flow, side, DNP3, station, point, first + n, value, 0)
  }
}

/** Notes the reading in the object at `at`. */
export function value(
  ledger: Ledger,
  view: DataView,
  at: number,
  group: number,
  variation: number,
  index: number,
  station: number,
  flow: number,
  side: number,
): void {
  const point = POINTS[group]!
  const form = FORMS[group * 16 + variation]!
  // An event of a binary input without flags still has its state in the octet of flags.
  const isFlagged = (form & NO_FLAG) === 0
  const flags = isFlagged ? view.getUint8(at) : 0
  const reading = numberAt(view, isFlagged && form !== FLAGS_ONLY ? at + 1 : at, form & 7, point)
  ledger.value(flow, side, DNP3, station, point, index, reading, isFlagged ? qualityOf(flags, point) : 0)
}

function numberAt(view: DataView, at: number, form: number, point: number): number {
  switch (form) {
    case FLAGS_ONLY:
      return point === DOUBLE_INPUT ? view.getUint8(at) >> 6 : view.getUint8(at) >> 7
    case INT32:
      return view.getInt32(at, true)
    case INT16:
      return view.getInt16(at, true)
    case UINT32:
      return view.getUint32(at, true)
    case UINT16:
      return view.getUint16(at, true)
    case FLOAT:
      return view.getFloat32(at, true)
    default:
      return view.getFloat64(at, true)
  }
}

// §11.6: bit 0 online, 1 restart, 2 communication lost, 3 and 4 forced; 5 and 6 mean what the kind of point makes of them.
function qualityOf(flags: number, point: number): number {
  const common = (flags & 0x01 ? 0 : OFFLINE) | (flags & 0x06 ? STALE : 0) | (flags & 0x18 ? SUBSTITUTED : 0)
  if (point >= COUNTER) return common | (flags & 0x20 ? OVERFLOWED : 0) | (flags & 0x40 ? INVALID_VALUE : 0)
  return common | (point !== BINARY_OUTPUT && flags & 0x20 ? BLOCKED : 0)
}
