// An EtherNet/IP message as a line: the encapsulation's header, the CIP message in it and those inside of that, or cyclic data.
// Sources: The CIP Networks Library, Volume 1, chapter 2-4 and appendix A, C; Volume 2, chapter 2-3 to 2-6, 4 (list identity).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { looksLikeCipIo } from './analyzer.ts'
import { enipLength, HEADER } from './decode.ts'
import { CLASSES, COMMAND_BASE, describeCip } from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const CYCLIC = membersOf({ kind: 'cyclic' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const COMMAND = new MembersByCode((code) => ({ command: code, commandName: describeCip(COMMAND_BASE + code).name }))
const SESSION = keyOf('session')
const ENCAPSULATION_STATUS = keyOf('encapsulationStatus')
const CONTEXT = keyOf('context')
const CONNECTION = keyOf('connection')
const SEQUENCE = keyOf('sequence')
const MESSAGES = keyOf('messages')
const SERVICE = new MembersByCode((code) => ({ service: code, serviceName: describeCip(code).name }))
const CLASS = keyOf('class')
const CLASS_NAME = new MembersByCode((code) => ({ className: CLASSES.get(code)! }))
const INSTANCE = keyOf('instance')
const ATTRIBUTE = keyOf('attribute')
const TAG = keyOf('tag')
const PATH = keyOf('path')
const STATUS = keyOf('status')
const EXTENDED_STATUS = keyOf('extendedStatus')
const DEPTH = keyOf('depth')
const IDENTITIES = keyOf('identities')
const ADDRESS = keyOf('address')
const VENDOR = keyOf('vendor')
const DEVICE_TYPE = keyOf('deviceType')
const PRODUCT_CODE = keyOf('productCode')
const MAJOR = keyOf('majorRevision')
const MINOR = keyOf('minorRevision')
const DEVICE_STATUS = keyOf('deviceStatus')
const SERIAL = keyOf('serial')
const PRODUCT_NAME = keyOf('productName')
const DATA = keyOf('data')
const DOT = Uint8Array.of(0x2e)

const LIST_IDENTITY = 0x63
const REGISTER = 0x65
const UNREGISTER = 0x66
const SEND_RR_DATA = 0x6f
const SEND_UNIT_DATA = 0x70
const IDENTITY_ITEM = 0x0c
const CONNECTED_ADDRESS = 0xa1
const CONNECTED_DATA = 0xb1
const UNCONNECTED_DATA = 0xb2
const REPLY = 0x80
const MULTIPLE = 0x0a
const UNCONNECTED_SEND = 0x52
const CONNECTION_MANAGER = 6
const DEEPEST = 3
const MOST_INNER = 512
const MOST_ITEMS = 8
/** Up to the length of the product's name. */
const IDENTITY_OCTETS = 33

/** The class of the path that was read last, or -1. */
const path = { classId: -1 }

/** The lines of one whole message, or of one datagram, that `side` sent. */
export function enipPdu(
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
  const lines = sink.begin(ledger, end - at, flow, side)
  if (looksLikeCipIo(view, at, end)) cyclic(lines, bytes, view, at)
  else if (end - at < HEADER || enipLength(bytes, view, at, end) > end - at) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  } else encapsulated(lines, ledger, bytes, view, at, end, flow, side)
  lines.end()
}

// Two items: sequenced address (connection, sequence number) and connected data.
function cyclic(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number): void {
  lines.members(CYCLIC)
  lines.number(CONNECTION, view.getUint32(at + 6, true))
  lines.number(SEQUENCE, view.getUint32(at + 10, true))
  lines.hex(DATA, bytes, at + 18, at + 18 + view.getUint16(at + 16, true))
}

function encapsulated(
  lines: JsonLines,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const command = view.getUint16(at, true)
  const session = view.getUint32(at + 4, true)
  const body = at + HEADER
  const hasItems = (command === SEND_RR_DATA || command === SEND_UNIT_DATA) && end - body >= 8
  const asks = hasItems
    ? isRequest(bytes, view, body, end)
    : command === REGISTER
      ? session === 0
      : command === UNREGISTER || body === end
  setClient(ledger.flows, flow, asks ? side : 1 - side)
  lines.members(asks ? REQUEST : RESPONSE)
  lines.members(COMMAND.of(command))
  lines.number(SESSION, session)
  lines.number(ENCAPSULATION_STATUS, view.getUint32(at + 8, true))
  lines.hex(CONTEXT, bytes, at + 12, at + 20)
  if (hasItems) items(lines, bytes, view, body, end)
  else if (command === LIST_IDENTITY && end - body >= 2) identities(lines, bytes, view, body, end)
  else if (body < end) lines.hex(DATA, bytes, body, end)
}

/** True unless the CIP message among the items is an answer. */
function isRequest(bytes: Uint8Array, view: DataView, body: number, end: number): boolean {
  let item = body + 8
  for (let n = Math.min(view.getUint16(body + 6, true), MOST_ITEMS); n > 0 && item + 4 <= end; n -= 1) {
    const type = view.getUint16(item, true)
    const from = item + (type === CONNECTED_DATA ? 6 : 4)
    if ((type === UNCONNECTED_DATA || type === CONNECTED_DATA) && from < end) return (bytes[from]! & REPLY) === 0
    item += 4 + view.getUint16(item + 2, true)
  }
  return true
}

// Interface handle (4), timeout (2), count (2), items of type (2), length (2), data.
function items(lines: JsonLines, bytes: Uint8Array, view: DataView, body: number, end: number): void {
  let item = body + 8
  for (let n = Math.min(view.getUint16(body + 6, true), MOST_ITEMS); n > 0 && item + 4 <= end; n -= 1) {
    const type = view.getUint16(item, true)
    const from = item + 4
    const to = from + view.getUint16(item + 2, true)
    if (to > end) {
      lines.members(IS_MALFORMED)
      lines.hex(DATA, bytes, item, end)
      return
    }
    if (type === CONNECTED_ADDRESS && to - from >= 4) lines.number(CONNECTION, view.getUint32(from, true))
    else if (type === UNCONNECTED_DATA) messages(lines, bytes, view, from, to)
    else if (type === CONNECTED_DATA && to - from >= 2) {
      lines.number(SEQUENCE, view.getUint16(from, true))
      messages(lines, bytes, view, from + 2, to)
    }
    item = to
  }
}

function messages(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  lines.openList(MESSAGES)
  message(lines, bytes, view, at, end, 0)
  lines.closeList()
}

/** One CIP message as an object of the list, then those inside of it with a greater depth. */
function message(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number, depth: number): void {
  lines.openRow()
  if (depth > 0) lines.number(DEPTH, depth)
  const isReply = end > at && (bytes[at]! & REPLY) !== 0
  const head = end - at < 2 ? end + 1 : isReply ? replyEnd(bytes, at, end) : at + 2 + bytes[at + 1]! * 2
  if (head > end) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
    lines.closeRow()
    return
  }
  const service = bytes[at]! & 0x7f
  lines.members(SERVICE.of(service))
  if (isReply) {
    lines.number(STATUS, bytes[at + 2]!)
    if (head > at + 4) lines.hex(EXTENDED_STATUS, bytes, at + 4, head)
  } else pathMembers(lines, bytes, view, at + 2, head)
  const isSend = !isReply && service === UNCONNECTED_SEND && path.classId === CONNECTION_MANAGER
  const isDeep = depth < DEEPEST && (service === MULTIPLE || isSend)
  if (isDeep && isSend && embeddedEnd(view, head, end) > 0) {
    lines.closeRow()
    message(lines, bytes, view, head + 4, embeddedEnd(view, head, end), depth + 1)
  } else if (isDeep && service === MULTIPLE && isList(view, head, end)) {
    lines.closeRow()
    list(lines, bytes, view, head, end, depth)
  } else {
    if (head < end) lines.hex(DATA, bytes, head, end)
    lines.closeRow()
  }
}

// Service, reserved, status, words of extended status, those words.
function replyEnd(bytes: Uint8Array, at: number, end: number): number {
  return end - at < 4 ? end + 1 : at + 4 + bytes[at + 3]! * 2
}

// Priority and ticks (2), length of the embedded message (2), the message, its route.
function embeddedEnd(view: DataView, at: number, end: number): number {
  if (end - at < 6) return 0
  const stop = at + 4 + view.getUint16(at + 2, true)
  return stop > end ? 0 : stop
}

function isList(view: DataView, at: number, end: number): boolean {
  if (end - at < 2) return false
  const count = view.getUint16(at, true)
  return count <= MOST_INNER && at + 2 + count * 2 <= end
}

// Count (2), offsets from the count on (2 each), messages.
function list(lines: JsonLines, bytes: Uint8Array, view: DataView, data: number, end: number, depth: number): void {
  const count = view.getUint16(data, true)
  for (let n = 0; n < count; n += 1) {
    const at = data + view.getUint16(data + 2 + n * 2, true)
    const stop = n + 1 < count ? data + view.getUint16(data + 4 + n * 2, true) : end
    if (stop > end || at > stop) return
    message(lines, bytes, view, at, stop, depth + 1)
  }
}

/** Class, instance and attribute, the name of a tag, and the path as it lies on the wire where it holds anything else. */
function pathMembers(lines: JsonLines, bytes: Uint8Array, view: DataView, from: number, end: number): void {
  path.classId = -1
  let hasName = false
  let hasOther = false
  for (let at = from; at + 2 <= end; ) {
    const segment = bytes[at]!
    if (segment === 0x91) {
      const length = bytes[at + 1]!
      if (hasName) lines.addText(DOT, 0, 1)
      else lines.openText(TAG)
      hasName = true
      lines.addText(bytes, at + 2, Math.min(at + 2 + length, end))
      at += 2 + length + (length & 1)
      continue
    }
    const octets = logicalOctets(segment)
    if (octets === 0 || at + octets > end) {
      hasOther = true
      break
    }
    at += octets
  }
  if (hasName) lines.closeText()
  hasOther = logical(lines, bytes, view, from, end) || hasOther
  if (hasOther) lines.hex(PATH, bytes, from, end)
}

/** Octets of a logical segment: a value of 8 bits behind it, wider ones behind a filler; 0 for another segment. */
function logicalOctets(segment: number): number {
  if (segment >> 5 !== 1 || segment === 0x34) return 0
  const width = segment & 3
  return width === 0 ? 2 : width === 1 ? 4 : width === 2 ? 6 : 0
}

/** Writes what logical segments name. True when there are others than class, instance and attribute, or one of these twice. */
function logical(lines: JsonLines, bytes: Uint8Array, view: DataView, from: number, end: number): boolean {
  let told = 0
  let hasOther = false
  for (let at = from; at + 2 <= end; ) {
    const segment = bytes[at]!
    if (segment === 0x91) {
      at += 2 + bytes[at + 1]! + (bytes[at + 1]! & 1)
      continue
    }
    const octets = logicalOctets(segment)
    if (octets === 0 || at + octets > end) return true
    const value =
      octets === 2 ? bytes[at + 1]! : octets === 4 ? view.getUint16(at + 2, true) : view.getUint32(at + 2, true)
    const type = (segment >> 2) & 7
    if ((type !== 0 && type !== 1 && type !== 4) || told & (1 << type)) hasOther = true
    else {
      told |= 1 << type
      lines.number(type === 0 ? CLASS : type === 1 ? INSTANCE : ATTRIBUTE, value)
      if (type === 0) {
        path.classId = value
        if (CLASSES.has(value)) lines.members(CLASS_NAME.of(value))
      }
    }
    at += octets
  }
  return hasOther
}

// Count (2), items: type (2), length (2), version (2), socket address (16, big endian), vendor, device type, product code,
// revision (2 octets), status, serial (4), length of the name, the name, state.
function identities(lines: JsonLines, bytes: Uint8Array, view: DataView, body: number, end: number): void {
  lines.openList(IDENTITIES)
  let item = body + 2
  for (let n = view.getUint16(body, true); n > 0 && item + 4 <= end; n -= 1) {
    const from = item + 4
    const to = from + view.getUint16(item + 2, true)
    lines.openRow()
    if (to > end || view.getUint16(item, true) !== IDENTITY_ITEM || to - from < IDENTITY_OCTETS) {
      lines.members(IS_MALFORMED)
      lines.hex(DATA, bytes, item, Math.min(to, end))
    } else {
      lines.ipv4(ADDRESS, view.getInt32(from + 6))
      lines.number(VENDOR, view.getUint16(from + 18, true))
      lines.number(DEVICE_TYPE, view.getUint16(from + 20, true))
      lines.number(PRODUCT_CODE, view.getUint16(from + 22, true))
      lines.number(MAJOR, bytes[from + 24]!)
      lines.number(MINOR, bytes[from + 25]!)
      lines.number(DEVICE_STATUS, view.getUint16(from + 26, true))
      lines.number(SERIAL, view.getUint32(from + 28, true))
      const name = from + IDENTITY_OCTETS
      lines.text(PRODUCT_NAME, bytes, name, Math.min(name + bytes[name - 1]!, to))
    }
    lines.closeRow()
    item = to
  }
  lines.closeList()
}
