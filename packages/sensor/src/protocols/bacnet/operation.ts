// What a request does to a device: object, property, value and priority, or the state that is asked for.
// Source: ANSI/ASHRAE 135-2020 clauses 14 to 16 and annex J.2.
import type { OperationText } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { digestOf, hexBytes } from '../text.ts'
import {
  BITS,
  BOOLEAN,
  CHARACTERS,
  characters,
  ENUMERATED,
  numberOf,
  OBJECT,
  OCTETS,
  REAL,
  readTag,
  Tag,
  unsignedAt,
} from './decode.ts'
import * as name from './names.ts'
import type { Entry } from './property.ts'
import { NAME } from './scene.ts'

const MOST_VALUES = 8
const MOST_OCTETS = 16

const tag = new Tag()

/** The object in the first tag, context 0 or application; -1 when there is none. Also for the one inside of a create request. */
export function objectAt(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (!readTag(bytes, view, at, end, tag)) return -1
  if (tag.isOpening && !readTag(bytes, view, tag.next, end, tag)) return -1
  return tag.length === 4 && !tag.isOpening ? unsignedAt(bytes, tag.at, 4) : -1
}

/** The row of a write of one property. */
export function writeText(
  bytes: Uint8Array,
  view: DataView,
  service: number,
  module: string,
  object: number,
  entry: Entry,
): OperationText {
  const index = entry.index < 0 ? '' : `[${entry.index}]`
  const values = valueTexts(bytes, view, entry.valueAt, entry.valueEnd)
  if (entry.priority > 0) values.push(`priority ${entry.priority}`)
  const what = `${name.objectText(object)} ${name.propertyText(entry.property)}${index}`
  return { ...base(service), target: joined(module, what), values }
}

/** The row of any other request that does something. */
export function requestText(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  code: number,
  module: string,
): OperationText {
  const text = base(code)
  const target = module === '' ? null : module
  switch (code) {
    case name.REINITIALIZE: {
      const state = contextNumber(bytes, view, at, end, 0)
      const values = [name.REINITIALIZE_STATES[state] ?? `state ${state}`]
      return { ...text, kind: state <= 1 ? 'restart' : 'config', target, values }
    }
    case name.COMMUNICATION_CONTROL: {
      const state = contextNumber(bytes, view, at, end, 1)
      const minutes = contextNumber(bytes, view, at, end, 0)
      const values = [name.COMMUNICATION_STATES[state] ?? `state ${state}`]
      return { ...text, target, values: minutes < 0 ? values : [...values, `${minutes} min`] }
    }
    case name.UNCONFIRMED | name.TIME:
    case name.UNCONFIRMED | name.UTC_TIME:
      return { ...text, target: joined(module, 'clock'), values: timeTexts(bytes, view, at, end) }
    case name.CREATE_OBJECT: {
      const object = objectAt(bytes, view, at, end)
      const what = object >= 0 ? name.objectText(object) : `object of type ${typeAt(bytes, view, at, end)}`
      return { ...text, target: joined(module, what) }
    }
    case name.DELETE_OBJECT:
    case name.WRITE_FILE:
    case name.READ_FILE:
    case name.ADD_LIST_ELEMENT:
    case name.REMOVE_LIST_ELEMENT: {
      const object = objectAt(bytes, view, at, end)
      return { ...text, target: object < 0 ? target : joined(module, name.objectText(object)) }
    }
    default:
      return { ...text, target }
  }
}

/** A word that tells targets of one code apart. */
export function targetOf(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  code: number,
  part: number,
): number {
  switch (code) {
    case name.REINITIALIZE:
      return part ^ contextNumber(bytes, view, at, end, 0)
    case name.COMMUNICATION_CONTROL:
      return part ^ contextNumber(bytes, view, at, end, 1)
    case name.CREATE_OBJECT:
    case name.DELETE_OBJECT:
    case name.WRITE_FILE:
    case name.READ_FILE:
    case name.ADD_LIST_ELEMENT:
    case name.REMOVE_LIST_ELEMENT:
      return part ^ objectAt(bytes, view, at, end)
    default:
      return part
  }
}

/** The row of a function of the virtual link; `bytes[at..end)` stands behind its length. */
export function linkText(view: DataView, at: number, end: number, code: number): OperationText {
  const values: string[] = []
  if (code === (name.LINK_CONTROL | 1)) {
    for (let next = at; next + 10 <= end && values.length < MOST_VALUES; next += 10)
      values.push(`${ipv4Text(view.getInt32(next))}:${view.getUint16(next + 4)}`)
  } else if (code === (name.LINK_CONTROL | 5) && end - at >= 2) values.push(`for ${view.getUint16(at)} s`)
  else if (code === (name.LINK_CONTROL | 8) && end - at >= 6)
    values.push(`${ipv4Text(view.getInt32(at))}:${view.getUint16(at + 4)}`)
  return { ...base(code), target: 'broadcast management', values }
}

/** True when a request carries a password, be it cut short. */
export function hasPassword(bytes: Uint8Array, view: DataView, at: number, end: number, code: number): boolean {
  const number = code === name.REINITIALIZE ? 1 : 2
  for (let next = at; next < end; next = tag.next) {
    const isWhole = readTag(bytes, view, next, end, tag)
    if (tag.isContext && tag.number === number && !tag.isOpening) return tag.length > 1
    if (!isWhole) return false
  }
  return false
}

function base(code: number): OperationText {
  const { name: called, operation } = name.serviceOf(code)
  return {
    protocol: NAME,
    kind: operation ?? 'control',
    code: name.describeBacnet(code).code,
    name: called,
    target: null,
  }
}

function joined(module: string, what: string): string {
  return module === '' ? what : `${module} ${what}`
}

// The number of a context tag on the outermost level, or -1.
function contextNumber(bytes: Uint8Array, view: DataView, at: number, end: number, number: number): number {
  let next = at
  while (readTag(bytes, view, next, end, tag)) {
    if (tag.isContext && tag.number === number && !tag.isOpening && !tag.isClosing && tag.length <= 4)
      return unsignedAt(bytes, tag.at, tag.length)
    next = tag.next
  }
  return -1
}

// A create request may name only the type, as an enumeration within an opening tag.
function typeAt(bytes: Uint8Array, view: DataView, at: number, end: number): string {
  if (!readTag(bytes, view, at, end, tag) || !tag.isOpening || !readTag(bytes, view, tag.next, end, tag))
    return 'unknown'
  return name.objectText((unsignedAt(bytes, tag.at, Math.min(tag.length, 2)) << 22) >>> 0).replace(/ 0$/, '')
}

function valueTexts(bytes: Uint8Array, view: DataView, at: number, end: number): string[] {
  const values: string[] = []
  for (let next = at; values.length < MOST_VALUES && readTag(bytes, view, next, end, tag); next = tag.next) {
    if (!tag.isOpening && !tag.isClosing) values.push(valueText(bytes, view))
  }
  return values
}

function valueText(bytes: Uint8Array, view: DataView): string {
  const { at, length } = tag
  if (tag.isContext) return hexBytes(bytes, at, at + Math.min(length, MOST_OCTETS))
  switch (tag.number) {
    case 0:
      return 'null'
    case BOOLEAN:
      return tag.length & 1 ? 'true' : 'false'
    case CHARACTERS:
      return characters(bytes, tag)
    case OCTETS:
    case BITS:
      return hexBytes(bytes, at, at + Math.min(length, MOST_OCTETS))
    case OBJECT:
      return length === 4 ? name.objectText(unsignedAt(bytes, at, 4)) : ''
    case REAL:
      // As many digits as a single holds.
      return String(Number(numberOf(bytes, view, tag).toPrecision(7)))
    case ENUMERATED:
      return String(unsignedAt(bytes, at, length))
    default: {
      const value = numberOf(bytes, view, tag)
      return Number.isNaN(value) ? hexBytes(bytes, at, at + Math.min(length, MOST_OCTETS)) : String(value)
    }
  }
}

// Date: year since 1900, month, day, weekday; time: hour, minute, second, hundredths.
function timeTexts(bytes: Uint8Array, view: DataView, at: number, end: number): string[] {
  if (!readTag(bytes, view, at, end, tag) || tag.length !== 4) return []
  const date = [1900 + bytes[tag.at]!, two(bytes[tag.at + 1]!), two(bytes[tag.at + 2]!)].join('-')
  if (!readTag(bytes, view, tag.next, end, tag) || tag.length !== 4) return [date]
  return [`${date} ${[bytes[tag.at]!, bytes[tag.at + 1]!, bytes[tag.at + 2]!].map(two).join(':')}`]
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** A word for one property of one object of a module. */
export function pointWord(part: number, object: number, entry: Entry): number {
  return digestOf(`${part} ${object} ${entry.property} ${entry.index}`)
}
