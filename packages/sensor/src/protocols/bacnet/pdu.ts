// A BACnet/IP message as a line: virtual link, network header, and the APDU with the object and property that it names.
// Source: ANSI/ASHRAE 135-2020 annex J (virtual link), clauses 6.2 (network header), 20.1 (APDUs), 20.2 (tags).
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { ENUMERATED, Npdu, readNpdu, readTag, Tag, unsignedAt } from './decode.ts'
import { describeBacnet, LINK_CONTROL, NETWORK, READ_PROPERTY, UNCONFIRMED, WRITE_PROPERTY } from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const LINK_FUNCTION = keyOf('linkFunction')
const FORWARDED_FROM = keyOf('forwardedFrom')
const TARGET_NETWORK = keyOf('targetNetwork')
const TARGET_ADDRESS = keyOf('targetAddress')
const SOURCE_NETWORK = keyOf('sourceNetwork')
const SOURCE_ADDRESS = keyOf('sourceAddress')
const PDU_TYPES: readonly string[] = [
  ...['confirmed request', 'unconfirmed request', 'simple acknowledgement', 'complex acknowledgement'],
  ...['segment acknowledgement', 'error', 'reject', 'abort'],
]
const PDU_TYPE = new MembersByCode((type) => ({ pduType: type, pduTypeName: PDU_TYPES[type] ?? 'unknown' }))
const INVOKE = keyOf('invoke')
const SEGMENT = keyOf('segment')
const FUNCTION = new MembersByCode((code) => ({ function: code & 255, functionName: describeBacnet(code).name }))
const OBJECT_TYPE = keyOf('objectType')
const INSTANCE = keyOf('instance')
const PROPERTY = keyOf('property')
const INDEX = keyOf('index')
const ERROR_CLASS = keyOf('errorClass')
const ERROR_CODE = keyOf('errorCode')
const REASON = keyOf('reason')
const DATA = keyOf('data')

const FORWARDED = 4
const DISTRIBUTE = 9
const UNICAST = 10
const BROADCAST = 11
const HEADER = 4
const FORWARDED_HEADER = 10
const IS_SEGMENTED = 8

const CONFIRMED_REQUEST = 0
const UNCONFIRMED_REQUEST = 1
const SIMPLE_ACK = 2
const COMPLEX_ACK = 3
const SEGMENT_ACK = 4
const ERROR = 5

const npdu = new Npdu()
const tag = new Tag()

/** The line of one datagram that `side` sent. */
export function bacnetPdu(
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
  const link = end - at < HEADER ? -1 : bytes[at + 1]!
  const body = at + (link === FORWARDED ? FORWARDED_HEADER : HEADER)
  // Some senders count wrong; what is there is told all the same.
  const stop = link < 0 ? end : Math.min(end, at + view.getUint16(at + 2))
  if (link < 0 || bytes[at] !== 0x81 || stop < body) malformed(lines, bytes, at, end)
  else {
    lines.number(LINK_FUNCTION, link)
    if (link === FORWARDED) lines.ipv4(FORWARDED_FROM, view.getInt32(at + 4))
    if (link === FORWARDED || link === DISTRIBUTE || link === UNICAST || link === BROADCAST)
      network(lines, bytes, view, body, stop)
    else {
      lines.members(FUNCTION.of(LINK_CONTROL | link))
      if (body < stop) lines.hex(DATA, bytes, body, stop)
    }
  }
  lines.end()
}

function malformed(lines: JsonLines, bytes: Uint8Array, at: number, end: number): void {
  lines.members(IS_MALFORMED)
  lines.hex(DATA, bytes, at, end)
}

function network(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  if (!readNpdu(bytes, view, at, end, npdu)) {
    malformed(lines, bytes, at, end)
    return
  }
  const { targetNetwork, targetAt, targetLength, sourceNetwork, sourceAt, sourceLength } = npdu
  if (targetNetwork > 0) lines.number(TARGET_NETWORK, targetNetwork)
  if (targetLength > 0) lines.hex(TARGET_ADDRESS, bytes, targetAt, targetAt + targetLength)
  if (sourceNetwork > 0) lines.number(SOURCE_NETWORK, sourceNetwork)
  if (sourceLength > 0) lines.hex(SOURCE_ADDRESS, bytes, sourceAt, sourceAt + sourceLength)
  const from = npdu.at
  if (npdu.isMessage) {
    lines.members(FUNCTION.of(NETWORK | bytes[from]!))
    if (from + 1 < end) lines.hex(DATA, bytes, from + 1, end)
  } else apdu(lines, bytes, view, from, end)
}

function apdu(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const type = bytes[at]! >> 4
  const isUnconfirmed = type === UNCONFIRMED_REQUEST
  const isSegment = (type === CONFIRMED_REQUEST || type === COMPLEX_ACK) && (bytes[at]! & IS_SEGMENTED) !== 0
  const invoke = at + (type === CONFIRMED_REQUEST ? 2 : 1)
  const service = isUnconfirmed ? at + 1 : invoke + (isSegment ? 3 : 1)
  if (type >= PDU_TYPES.length || service >= end) {
    malformed(lines, bytes, at, end)
    return
  }
  lines.members(type <= UNCONFIRMED_REQUEST ? REQUEST : RESPONSE)
  lines.members(PDU_TYPE.of(type))
  if (!isUnconfirmed) lines.number(INVOKE, bytes[invoke]!)
  if (isSegment || type === SEGMENT_ACK) lines.number(SEGMENT, bytes[invoke + 1]!)
  if (type > ERROR) {
    lines.number(REASON, bytes[service]!)
    return
  }
  if (type === SEGMENT_ACK) return
  lines.members(FUNCTION.of((isUnconfirmed ? UNCONFIRMED : 0) | bytes[service]!))
  if (type === SIMPLE_ACK) return
  const code = bytes[service]!
  // Of segments only the first begins with an object.
  const isBegin = !isSegment || bytes[invoke + 1] === 0
  if (type === ERROR) errors(lines, bytes, view, service + 1, end)
  else if (!isUnconfirmed && isBegin && (code === READ_PROPERTY || code === WRITE_PROPERTY))
    place(lines, bytes, view, service + 1, end)
  if (service + 1 < end) lines.hex(DATA, bytes, service + 1, end)
}

// Context 0 the object, 1 the property, 2 perhaps an index (clauses 15.5, 15.9).
function place(lines: JsonLines, bytes: Uint8Array, view: DataView, from: number, end: number): void {
  if (!readContext(bytes, view, from, end, 0) || tag.length !== 4) return
  const object = view.getUint32(tag.at)
  lines.number(OBJECT_TYPE, object >>> 22)
  lines.number(INSTANCE, object & 0x3f_ffff)
  if (!readContext(bytes, view, tag.next, end, 1)) return
  lines.number(PROPERTY, unsignedAt(bytes, tag.at, tag.length))
  if (!readContext(bytes, view, tag.next, end, 2)) return
  lines.number(INDEX, unsignedAt(bytes, tag.at, tag.length))
}

/** True when the next tag holds data and has this context number. */
function readContext(bytes: Uint8Array, view: DataView, at: number, end: number, number: number): boolean {
  return (
    readTag(bytes, view, at, end, tag) && tag.isContext && tag.number === number && !tag.isOpening && !tag.isClosing
  )
}

function errors(lines: JsonLines, bytes: Uint8Array, view: DataView, from: number, end: number): void {
  if (!readTag(bytes, view, from, end, tag) || tag.isContext || tag.number !== ENUMERATED) return
  lines.number(ERROR_CLASS, unsignedAt(bytes, tag.at, tag.length))
  if (!readTag(bytes, view, tag.next, end, tag) || tag.isContext || tag.number !== ENUMERATED) return
  lines.number(ERROR_CODE, unsignedAt(bytes, tag.at, tag.length))
}
