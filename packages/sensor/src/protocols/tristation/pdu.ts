// A TriStation message as a line: frame, command, and what is known of its contents. Sources: as `decode.ts` and `names.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { CRC, crcOf, EXECUTE, INNER, isFromClient, isFromServer, isMessage, OUTER } from './decode.ts'
import * as name from './names.ts'
import { CHASSIS_KEY, CHASSIS_RUN, CP_KEY, CP_RUN } from './state.ts'
import { BLOCK, isPart, PART_HEAD } from './transfer.ts'

const REQUEST = membersOf({ kind: 'request' })
const RESPONSE = membersOf({ kind: 'response' })
const SESSION = membersOf({ kind: 'session' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const IS_CRC_WRONG = membersOf({ isChecksumWrong: true })
const TYPE = new MembersByCode((code) => ({
  type: code,
  typeName: name.describeTristation(name.OUTER_CODE | code).name,
}))
const CHANNEL = keyOf('channel')
const CHECKSUM = keyOf('checksum')
const DIRECTION = keyOf('direction')
const CONNECTION = keyOf('connection')
const COMMAND = new MembersByCode((code) => ({ function: code, functionName: name.describeTristation(code).name }))
const SEQUENCE = keyOf('sequence')
const UNKNOWN = keyOf('unknown')
const SUM = keyOf('sum')
const REASON = new MembersByCode((code) => ({ reason: code, reasonName: name.reasonName(code) }))
const PART = keyOf('part')
const NEXT_PART = keyOf('nextPart')
const WHOLE = keyOf('blocksOfWhole')
const FIRST = keyOf('firstBlock')
const BLOCKS = keyOf('blocks')
const KEY = new MembersByCode((code) => ({ keySwitch: name.KEYS[code]! }))
const RUN = new MembersByCode((code) => ({ runState: name.RUN_STATES[code]! }))
const DATA = keyOf('data')

/** The line of one datagram that `side` sent. */
export function tristationPdu(
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
  if (isMessage(bytes, view, at, end)) message(lines, ledger, bytes, view, at, end, flow, side)
  else {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  }
  lines.end()
}

function message(
  lines: JsonLines,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const type = bytes[at]!
  const isCommand = type === EXECUTE
  const isAnswer = isCommand ? bytes[at + OUTER] !== 0 : isFromServer(type)
  if (isCommand || isAnswer || isFromClient(type)) setClient(ledger.flows, flow, isAnswer ? 1 - side : side)
  lines.members(isCommand ? (isAnswer ? RESPONSE : REQUEST) : SESSION)
  lines.members(TYPE.of(type))
  lines.number(CHANNEL, bytes[at + 1]!)
  lines.number(CHECKSUM, view.getUint16(end - CRC, true))
  if (crcOf(bytes, at, end - CRC) !== view.getUint16(end - CRC, true)) lines.members(IS_CRC_WRONG)
  const inner = at + OUTER
  if (!isCommand) {
    if (inner < end - CRC) lines.hex(DATA, bytes, inner, end - CRC)
    return
  }
  const stop = inner + view.getUint16(inner + 8, true)
  if (stop < inner + INNER || stop > end - CRC) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, inner, end - CRC)
    return
  }
  const code = bytes[inner + 2]!
  lines.number(DIRECTION, bytes[inner]!)
  lines.number(CONNECTION, bytes[inner + 1]!)
  lines.members(COMMAND.of(code))
  lines.number(SEQUENCE, bytes[inner + 3]!)
  lines.number(UNKNOWN, view.getUint16(inner + 4, true))
  lines.number(SUM, view.getUint16(inner + 6, true))
  contents(lines, bytes, view, code, inner + INNER, stop)
  // What stands behind the command belongs to its message.
  if (inner + INNER < end - CRC) lines.hex(DATA, bytes, inner + INNER, end - CRC)
}

/** What is told beside `data`, which holds all of it. */
function contents(lines: JsonLines, bytes: Uint8Array, view: DataView, code: number, at: number, end: number): void {
  if (code === name.REJECTED && at < end) lines.members(REASON.of(bytes[at]!))
  else if (code >= name.FIRST_REASON) lines.members(REASON.of(code))
  else if (code === name.CP_STATUS && end - at > CP_RUN) modes(lines, bytes[at + CP_KEY]!, bytes[at + CP_RUN]!)
  else if (code === name.CHASSIS_STATUS && end - at > CHASSIS_KEY)
    modes(lines, bytes[at + CHASSIS_KEY]!, bytes[at + CHASSIS_RUN]!)
  else if (isPart(code) && end - at >= PART_HEAD && view.getUint16(at + 8, true) * BLOCK <= end - at - PART_HEAD) {
    lines.number(PART, view.getUint16(at, true))
    lines.number(NEXT_PART, view.getUint16(at + 2, true))
    lines.number(WHOLE, view.getUint16(at + 4, true))
    lines.number(FIRST, view.getUint16(at + 6, true))
    lines.number(BLOCKS, view.getUint16(at + 8, true))
  }
}

function modes(lines: JsonLines, key: number, run: number): void {
  if (key < name.KEYS.length) lines.members(KEY.of(key))
  if (run < name.RUN_STATES.length) lines.members(RUN.of(run))
}
