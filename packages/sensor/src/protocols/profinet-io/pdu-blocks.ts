// Blocks of the context manager as rows of a line: relations, records and what stands in them. What a record holds follows it, one deeper.
// Source: IEC 61158-6-10, coding of the blocks; all numbers most significant octet first.
import { type JsonLines, keyOf, MembersByCode } from '@penstock/sensor/lines'
import * as block from './decode.ts'
import { accessError, blockName, recordText } from './names.ts'
import { DIFFERENCE, EXPECTED, oldModules, REAL, severalModules } from './pdu-modules.ts'

const DEPTH = keyOf('depth')
const TYPE = new MembersByCode((type) => {
  const name = blockName(type)
  return { type, ...(name === undefined ? {} : { typeName: name }) }
})
const BLOCK_LENGTH = keyOf('blockLength')
const RELATION_TYPE = keyOf('relationType')
const RELATION = keyOf('relation')
const SESSION = keyOf('session')
const MAC = keyOf('mac')
const OBJECT = keyOf('object')
const PROPERTIES = keyOf('properties')
const TIMEOUT = keyOf('timeoutFactor')
const UDP_PORT = keyOf('udpPort')
const STATION = keyOf('station')
const IOCR_TYPE = keyOf('iocrType')
const REFERENCE = keyOf('reference')
const ETHERTYPE = keyOf('ethertype')
const DATA_LENGTH = keyOf('dataLength')
const FRAME_ID = keyOf('frameId')
const SEND_CLOCK = keyOf('sendClockFactor')
const REDUCTION = keyOf('reductionRatio')
const PHASE = keyOf('phase')
const SEND_OFFSET = keyOf('sendOffset')
const TAG = keyOf('tagHeader')
const PLACES = keyOf('places')
const DATA_OFFSET = keyOf('dataOffset')
const STATE_OFFSET = keyOf('stateOffset')
const WATCHDOG = keyOf('watchdogFactor')
const HOLD = keyOf('dataHoldFactor')
const RETRIES = keyOf('retries')
const MOST_ALARM = keyOf('mostAlarmOctets')
const COMMAND = keyOf('command')
const SEQUENCE = keyOf('sequence')
const API = keyOf('api')
const SLOT = keyOf('slot')
const SUBSLOT = keyOf('subslot')
const INDEX = new MembersByCode((index) => ({ index, record: recordText(index) }))
const RECORD_LENGTH = keyOf('recordLength')
const ADDITIONAL_1 = keyOf('additional1')
const ADDITIONAL_2 = keyOf('additional2')
const ERROR_CODE = keyOf('errorCode')
const ERROR_DECODE = keyOf('errorDecode')
const ERROR_CODE_1 = new MembersByCode((code) => {
  const name = accessError(code >> 8, code & 255)
  return { errorCode1: code & 255, ...(name === undefined ? {} : { errorName: name }) }
})
const ERROR_CODE_2 = keyOf('errorCode2')
const VENDOR = keyOf('vendor')
const ORDER = keyOf('orderNumber')
const SERIAL = keyOf('serial')
const HARDWARE = keyOf('hardware')
const SOFTWARE = keyOf('software')
const FUNCTION_TAG = keyOf('functionTag')
const LOCATION_TAG = keyOf('locationTag')
const DATE = keyOf('date')
const DESCRIPTOR = keyOf('descriptor')
const DATA = keyOf('data')

const DOT = Uint8Array.of(46)
const HEAD = 6
const DEEPEST = 4
const AR_OCTETS = 52
const AR_ANSWER_OCTETS = 28
const IOCR_OCTETS = 40
const IOCR_ANSWER_OCTETS = 6
const ALARM_OCTETS = 20
const ALARM_ANSWER_OCTETS = 6
const CONTROL_OCTETS = 26
const IM0_OCTETS = 54
const TAG_OCTETS = 32
const LOCATION_OCTETS = 22
const DATE_OCTETS = 16
/** Padding (2), slot (2), subslot (2) of a port. */
const PORT_OCTETS = 6
const MULTIPLE_HEAD = 10
const MULTIPLE_BLOCKS = 0x0400
const READ_REQUEST = 0x0009
/** Records whose contents are blocks: all but those of users (below) and of profiles. */
const FIRST_BLOCKS = 0x8000
const FIRST_PROFILE = 0xb000
const LAST_PROFILE = 0xbfff

/** Rows for the blocks in `bytes[at..end)`, into the list that is open; gives the place behind the last one that is whole. */
export function blocks(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  depth: number,
): number {
  let next = at
  while (next < end) {
    const length = block.blockLength(view, next, end)
    if (length === 0) break
    const type = view.getUint16(next)
    if (isRecordHead(type) && length >= block.RECORD_HEAD) next = record(lines, bytes, view, type, next, end, depth)
    else if (type === MULTIPLE_BLOCKS && length >= HEAD + MULTIPLE_HEAD && depth < DEEPEST) {
      multiple(lines, bytes, view, next, next + length, depth)
      next += length
    } else {
      open(lines, view, type, next, depth)
      contents(lines, bytes, view, type, next + HEAD, next + length)
      lines.closeRow()
      next += length
    }
    // Blocks of one answer begin at multiples of four from its own.
    if (depth > 0) next = Math.min(end, next + (-(next - at) & 3))
  }
  return next
}

function open(lines: JsonLines, view: DataView, type: number, at: number, depth: number): void {
  lines.openRow()
  if (depth > 0) lines.number(DEPTH, depth)
  lines.members(TYPE.of(type))
  lines.number(BLOCK_LENGTH, view.getUint16(at + 2))
}

function isRecordHead(type: number): boolean {
  return (
    type === block.WRITE_REQUEST ||
    type === block.WRITE_RESPONSE ||
    type === READ_REQUEST ||
    type === block.READ_RESPONSE
  )
}

// The head (64 octets), then the record where it is one that is written or was read; gives the place behind both.
function record(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  at: number,
  end: number,
  depth: number,
): number {
  const index = view.getUint16(at + 34)
  const announced = view.getUint32(at + 36)
  const from = at + block.RECORD_HEAD
  const isMultiple = index === block.MULTIPLE_WRITE
  const hasRecord = type === block.WRITE_REQUEST || type === block.READ_RESPONSE || isMultiple
  const to = hasRecord ? Math.min(end, from + announced) : from
  open(lines, view, type, at, depth)
  lines.number(SEQUENCE, view.getUint16(at + 6))
  lines.uuid(RELATION, bytes, at + 8, false)
  lines.number(API, view.getUint32(at + 24))
  lines.number(SLOT, view.getUint16(at + 28))
  lines.number(SUBSLOT, view.getUint16(at + 30))
  lines.members(INDEX.of(index))
  lines.number(RECORD_LENGTH, announced)
  if (type === block.WRITE_RESPONSE || type === block.READ_RESPONSE) {
    lines.number(ADDITIONAL_1, view.getUint16(at + 40))
    lines.number(ADDITIONAL_2, view.getUint16(at + 42))
  }
  if (type === block.WRITE_RESPONSE) {
    lines.number(ERROR_CODE, bytes[at + 44]!)
    lines.number(ERROR_DECODE, bytes[at + 45]!)
    lines.members(ERROR_CODE_1.of(view.getUint16(at + 45)))
    lines.number(ERROR_CODE_2, bytes[at + 47]!)
  }
  const areBlocks = to > from && depth < DEEPEST && (isMultiple || (isOfBlocks(index) && fill(view, from, to)))
  if (!areBlocks && to > from) lines.hex(DATA, bytes, from, to)
  lines.closeRow()
  if (areBlocks) blocks(lines, bytes, view, from, to, depth + 1)
  return to
}

function isOfBlocks(index: number): boolean {
  return index >= FIRST_BLOCKS && !(index >= FIRST_PROFILE && index <= LAST_PROFILE)
}

/** True when blocks fill these octets. */
function fill(view: DataView, from: number, end: number): boolean {
  let at = from
  while (at < end) {
    const length = block.blockLength(view, at, end)
    if (length === 0) return false
    at += length
    at = Math.min(end, at + (-(at - from) & 3))
  }
  return true
}

// Padding (2), API (4), slot (2), subslot (2), then blocks.
function multiple(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number, depth: number): void {
  open(lines, view, MULTIPLE_BLOCKS, at, depth)
  lines.number(API, view.getUint32(at + 8))
  lines.number(SLOT, view.getUint16(at + 12))
  lines.number(SUBSLOT, view.getUint16(at + 14))
  const from = at + HEAD + MULTIPLE_HEAD
  const isWhole = fill(view, from, end)
  if (!isWhole) lines.hex(DATA, bytes, from, end)
  lines.closeRow()
  if (isWhole) blocks(lines, bytes, view, from, end, depth + 1)
}

/** The fields of one block; what is not known of it as `data`. */
function contents(lines: JsonLines, bytes: Uint8Array, view: DataView, type: number, at: number, end: number): void {
  const behind = fields(lines, bytes, view, type, at, end)
  if (behind < end) lines.hex(DATA, bytes, behind, end)
}

/** Gives the place behind what was told. */
function fields(lines: JsonLines, bytes: Uint8Array, view: DataView, type: number, at: number, end: number): number {
  const length = end - at
  switch (type) {
    case block.AR_REQUEST:
      return length < AR_OCTETS ? at : relation(lines, bytes, view, at, end)
    case 0x8101:
      return length < AR_ANSWER_OCTETS ? at : relationAnswer(lines, bytes, view, at)
    case 0x0102:
      return length < IOCR_OCTETS ? at : iocr(lines, bytes, view, at, end)
    case 0x8102:
      if (length < IOCR_ANSWER_OCTETS) return at
      lines.number(IOCR_TYPE, view.getUint16(at))
      lines.number(REFERENCE, view.getUint16(at + 2))
      lines.number(FRAME_ID, view.getUint16(at + 4))
      return at + IOCR_ANSWER_OCTETS
    case 0x0103:
      if (length < ALARM_OCTETS) return at
      lines.number(RELATION_TYPE, view.getUint16(at))
      lines.number(ETHERTYPE, view.getUint16(at + 2))
      lines.number(PROPERTIES, view.getUint32(at + 4))
      lines.number(TIMEOUT, view.getUint16(at + 8))
      lines.number(RETRIES, view.getUint16(at + 10))
      lines.number(REFERENCE, view.getUint16(at + 12))
      lines.number(MOST_ALARM, view.getUint16(at + 14))
      return at + 16
    case 0x8103:
      if (length < ALARM_ANSWER_OCTETS) return at
      lines.number(RELATION_TYPE, view.getUint16(at))
      lines.number(REFERENCE, view.getUint16(at + 2))
      lines.number(MOST_ALARM, view.getUint16(at + 4))
      return at + ALARM_ANSWER_OCTETS
    case block.EXPECTED_SUBMODULES:
      return severalModules(lines, view, at, end, EXPECTED)
    case block.MODULE_DIFFERENCE:
      return severalModules(lines, view, at, end, DIFFERENCE)
    case block.REAL_IDENTIFICATION:
      // Version 1.0 has no APIs.
      return bytes[at - 1] === 0 ? oldModules(lines, view, at, end) : severalModules(lines, view, at, end, REAL)
    case block.IM0:
    case block.IM1:
    case block.IM2:
    case block.IM3:
      return identity(lines, bytes, view, type, at, length)
    case 0x0200:
    case 0x0202:
    case 0x020f:
      if (length < PORT_OCTETS) return at
      lines.number(SLOT, view.getUint16(at + 2))
      lines.number(SUBSLOT, view.getUint16(at + 4))
      return at + PORT_OCTETS
    default:
      return (type & 0x7fff) >= 0x0110 && (type & 0x7fff) <= 0x0119 && length >= CONTROL_OCTETS
        ? control(lines, bytes, view, at)
        : at
  }
}

// Type (2), id (16), session (2), MAC (6), object (16), properties (4), timeout (2), port (2), length of the name (2), name.
function relation(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const name = at + AR_OCTETS
  const nameEnd = Math.min(end, name + view.getUint16(at + 50))
  lines.number(RELATION_TYPE, view.getUint16(at))
  lines.uuid(RELATION, bytes, at + 2, false)
  lines.number(SESSION, view.getUint16(at + 18))
  lines.mac(MAC, bytes, at + 20)
  lines.uuid(OBJECT, bytes, at + 26, false)
  lines.number(PROPERTIES, view.getUint32(at + 42))
  lines.number(TIMEOUT, view.getUint16(at + 46))
  lines.number(UDP_PORT, view.getUint16(at + 48))
  lines.text(STATION, bytes, name, nameEnd)
  return nameEnd
}

function relationAnswer(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number): number {
  lines.number(RELATION_TYPE, view.getUint16(at))
  lines.uuid(RELATION, bytes, at + 2, false)
  lines.number(SESSION, view.getUint16(at + 18))
  lines.mac(MAC, bytes, at + 20)
  lines.number(UDP_PORT, view.getUint16(at + 26))
  return at + AR_ANSWER_OCTETS
}

// Type (2), reference (2), ethertype (2), properties (4), length (2), frame id (2), clock (2), ratio (2), phase (2), sequence (2), offset (4),
// watchdog (2), hold (2), tag (2), group address (6), number of APIs (2), then what each of them carries.
function iocr(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): number {
  lines.number(IOCR_TYPE, view.getUint16(at))
  lines.number(REFERENCE, view.getUint16(at + 2))
  lines.number(ETHERTYPE, view.getUint16(at + 4))
  lines.number(PROPERTIES, view.getUint32(at + 6))
  lines.number(DATA_LENGTH, view.getUint16(at + 10))
  lines.number(FRAME_ID, view.getUint16(at + 12))
  lines.number(SEND_CLOCK, view.getUint16(at + 14))
  lines.number(REDUCTION, view.getUint16(at + 16))
  lines.number(PHASE, view.getUint16(at + 18))
  lines.number(SEQUENCE, view.getUint16(at + 20))
  lines.number(SEND_OFFSET, view.getUint32(at + 22))
  lines.number(WATCHDOG, view.getUint16(at + 26))
  lines.number(HOLD, view.getUint16(at + 28))
  lines.number(TAG, view.getUint16(at + 30))
  lines.mac(MAC, bytes, at + 32)
  return places(lines, view, at + 40, end, view.getUint16(at + 38))
}

// Of each API: number (4), how many submodules have data (2) and where, how many answer with a state (2) and where.
function places(lines: JsonLines, view: DataView, at: number, end: number, apis: number): number {
  let next = at
  lines.openList(PLACES)
  for (let n = 0; n < apis && end - next >= 6; n += 1) {
    const api = view.getUint32(next)
    next += 4
    for (let isState = 0; isState < 2 && end - next >= 2; isState += 1) {
      const count = view.getUint16(next)
      next += 2
      for (let m = 0; m < count && end - next >= 6; m += 1, next += 6) {
        lines.openRow()
        lines.number(API, api)
        lines.number(SLOT, view.getUint16(next))
        lines.number(SUBSLOT, view.getUint16(next + 2))
        lines.number(isState === 0 ? DATA_OFFSET : STATE_OFFSET, view.getUint16(next + 4))
        lines.closeRow()
      }
    }
  }
  lines.closeList()
  return next
}

// Reserved (2), id (16), session (2), alarm sequence or reserved (2), command (2), properties (2).
function control(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number): number {
  lines.uuid(RELATION, bytes, at + 2, false)
  lines.number(SESSION, view.getUint16(at + 18))
  lines.number(COMMAND, view.getUint16(at + 22))
  lines.number(PROPERTIES, view.getUint16(at + 24))
  return at + CONTROL_OCTETS
}

function identity(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  at: number,
  length: number,
): number {
  if (type === block.IM0 && length >= IM0_OCTETS) {
    lines.number(VENDOR, view.getUint16(at))
    lines.text(ORDER, bytes, at + 2, at + 22)
    lines.text(SERIAL, bytes, at + 22, at + 38)
    lines.number(HARDWARE, view.getUint16(at + 38))
    lines.openText(SOFTWARE)
    lines.addText(bytes, at + 40, at + 41)
    for (let n = 41; n < 44; n += 1) {
      if (n > 41) lines.addText(DOT, 0, 1)
      lines.addNumber(bytes[at + n]!)
    }
    lines.closeText()
    return at + 44
  }
  if (type === block.IM1 && length >= TAG_OCTETS + LOCATION_OCTETS) {
    lines.text(FUNCTION_TAG, bytes, at, at + TAG_OCTETS)
    lines.text(LOCATION_TAG, bytes, at + TAG_OCTETS, at + TAG_OCTETS + LOCATION_OCTETS)
    return at + TAG_OCTETS + LOCATION_OCTETS
  }
  if (type === block.IM2 && length >= DATE_OCTETS) {
    lines.text(DATE, bytes, at, at + DATE_OCTETS)
    return at + DATE_OCTETS
  }
  if (type !== block.IM3) return at
  lines.text(DESCRIPTOR, bytes, at, at + length)
  return at + length
}
