// FINS messages become functions, operations, values, states, identities and transfers.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { IPV4 } from '@penstock/sensor/network'
import type { Slab } from '@penstock/sensor/tables'
import { FINS } from '../ids.ts'
import { answered } from './answer.ts'
import { HEADER, isHeader, isResponse, moduleOf, TCP_CLIENT_NODE, TCP_FRAME, TCP_HEADER } from './decode.ts'
import { COMMANDS, CONTROLLER_DATA, FILE_READ, FILE_WRITE, PROGRAM_READ, PROGRAM_WRITE, READ } from './names.ts'
import { operationText, targetOf } from './operation.ts'
import { askedForTransfer, writtenPart } from './transfer.ts'

/** A request that is remembered for its answer but is no operation. */
const NO_TICKET = -3

/** Reads one datagram; `side` sent it. */
export function finsDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (!isHeader(bytes, at, end)) {
    ledger.odd('fins-header', flow, `${end - at} bytes that are no FINS header`)
    return
  }
  const command = view.getUint16(at + 10)
  const isAnswer = isResponse(bytes, at)
  const client = isAnswer ? 1 - side : side
  setClient(ledger.flows, flow, client)
  const key = (bytes[at + 9]! << 16) | command
  if (!isAnswer) {
    ledger.functions.ask(flow, side, FINS, command)
    const module = moduleOf(bytes[at + 3]!, bytes[at + 4]!, bytes[at + 5]!, lastOctet(ledger, flow, 1 - side))
    request(ledger, bytes, view, at + HEADER, end, flow, side, command, module, key)
    return
  }
  ledger.functions.answer(flow, client, FINS, command)
  if (end - at < HEADER + 2) {
    ledger.odd('fins-length', flow, 'a response without an end code')
    return
  }
  const module = moduleOf(bytes[at + 6]!, bytes[at + 7]!, bytes[at + 8]!, lastOctet(ledger, flow, side))
  answered(ledger, bytes, view, at + HEADER, end, flow, side, command, module, key)
}

/** Reads one message of FINS/TCP: node addresses are given out first, then frames pass. */
export function finsTcpMessage(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < TCP_HEADER) return
  const command = view.getUint32(at + 8)
  const error = view.getUint32(at + 12)
  if (error !== 0) ledger.odd('fins-tcp-error', flow, `command ${command}, error ${error}`)
  if (command === TCP_FRAME) finsDatagram(ledger, bytes, view, at + TCP_HEADER, end, flow, side)
  else if (command === TCP_CLIENT_NODE) setClient(ledger.flows, flow, side)
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  command: number,
  module: number,
  key: number,
): void {
  let ticket = NO_TICKET
  if (COMMANDS.get(command)?.operation !== undefined) {
    const target = targetOf(bytes, view, at, end, command, module)
    ticket = ledger.operation(flow, side, FINS, command, target)
    if (ticket === -1) {
      const text = operationText(bytes, view, at, end, command, module)
      ticket = ledger.openOperation(flow, side, FINS, command, target, text)
    }
  }
  if (command === READ && end - at >= 6) {
    ledger.pending.put(flow, key, ticket, view.getInt32(at), view.getUint16(at + 4))
    return
  }
  if (command === CONTROLLER_DATA) {
    ledger.pending.put(flow, key, ticket, end > at ? bytes[at]! : 0)
    return
  }
  if (command === PROGRAM_WRITE || command === FILE_WRITE) {
    ledger.pending.put(flow, key, ticket, writtenPart(ledger, bytes, view, at, end, flow, side, command))
    return
  }
  if (command === PROGRAM_READ || command === FILE_READ)
    askedForTransfer(ledger, bytes, view, at, end, flow, side, command)
  if (ticket >= 0) ledger.pending.put(flow, key, ticket, 0)
}

// Of an IPv6 address no node number is made.
function lastOctet(ledger: Ledger, flow: number, side: number): number {
  return ledger.family(flow) === IPV4 ? ledger.flows.word(flow, side) & 0xff : -1
}
