// An APDU of IEC 60870-5-104 as a line: control field, data unit, and each object with its value. Sources: as `decode.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { clientSide, setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { APCI_OCTETS, fits, HEAD_OCTETS, isSequence, readingOf, uint24 } from './decode.ts'
import {
  ACTIVATION,
  BITS,
  DEACTIVATION,
  DOUBLE,
  describeIec104,
  FAMILIES,
  FLOAT,
  LAST_MONITORED,
  NORMALISED,
  OCTETS,
  REQUEST,
  SCALED,
  SINGLE,
  START_ACT,
  START_CON,
  STEP,
  STOP_ACT,
  STOP_CON,
  TEST_CON,
  TOTALS,
  timeOctets,
  unnumberedOf,
  VARIABLE,
} from './names.ts'

const FROM_MASTER = membersOf({ kind: 'control' })
const FROM_STATION = membersOf({ kind: 'monitor' })
/** U frames that confirm. */
const IS_CONFIRMING: ReadonlySet<number> = new Set([START_CON, STOP_CON, TEST_CON])
const NUMBERED = membersOf({ frameType: 'I' })
const SUPERVISORY = membersOf({ frameType: 'S' })
const UNNUMBERED = membersOf({ frameType: 'U' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const IS_NEGATIVE = membersOf({ isNegative: true })
const IS_TEST = membersOf({ isTest: true })
const SENT = keyOf('sent')
const RECEIVED = keyOf('received')
const FUNCTION = new MembersByCode((code) => ({ function: code, functionName: describeIec104(code).name }))
const U_FUNCTION = new MembersByCode((control) => ({
  function: control,
  functionName: `${describeIec104(unnumberedOf(control)).name}${IS_CONFIRMING.has(control) ? ', confirmed' : ''}`,
}))
const CAUSE = keyOf('cause')
const ORIGINATOR = keyOf('originator')
const STATION = keyOf('station')
const OBJECTS = keyOf('objects')
const ADDRESS = keyOf('address')
const VALUE = keyOf('value')
const QUALITY = keyOf('quality')
const QUALIFIER = keyOf('qualifier')
const TIME = keyOf('time')
const DATA = keyOf('data')

const NEGATIVE_BIT = 0x40
const TEST_BIT = 0x80

/** The line of one whole APDU that `side` sent. */
export function iec104Pdu(
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
  const control = bytes[at + 2]!
  if (control & 1 && control & 2) {
    if (control === START_ACT || control === STOP_ACT) setClient(ledger.flows, flow, side)
    else if (control === START_CON || control === STOP_CON) setClient(ledger.flows, flow, 1 - side)
    tellSide(lines, ledger, flow, side)
    lines.members(UNNUMBERED)
    if (unnumberedOf(control) === 0) lines.members(IS_MALFORMED)
    lines.members(U_FUNCTION.of(control))
  } else if (control & 1) {
    tellSide(lines, ledger, flow, side)
    lines.members(SUPERVISORY)
    lines.number(RECEIVED, view.getUint16(at + 4, true) >> 1)
  } else {
    numbered(lines, ledger, bytes, view, at, end, flow, side)
  }
  lines.end()
}

function tellSide(lines: JsonLines, ledger: Ledger, flow: number, side: number): void {
  lines.members(clientSide(ledger.flows, flow, ledger.weigh).side === side ? FROM_MASTER : FROM_STATION)
}

function numbered(
  lines: JsonLines,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const asdu = at + APCI_OCTETS
  const isWhole = end - asdu >= HEAD_OCTETS
  if (isWhole) learnSide(ledger, bytes, asdu, flow, side)
  tellSide(lines, ledger, flow, side)
  lines.members(NUMBERED)
  lines.number(SENT, view.getUint16(at + 2, true) >> 1)
  lines.number(RECEIVED, view.getUint16(at + 4, true) >> 1)
  if (!isWhole) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, asdu, end)
    return
  }
  const type = bytes[asdu]!
  const cause = bytes[asdu + 2]!
  lines.members(FUNCTION.of(type))
  lines.number(CAUSE, cause & 63)
  if (cause & NEGATIVE_BIT) lines.members(IS_NEGATIVE)
  if (cause & TEST_BIT) lines.members(IS_TEST)
  lines.number(ORIGINATOR, bytes[asdu + 3]!)
  lines.number(STATION, view.getUint16(asdu + 4, true))
  if (fits(bytes, asdu, end)) objects(lines, bytes, view, type, asdu, end)
  else {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, asdu + HEAD_OCTETS, end)
  }
}

/** Monitored types come from the station, calls from the master. */
function learnSide(ledger: Ledger, bytes: Uint8Array, asdu: number, flow: number, side: number): void {
  const type = bytes[asdu]!
  const cause = bytes[asdu + 2]! & 63
  if (type <= LAST_MONITORED) setClient(ledger.flows, flow, 1 - side)
  else if (cause === ACTIVATION || cause === DEACTIVATION || cause === REQUEST) setClient(ledger.flows, flow, side)
}

function objects(lines: JsonLines, bytes: Uint8Array, view: DataView, type: number, asdu: number, end: number): void {
  const octets = OCTETS[type]!
  const isRow = isSequence(bytes, asdu)
  const count = bytes[asdu + 1]! & 127
  let address = uint24(bytes, asdu + HEAD_OCTETS)
  let element = asdu + HEAD_OCTETS + 3
  lines.openList(OBJECTS)
  for (let n = 0; n < count; n += 1) {
    lines.openRow()
    lines.number(ADDRESS, address)
    if (octets === VARIABLE) {
      lines.hex(DATA, bytes, element, end)
      lines.closeRow()
      break
    }
    object(lines, bytes, view, type, element, octets)
    lines.closeRow()
    element += octets
    if (n + 1 === count) break
    address = isRow ? address + 1 : uint24(bytes, element)
    if (!isRow) element += 3
  }
  lines.closeList()
}

/** The value, what is said of it or of the command, and the time tag as it lies on the wire. */
function object(lines: JsonLines, bytes: Uint8Array, view: DataView, type: number, at: number, octets: number): void {
  const family = FAMILIES[type]!
  const tag = timeOctets(type)
  const isCommand = type > LAST_MONITORED
  const size = sizeOf(family, isCommand)
  if (family === 0 || size < 0) {
    if (octets > tag) lines.hex(DATA, bytes, at, at + octets - tag)
  } else {
    // A step that is ordered has two bits, one that is reported seven.
    const isOrderedStep = isCommand && family === STEP
    lines.float(VALUE, isOrderedStep ? bytes[at]! & 3 : readingOf(view, at, family))
    const other = at + size
    if (other < at + octets - tag) lines.number(isCommand ? QUALIFIER : QUALITY, bytes[other]!)
  }
  if (tag > 0) lines.hex(TIME, bytes, at + octets - tag, at + octets)
}

/** Octets of the value in front of its quality or qualifier; 0 where one octet holds both, -1 where it is more than a value. */
function sizeOf(family: number, isCommand: boolean): number {
  switch (family) {
    case SINGLE:
    case DOUBLE:
      return 0
    case STEP:
      return isCommand ? 0 : 1
    case NORMALISED:
    case SCALED:
      return 2
    case BITS:
    case FLOAT:
    case TOTALS:
      return 4
    default:
      return -1
  }
}
