// A Modbus PDU as a line, whole: what the application protocol names by its name, the rest as hexadecimal digits.
// Source: MODBUS Application Protocol V1.1b3 §6 and §7; MODBUS Messaging on TCP/IP Implementation Guide V1.0b §3.1.3.
import type { Ledger } from '@penstock/sensor/facts'
import { clientSide, setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { INVALID, modbusForm, REQUEST, RESPONSE } from './decode.ts'
import { describeModbus } from './names.ts'

const ASKS = membersOf({ kind: 'request' })
const ANSWERS = membersOf({ kind: 'response' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const TRANSACTION = keyOf('transaction')
const UNIT = keyOf('unit')
const FUNCTION = new MembersByCode((code) => ({ function: code, functionName: describeModbus(code).name }))
const EXCEPTION = keyOf('exception')
const ADDRESS = keyOf('address')
const QUANTITY = keyOf('quantity')
const VALUES = keyOf('values')
const WRITE_ADDRESS = keyOf('writeAddress')
const WRITE_QUANTITY = keyOf('writeQuantity')
const AND_MASK = keyOf('andMask')
const OR_MASK = keyOf('orMask')
const SUB_FUNCTION = keyOf('subFunction')
const DATA = keyOf('data')

/** The members of one whole message that `side` sent; `bytes[at..end)` begins with its MBAP header. */
export function modbusPdu(
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
  const pdu = at + 7
  const octet = bytes[pdu]!
  const form = modbusForm(bytes, view, pdu, end)
  if (form === REQUEST || form === RESPONSE) setClient(ledger.flows, flow, form === REQUEST ? side : 1 - side)
  const asks = form === REQUEST || (form !== RESPONSE && clientSide(ledger.flows, flow, ledger.weigh).side === side)
  lines.members(asks ? ASKS : ANSWERS)
  lines.number(TRANSACTION, view.getUint16(at))
  lines.number(UNIT, bytes[at + 6]!)
  lines.members(FUNCTION.of(octet & 0x7f))
  if (form === INVALID) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, pdu + 1, end)
  } else if (octet & 0x80) {
    lines.number(EXCEPTION, bytes[pdu + 1]!)
  } else if (asks) {
    asked(lines, bytes, view, pdu, end)
  } else {
    answered(lines, bytes, view, pdu, end)
  }
  lines.end()
}

function asked(lines: JsonLines, bytes: Uint8Array, view: DataView, pdu: number, end: number): void {
  switch (bytes[pdu]!) {
    case 1:
    case 2:
    case 3:
    case 4:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.number(QUANTITY, view.getUint16(pdu + 3))
      return
    case 15:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.number(QUANTITY, view.getUint16(pdu + 3))
      lines.hex(DATA, bytes, pdu + 6, end)
      return
    case 16:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.number(QUANTITY, view.getUint16(pdu + 3))
      lines.registers(VALUES, bytes, pdu + 6, end)
      return
    case 24:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      return
    case 23:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.number(QUANTITY, view.getUint16(pdu + 3))
      lines.number(WRITE_ADDRESS, view.getUint16(pdu + 5))
      lines.number(WRITE_QUANTITY, view.getUint16(pdu + 7))
      lines.registers(VALUES, bytes, pdu + 10, end)
      return
    default:
      alike(lines, bytes, view, pdu, end)
  }
}

function answered(lines: JsonLines, bytes: Uint8Array, view: DataView, pdu: number, end: number): void {
  switch (bytes[pdu]!) {
    case 1:
    case 2:
      lines.hex(DATA, bytes, pdu + 2, end)
      return
    case 3:
    case 4:
    case 23:
      lines.registers(VALUES, bytes, pdu + 2, end)
      return
    case 15:
    case 16:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.number(QUANTITY, view.getUint16(pdu + 3))
      return
    case 24:
      if (end - pdu < 5) return
      lines.number(QUANTITY, view.getUint16(pdu + 3))
      lines.registers(VALUES, bytes, pdu + 5, end)
      return
    default:
      alike(lines, bytes, view, pdu, end)
  }
}

/** Functions whose request and answer have one form, and those that have none of numbers. */
function alike(lines: JsonLines, bytes: Uint8Array, view: DataView, pdu: number, end: number): void {
  switch (bytes[pdu]!) {
    case 5:
    case 6:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.registers(VALUES, bytes, pdu + 3, end)
      return
    case 8:
      lines.number(SUB_FUNCTION, view.getUint16(pdu + 1))
      lines.hex(DATA, bytes, pdu + 3, end)
      return
    case 22:
      lines.number(ADDRESS, view.getUint16(pdu + 1))
      lines.number(AND_MASK, view.getUint16(pdu + 3))
      lines.number(OR_MASK, view.getUint16(pdu + 5))
      return
    default:
      if (pdu + 1 < end) lines.hex(DATA, bytes, pdu + 1, end)
  }
}
