// An S7comm-plus message as a line: session, function, objects and values as far as they are known. Source and layout: as `analyzer.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { PduSink } from '../pdu-sink.ts'
import { PlusCursor } from './decode.ts'
import * as name from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const PUSH = membersOf({ kind: 'push' })
const SESSION_KIND = membersOf({ kind: 'session' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const HAS_SECRET = membersOf({ hasSecret: true })
const HAS_TRAILER = membersOf({ hasTrailer: true })
const VERSION = keyOf('version')
const DIGEST = keyOf('digest')
const OPERATION = keyOf('opcode')
const FUNCTION = new MembersByCode((code) => ({ function: code, functionName: name.describeS7Plus(code).name }))
const SEQUENCE = keyOf('sequence')
const SESSION = keyOf('session')
const FLAGS = keyOf('transportFlags')
const RETURN_VALUE = keyOf('returnValue')
const ERROR = keyOf('error')
const SUBSCRIPTION = keyOf('subscription')
const OBJECT = keyOf('object')
const ATTRIBUTES = keyOf('attributes')
const ATTRIBUTE = keyOf('attribute')
const ADDRESSES = keyOf('addresses')
const CRC = keyOf('symbolCrc')
const AREA = keyOf('area')
const LIDS = keyOf('lids')
const LID = keyOf('lid')
const VALUES = keyOf('values')
const ITEM = keyOf('item')
const VALUE = keyOf('value')
const TEXT = keyOf('text')
const DATA = keyOf('data')
const TYPES: readonly string[] = [
  ...['null', 'bool', 'usint', 'uint', 'udint', 'ulint', 'sint', 'int', 'dint', 'lint', 'byte', 'word', 'dword'],
  ...['lword', 'real', 'lreal', 'timestamp', 'timespan', 'rid', 'aid', 'blob', 'wstring'],
]
const TYPE = new MembersByCode((code) => ({ type: TYPES[code] ?? `type ${code}` }))

const HEADER = 4
const HEAD = 10
const WITH_DIGEST = 3
const LAST_VERSION = 3
const KEEP_ALIVE = 0xff
const KEEP_ALIVE_OF_PLUGIN = 0xfe
const ASK = 0x31
const ANSWER = 0x32
const NOTIFICATION = 0x33
const CYCLIC_ANSWER = 0x02
const PROTOCOL_ID = 0x72
const WSTRING = 0x15
const LREAL = 0x0f
const MOST_ITEMS = 4096
const MOST_LIDS = 64

const cursor = new PlusCursor()

/** The line of one whole message that `side` sent; nothing when it is of another protocol on the same carrier. */
export function s7PlusPdu(
  sink: PduSink,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (bytes[at] !== PROTOCOL_ID) return
  const lines = sink.begin(ledger, end - at, flow, side)
  const version = end - at < HEADER ? 0 : bytes[at + 1]!
  const isKeepAlive = version === KEEP_ALIVE || version === KEEP_ALIVE_OF_PLUGIN
  const stop = end - at < HEADER ? end + 1 : at + HEADER + (isKeepAlive ? 0 : view.getUint16(at + 2))
  const digest = version === WITH_DIGEST ? 1 + (bytes[at + HEADER] ?? 0) : 0
  const head = at + HEADER + digest
  if (isKeepAlive) {
    lines.members(SESSION_KIND)
    lines.number(VERSION, version)
    if (at + 2 < end) lines.hex(DATA, bytes, at + 2, end)
  } else if (version === 0 || version > LAST_VERSION || stop > end || head > stop) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  } else {
    piece(lines, bytes, view, version, at, head, stop)
    if (end - stop === HEADER && bytes[stop] === PROTOCOL_ID) lines.members(HAS_TRAILER)
  }
  lines.end()
}

// A long message comes in several pieces; those behind the first have no head of their own and are told as data.
function piece(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  version: number,
  at: number,
  head: number,
  stop: number,
): void {
  const kind = head < stop ? bytes[head]! : 0
  const isAnswer = kind === ANSWER || kind === CYCLIC_ANSWER
  const isCall = (kind === ASK || isAnswer) && stop - head >= HEAD && name.isFunction(view.getUint16(head + 3))
  const isNotice = kind === NOTIFICATION && stop - head >= 5
  if (isCall) lines.members(isAnswer ? RESPONSE : REQUEST)
  else if (isNotice) lines.members(PUSH)
  lines.number(VERSION, version)
  if (version === WITH_DIGEST) lines.hex(DIGEST, bytes, at + HEADER + 1, head)
  if (isNotice) {
    lines.number(OPERATION, kind)
    lines.members(FUNCTION.of(name.NOTIFICATION))
    lines.number(SUBSCRIPTION, view.getUint32(head + 1))
    if (head + 5 < stop) lines.hex(DATA, bytes, head + 5, stop)
    return
  }
  if (!isCall) {
    if (head < stop) lines.hex(DATA, bytes, head, stop)
    return
  }
  const code = view.getUint16(head + 3)
  lines.number(OPERATION, kind)
  lines.members(FUNCTION.of(code))
  lines.number(SEQUENCE, view.getUint16(head + 7))
  cursor.open(bytes, head + 9, stop)
  if (isAnswer) result(lines)
  else request(lines, code)
}

// Transport flags, the return value of variable length, then what the function gives.
function result(lines: JsonLines): void {
  lines.number(FLAGS, cursor.byte())
  const from = cursor.at
  const value = cursor.variable()
  if (cursor.isOk) {
    lines.hex(RETURN_VALUE, cursor.bytes, from, cursor.at)
    lines.signed(ERROR, (value << 16) >> 16)
  }
  rest(lines, cursor.isOk ? cursor.at : from)
}

function request(lines: JsonLines, code: number): void {
  const from = cursor.at
  const session = cursor.word() >>> 0
  const flags = cursor.byte()
  if (!cursor.isOk) {
    rest(lines, from)
    return
  }
  lines.number(SESSION, session)
  lines.number(FLAGS, flags)
  switch (code) {
    case name.SET_VARIABLE:
      setVariable(lines)
      return
    case name.SET_MULTIPLE:
    case name.GET_MULTIPLE:
      several(lines, code === name.SET_MULTIPLE)
      return
    case name.CREATE_OBJECT:
    case name.DELETE_OBJECT:
    case name.EXPLORE:
    case name.INVOKE:
      object(lines)
      return
    default:
      rest(lines, cursor.at)
  }
}

function object(lines: JsonLines): void {
  const from = cursor.at
  const id = cursor.word() >>> 0
  if (cursor.isOk) lines.number(OBJECT, id)
  rest(lines, cursor.isOk ? cursor.at : from)
}

// Object (4), count of address fields, attribute, value.
function setVariable(lines: JsonLines): void {
  const from = cursor.at
  const id = cursor.word() >>> 0
  const fields = cursor.variable()
  const attribute = cursor.variable() >>> 0
  if (!cursor.isOk || fields !== 1) {
    secretOrRest(lines, from, true)
    return
  }
  lines.number(OBJECT, id)
  lines.number(ATTRIBUTE, attribute)
  if (name.SECRETS.has(attribute)) {
    lines.members(HAS_SECRET)
    return
  }
  lines.openList(VALUES)
  const behind = value(lines, -1)
  lines.closeList()
  rest(lines, behind)
}

// Link (4), items, address fields; where the link is zero an address for each item, else attributes of the object that it names; then for a
// Set each value behind the number of its item.
function several(lines: JsonLines, hasValues: boolean): void {
  let mark = cursor.at
  const link = cursor.word() >>> 0
  const items = cursor.variable()
  const fields = cursor.variable()
  if (!cursor.isOk || items < 0 || items > MOST_ITEMS || fields < 0 || fields > cursor.end - cursor.at) {
    secretOrRest(lines, mark, hasValues)
    return
  }
  lines.number(OBJECT, link)
  mark = cursor.at
  let isSecret = false
  if (link === 0) mark = addresses(lines, items)
  else {
    lines.openList(ATTRIBUTES)
    for (let n = 0; n < fields; n += 1) {
      const attribute = cursor.variable() >>> 0
      if (!cursor.isOk) break
      isSecret ||= name.SECRETS.has(attribute)
      lines.openRow()
      lines.number(ATTRIBUTE, attribute)
      lines.closeRow()
      mark = cursor.at
    }
    lines.closeList()
  }
  if (isSecret) {
    lines.members(HAS_SECRET)
    return
  }
  if (hasValues && cursor.isOk) {
    lines.openList(VALUES)
    for (let n = 0; n < items && cursor.isOk; n += 1) {
      const item = cursor.variable() >>> 0
      if (cursor.isOk) mark = value(lines, item, mark)
    }
    lines.closeList()
  }
  rest(lines, mark)
}

/** Gives the place behind the last address that was whole. */
function addresses(lines: JsonLines, items: number): number {
  let mark = cursor.at
  lines.openList(ADDRESSES)
  for (let n = 0; n < items; n += 1) {
    const crc = cursor.variable() >>> 0
    const area = cursor.variable() >>> 0
    const lids = cursor.variable()
    if (!cursor.isOk || lids < 0 || lids > MOST_LIDS) break
    lines.openRow()
    lines.number(CRC, crc)
    lines.number(AREA, area)
    lines.openList(LIDS)
    for (let m = 0; m < lids; m += 1) {
      const lid = cursor.variable() >>> 0
      if (!cursor.isOk) break
      lines.openRow()
      lines.number(LID, lid)
      lines.closeRow()
    }
    lines.closeList()
    lines.closeRow()
    if (!cursor.isOk) break
    mark = cursor.at
  }
  lines.closeList()
  return mark
}

/** A row for the value at the cursor; gives the place behind it, or `mark` when it is none that can be read. */
function value(lines: JsonLines, item: number, mark = cursor.at): number {
  cursor.value()
  if (!cursor.isOk) return mark
  lines.openRow()
  if (item >= 0) lines.number(ITEM, item)
  lines.members(TYPE.of(cursor.type))
  if (cursor.type === WSTRING) lines.text(TEXT, cursor.bytes, cursor.from, cursor.to)
  else if (!Number.isNaN(cursor.number)) {
    if (cursor.type === LREAL) lines.double(VALUE, cursor.number)
    else lines.float(VALUE, cursor.number)
  } else if (cursor.type !== 0) lines.hex(DATA, cursor.bytes, cursor.at - 8, cursor.at)
  lines.closeRow()
  return cursor.at
}

/** What a function carries beyond what was told. */
function rest(lines: JsonLines, from: number): void {
  if (from < cursor.end) lines.hex(DATA, cursor.bytes, from, cursor.end)
}

/** What could not be read of a write may hold what proves a password. */
function secretOrRest(lines: JsonLines, mark: number, isWrite: boolean): void {
  if (isWrite) lines.members(HAS_SECRET)
  else rest(lines, mark)
}
