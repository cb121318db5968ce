// Modbus messages become functions, operations and identities.

import type { Ledger } from '@penstock/sensor/facts'
import { clientSide, setClient } from '@penstock/sensor/flow'
import { MODBUS } from '../ids.ts'
import { INVALID, modbusForm, REQUEST, RESPONSE } from './decode.ts'
import { claimDeviceId, claimServerId } from './identity.ts'
import { EXCEPTIONS, FUNCTIONS } from './names.ts'
import { operationText, targetOf } from './operation.ts'
import { isHarmless, umasAnswered, umasAsked } from './umas.ts'
import { unitAnswered } from './unit.ts'
import { readValues } from './values.ts'

/** Functions 1 to 4 read points. */
const READ_INPUT_REGISTERS = 4
const UMAS_FUNCTION = 90
const NO_TICKET = -1
const WRITE_COIL = 5
const WRITE_REGISTER = 6
const WRITE_COILS = 15
const WRITE_REGISTERS = 16

/** Reads one whole message; `side` sent it. */
export function modbusMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const pdu = at + 7
  const octet = bytes[pdu]!
  const code = octet & 0x7f
  const form = modbusForm(bytes, view, pdu, end)
  if (form === INVALID) {
    ledger.odd(
      code === 0 ? 'modbus-illegal-function' : 'modbus-length',
      flow,
      `function ${octet} in ${end - pdu} bytes`,
    )
    if (code === 0 || octet >= 0x80) return
  }
  const isSure = form === REQUEST || form === RESPONSE
  if (isSure) {
    const client = form === REQUEST ? side : 1 - side
    setClient(ledger.flows, flow, client)
    if (form === REQUEST) ledger.functions.ask(flow, side, MODBUS, code)
    else ledger.functions.answer(flow, client, MODBUS, code)
  } else {
    ledger.functions.unsure(flow, side, MODBUS, code)
  }
  const asks = form === REQUEST || (form !== RESPONSE && clientSide(ledger.flows, flow, ledger.weigh).side === side)
  const transaction = (view.getUint16(at) << 8) | code
  if (asks) request(ledger, bytes, view, pdu, end, flow, side, code, bytes[at + 6]!, transaction)
  else answer(ledger, bytes, view, pdu, end, flow, side, octet, transaction)
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  code: number,
  unit: number,
  transaction: number,
): void {
  if (code <= WRITE_REGISTER || code === WRITE_COILS || code === WRITE_REGISTERS) {
    if (end - pdu >= 5) {
      const low = (unit << 16) | view.getUint16(pdu + 1)
      const points = code === WRITE_COIL || code === WRITE_REGISTER ? 1 : view.getUint16(pdu + 3)
      ledger.functions.touch(flow, side, low, low + Math.max(0, points - 1))
    }
  }
  if (code <= READ_INPUT_REGISTERS) {
    if (end - pdu >= 5)
      ledger.pending.put(flow, transaction, -1, view.getUint16(pdu + 1), (unit << 16) | view.getUint16(pdu + 3))
    return
  }
  if (code === UMAS_FUNCTION) {
    if (end - pdu >= 3) askUmas(ledger, bytes, view, pdu, end, flow, side, unit, transaction)
    return
  }
  const operation = FUNCTIONS.get(code)?.operation
  if (operation === undefined && code < 100) return
  const ticket = ticketOf(ledger, bytes, view, pdu, end, flow, side, code, unit)
  if (ticket >= 0) ledger.pending.put(flow, transaction, ticket, 0)
}

function askUmas(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  unit: number,
  transaction: number,
): void {
  const service = bytes[pdu + 2]!
  umasAsked(ledger, bytes, view, pdu, end, flow, side, unit)
  const ticket = isHarmless(service)
    ? NO_TICKET
    : ticketOf(ledger, bytes, view, pdu, end, flow, side, UMAS_FUNCTION, unit)
  ledger.pending.put(flow, transaction, ticket, service)
}

function ticketOf(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  code: number,
  unit: number,
): number {
  const target = targetOf(bytes, view, pdu, end, unit)
  const ticket = ledger.operation(flow, side, MODBUS, code, target)
  if (ticket !== NO_TICKET) return ticket
  return ledger.openOperation(flow, side, MODBUS, code, target, operationText(bytes, view, pdu, end, unit))
}

function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  octet: number,
  transaction: number,
): void {
  // Exceptions 10 and 11 are the gateway's word that nobody answered.
  const isAbsent = octet >= 0x80 && (bytes[pdu + 1] === 10 || bytes[pdu + 1] === 11)
  if (!isAbsent) unitAnswered(ledger, flow, side, bytes[pdu - 1]!)
  if (ledger.pending.take(flow, transaction)) {
    const { first, second, third } = ledger.pending
    if (octet <= READ_INPUT_REGISTERS) readValues(ledger, bytes, view, pdu, end, flow, side, second, third)
    if (octet === UMAS_FUNCTION) {
      const result = umasAnswered(ledger, bytes, view, pdu, end, flow, side, second)
      if (first >= 0) ledger.operations.settle(first, result)
      return
    }
    if (octet <= READ_INPUT_REGISTERS || first < 0) return
    const exception = octet & 0x80 ? bytes[pdu + 1]! : 0
    ledger.operations.settle(first, octet & 0x80 ? exceptionText(exception) : 'ok')
  }
  if (octet === 43 && bytes[pdu + 1] === 14) claimDeviceId(ledger, bytes, pdu, end, flow, side)
  else if (octet === 17) claimServerId(ledger, bytes, pdu, end, flow, side)
}

function exceptionText(code: number): string {
  return `exception ${code}${EXCEPTIONS.has(code) ? ` (${EXCEPTIONS.get(code)})` : ''}`
}
