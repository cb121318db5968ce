// S7 communication: who asks whom, for what; downloads, stops, passwords; what a CPU says of itself.
// Layout: 0 0x32, 1 ROSCTR, 4 PDU reference, 6 parameter length, 8 data length, 10 error (answers only).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { protocolName, S7COMM } from '../ids.ts'
import { claimSystemStatus } from './identity.ts'
import { ACK, ACK_DATA, JOB, operationOfS7, USERDATA, userdata } from './names.ts'
import { jobTarget, jobText, userdataText } from './operation.ts'
import { pushedMode, readClock, systemState } from './state.ts'
import { touchItems } from './touch.ts'
import { isTransfer, transferAnswered, transferAsked } from './transfer.ts'

const READ_VAR = 0x04
const WRITE_VAR = 0x05
const PI_SERVICE = 0x28
const MODE_TRANSITION = 0
const PASSWORD = userdata(5, 1)
const READ_CLOCK = userdata(7, 1)
const READ_CLOCK_FOLLOWING = userdata(7, 3)

/** Reads one S7 PDU; `side` sent it. False when the header does not hold together. */
export function s7Message(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  if (end - at < 10) return odd(ledger, flow, 's7-length', 'header cut short')
  const rosctr = bytes[at + 1]!
  const header = rosctr === ACK || rosctr === ACK_DATA ? 12 : 10
  const parameters = at + header
  const data = parameters + view.getUint16(at + 6)
  const stop = data + view.getUint16(at + 8)
  if (rosctr !== JOB && rosctr !== ACK && rosctr !== ACK_DATA && rosctr !== USERDATA) {
    return odd(ledger, flow, 's7-rosctr', `ROSCTR ${rosctr}`)
  }
  if (stop > end) return odd(ledger, flow, 's7-length', `${stop - at} bytes promised, ${end - at} there`)
  if (rosctr === ACK || data === parameters) return true
  if (rosctr === USERDATA) readUserdata(ledger, bytes, view, at, parameters, data, stop, flow, side)
  else readJob(ledger, bytes, view, at, parameters, data, stop, flow, side)
  return true
}

function readJob(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  parameters: number,
  data: number,
  stop: number,
  flow: number,
  side: number,
): void {
  const code = bytes[parameters]!
  const isRequest = bytes[at + 1] === JOB
  const asking = isRequest ? side : 1 - side
  // In a download the CPU fetches the blocks itself (0x1b) and ends it (0x1c); it is still the server of the connection.
  setClient(ledger.flows, flow, code === 0x1b || code === 0x1c ? 1 - asking : asking)
  const key = view.getUint16(at + 4) | (code << 16) | (asking << 24)
  if (!isRequest) {
    ledger.functions.answer(flow, asking, S7COMM, code)
    const error = view.getUint16(at + 10)
    if (!ledger.pending.take(flow, key)) return
    const { first, second } = ledger.pending
    if (first >= 0)
      ledger.operations.settle(first, error === 0 ? itemResult(bytes, code, data, stop) : errorText(error))
    if (isTransfer(code)) transferAnswered(ledger, bytes, view, parameters, data, stop, flow, second, error === 0)
    return
  }
  ledger.functions.ask(flow, side, S7COMM, code)
  if (code === READ_VAR || code === WRITE_VAR) touchItems(ledger, bytes, view, parameters, data, flow, side)
  if (operationOfS7(code) === undefined && code !== PI_SERVICE) return
  const target = jobTarget(bytes, view, parameters, data)
  let ticket = ledger.operation(flow, side, S7COMM, code, target)
  if (ticket === -1)
    ticket = ledger.openOperation(flow, side, S7COMM, code, target, jobText(bytes, view, parameters, data, stop))
  const transfer = isTransfer(code) ? transferAsked(ledger, bytes, view, parameters, data, flow, side) : 0
  if (ticket >= 0 || transfer !== 0) ledger.pending.put(flow, key, ticket, transfer)
}

// Parameters: 00 01 12, length, method, type << 4 | group, subfunction, sequence, and in answers unit, last, error.
function readUserdata(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  parameters: number,
  data: number,
  stop: number,
  flow: number,
  side: number,
): void {
  if (data - parameters < 8) return void odd(ledger, flow, 's7-length', 'userdata parameters cut short')
  const type = bytes[parameters + 5]! >> 4
  const code = userdata(bytes[parameters + 5]! & 15, bytes[parameters + 6]!)
  // Type 0 is pushed by the CPU (diagnostics, messages): nobody asks in it.
  if (type === 0) {
    setClient(ledger.flows, flow, 1 - side)
    if ((bytes[parameters + 5]! & 15) === MODE_TRANSITION) pushedMode(ledger, flow, side, bytes[parameters + 6]!)
    return
  }
  const asking = type === 4 ? side : 1 - side
  setClient(ledger.flows, flow, asking)
  const key = view.getUint16(at + 4) | (bytes[parameters + 6]! << 16) | (1 << 25)
  if (type !== 4) {
    ledger.functions.answer(flow, asking, S7COMM, code)
    const error = data - parameters >= 12 ? view.getUint16(parameters + 10) : 0
    if (ledger.pending.take(flow, key))
      ledger.operations.settle(ledger.pending.first, error === 0 ? 'ok' : errorText(error))
    if (code === PASSWORD)
      ledger.logon(flow, asking, protocolName(S7COMM)!, 'password', null, error === 0 ? 'accepted' : 'refused')
    if (error === 0 && (code === READ_CLOCK || code === READ_CLOCK_FOLLOWING))
      readClock(ledger, bytes, data, stop, flow, side)
    if (code === userdata(4, 1) && data - parameters >= 12) {
      systemState(ledger, bytes, view, data, stop, flow, side)
      const reference = bytes[parameters + 8]!
      claimSystemStatus(ledger, bytes, view, data, stop, flow, side, reference, bytes[parameters + 9] !== 0)
    }
    return
  }
  ledger.functions.ask(flow, side, S7COMM, code)
  const kind = operationOfS7(code)
  if (kind === undefined) return
  let ticket = ledger.operation(flow, side, S7COMM, code, 0)
  if (ticket === -1)
    ticket = ledger.openOperation(flow, side, S7COMM, code, 0, userdataText(code, kind, bytes, data, stop))
  if (ticket >= 0) ledger.pending.put(flow, key, ticket, 0)
}

// Write Var answers one octet per item; 0xff is success.
function itemResult(bytes: Uint8Array, code: number, data: number, stop: number): string {
  if (code !== 0x05) return 'ok'
  for (let at = data; at < stop; at += 1) {
    if (bytes[at] !== 0xff) return `item error 0x${bytes[at]!.toString(16).padStart(2, '0')}`
  }
  return 'ok'
}

function errorText(error: number): string {
  return `error 0x${error.toString(16).padStart(4, '0')}`
}

function odd(ledger: Ledger, flow: number, kind: string, detail: string): false {
  ledger.odd(kind, flow, detail)
  return false
}
