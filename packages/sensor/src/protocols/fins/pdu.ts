// A FINS message as a line: header, command, place in memory, end code and data; on TCP with the frame around it.
// Sources: Omron W227-E1 §3-3 (header), §5-1 (memory area commands); W421-E1 §7-4 (FINS/TCP header).
import type { Ledger } from '@penstock/sensor/facts'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { HEADER, isHeader, isResponse, TCP_FRAME, TCP_HEADER } from './decode.ts'
import { AREAS, describeFins, FILL, PROGRAM_PROTECT, PROGRAM_PROTECT_CLEAR, READ, resultText, WRITE } from './names.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const SESSION = membersOf({ kind: 'session' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const NEEDS_NO_ANSWER = membersOf({ needsNoAnswer: true })
const TCP_COMMAND = keyOf('tcpCommand')
const TCP_ERROR = keyOf('tcpError')
const GATEWAYS = keyOf('gateways')
const TARGET_NETWORK = keyOf('targetNetwork')
const TARGET_NODE = keyOf('targetNode')
const TARGET_UNIT = keyOf('targetUnit')
const SOURCE_NETWORK = keyOf('sourceNetwork')
const SOURCE_NODE = keyOf('sourceNode')
const SOURCE_UNIT = keyOf('sourceUnit')
const SERVICE_ID = keyOf('serviceId')
const COMMAND = new MembersByCode((code) => ({ command: code, commandName: describeFins(code).name }))
const END = new MembersByCode((code) => ({ endCode: code, endName: resultText(code) }))
const AREA = new MembersByCode((code) => {
  const area = AREAS.get(code)
  return { area: code, ...(area === undefined ? {} : { areaName: area.name }) }
})
const ADDRESS = keyOf('address')
const BIT = keyOf('bit')
const COUNT = keyOf('count')
const HAS_SECRET = membersOf({ hasSecret: true })
const DATA = keyOf('data')

/** Area, address, bit, number of items. */
const PLACE_BYTES = 6

/** The line of one datagram that `side` sent. */
export function finsPdu(
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
  frame(lines, bytes, view, at, end)
  lines.end()
}

/** The line of one message of FINS/TCP that `side` sent. */
export function finsTcpPdu(
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
  if (end - at < TCP_HEADER) malformed(lines, bytes, at, end)
  else {
    const command = view.getUint32(at + 8)
    if (command !== TCP_FRAME) lines.members(SESSION)
    lines.number(TCP_COMMAND, command)
    lines.number(TCP_ERROR, view.getUint32(at + 12))
    if (command === TCP_FRAME) frame(lines, bytes, view, at + TCP_HEADER, end)
    else if (at + TCP_HEADER < end) lines.hex(DATA, bytes, at + TCP_HEADER, end)
  }
  lines.end()
}

function frame(lines: JsonLines, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const isAnswer = isResponse(bytes, at)
  const body = at + HEADER
  if (!isHeader(bytes, at, end) || (isAnswer && end - body < 2)) {
    malformed(lines, bytes, at, end)
    return
  }
  lines.members(isAnswer ? RESPONSE : REQUEST)
  if (!isAnswer && (bytes[at]! & 1) !== 0) lines.members(NEEDS_NO_ANSWER)
  lines.number(GATEWAYS, bytes[at + 2]!)
  lines.number(TARGET_NETWORK, bytes[at + 3]!)
  lines.number(TARGET_NODE, bytes[at + 4]!)
  lines.number(TARGET_UNIT, bytes[at + 5]!)
  lines.number(SOURCE_NETWORK, bytes[at + 6]!)
  lines.number(SOURCE_NODE, bytes[at + 7]!)
  lines.number(SOURCE_UNIT, bytes[at + 8]!)
  lines.number(SERVICE_ID, bytes[at + 9]!)
  const command = view.getUint16(at + 10)
  lines.members(COMMAND.of(command))
  if (isAnswer) {
    lines.members(END.of(view.getUint16(body)))
    if (body + 2 < end) lines.hex(DATA, bytes, body + 2, end)
    return
  }
  const hasPlace = (command === READ || command === WRITE || command === FILL) && end - body >= PLACE_BYTES
  if (hasPlace) {
    lines.members(AREA.of(bytes[body]!))
    lines.number(ADDRESS, view.getUint16(body + 1))
    lines.number(BIT, bytes[body + 3]!)
    lines.number(COUNT, view.getUint16(body + 4))
  }
  const data = hasPlace ? body + PLACE_BYTES : body
  // A password stands in both.
  if (command === PROGRAM_PROTECT || command === PROGRAM_PROTECT_CLEAR) lines.members(HAS_SECRET)
  else if (data < end) lines.hex(DATA, bytes, data, end)
}

function malformed(lines: JsonLines, bytes: Uint8Array, at: number, end: number): void {
  lines.members(IS_MALFORMED)
  lines.hex(DATA, bytes, at, end)
}
