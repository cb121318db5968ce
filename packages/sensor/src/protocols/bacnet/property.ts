// Properties of objects as answers and notifications carry them: present values, states, identity of the device.
// Source: ANSI/ASHRAE 135-2020 clauses 12 (objects), 13.14 and 15.7 (lists of values).
import { INVALID_VALUE, NAMED, SUBSTITUTED } from '@penstock/sensor/facts'
import { BACNET } from '../ids.ts'
import {
  BITS,
  CHARACTERS,
  characters,
  ENUMERATED,
  numberOf,
  readTag,
  shortModuleText,
  Tag,
  unsignedAt,
} from './decode.ts'
import * as name from './names.ts'
import { NAME, type Scene, say, speakingModule, speakingPart } from './scene.ts'
import { vendorName } from './vendors.ts'

const MOST_ENTRIES = 256

/** One entry of a list of values; `base` is the number of the property's tag. */
export class Entry {
  property = 0
  index = -1
  valueAt = 0
  valueEnd = 0
  priority = 0
  next = 0
}

const tag = new Tag()
const inner = new Tag()

/**
 * Reads an entry at `at`: the property in context tag `base`, perhaps an index, the value within `base + 2`, and perhaps a priority. An
 * error in place of the value leaves it empty. False when there is none.
 */
export function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  base: number,
  out: Entry,
): boolean {
  if (!readTag(bytes, view, at, end, tag) || !tag.isContext || tag.number !== base || tag.isOpening || tag.isClosing)
    return false
  out.property = unsignedAt(bytes, tag.at, tag.length)
  out.index = -1
  out.priority = 0
  out.valueAt = tag.next
  out.valueEnd = tag.next
  out.next = tag.next
  if (isPlain(bytes, view, out.next, end, base + 1)) {
    out.index = unsignedAt(bytes, tag.at, tag.length)
    out.next = tag.next
  }
  if (readTag(bytes, view, out.next, end, tag) && tag.isOpening && tag.number >= base + 2 && tag.number <= base + 3) {
    const isValue = tag.number === base + 2
    const from = tag.next
    const closing = closingOf(bytes, view, from, end)
    if (closing < 0) return false
    out.valueAt = from
    out.valueEnd = isValue ? closing : from
    readTag(bytes, view, closing, end, tag)
    out.next = tag.next
  }
  if (isPlain(bytes, view, out.next, end, base + 3)) {
    out.priority = unsignedAt(bytes, tag.at, tag.length)
    out.next = tag.next
  }
  return true
}

/** Place of the closing tag that ends what was opened before `at`, or -1. */
export function closingOf(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  let depth = 0
  for (let next = at; readTag(bytes, view, next, end, inner); next = inner.next) {
    if (inner.isClosing) {
      if (depth === 0) return next
      depth -= 1
    } else if (inner.isOpening) depth += 1
  }
  return -1
}

function isPlain(bytes: Uint8Array, view: DataView, at: number, end: number, number: number): boolean {
  return (
    readTag(bytes, view, at, end, tag) && tag.isContext && tag.number === number && !tag.isOpening && !tag.isClosing
  )
}

const entry = new Entry()
const datum = new Tag()

/** Reads the entries `bytes[at..end)` that `object` of the speaking device has. */
export function readList(
  scene: Scene,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  base: number,
  object: number,
): void {
  let quality = 0
  let next = at
  for (let n = 0; n < MOST_ENTRIES && readEntry(bytes, view, next, end, base, entry); n += 1) {
    if (entry.property === name.STATUS_FLAGS) quality |= qualityOf(bytes, view, entry.valueAt, entry.valueEnd)
    next = entry.next
  }
  next = at
  for (let n = 0; n < MOST_ENTRIES && readEntry(bytes, view, next, end, base, entry); n += 1) {
    readProperty(scene, bytes, view, object, entry.property, entry.valueAt, entry.valueEnd, quality)
    next = entry.next
  }
}

// in-alarm, fault, overridden, out of service: the value is then not that of the plant.
function qualityOf(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (!readTag(bytes, view, at, end, datum) || datum.isContext || datum.number !== BITS || datum.length < 2) return 0
  const flags = bytes[datum.at + 1]!
  return (flags & 0x40 ? INVALID_VALUE : 0) | (flags & 0x30 ? SUBSTITUTED : 0)
}

export function readProperty(
  scene: Scene,
  bytes: Uint8Array,
  view: DataView,
  object: number,
  property: number,
  at: number,
  end: number,
  quality: number,
): void {
  if (!readTag(bytes, view, at, end, datum)) return
  const type = object >>> 22
  if (property === name.PRESENT_VALUE) {
    value(scene, object, numberOf(bytes, view, datum), quality)
  } else if (property === name.PROGRAM_STATE && type === name.PROGRAM) {
    state(scene, 'mode', object, enumerated(bytes), name.PROGRAM_STATES, name.objectText(object), 'program-state')
  } else if (type === name.DEVICE) deviceProperty(scene, bytes, property)
}

function value(scene: Scene, object: number, reading: number, quality: number): void {
  const { ledger, flow, side, npdu } = scene
  // A value that a broadcast manager passes on is another address's; its point would stand with the wrong device.
  if (scene.isForwarded) return
  if (npdu.sourceLength <= 1) {
    ledger.value(flow, side, BACNET, speakingPart(scene), name.PRESENT_VALUE, object | 0, reading, quality)
    return
  }
  const row = ledger.values.nameRow(
    `${speakingModule(scene)} ${name.objectText(object)} ${name.propertyText(name.PRESENT_VALUE)}`,
  )
  if (row >= 0) ledger.value(flow, side, BACNET, 0, NAMED, row, reading, quality)
}

/** A point as `value` numbered it. */
export function bacnetPoint(part: number, space: number, index: number): string {
  const module = shortModuleText(part)
  return `${module === '' ? '' : `${module} `}${name.objectText(index)} ${name.propertyText(space)}`
}

function deviceProperty(scene: Scene, bytes: Uint8Array, property: number): void {
  switch (property) {
    case name.OBJECT_NAME:
      text(scene, bytes, 'name', '', 'object-name')
      break
    case name.VENDOR_NAME:
      text(scene, bytes, 'vendor', '', 'vendor-name')
      break
    case name.MODEL_NAME:
      text(scene, bytes, 'model', '', 'model-name')
      break
    case name.FIRMWARE:
      text(scene, bytes, 'firmware', '', 'firmware-revision')
      break
    case name.SERIAL_NUMBER:
      text(scene, bytes, 'serial', '', 'serial-number')
      break
    case name.APPLICATION_SOFTWARE:
      text(scene, bytes, 'description', 'application software ', 'application-software-version')
      break
    case name.DESCRIPTION:
      text(scene, bytes, 'description', '', 'description')
      break
    case name.LOCATION:
      text(scene, bytes, 'description', 'location ', 'location')
      break
    case name.VENDOR_IDENTIFIER:
      if (!datum.isContext && datum.length <= 4)
        sayVendor(scene, unsignedAt(bytes, datum.at, datum.length), 'vendor-identifier')
      break
    case name.SYSTEM_STATUS:
      state(scene, 'mode', 0, enumerated(bytes), name.SYSTEM_STATES, '', 'system-status')
      break
    case name.LAST_RESTART:
      state(scene, 'restart', 0, enumerated(bytes), name.RESTART_REASONS, '', 'last-restart-reason')
      break
    default:
  }
}

export function sayVendor(scene: Scene, id: number, method: string): void {
  const vendor = vendorName(id)
  if (vendor !== null) say(scene, 'vendor', vendor, method)
}

function text(
  scene: Scene,
  bytes: Uint8Array,
  field: 'name' | 'vendor' | 'model' | 'firmware' | 'serial' | 'description',
  before: string,
  method: string,
): void {
  if (datum.isContext || datum.number !== CHARACTERS || datum.length < 2) return
  const from = scene.isForwarded ? scene.origin : scene.flow
  if (scene.ledger.claims.isOldNews(from ^ speakingPart(scene) ^ (method.length << 24), bytes, datum.at, datum.next))
    return
  say(scene, field, before + characters(bytes, datum), method)
}

function enumerated(bytes: Uint8Array): number {
  return !datum.isContext && datum.number === ENUMERATED && datum.length <= 4
    ? unsignedAt(bytes, datum.at, datum.length)
    : -1
}

function state(
  scene: Scene,
  field: 'mode' | 'restart',
  object: number,
  code: number,
  names: readonly string[],
  what: string,
  method: string,
): void {
  const { ledger, flow, side } = scene
  if (code < 0 || scene.isForwarded) return
  const key = Math.imul(speakingPart(scene), 31) ^ object
  ledger.state(flow, side, BACNET, NAME, field, key, code, () => {
    const part = [speakingModule(scene), what].filter((word) => word !== '').join(' ')
    return { value: names[code] ?? `${method} ${code}`, ...(part === '' ? {} : { part }), method }
  })
}
