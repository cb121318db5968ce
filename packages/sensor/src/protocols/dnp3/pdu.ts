// A link frame of DNP3 as a line: link, transport, and with the last segment of a fragment the application's header and objects.
// Source: IEEE 1815-2012 §4.2 (application), §8.2 (transport), §9.2.4 (link).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { hasObjects } from './application.ts'
import { hasCrc } from './crc.ts'
import { dnp3Length, HEADER_OCTETS } from './decode.ts'
import { AUTHENTICATION_RESPONSE, describeDnp3, LINK, READ, RESPONSE } from './names.ts'
import { header, readHeader, spanOf } from './objects.ts'
import { BROKEN, drop, FIN, FIR, SEQUENCE, taken, takeSegment, WHOLE } from './transport.ts'

const FROM_MASTER = membersOf({ kind: 'request' })
const FROM_STATION = membersOf({ kind: 'response' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const DESTINATION = keyOf('destination')
const ORIGIN = keyOf('origin')
const PRIMARY_FUNCTION = new MembersByCode((code) => ({
  linkFunction: code,
  linkFunctionName: describeDnp3(LINK | code).name,
}))
const SECONDARY_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'Acknowledged'],
  [1, 'Not acknowledged'],
  [11, 'Link status'],
  [15, 'Not supported'],
])
const SECONDARY_FUNCTION = new MembersByCode((code) => ({
  isSecondary: true,
  linkFunction: code,
  linkFunctionName: SECONDARY_NAMES.get(code) ?? `Link function ${code}`,
}))
const SEGMENT = keyOf('segment')
const IS_FIRST = membersOf({ isFirstSegment: true })
const IS_LAST = membersOf({ isLastSegment: true })
const APPLICATION_SEQUENCE = keyOf('sequence')
const FUNCTION = new MembersByCode((code) => ({ function: code, functionName: describeDnp3(code).name }))
const INDICATIONS = keyOf('indications')
const OBJECTS = keyOf('objects')
const GROUP = keyOf('group')
const VARIATION = keyOf('variation')
const QUALIFIER = keyOf('qualifier')
const FIRST = keyOf('first')
const COUNT = keyOf('count')
const DATA = keyOf('data')

/** Group of times. */
const TIME = 50
const DIRECTION = 0x80
const PRIMARY = 0x40
const CONFIRMED_DATA = 3
const UNCONFIRMED_DATA = 4
const APPLICATION_SEQUENCE_BITS = 0x0f

/** The line of one whole link frame that `side` sent. */
export function dnp3Pdu(
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
  const lines = sink.begin(ledger, end - at, flow, side)
  if (!hasCrc(bytes, at, at + HEADER_OCTETS - 2)) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
    lines.end()
    return
  }
  const control = bytes[at + 3]!
  const code = control & 15
  const isPrimary = (control & PRIMARY) !== 0
  setClient(ledger.flows, flow, control & DIRECTION ? side : 1 - side)
  lines.members(control & DIRECTION ? FROM_MASTER : FROM_STATION)
  lines.number(DESTINATION, view.getUint16(at + 4, true))
  lines.number(ORIGIN, view.getUint16(at + 6, true))
  lines.members((isPrimary ? PRIMARY_FUNCTION : SECONDARY_FUNCTION).of(code))
  if (isPrimary && (code === CONFIRMED_DATA || code === UNCONFIRMED_DATA)) {
    const what = takeSegment(ledger, slab, bytes, view, at, flow, side)
    if (what === BROKEN) {
      lines.members(IS_MALFORMED)
      lines.hex(DATA, bytes, at + HEADER_OCTETS, end)
    } else {
      segment(lines)
      if (what === WHOLE) fragment(lines, taken.bytes, taken.view, taken.at, taken.end)
    }
    if (what === WHOLE) drop(ledger, slab, flow, side)
  }
  lines.end()
}

/** The lines of the link frames in one datagram. */
export function dnp3Datagrams(
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
  for (let next = at; next < end; ) {
    const length = dnp3Length(bytes, view, next, end)
    if (length <= 0 || length > end - next) return
    dnp3Pdu(sink, ledger, slab, bytes, view, next, next + length, flow, side)
    next += length
  }
}

function segment(lines: JsonLines): void {
  lines.number(SEGMENT, taken.head & SEQUENCE)
  if (taken.head & FIR) lines.members(IS_FIRST)
  if (taken.head & FIN) lines.members(IS_LAST)
}

function fragment(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  if (end - at < 2) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
    return
  }
  const code = bytes[at + 1]!
  lines.number(APPLICATION_SEQUENCE, bytes[at]! & APPLICATION_SEQUENCE_BITS)
  lines.members(FUNCTION.of(code))
  let from = at + 2
  if (code >= RESPONSE && code <= AUTHENTICATION_RESPONSE && end - from >= 2) {
    lines.number(INDICATIONS, view.getUint16(from))
    from += 2
  }
  if (from < end) objects(lines, bytes, view, code, from, end)
}

/** Header by header, as far as their objects' lengths are known; what is behind is the last one's data. */
function objects(lines: JsonLines, bytes: Uint8Array, view: DataView, code: number, from: number, end: number): void {
  lines.openList(OBJECTS)
  for (let at = from; at < end; ) {
    lines.openRow()
    const data = readHeader(bytes, view, at, end)
    if (data < 0) {
      lines.members(IS_MALFORMED)
      lines.hex(DATA, bytes, at, end)
      lines.closeRow()
      break
    }
    lines.number(GROUP, header.group)
    lines.number(VARIATION, header.variation)
    lines.number(QUALIFIER, bytes[at + 2]!)
    if (header.isRange) lines.number(FIRST, header.first)
    if (!header.isAll) lines.number(COUNT, header.count)
    const carries = code >= RESPONSE || hasObjects(code) || (header.group === TIME && code !== READ)
    const span = spanOf(bytes, view, data, end, carries)
    const stop = span < 0 || span > end - data ? end : data + span
    if (stop > data) lines.hex(DATA, bytes, data, stop)
    lines.closeRow()
    at = stop
  }
  lines.closeList()
}
