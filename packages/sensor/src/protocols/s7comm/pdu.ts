// An S7 PDU as a line: header, function, items and what they carry. Sources: as `names.ts`. Layout: as `analyzer.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { PduSink } from '../pdu-sink.ts'
import { ACK, ACK_DATA, AREAS, describeS7, JOB, USERDATA, userdata } from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const PUSH = membersOf({ kind: 'push' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const REFERENCE = keyOf('reference')
const ERROR_CLASS = keyOf('errorClass')
const ERROR_CODE = keyOf('errorCode')
const FUNCTION = new MembersByCode((code) => ({ function: code, functionName: describeS7(code).name }))
const GROUP = new MembersByCode((code) => ({
  group: code >> 8,
  subfunction: code & 255,
  functionName: describeS7(userdata(code >> 8, code & 255)).name,
}))
const SEQUENCE = keyOf('sequence')
const ITEMS = keyOf('items')
const SYNTAX = keyOf('syntax')
const SIZE = keyOf('transportSize')
const COUNT = keyOf('count')
const DB = keyOf('db')
const AREA = new MembersByCode((code) => {
  const areaName = AREAS.get(code)
  return { area: code, ...(areaName === undefined ? {} : { areaName }) }
})
const BYTE = keyOf('byte')
const BIT = keyOf('bit')
const VALUES = keyOf('values')
const RETURN_CODE = keyOf('returnCode')
const DATA = keyOf('data')
const FILE = keyOf('file')
const SERVICE = keyOf('service')
const ARGUMENT = keyOf('argument')
const MOST_CALLING = keyOf('mostCalling')
const MOST_CALLED = keyOf('mostCalled')
const PDU_SIZE = keyOf('pduSize')
const SZL_ID = keyOf('szlId')
const SZL_INDEX = keyOf('szlIndex')
const DATA_UNIT = keyOf('dataUnit')
const IS_LAST = membersOf({ isLast: true })

const READ_VAR = 0x04
const WRITE_VAR = 0x05
const PI_SERVICE = 0x28
const STOP = 0x29
const SETUP = 0xf0
const S7_ANY = 0x10
const ANY_OCTETS = 12
const SZL = (4 << 8) | 1
/** Data of userdata: return code, transport size, length. */
const DATA_HEAD = 4
/** Sizes whose length counts bits. */
const IN_BITS = new Set([3, 4, 5])

/** The line of one whole message that `side` sent; nothing when it is of another protocol on the same carrier. */
export function s7Pdu(
  sink: PduSink,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (bytes[at] !== 0x32) return
  const lines = sink.begin(ledger, end - at, flow, side)
  const rosctr = end - at < 10 ? 0 : bytes[at + 1]!
  const isAnswer = rosctr === ACK || rosctr === ACK_DATA
  const parameters = at + (isAnswer ? 12 : 10)
  const data = parameters <= end ? parameters + view.getUint16(at + 6) : end + 1
  const stop = data <= end ? data + view.getUint16(at + 8) : data
  if (stop > end || (rosctr !== JOB && rosctr !== USERDATA && !isAnswer)) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  } else if (rosctr === USERDATA) {
    userdataMembers(lines, bytes, view, at, parameters, data, stop)
  } else {
    lines.members(isAnswer ? RESPONSE : REQUEST)
    lines.number(REFERENCE, view.getUint16(at + 4))
    if (isAnswer) {
      lines.number(ERROR_CLASS, bytes[at + 10]!)
      lines.number(ERROR_CODE, bytes[at + 11]!)
    }
    if (data > parameters) job(lines, bytes, view, parameters, data, stop, isAnswer)
  }
  lines.end()
}

function job(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  data: number,
  stop: number,
  isAnswer: boolean,
): void {
  const code = bytes[at]!
  lines.members(FUNCTION.of(code))
  if (code === READ_VAR || code === WRITE_VAR) {
    if (!isAnswer) items(lines, bytes, view, at, data)
    if (isAnswer && code === WRITE_VAR) returnCodes(lines, bytes, data, stop)
    else if (isAnswer || code === WRITE_VAR) values(lines, bytes, view, data, stop)
    return
  }
  if (code === SETUP && data - at >= 8) {
    lines.number(MOST_CALLING, view.getUint16(at + 2))
    lines.number(MOST_CALLED, view.getUint16(at + 4))
    lines.number(PDU_SIZE, view.getUint16(at + 6))
    return
  }
  if (!isAnswer && code === PI_SERVICE && data - at > 10) {
    const argument = at + 10
    const argumentEnd = Math.min(argument + view.getUint16(at + 8), data)
    lines.text(ARGUMENT, bytes, argument, argumentEnd)
    counted(lines, SERVICE, bytes, argumentEnd, data)
  } else if (!isAnswer && code === STOP) counted(lines, SERVICE, bytes, at + 6, data)
  else if (!isAnswer && code >= 0x1a && code <= 0x1d) counted(lines, FILE, bytes, at + 8, data)
  else if (at + 1 < data) lines.hex(ARGUMENT, bytes, at + 1, data)
  if (data < stop) lines.hex(DATA, bytes, data, stop)
}

/** A text behind an octet with its length. */
function counted(lines: JsonLines, key: Uint8Array, bytes: Uint8Array, at: number, end: number): void {
  if (at < end) lines.text(key, bytes, at + 1, Math.min(at + 1 + bytes[at]!, end))
}

// Items: 0x12, length, syntax, transport size, count (2), DB (2), area, place in bits (3).
function items(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, data: number): void {
  lines.openList(ITEMS)
  for (let n = 0, item = at + 2; n < bytes[at + 1]! && item + 3 <= data; n += 1) {
    const next = Math.min(data, item + 2 + bytes[item + 1]!)
    lines.openRow()
    lines.number(SYNTAX, bytes[item + 2]!)
    if (bytes[item + 2] === S7_ANY && next - item >= ANY_OCTETS) {
      const place = view.getUint32(item + 8) & 0xff_ffff
      lines.number(SIZE, bytes[item + 3]!)
      lines.number(COUNT, view.getUint16(item + 4))
      lines.number(DB, view.getUint16(item + 6))
      lines.members(AREA.of(bytes[item + 8]!))
      lines.number(BYTE, place >> 3)
      lines.number(BIT, place & 7)
    } else lines.hex(DATA, bytes, item + 3, next)
    lines.closeRow()
    item = next
  }
  lines.closeList()
}

// Values: return code, transport size, length in bits or octets, the bytes, filled up to an even number but for the last.
function values(lines: JsonLines, bytes: Uint8Array, view: DataView, from: number, stop: number): void {
  lines.openList(VALUES)
  for (let at = from; at + DATA_HEAD <= stop; ) {
    const size = bytes[at + 1]!
    const length = view.getUint16(at + 2)
    const octets = IN_BITS.has(size) ? (length + 7) >> 3 : length
    const next = Math.min(stop, at + DATA_HEAD + octets)
    lines.openRow()
    lines.number(RETURN_CODE, bytes[at]!)
    lines.number(SIZE, size)
    lines.hex(DATA, bytes, at + DATA_HEAD, next)
    lines.closeRow()
    at = next + (octets & 1)
  }
  lines.closeList()
}

function returnCodes(lines: JsonLines, bytes: Uint8Array, from: number, stop: number): void {
  lines.openList(VALUES)
  for (let at = from; at < stop; at += 1) {
    lines.openRow()
    lines.number(RETURN_CODE, bytes[at]!)
    lines.closeRow()
  }
  lines.closeList()
}

function userdataMembers(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  parameters: number,
  data: number,
  stop: number,
): void {
  if (data - parameters < 8) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, stop)
    return
  }
  const type = bytes[parameters + 5]! >> 4
  const code = ((bytes[parameters + 5]! & 15) << 8) | bytes[parameters + 6]!
  lines.members(type === 0 ? PUSH : type === 4 ? REQUEST : RESPONSE)
  lines.number(REFERENCE, view.getUint16(at + 4))
  lines.members(GROUP.of(code))
  lines.number(SEQUENCE, bytes[parameters + 7]!)
  if (data - parameters >= 12) {
    lines.number(DATA_UNIT, bytes[parameters + 8]!)
    if (bytes[parameters + 9] === 0) lines.members(IS_LAST)
    lines.number(ERROR_CODE, view.getUint16(parameters + 10))
  }
  if (stop - data < DATA_HEAD) return
  lines.number(RETURN_CODE, bytes[data]!)
  lines.number(SIZE, bytes[data + 1]!)
  if (code === SZL && stop - data >= DATA_HEAD + 4) {
    lines.number(SZL_ID, view.getUint16(data + DATA_HEAD))
    lines.number(SZL_INDEX, view.getUint16(data + DATA_HEAD + 2))
  }
  lines.hex(DATA, bytes, data + DATA_HEAD, stop)
}
