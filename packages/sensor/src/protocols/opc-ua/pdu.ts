// Chunks of OPC UA as lines, with the service in the last one of a message. Sources: OPC 10000-6 §6.7.2 (chunks), §7.1.2 (messages of TCP);
// OPC 10000-4 §5 (services), §7.32, §7.33 (headers).
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, UPPER_FILL, UPPER_SLOT } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'
import { gather } from '../gather.ts'
import type { PduSink } from '../pdu-sink.ts'
import {
  ACKNOWLEDGE,
  ERROR,
  FINAL,
  HEADER_BYTES,
  HELLO,
  INTERMEDIATE,
  letters,
  OPEN,
  REVERSE_HELLO,
  UaCursor,
} from './decode.ts'
import {
  ACTIVATE_SESSION,
  CALL,
  CREATE_MONITORED_ITEMS,
  describeUa,
  OPEN_SECURE_CHANNEL,
  READ,
  SECURITY_MODES,
  SERVICE_FAULT,
  serviceOf,
  statusText,
  WRITE,
} from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const SESSION = membersOf({ kind: 'session' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const IS_ENCRYPTED = membersOf({ isEncrypted: true })
const IS_CUT = membersOf({ isCut: true })
/** By the last two letters, which tell all messages apart. */
const TYPE = new MembersByCode((code) => ({
  message: ['HEL', 'ACK', 'ERR', 'RHE', 'OPN', 'MSG', 'CLO'].find((name) => pairOf(name) === code) ?? 'other',
}))
const CHUNK = new MembersByCode((code) => ({ chunk: String.fromCharCode(code) }))
const VERSION = keyOf('version')
const RECEIVE_BUFFER = keyOf('receiveBuffer')
const SEND_BUFFER = keyOf('sendBuffer')
const MOST_BYTES = keyOf('mostBytes')
const MOST_CHUNKS = keyOf('mostChunks')
const ENDPOINT = keyOf('endpoint')
const SERVER = keyOf('server')
const STATUS = keyOf('status')
const REASON = keyOf('reason')
const CHANNEL = keyOf('channel')
const TOKEN = keyOf('token')
const POLICY = keyOf('policy')
const SEQUENCE = keyOf('sequence')
const REQUEST_ID = keyOf('request')
/** By the number of the encoding, as it stands on the wire. */
const SERVICE = new MembersByCode((type) => {
  const service = Math.abs(serviceOf(type))
  const serviceName = type === SERVICE_FAULT ? 'ServiceFault' : describeUa(service).name
  return { type, ...(service === 0 && type !== SERVICE_FAULT ? {} : { serviceName }) }
})
const HANDLE = keyOf('handle')
const MODE = new MembersByCode((code) => ({ securityMode: SECURITY_MODES[code] ?? code }))
const NODES = keyOf('nodes')
const METHODS = keyOf('methods')
const METHOD = keyOf('method')
const NAMESPACE = keyOf('namespace')
const NUMBER = keyOf('number')
const NAME = keyOf('name')
const OPAQUE = keyOf('opaque')
const ATTRIBUTE = keyOf('attribute')
const CLIENT_HANDLE = keyOf('clientHandle')
const VALUE_TYPE = keyOf('valueType')
const IS_ARRAY = membersOf({ isArray: true })
const VALUE = keyOf('value')
const TEXT = keyOf('text')
const RESULTS = keyOf('results')
const STATUS_NAMES = new MembersByCode((code) => ({ statusName: statusText(code << 16) }))
const HAS_SECRET = membersOf({ hasSecret: true })
const DATA = keyOf('data')

/** Channel, token, sequence number and number of the request, behind the header of a message. */
const SEQUENCE_END = HEADER_BYTES + 16
const STRING = 12
const LOCALIZED = 21
const FLOAT = 10
const MOST_WHOLE = 0xffff_ffff

const cursor = new UaCursor()

/** The line of one whole message or chunk that `side` sent. */
export function uaPdu(
  sink: PduSink,
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const kind = letters(bytes, at)
  const chunk = bytes[at + 3]!
  const lines = sink.begin(ledger, end - at, flow, side)
  const isLink = kind === HELLO || kind === ACKNOWLEDGE || kind === REVERSE_HELLO || kind === ERROR
  cursor.open(bytes, view, at + HEADER_BYTES, end)
  if (isLink) {
    lines.members(SESSION)
    begun(lines, kind, chunk)
    link(lines, kind)
    close(lines, true)
    return
  }
  if (kind === OPEN) {
    openChannel(lines, kind, chunk)
    return
  }
  if (end - at < SEQUENCE_END) {
    begun(lines, kind, chunk)
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at + HEADER_BYTES, end)
    lines.end()
    return
  }
  const body = at + SEQUENCE_END
  if (chunk === FINAL) whole(lines, ledger, slab, bytes, view, at, body, end, flow, side)
  else {
    begun(lines, kind, chunk)
    numbered(lines, view, at)
    if (chunk === INTERMEDIATE) {
      gather(ledger, slab, bytes, body, end, flow, side)
      lines.end()
      return
    }
    forget(ledger, slab, flow, side)
    cursor.at = body
    aborted(lines)
    close(lines, true)
  }
}

// The last chunk of a message, with what the chunks before it carried.
function whole(
  lines: JsonLines,
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  body: number,
  end: number,
  flow: number,
  side: number,
): void {
  const { ints } = ledger.flows
  const upper = flow * INTS + UPPER_SLOT + side
  let isWhole = true
  if (ints[upper] === -1) cursor.open(bytes, view, body, end)
  else {
    gather(ledger, slab, bytes, body, end, flow, side)
    const slot = ints[upper]!
    const fill = ints[flow * INTS + UPPER_FILL + side]!
    isWhole = fill < SLOT_BYTES
    cursor.open(slab.bytes, slab.view, slot, slot + fill)
  }
  const { at: from } = cursor
  cursor.node()
  const type = cursor.isOk && cursor.namespace === 0 ? cursor.numeric : 0
  const service = serviceOf(type)
  const isHidden = service === 0 && type !== SERVICE_FAULT
  if (!isHidden) lines.members(service > 0 ? REQUEST : RESPONSE)
  begun(lines, letters(bytes, at), FINAL)
  numbered(lines, view, at)
  if (isHidden) {
    lines.members(IS_ENCRYPTED)
    lines.hex(DATA, cursor.bytes, from, cursor.end)
  } else {
    lines.members(SERVICE.of(type))
    serviceMembers(lines, service)
    if (!isWhole) lines.members(IS_CUT)
  }
  close(lines, isHidden || !isWhole)
  forget(ledger, slab, flow, side)
}

function forget(ledger: Ledger, slab: Slab, flow: number, side: number): void {
  const upper = flow * INTS + UPPER_SLOT + side
  if (ledger.flows.ints[upper]! >= 0) slab.give(ledger.flows.ints[upper]!)
  ledger.flows.ints[upper] = -1
}

function begun(lines: JsonLines, kind: number, chunk: number): void {
  lines.members(TYPE.of(kind & 0xffff))
  lines.members(CHUNK.of(chunk))
}

function numbered(lines: JsonLines, view: DataView, at: number): void {
  lines.number(CHANNEL, view.getUint32(at + HEADER_BYTES, true))
  lines.number(TOKEN, view.getUint32(at + HEADER_BYTES + 4, true))
  lines.number(SEQUENCE, view.getUint32(at + HEADER_BYTES + 8, true))
  lines.number(REQUEST_ID, view.getUint32(at + HEADER_BYTES + 12, true))
}

/** Ends the line; what of it does not fit is said, unless it cannot fit. */
function close(lines: JsonLines, mayBeCut: boolean): void {
  if (!cursor.isOk && !mayBeCut) lines.members(IS_MALFORMED)
  lines.end()
}

function link(lines: JsonLines, kind: number): void {
  if (kind === ERROR) {
    aborted(lines)
    return
  }
  if (kind === REVERSE_HELLO) {
    text(lines, SERVER)
    text(lines, ENDPOINT)
    return
  }
  for (const key of [VERSION, RECEIVE_BUFFER, SEND_BUFFER, MOST_BYTES, MOST_CHUNKS]) number(lines, key)
  if (kind === HELLO) text(lines, ENDPOINT)
}

function aborted(lines: JsonLines): void {
  status(lines)
  text(lines, REASON)
}

// Channel, policy, certificate, thumbprint, sequence, request; then the service, hidden unless the policy is None.
function openChannel(lines: JsonLines, kind: number, chunk: number): void {
  const channel = cursor.long() >>> 0
  cursor.text()
  const { bytes, view, from, to, end } = cursor
  cursor.text()
  cursor.text()
  const numbers = cursor.skip(8)
  if (!cursor.isOk) {
    begun(lines, kind, chunk)
    close(lines, false)
    return
  }
  const body = cursor.at
  cursor.node()
  const service = cursor.isOk && cursor.namespace === 0 ? serviceOf(cursor.numeric) : 0
  const isRead = Math.abs(service) === OPEN_SECURE_CHANNEL
  lines.members(isRead ? (service > 0 ? REQUEST : RESPONSE) : SESSION)
  begun(lines, kind, chunk)
  lines.number(CHANNEL, channel)
  if (to > from) lines.text(POLICY, bytes, from, to)
  lines.number(SEQUENCE, view.getUint32(numbers, true))
  lines.number(REQUEST_ID, view.getUint32(numbers + 4, true))
  if (!isRead) {
    lines.members(IS_ENCRYPTED)
    lines.hex(DATA, bytes, body, end)
    close(lines, true)
    return
  }
  lines.members(SERVICE.of(cursor.numeric))
  if (service > 0) {
    requestHeader(lines)
    cursor.skip(8)
    const mode = cursor.long()
    if (cursor.isOk && mode >= 0 && mode < SECURITY_MODES.length) lines.members(MODE.of(mode))
  } else responseHeader(lines)
  close(lines, false)
}

function serviceMembers(lines: JsonLines, service: number): void {
  if (service > 0) requestHeader(lines)
  else responseHeader(lines)
  if (!cursor.isOk) return
  if (service === READ) askedNodes(lines, READ)
  else if (service === WRITE) askedNodes(lines, WRITE)
  else if (service === CREATE_MONITORED_ITEMS) askedNodes(lines, CREATE_MONITORED_ITEMS)
  else if (service === CALL) methods(lines)
  else if (service === -READ) readResults(lines)
  else if (service === -WRITE) writeResults(lines)
  // Its token may hold a password that nothing hides.
  else if (service === ACTIVATE_SESSION) lines.members(HAS_SECRET)
  else if (cursor.at < cursor.end) lines.hex(DATA, cursor.bytes, cursor.at, cursor.end)
}

// Token, time, handle, diagnostics wished, audit entry, patience, what else.
function requestHeader(lines: JsonLines): void {
  cursor.node()
  cursor.skip(8)
  number(lines, HANDLE)
  cursor.skip(4)
  cursor.text()
  cursor.skip(4)
  cursor.extension()
}

// Time, handle, status, diagnostics, their texts, what else.
function responseHeader(lines: JsonLines): void {
  cursor.skip(8)
  number(lines, HANDLE)
  status(lines)
  cursor.diagnostic()
  cursor.texts()
  cursor.extension()
}

// Node, attribute, range; then what the service adds: an encoding (Read), a value (Write), how to watch (CreateMonitoredItems).
function askedNodes(lines: JsonLines, service: number): void {
  if (service === READ) cursor.skip(12)
  else if (service === CREATE_MONITORED_ITEMS) cursor.skip(8)
  lines.openList(NODES)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    lines.openRow()
    node(lines)
    number(lines, ATTRIBUTE)
    cursor.text()
    if (service === WRITE) {
      cursor.dataValue()
      if (cursor.isOk) value(lines)
    } else {
      cursor.skip(2)
      cursor.text()
      if (service === CREATE_MONITORED_ITEMS) {
        cursor.skip(4)
        number(lines, CLIENT_HANDLE)
        cursor.skip(8)
        cursor.extension()
        cursor.skip(5)
      }
    }
    lines.closeRow()
  }
  lines.closeList()
}

// Object, method, arguments.
function methods(lines: JsonLines): void {
  lines.openList(METHODS)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    lines.openRow()
    node(lines)
    cursor.node()
    if (cursor.isOk) nodeName(lines, METHOD)
    const from = cursor.at
    for (let more = cursor.count(); more > 0 && cursor.isOk; more -= 1) cursor.variant()
    if (cursor.isOk) lines.hex(DATA, cursor.bytes, from, cursor.at)
    lines.closeRow()
  }
  lines.closeList()
}

function readResults(lines: JsonLines): void {
  lines.openList(RESULTS)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    cursor.dataValue()
    if (!cursor.isOk) break
    lines.openRow()
    lines.number(STATUS, cursor.status >>> 0)
    value(lines)
    lines.closeRow()
  }
  lines.closeList()
}

function writeResults(lines: JsonLines): void {
  lines.openList(RESULTS)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    lines.openRow()
    status(lines)
    lines.closeRow()
  }
  lines.closeList()
}

/** The next node: its namespace, and its number, name or octets. */
function node(lines: JsonLines): void {
  cursor.node()
  if (!cursor.isOk) return
  lines.number(NAMESPACE, cursor.namespace)
  nodeName(lines, null)
}

function nodeName(lines: JsonLines, key: Uint8Array | null): void {
  const { bytes, nodeKind, nodeFrom, nodeTo, numeric } = cursor
  if (nodeKind < 3) lines.number(key ?? NUMBER, numeric)
  else if (nodeKind === 3) lines.text(key ?? NAME, bytes, nodeFrom, nodeTo)
  else lines.hex(key ?? OPAQUE, bytes, nodeFrom, nodeTo)
}

/** The value that was read last: a number or text where it is one. */
function value(lines: JsonLines): void {
  const { bytes, type, isArray, from, to } = cursor
  lines.number(VALUE_TYPE, type)
  if (isArray) lines.members(IS_ARRAY)
  else if (type === STRING || type === LOCALIZED) lines.text(TEXT, bytes, from, to)
  else if (type === FLOAT || (Number.isInteger(cursor.number) && Math.abs(cursor.number) <= MOST_WHOLE))
    lines.float(VALUE, cursor.number)
  else if (Number.isFinite(cursor.number)) lines.double(VALUE, cursor.number)
}

function number(lines: JsonLines, key: Uint8Array): void {
  const value = cursor.long() >>> 0
  if (cursor.isOk) lines.number(key, value)
}

function status(lines: JsonLines): void {
  const value = cursor.long()
  if (!cursor.isOk) return
  lines.number(STATUS, value >>> 0)
  if (value !== 0) lines.members(STATUS_NAMES.of(value >>> 16))
}

function text(lines: JsonLines, key: Uint8Array): void {
  cursor.text()
  if (cursor.isOk && cursor.to > cursor.from) lines.text(key, cursor.bytes, cursor.from, cursor.to)
}

function pairOf(name: string): number {
  return (name.charCodeAt(1) << 8) | name.charCodeAt(2)
}
