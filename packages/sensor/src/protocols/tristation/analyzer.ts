// TriStation messages become functions, operations with their answers, states of key and program, programs on their way.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { TRISTATION } from '../ids.ts'
import { CRC, crcOf, EXECUTE, INNER, isFromClient, isFromServer, isMessage, OUTER } from './decode.ts'
import * as name from './names.ts'
import { operationText, targetOf } from './operation.ts'
import { chassisState, cpState, moduleVersions } from './state.ts'
import { downloadAnswered, downloadPart, isDownloadPart, uploadPart } from './transfer.ts'

const NO_TICKET = -3

/** Reads one datagram; `side` sent it. */
export function tristationDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (!isMessage(bytes, view, at, end)) {
    ledger.odd('tristation-length', flow, `${end - at} bytes that are no TriStation message`)
    return
  }
  if (crcOf(bytes, at, end - CRC) !== view.getUint16(end - CRC, true))
    ledger.odd('tristation-crc', flow, 'the checksum of a message is wrong')
  const type = bytes[at]!
  if (type !== EXECUTE) {
    outer(ledger, flow, side, type)
    return
  }
  const inner = at + OUTER
  const size = view.getUint16(inner + 8, true)
  const stop = inner + size
  if (size < INNER || stop > end - CRC) {
    ledger.odd('tristation-length', flow, 'a command that is longer than its message')
    return
  }
  const isAnswer = bytes[inner] !== 0
  const command = bytes[inner + 2]!
  const sequence = bytes[inner + 3]!
  setClient(ledger.flows, flow, isAnswer ? 1 - side : side)
  if (isAnswer) answer(ledger, bytes, view, inner + INNER, stop, flow, side, command, sequence)
  else request(ledger, bytes, view, inner + INNER, stop, flow, side, command, sequence)
}

function outer(ledger: Ledger, flow: number, side: number, type: number): void {
  const code = name.OUTER_CODE | type
  if (isFromClient(type)) setClient(ledger.flows, flow, side)
  if (isFromServer(type)) {
    setClient(ledger.flows, flow, 1 - side)
    ledger.functions.answer(flow, 1 - side, TRISTATION, code)
  } else ledger.functions.ask(flow, side, TRISTATION, code)
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
  sequence: number,
): void {
  ledger.functions.ask(flow, side, TRISTATION, command)
  let ticket = NO_TICKET
  if (name.COMMANDS.get(command)?.operation !== undefined) {
    const target = targetOf(view, at, end, command)
    ticket = ledger.operation(flow, side, TRISTATION, command, target)
    if (ticket === -1) {
      const text = operationText(bytes, view, at, end, command)
      ticket = ledger.openOperation(flow, side, TRISTATION, command, target, text)
    }
  }
  const part = isDownloadPart(command) ? downloadPart(ledger, bytes, view, at, end, flow, side, command) : 0
  ledger.pending.put(flow, sequence, ticket, command, part)
}

function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  code: number,
  sequence: number,
): void {
  const isKnown = ledger.pending.take(flow, sequence)
  const { first, second, third } = ledger.pending
  // Where the question was not captured the answer stands under its own code.
  ledger.functions.answer(flow, 1 - side, TRISTATION, isKnown ? second : code)
  const isRefused = code === name.REJECTED || code >= name.FIRST_REASON
  if (isKnown) {
    const reason = code === name.REJECTED ? (end > at ? bytes[at]! : 0) : code
    if (first >= 0) ledger.operations.settle(first, isRefused ? name.reasonText(reason) : 'ok')
    if (isDownloadPart(second)) downloadAnswered(ledger, flow, third, !isRefused)
  }
  switch (code) {
    case name.CP_STATUS:
      cpState(ledger, bytes, view, at, end, flow, side)
      break
    case name.CHASSIS_STATUS:
      chassisState(ledger, bytes, at, end, flow, side)
      break
    case name.MODULE_VERSIONS:
      moduleVersions(ledger, bytes, view, at, end, flow, side)
      break
    case name.PROGRAM_PART:
    case name.FUNCTION_PART:
      uploadPart(ledger, bytes, view, at, end, flow, side, code === name.PROGRAM_PART)
      break
    default:
  }
}
