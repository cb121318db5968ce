// PROFINET IO as lines: calls of the context manager, cyclic frames, alarms. Layouts: as `decode.ts` and `frame.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import * as block from './decode.ts'
import { accessError, alarmName, callName } from './names.ts'
import { blocks } from './pdu-blocks.ts'

const REQUEST_KIND = membersOf({ kind: 'request' })
const RESPONSE_KIND = membersOf({ kind: 'response' })
const SESSION_KIND = membersOf({ kind: 'session' })
const CYCLIC_KIND = membersOf({ kind: 'cyclic' })
const ALARM_KIND = membersOf({ kind: 'alarm' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const IS_LAST_FRAGMENT = membersOf({ isLastFragment: true })
const PACKET_TYPES: readonly string[] = [
  ...['request', 'ping', 'response', 'fault', 'working', 'no call', 'reject', 'acknowledgement', 'cancel'],
  ...['fragment acknowledgement', 'cancel acknowledgement'],
]
const PACKET_TYPE = new MembersByCode((type) => ({ packetType: type, packetTypeName: PACKET_TYPES[type] ?? 'unknown' }))
const OBJECT = keyOf('object')
const INTERFACE = keyOf('interface')
const ACTIVITY = keyOf('activity')
const CALL = keyOf('call')
const FRAGMENT = keyOf('fragment')
const FUNCTION = new MembersByCode((code) => ({ function: code, functionName: callName(code) }))
const MOST_OCTETS = keyOf('mostOctets')
const ERROR_CODE = keyOf('errorCode')
const ERROR_DECODE = keyOf('errorDecode')
const ERROR_CODE_1 = new MembersByCode((code) => {
  const name = accessError(code >> 8, code & 255)
  return { errorCode1: code & 255, ...(name === undefined ? {} : { errorName: name }) }
})
const ERROR_CODE_2 = keyOf('errorCode2')
const BLOCKS = keyOf('blocks')
const FRAME_ID = keyOf('frameId')
const CYCLE = keyOf('cycle')
const DATA_STATUS = keyOf('dataStatus')
const TRANSFER_STATUS = keyOf('transferStatus')
const TARGET_ENDPOINT = keyOf('targetEndpoint')
const SOURCE_ENDPOINT = keyOf('sourceEndpoint')
const RTA_TYPES: readonly string[] = ['unknown', 'data', 'refusal', 'acknowledgement', 'error', 'free']
const RTA_TYPE = new MembersByCode((type) => ({ pduType: type, pduTypeName: RTA_TYPES[type] ?? 'unknown' }))
const PDU_VERSION = keyOf('version')
const FLAGS = keyOf('flags')
const SENT = keyOf('sent')
const ACKNOWLEDGED = keyOf('acknowledged')
const NOTICE = new MembersByCode((type) => ({ alarmType: type, alarmName: alarmName(type) }))
const BLOCK_TYPE = keyOf('blockType')
const BLOCK_LENGTH = keyOf('blockLength')
const API = keyOf('api')
const SLOT = keyOf('slot')
const SUBSLOT = keyOf('subslot')
const MODULE = keyOf('module')
const SUBMODULE = keyOf('submodule')
const SPECIFIER = keyOf('specifier')
const STRUCTURE = keyOf('structure')
const CHANNEL = keyOf('channel')
const CHANNEL_PROPERTIES = keyOf('channelProperties')
const CHANNEL_ERROR = keyOf('channelError')
const DATA = keyOf('data')

const IS_FRAGMENT = 0x04
const IS_LAST = 0x02
const TRAILER = 4
const RTA_HEADER = 12
const RTA_ERROR = 4
const BLOCK_HEAD = 6
/** From the alarm's type to its specifier, and the diagnosis of one channel behind it. */
const NOTICE_OCTETS = 20
const ANSWER_OCTETS = 12
const CHANNEL_OCTETS = 8
const CHANNEL_DIAGNOSIS = 0x8000
const HIGH_NOTICE = 0x0001
const LOW_NOTICE = 0x0002
const HIGH_ANSWER = 0x8001
const LOW_ANSWER = 0x8002

/** The line of one datagram of the context manager that `side` sent. */
export function profinetPdu(
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
  if (block.isCall(bytes, view, at, end)) call(lines, ledger, bytes, view, at, end, flow, side)
  else malformed(lines, bytes, at, end)
  lines.end()
}

/** The line of one real-time frame; `at` is the place of its frame id. */
export function profinetFramePdu(
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
  const frameId = end - at < 2 ? -1 : view.getUint16(at)
  if (frameId < 0) malformed(lines, bytes, at, end)
  else if (block.isCyclic(frameId)) cyclic(lines, bytes, view, frameId, at + 2, end)
  else if (frameId === block.ALARM_HIGH || frameId === block.ALARM_LOW) alarm(lines, bytes, view, frameId, at + 2, end)
  else {
    lines.number(FRAME_ID, frameId)
    lines.hex(DATA, bytes, at + 2, end)
  }
  lines.end()
}

function malformed(lines: JsonLines, bytes: Uint8Array, at: number, end: number): void {
  lines.members(IS_MALFORMED)
  lines.hex(DATA, bytes, at, end)
}

function call(
  lines: JsonLines,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const type = bytes[at + 1]! & 0x1f
  const isLittle = block.isLittleEndian(bytes, at)
  const isRequest = type === block.REQUEST
  const isResponse = type === block.RESPONSE
  if (isRequest || isResponse) setClient(ledger.flows, flow, isRequest ? side : 1 - side)
  lines.members(isRequest ? REQUEST_KIND : isResponse ? RESPONSE_KIND : SESSION_KIND)
  lines.members(PACKET_TYPE.of(type))
  lines.uuid(OBJECT, bytes, at + 8, isLittle)
  lines.uuid(INTERFACE, bytes, at + 24, isLittle)
  lines.uuid(ACTIVITY, bytes, at + 40, isLittle)
  lines.number(CALL, view.getUint32(at + 64, isLittle))
  lines.members(FUNCTION.of(view.getUint16(at + 68, isLittle)))
  const isFragment = (bytes[at + 2]! & IS_FRAGMENT) !== 0
  const fragment = view.getUint16(at + 76, isLittle)
  if (isFragment) {
    lines.number(FRAGMENT, fragment)
    if (bytes[at + 2]! & IS_LAST) lines.members(IS_LAST_FRAGMENT)
  }
  const body = at + block.HEADER
  const stop = body + view.getUint16(at + 74, isLittle)
  const hasArguments = (isRequest || isResponse) && !(isFragment && fragment > 0)
  if (stop > end) malformed(lines, bytes, body, end)
  else if (hasArguments && stop - body >= block.ARGUMENTS)
    contents(lines, bytes, view, body, stop, isRequest, isLittle, isFragment)
  else if (hasArguments) malformed(lines, bytes, body, stop)
  else if (body < stop) lines.hex(DATA, bytes, body, stop)
}

function contents(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  body: number,
  end: number,
  isRequest: boolean,
  isLittle: boolean,
  isFragment: boolean,
): void {
  const first = view.getUint32(body, isLittle)
  if (isRequest) lines.number(MOST_OCTETS, first)
  else {
    lines.number(ERROR_CODE, first >>> 24)
    lines.number(ERROR_DECODE, (first >>> 16) & 255)
    lines.members(ERROR_CODE_1.of((first >>> 8) & 0xffff))
    lines.number(ERROR_CODE_2, first & 255)
  }
  lines.openList(BLOCKS)
  const behind = blocks(lines, bytes, view, body + block.ARGUMENTS, end, 0)
  lines.closeList()
  if (behind >= end) return
  if (!isFragment) lines.members(IS_MALFORMED)
  lines.hex(DATA, bytes, behind, end)
}

// What a device description tells to be in the data is not known here; a short frame is filled up to what Ethernet needs.
function cyclic(lines: JsonLines, bytes: Uint8Array, view: DataView, frameId: number, at: number, end: number): void {
  lines.members(CYCLIC_KIND)
  lines.number(FRAME_ID, frameId)
  if (end - at < TRAILER) {
    malformed(lines, bytes, at, end)
    return
  }
  const trailer = end - TRAILER
  lines.number(CYCLE, view.getUint16(trailer))
  lines.number(DATA_STATUS, bytes[trailer + 2]!)
  lines.number(TRANSFER_STATUS, bytes[trailer + 3]!)
  lines.hex(DATA, bytes, at, trailer)
}

// Endpoints (4), type and version (1), flags (1), sequence numbers (4), length (2), then a block or the status of an error.
function alarm(lines: JsonLines, bytes: Uint8Array, view: DataView, frameId: number, at: number, end: number): void {
  lines.members(ALARM_KIND)
  lines.number(FRAME_ID, frameId)
  const data = at + RTA_HEADER
  const stop = data <= end ? data + view.getUint16(at + 10) : end + 1
  if (stop > end) {
    malformed(lines, bytes, at, end)
    return
  }
  const type = bytes[at + 4]! & 15
  lines.number(TARGET_ENDPOINT, view.getUint16(at))
  lines.number(SOURCE_ENDPOINT, view.getUint16(at + 2))
  lines.members(RTA_TYPE.of(type))
  lines.number(PDU_VERSION, bytes[at + 4]! >> 4)
  lines.number(FLAGS, bytes[at + 5]!)
  lines.number(SENT, view.getUint16(at + 6))
  lines.number(ACKNOWLEDGED, view.getUint16(at + 8))
  if (type === RTA_ERROR && stop - data >= 4) status(lines, view, data)
  else if (data < stop) notice(lines, bytes, view, data, stop)
}

function status(lines: JsonLines, view: DataView, at: number): void {
  lines.number(ERROR_CODE, view.getUint8(at))
  lines.number(ERROR_DECODE, view.getUint8(at + 1))
  lines.members(ERROR_CODE_1.of(view.getUint16(at + 1)))
  lines.number(ERROR_CODE_2, view.getUint8(at + 3))
}

// Block header (6), alarm type (2), API (4), slot (2), subslot (2); of a notice idents (8), specifier (2) and what it is about; of its
// acknowledgement specifier (2) and status (4).
function notice(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const type = end - at < BLOCK_HEAD ? 0 : view.getUint16(at)
  const isNotice = type === HIGH_NOTICE || type === LOW_NOTICE
  const isAnswer = type === HIGH_ANSWER || type === LOW_ANSWER
  const place = at + BLOCK_HEAD
  if (end - place < (isNotice ? NOTICE_OCTETS : ANSWER_OCTETS) || !(isNotice || isAnswer)) {
    lines.hex(DATA, bytes, at, end)
    return
  }
  lines.number(BLOCK_TYPE, type)
  lines.number(BLOCK_LENGTH, view.getUint16(at + 2))
  lines.members(NOTICE.of(view.getUint16(place)))
  lines.number(API, view.getUint32(place + 2))
  lines.number(SLOT, view.getUint16(place + 6))
  lines.number(SUBSLOT, view.getUint16(place + 8))
  if (isAnswer) {
    lines.number(SPECIFIER, view.getUint16(place + 10))
    if (end - place >= ANSWER_OCTETS + 4) status(lines, view, place + ANSWER_OCTETS)
    return
  }
  lines.number(MODULE, view.getUint32(place + 10))
  lines.number(SUBMODULE, view.getUint32(place + 14))
  lines.number(SPECIFIER, view.getUint16(place + 18))
  const about = place + NOTICE_OCTETS
  if (end - about < 2) return
  lines.number(STRUCTURE, view.getUint16(about))
  let next = about + 2
  if (view.getUint16(about) === CHANNEL_DIAGNOSIS && end - about >= CHANNEL_OCTETS) {
    lines.number(CHANNEL, view.getUint16(about + 2))
    lines.number(CHANNEL_PROPERTIES, view.getUint16(about + 4))
    lines.number(CHANNEL_ERROR, view.getUint16(about + 6))
    next = about + CHANNEL_OCTETS
  }
  if (next < end) lines.hex(DATA, bytes, next, end)
}
