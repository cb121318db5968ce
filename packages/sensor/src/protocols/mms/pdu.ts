// A PDU of MMS as a line: who asks for what of which objects, with every value. Source: ISO 9506-2 (PDUs, services and their tags).
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import { BerCursor, signedOf, unsignedOf } from '../ber-cursor.ts'
import { dataHolds, dataRows, MOST_NUMBER } from '../mms-data-lines.ts'
import type { PduSink } from '../pdu-sink.ts'
import { CONNECT_SPDU, findPdu, isAssociation, serviceAt } from './decode.ts'
import { describeMms, GET_LIST_ATTRIBUTES, READ, REPORT, WRITE } from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const PUSH = membersOf({ kind: 'push' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const INVOKE = keyOf('invoke')
const SERVICE = new MembersByCode((code) => ({ service: code, serviceName: describeMms(code).name }))
const UNCONFIRMED_SERVICE = new MembersByCode((code) => ({
  service: code,
  serviceName: UNCONFIRMED_NAMES[code] ?? `Service ${code}`,
}))
const ERROR_CLASS = keyOf('errorClass')
const ERROR_CODE = keyOf('errorCode')
const OBJECTS = keyOf('objects')
const DOMAIN = keyOf('domain')
const ITEM = keyOf('item')
const LIST = keyOf('list')
const NAME = keyOf('name')
const VALUES = keyOf('values')
const FAILURE = keyOf('failure')
const IS_WRITTEN = membersOf({ isWritten: true })
const DATA = keyOf('data')

const UNCONFIRMED_NAMES: readonly string[] = [describeMms(REPORT).name, 'UnsolicitedStatus', 'EventNotification']
/** By the tag of a PDU: what it is called. */
const PDUS: ReadonlyMap<number, string> = new Map([
  [0xa0, 'confirmed-request'],
  [0xa1, 'confirmed-response'],
  [0xa2, 'confirmed-error'],
  [0xa3, 'unconfirmed'],
  [0xa4, 'reject'],
  [0x85, 'cancel-request'],
  [0x86, 'cancel-response'],
  [0xa7, 'cancel-error'],
  [0xa8, 'initiate-request'],
  [0xa9, 'initiate-response'],
  [0xaa, 'initiate-error'],
  [0x8b, 'conclude-request'],
  [0x8c, 'conclude-response'],
  [0xad, 'conclude-error'],
])
const PDU = new MembersByCode((tag) => ({ pdu: PDUS.get(tag) ?? 'other' }))

const CONFIRMED_REQUEST = 0xa0
const CONFIRMED_RESPONSE = 0xa1
const CONFIRMED_ERROR = 0xa2
const UNCONFIRMED = 0xa3
const INITIATE_REQUEST = 0xa8
const INITIATE_RESPONSE = 0xa9
const INTEGER = 0x02
const MODIFIERS = 0x30
const VARIABLES = 0xa0
const LIST_NAME = 0xa1
const ACCESS_FAILURE = 0x80
/** Services whose request is a name and nothing else: segments, uploads, domains and programs by their name. */
const IS_NAME: ReadonlySet<number> = new Set([27, 29, 36, 37, 39])
/** Services whose request begins with a name, however deep: downloads, programs, files. */
const BEGINS_WITH_NAME: ReadonlySet<number> = new Set([26, 28, 38, 40, 41, 42, 43, 44, 72, 75, 76, 77])
const TEXT_TAGS: ReadonlySet<number> = new Set([0x80, 0x19, 0x1a])

const ber = new BerCursor()
const inner = new BerCursor()

/** The line of one whole message that `side` sent; nothing when it is of another protocol on the same carrier. */
export function mmsPdu(
  sink: PduSink,
  ledger: Ledger,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (isAssociation(bytes, at, end)) {
    const lines = sink.begin(ledger, end - at, flow, side)
    const isAsking = bytes[at] === CONNECT_SPDU
    lines.members(isAsking ? REQUEST : RESPONSE)
    lines.members(PDU.of(isAsking ? INITIATE_REQUEST : INITIATE_RESPONSE))
    lines.end()
    return
  }
  if (!findPdu(ber, bytes, at, end)) return
  const { tag, from, to } = ber
  if (!PDUS.has(tag)) return
  const lines = sink.begin(ledger, end - at, flow, side)
  lines.members(tag === UNCONFIRMED ? PUSH : isAsked(tag) ? REQUEST : RESPONSE)
  lines.members(PDU.of(tag))
  const isTold =
    tag === CONFIRMED_REQUEST || tag === CONFIRMED_RESPONSE
      ? confirmed(lines, bytes, from, to, tag === CONFIRMED_REQUEST)
      : tag === CONFIRMED_ERROR
        ? refused(lines, bytes, from, to)
        : tag !== UNCONFIRMED || unconfirmed(lines, bytes, from, to)
  if (!isTold) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, from, to)
  }
  lines.end()
}

function isAsked(tag: number): boolean {
  return tag === CONFIRMED_REQUEST || tag === 0x85 || tag === INITIATE_REQUEST || tag === 0x8b
}

// Invoke id, perhaps modifiers, the service.
function confirmed(lines: JsonLines, bytes: Uint8Array, from: number, to: number, isAsking: boolean): boolean {
  if (!ber.read(bytes, from, to) || !ber.is(INTEGER)) return false
  const invoke = unsignedOf(bytes, ber.from, ber.to)
  do if (!ber.read(bytes, ber.to, to)) return false
  while (ber.is(MODIFIERS))
  const service = serviceAt(ber)
  const { from: begin, to: end } = ber
  lines.number(INVOKE, Math.min(invoke, MOST_NUMBER))
  lines.members(SERVICE.of(service))
  if (begin === end) return true
  if (service === READ) return isAsking ? asksRead(lines, bytes, begin, end) : answersRead(lines, bytes, begin, end)
  if (service === WRITE) return isAsking ? asksWrite(lines, bytes, begin, end) : written(lines, bytes, begin, end)
  if (service === GET_LIST_ATTRIBUTES) {
    if (!isAsking) return ber.find(bytes, begin, end, LIST_NAME) && variables(lines, bytes, ber.from, ber.to)
    lines.openList(OBJECTS)
    const isNamed = objectRow(lines, bytes, begin, end, true)
    lines.closeList()
    return isNamed
  }
  if (isAsking && IS_NAME.has(service)) lines.text(NAME, bytes, begin, end)
  else {
    if (isAsking && BEGINS_WITH_NAME.has(service)) firstName(lines, bytes, begin, end)
    lines.hex(DATA, bytes, begin, end)
  }
  return true
}

// Whether the answer is to repeat the names; then the names.
function asksRead(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  if (!ber.find(bytes, from, to, LIST_NAME) || !ber.read(bytes, ber.from, ber.to)) return false
  return specification(lines, bytes, ber.tag, ber.from, ber.to)
}

function answersRead(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  return ber.find(bytes, from, to, LIST_NAME) && accessResults(lines, bytes, ber.from, ber.to)
}

function asksWrite(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  if (!ber.read(bytes, from, to)) return false
  const behind = ber.to
  if (!specification(lines, bytes, ber.tag, ber.from, behind)) return false
  return ber.read(bytes, behind, to) && ber.is(VARIABLES) && accessResults(lines, bytes, ber.from, ber.to)
}

// A choice of failure and success for each variable.
function written(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  lines.openList(VALUES)
  let at = from
  for (; ber.read(bytes, at, to); at = ber.to) {
    lines.openRow()
    if (ber.is(ACCESS_FAILURE)) lines.number(FAILURE, code(bytes, ber.from, ber.to))
    else lines.members(IS_WRITTEN)
    lines.closeRow()
  }
  lines.closeList()
  return at === to
}

function unconfirmed(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  if (!ber.read(bytes, from, to)) return false
  const service = serviceAt(ber)
  lines.members(UNCONFIRMED_SERVICE.of(service))
  const { from: begin, to: end } = ber
  if (service !== 0) {
    lines.hex(DATA, bytes, begin, end)
    return true
  }
  if (!ber.read(bytes, begin, end)) return false
  const behind = ber.to
  if (!specification(lines, bytes, ber.tag, ber.from, behind)) return false
  return ber.read(bytes, behind, end) && accessResults(lines, bytes, ber.from, ber.to)
}

// Invoke id, modifier, error: class in a choice of its own.
function refused(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  if (!ber.find(bytes, from, to, ACCESS_FAILURE)) return false
  lines.number(INVOKE, Math.min(unsignedOf(bytes, ber.from, ber.to), MOST_NUMBER))
  if (!ber.find(bytes, from, to, 0xa2) || !ber.find(bytes, ber.from, ber.to, 0xa0)) return false
  if (!ber.read(bytes, ber.from, ber.to)) return false
  lines.number(ERROR_CLASS, ber.tag & 0x1f)
  lines.number(ERROR_CODE, code(bytes, ber.from, ber.to))
  return true
}

/** Names of variables, or the name of a list of them. */
function specification(lines: JsonLines, bytes: Uint8Array, tag: number, from: number, to: number): boolean {
  if (tag === VARIABLES) return variables(lines, bytes, from, to)
  if (tag !== LIST_NAME || !inner.read(bytes, from, to)) return false
  lines.openList(LIST)
  const isNamed = objectRow(lines, bytes, from, to, true)
  lines.closeList()
  return isNamed
}

// Each variable is a sequence that begins with its name, or with what stands for one.
function variables(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  lines.openList(OBJECTS)
  let at = from
  for (; ber.read(bytes, at, to); at = ber.to) {
    const isNamed = inner.find(bytes, ber.from, ber.to, VARIABLES)
    if (isNamed) objectRow(lines, bytes, inner.from, inner.to, true)
    else objectRow(lines, bytes, ber.from, ber.to, false)
  }
  lines.closeList()
  return at === to
}

/** The name of one object; what is no name as octets. */
function objectRow(lines: JsonLines, bytes: Uint8Array, from: number, to: number, mayBeName: boolean): boolean {
  lines.openRow()
  const isNamed = mayBeName && objectName(lines, bytes, from, to)
  if (!isNamed) lines.hex(DATA, bytes, from, to)
  lines.closeRow()
  return isNamed
}

// Of the device (0) or of the association (2) by itself, of a domain (1) by two names.
function objectName(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  if (!inner.read(bytes, from, to)) return false
  if (inner.is(0x80) || inner.is(0x82)) {
    lines.text(ITEM, bytes, inner.from, inner.to)
    return true
  }
  const { from: begin, to: end } = inner
  if (!inner.is(0xa1) || !inner.read(bytes, begin, end)) return false
  const { from: domain, to: domainEnd } = inner
  if (!inner.read(bytes, domainEnd, end)) return false
  lines.text(DOMAIN, bytes, domain, domainEnd)
  lines.text(ITEM, bytes, inner.from, inner.to)
  return true
}

/** Data one behind the other, and why there are none where a variable could not be read. */
function accessResults(lines: JsonLines, bytes: Uint8Array, from: number, to: number): boolean {
  lines.openList(VALUES)
  let at = from
  let holds = true
  for (; holds && ber.read(bytes, at, to); at = ber.to) {
    if (!ber.is(ACCESS_FAILURE)) {
      holds = dataHolds(bytes, at, ber.to)
      if (holds) dataRows(lines, bytes, at, ber.to)
      continue
    }
    lines.openRow()
    lines.number(FAILURE, code(bytes, ber.from, ber.to))
    lines.closeRow()
  }
  lines.closeList()
  return holds && at === to
}

function firstName(lines: JsonLines, bytes: Uint8Array, from: number, to: number): void {
  if (!inner.read(bytes, from, to)) return
  while ((inner.tag & 0x20) !== 0 && inner.tag < 0x100) if (!inner.read(bytes, inner.from, inner.to)) return
  if (TEXT_TAGS.has(inner.tag)) lines.text(NAME, bytes, inner.from, inner.to)
}

function code(bytes: Uint8Array, from: number, to: number): number {
  return Math.min(Math.max(0, signedOf(bytes, from, to)), MOST_NUMBER)
}
