// Files of IEC 60870-5-101 §7.3.6, §6.11 of IEC 60870-5-5: who has the file announces it (120), the other one calls it (122), segments
// follow (125), each section and the file are acknowledged (124).
import type { Ledger } from '@penstock/sensor/facts'
import { clientSide } from '@penstock/sensor/flow'
import { IEC104, protocolName } from '../ids.ts'
import { uint24 } from './decode.ts'
import { ACKNOWLEDGE_FILE, CALL_FILE, FILE_READY, LAST_SEGMENT, QUERY_LOG, SEGMENT, typeText } from './names.ts'
import { targetText } from './operation.ts'

const NEGATIVE = 0x80
const NAMES: readonly string[] = [
  '',
  'transparent file',
  'disturbance data',
  'sequence of events',
  'sequence of analogue values',
]
/** What a call does with the file, §7.2.6.30. */
const SELECT_FILE = 1
const DEACTIVATE_FILE = 3
const DELETE_FILE = 4
const CALLS: readonly string[] = [
  'call directory',
  'select file',
  'call file',
  'deactivate file',
  'delete file',
  'select section',
  'call section',
  'deactivate section',
]
/** Acknowledgements, §7.2.6.32. */
const FILE_TAKEN = 1
const FILE_REFUSED = 2
const SECTION_REFUSED = 4
/** Last one, §7.2.6.31: the file was deactivated. */
const ENDED_BY_DEACTIVATION = 2

/** Reads one ASDU of the file types whose length fits; its element begins at `at`. Gives a key for a pending answer. */
export function fileMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  station: number,
  address: number,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const name = view.getUint16(at, true)
  const number = numberOf(station, address, name)
  switch (type) {
    case FILE_READY:
      ready(ledger, bytes, at, flow, side, number, nameText(station, address, name))
      break
    case CALL_FILE:
      called(ledger, flow, side, number, station, address, bytes[at + 3]! & 15, nameText(station, address, name))
      break
    case SEGMENT:
      if (!ledger.transfers.has(flow, number)) {
        begin(ledger, flow, side, number, nameText(station, address, name))
        ledger.transfers.data(flow, number, bytes, at, at, ledger.wire, false)
      }
      ledger.transfers.data(flow, number, bytes, at + 4, end, ledger.wire)
      break
    case LAST_SEGMENT:
      if (bytes[at + 3] === ENDED_BY_DEACTIVATION) ledger.transfers.end(flow, number, 'aborted', ledger.wire)
      break
    case ACKNOWLEDGE_FILE:
      acknowledged(ledger, bytes, at, flow, number)
      break
    case QUERY_LOG:
      operate(ledger, flow, side, station, address, QUERY_LOG, 0, typeText(QUERY_LOG), nameText(station, address, name))
      break
    default:
  }
}

function ready(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  flow: number,
  side: number,
  number: number,
  name: string,
): void {
  const isRefused = (bytes[at + 5]! & NEGATIVE) !== 0
  begin(ledger, flow, side, number, name, uint24(bytes, at + 2))
  if (isRefused) ledger.transfers.end(flow, number, 'refused', ledger.wire)
  if (ledger.pending.take(flow, number)) ledger.operations.settle(ledger.pending.first, isRefused ? 'refused' : 'ok')
}

function called(
  ledger: Ledger,
  flow: number,
  side: number,
  number: number,
  station: number,
  address: number,
  call: number,
  name: string,
): void {
  if (call === DEACTIVATE_FILE) ledger.transfers.end(flow, number, 'aborted', ledger.wire)
  if (side !== clientSide(ledger.flows, flow, ledger.weigh).side) return
  if (call !== 0 && call !== SELECT_FILE && call !== DELETE_FILE) return
  const ticket = operate(
    ledger,
    flow,
    side,
    station,
    address,
    CALL_FILE,
    call,
    `${typeText(CALL_FILE)}: ${CALLS[call]}`,
    name,
  )
  if (call === SELECT_FILE && ticket >= 0) ledger.pending.put(flow, number, ticket, 0)
}

function acknowledged(ledger: Ledger, bytes: Uint8Array, at: number, flow: number, number: number): void {
  const answer = bytes[at + 3]! & 15
  if (answer === FILE_TAKEN) ledger.transfers.end(flow, number, 'complete', ledger.wire)
  else if (answer === FILE_REFUSED) ledger.transfers.end(flow, number, 'refused', ledger.wire)
  // The section comes once more, so the bytes that passed are not those of the file.
  else if (answer === SECTION_REFUSED) ledger.transfers.data(flow, number, bytes, at, at, ledger.wire, false)
}

/** Begins the transfer of a file that `side` has. */
function begin(
  ledger: Ledger,
  flow: number,
  side: number,
  number: number,
  name: string,
  announcedBytes?: number,
): void {
  const client = clientSide(ledger.flows, flow, ledger.weigh).side
  ledger.beginTransfer(flow, client, number, {
    kind: 'file',
    direction: side === client ? 'to-device' : 'from-device',
    protocol: protocolName(IEC104)!,
    name,
    ...(announcedBytes === undefined ? {} : { announcedBytes }),
  })
}

function operate(
  ledger: Ledger,
  flow: number,
  side: number,
  station: number,
  address: number,
  type: number,
  call: number,
  name: string,
  target: string,
): number {
  const code = type | (call << 7) | ((station >> 8) << 12)
  const word = (station << 24) | address
  const ticket = ledger.operation(flow, side, IEC104, code, word)
  if (ticket !== -1) return ticket
  return ledger.openOperation(flow, side, IEC104, code, word, {
    protocol: protocolName(IEC104)!,
    kind: 'file',
    code: String(type),
    name,
    target,
  })
}

function nameText(station: number, address: number, name: number): string {
  return `${targetText(station, address)} file ${name}${NAMES[name] ? ` (${NAMES[name]})` : ''}`
}

/** Tells files of one flow apart. */
function numberOf(station: number, address: number, name: number): number {
  return Math.imul(Math.imul(station + 1, 0x9e3779b1 | 0) ^ address, 0x85ebca6b | 0) ^ name
}
