// An SNMP message as a line: version, who asks, PDU and its variables. The community is a password and is never told.
// Sources: RFC 1157 §4, RFC 3412 §6 (version 3), RFC 3414 §2.4 (its users), RFC 3416 §3 (PDUs), RFC 2578 §7.1 (values).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import { BER } from '../ber.ts'
import { BerCursor, signedOf, unsignedOf } from '../ber-cursor.ts'
import type { PduSink } from '../pdu-sink.ts'
import { SnmpParts, snmpParts } from './decode.ts'
import { describeSnmp, errorName, INFORM, REPORT, RESPONSE, TRAP_1, TRAP_2 } from './names.ts'

const REQUEST_KIND = membersOf({ kind: 'request' })
const RESPONSE_KIND = membersOf({ kind: 'response' })
const PUSH_KIND = membersOf({ kind: 'push' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const HAS_SECRET = membersOf({ hasSecret: true })
const IS_SEALED = membersOf({ isEncrypted: true })
const VERSION = keyOf('version')
const MESSAGE = keyOf('message')
const MOST_OCTETS = keyOf('mostOctets')
const FLAGS = keyOf('flags')
const MODEL = keyOf('securityModel')
const PARAMETERS = keyOf('securityParameters')
const ENGINE = keyOf('engine')
const BOOTS = keyOf('boots')
const ENGINE_TIME = keyOf('engineTime')
const USER = keyOf('user')
const PROOF = keyOf('authentication')
const SALT = keyOf('privacy')
const CONTEXT_ENGINE = keyOf('contextEngine')
const CONTEXT = keyOf('context')
const PDU_KIND = new MembersByCode((code) => ({ function: code, functionName: describeSnmp(code).name }))
const REQUEST = keyOf('request')
const ERROR = new MembersByCode((code) => ({ errorStatus: code, errorName: errorName(code) }))
const ERROR_STATUS = keyOf('errorStatus')
const ERROR_INDEX = keyOf('errorIndex')
const NON_REPEATERS = keyOf('nonRepeaters')
const REPETITIONS = keyOf('mostRepetitions')
const ENTERPRISE = keyOf('enterprise')
const AGENT = keyOf('agent')
const GENERIC = keyOf('genericTrap')
const SPECIFIC = keyOf('specificTrap')
const UPTIME = keyOf('uptime')
const VARIABLES = keyOf('variables')
const OBJECT = keyOf('object')
const VALUE = keyOf('value')
const ADDRESS = keyOf('address')
const DATA = keyOf('data')

const TYPES: ReadonlyMap<number, Uint8Array> = new Map(
  Object.entries({
    integer: 0x02,
    octets: 0x04,
    null: 0x05,
    objectId: 0x06,
    address: 0x40,
    counter32: 0x41,
    gauge32: 0x42,
    timeticks: 0x43,
    opaque: 0x44,
    counter64: 0x46,
    unsigned32: 0x47,
    noSuchObject: 0x80,
    noSuchInstance: 0x81,
    endOfMibView: 0x82,
  }).map(([type, tag]) => [tag, membersOf({ type })]),
)
const OTHER_TYPE = membersOf({ type: 'other' })
const IP_ADDRESS = 0x40
const COUNTER32 = 0x41
const TIMETICKS = 0x43
const COUNTER64 = 0x46
const UNSIGNED32 = 0x47
const GET_BULK = 5
const MOST_ERRORS = 0x7fff
/** The longest whole number that is told as one, in octets. */
const LONGEST_NUMBER = 6
const IS_PRIVATE = 2

const parts = new SnmpParts()
const ber = new BerCursor()
const variable = new BerCursor()

/** The line of one datagram that `side` sent. */
export function snmpPdu(
  sink: PduSink,
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const lines = sink.begin(ledger, end - at, flow, side)
  if (!snmpParts(bytes, at, end, parts) || !ber.read(bytes, at, end)) {
    // A community may stand anywhere in what could not be read.
    lines.members(IS_MALFORMED)
    lines.members(HAS_SECRET)
    lines.end()
    return
  }
  const { pduAt, pduEnd, version } = parts
  const isPlain = pduAt >= 0 && ber.read(bytes, pduAt, pduEnd)
  if (isPlain) speaker(lines, ledger, ber.tag & 0x1f, flow, side)
  lines.signed(VERSION, version)
  if (version === 3) version3(lines, bytes, at, end)
  else lines.members(HAS_SECRET)
  if (isPlain && ber.read(bytes, pduAt, pduEnd)) pdu(lines, bytes, ber.tag & 0x1f, ber.from, ber.to)
  lines.end()
}

function speaker(lines: JsonLines, ledger: Ledger, kind: number, flow: number, side: number): void {
  const isAnswer = kind === RESPONSE || kind === REPORT
  const isPush = kind === TRAP_1 || kind === TRAP_2 || kind === INFORM
  setClient(ledger.flows, flow, isAnswer ? 1 - side : side)
  lines.members(isPush ? PUSH_KIND : isAnswer ? RESPONSE_KIND : REQUEST_KIND)
}

// Version, header of id, size, flags and model; in octets engine, boots, time, user, proof and salt; the scoped PDU, sealed or not.
function version3(lines: JsonLines, bytes: Uint8Array, at: number, end: number): void {
  if (!ber.read(bytes, at, end)) return
  const stop = ber.to
  if (!ber.read(bytes, ber.from, stop) || !ber.read(bytes, ber.to, stop)) return
  const header = ber.to
  if (number(lines, MESSAGE, bytes, ber.from, header) && number(lines, MOST_OCTETS, bytes, ber.to, header)) {
    if (ber.read(bytes, ber.to, header)) lines.hex(FLAGS, bytes, ber.from, ber.to)
    number(lines, MODEL, bytes, ber.to, header)
  }
  if (!ber.read(bytes, header, stop)) return
  const parameters = ber.to
  if (parts.engineAt < 0) lines.hex(PARAMETERS, bytes, ber.from, parameters)
  else if (ber.read(bytes, ber.from, parameters)) user(lines, bytes, ber.from, ber.to)
  if (!ber.read(bytes, parameters, stop)) return
  if (parts.flags & IS_PRIVATE || !ber.is(BER.sequence)) {
    lines.members(IS_SEALED)
    lines.hex(DATA, bytes, ber.from, ber.to)
    return
  }
  const scoped = ber.to
  if (!ber.read(bytes, ber.from, scoped)) return
  lines.hex(CONTEXT_ENGINE, bytes, ber.from, ber.to)
  if (ber.read(bytes, ber.to, scoped)) lines.text(CONTEXT, bytes, ber.from, ber.to)
}

function user(lines: JsonLines, bytes: Uint8Array, from: number, end: number): void {
  if (!ber.read(bytes, from, end)) return
  lines.hex(ENGINE, bytes, ber.from, ber.to)
  if (!number(lines, BOOTS, bytes, ber.to, end) || !number(lines, ENGINE_TIME, bytes, ber.to, end)) return
  if (!ber.read(bytes, ber.to, end)) return
  lines.text(USER, bytes, ber.from, ber.to)
  if (ber.read(bytes, ber.to, end)) lines.hex(PROOF, bytes, ber.from, ber.to)
  if (ber.read(bytes, ber.to, end)) lines.hex(SALT, bytes, ber.from, ber.to)
}

function pdu(lines: JsonLines, bytes: Uint8Array, kind: number, from: number, end: number): void {
  lines.members(PDU_KIND.of(kind))
  const isWhole = kind === TRAP_1 ? trap1(lines, bytes, from, end) : numbers(lines, bytes, kind, from, end)
  if (!isWhole || !ber.read(bytes, ber.to, end) || !variables(lines, bytes, ber.from, ber.to)) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, from, end)
  }
}

function numbers(lines: JsonLines, bytes: Uint8Array, kind: number, from: number, end: number): boolean {
  if (!number(lines, REQUEST, bytes, from, end)) return false
  if (kind === GET_BULK)
    return number(lines, NON_REPEATERS, bytes, ber.to, end) && number(lines, REPETITIONS, bytes, ber.to, end)
  if (!ber.read(bytes, ber.to, end)) return false
  const status = signedOf(bytes, ber.from, ber.to)
  if (status >= 0 && status <= MOST_ERRORS) lines.members(ERROR.of(status))
  else lines.signed(ERROR_STATUS, status)
  return number(lines, ERROR_INDEX, bytes, ber.to, end)
}

// Enterprise, agent's address, generic and specific number, time since it started.
function trap1(lines: JsonLines, bytes: Uint8Array, from: number, end: number): boolean {
  if (!ber.read(bytes, from, end)) return false
  lines.objectId(ENTERPRISE, bytes, ber.from, ber.to)
  if (!ber.read(bytes, ber.to, end)) return false
  if (ber.to - ber.from === 4) lines.ipv4(AGENT, wordAt(bytes, ber.from))
  return (
    number(lines, GENERIC, bytes, ber.to, end) &&
    number(lines, SPECIFIC, bytes, ber.to, end) &&
    number(lines, UPTIME, bytes, ber.to, end)
  )
}

/** True when all of them hold together. */
function variables(lines: JsonLines, bytes: Uint8Array, from: number, end: number): boolean {
  lines.openList(VARIABLES)
  let next = from
  for (; variable.read(bytes, next, end) && variable.is(BER.sequence); next = variable.to) {
    const stop = variable.to
    if (!ber.read(bytes, variable.from, stop) || !ber.is(BER.objectId)) break
    const { from: name, to: nameEnd } = ber
    if (!ber.read(bytes, nameEnd, stop)) break
    lines.openRow()
    lines.objectId(OBJECT, bytes, name, nameEnd)
    value(lines, bytes, ber.tag, ber.from, ber.to)
    lines.closeRow()
  }
  lines.closeList()
  return next === end
}

/** A number that a line can hold exactly, an address, an object id; the octets of all else. */
function value(lines: JsonLines, bytes: Uint8Array, tag: number, from: number, to: number): void {
  lines.members(TYPES.get(tag) ?? OTHER_TYPE)
  const isShort = to > from && to - from <= LONGEST_NUMBER + (bytes[from] === 0 ? 1 : 0)
  if (tag === BER.integer && to > from && to - from <= LONGEST_NUMBER) lines.signed(VALUE, signedOf(bytes, from, to))
  else if (isUnsigned(tag) && isShort) lines.number(VALUE, unsignedOf(bytes, from, to))
  else if (tag === BER.objectId) lines.objectId(VALUE, bytes, from, to)
  else if (tag === IP_ADDRESS && to - from === 4) lines.ipv4(ADDRESS, wordAt(bytes, from))
  else if (to > from) lines.hex(DATA, bytes, from, to)
}

function isUnsigned(tag: number): boolean {
  return (tag >= COUNTER32 && tag <= TIMETICKS) || tag === COUNTER64 || tag === UNSIGNED32
}

/** Tells the number that stands at `at`; false when none does. */
function number(lines: JsonLines, key: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  if (!ber.read(bytes, at, end) || ber.to === ber.from || ber.to - ber.from > LONGEST_NUMBER) return false
  lines.signed(key, signedOf(bytes, ber.from, ber.to))
  return true
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
