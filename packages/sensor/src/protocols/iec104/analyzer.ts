// APDUs of IEC 60870-5-104 become roles, functions, operations, values, states and transfers.
import { TOUCHED_SPAN } from '@penstock/model/observations'
import { type Ledger, TEST } from '@penstock/sensor/facts'
import { INTS, STATE, setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { IEC104, protocolName } from '../ids.ts'
import { APCI_OCTETS, fits, HEAD_OCTETS, isSequence, qualityOf, readingOf, uint24 } from './decode.ts'
import { fileMessage } from './files.ts'
import {
  ACTIVATION,
  CONFIRMATION,
  DEACTIVATED,
  DEACTIVATION,
  END_OF_INITIALISATION,
  FAMILIES,
  FILE_TRANSFER,
  FIRST_AUTHENTICATION,
  FIRST_FILE,
  FIRST_UNKNOWN,
  isCause,
  LAST_AUTHENTICATION,
  LAST_MONITORED,
  OCTETS,
  REQUEST,
  START_ACT,
  START_CON,
  STOP,
  STOP_ACT,
  STOP_CON,
  TERMINATION,
  TEST_ACT,
  TEST_CON,
  TYPES,
  timeOctets,
  UNKNOWN_TYPE,
  UNKNOWNS,
  unnumberedOf,
} from './names.ts'
import { isCommand, isSelect, operationText, targetText, variantOf } from './operation.ts'

const IS_NEGATIVE = 0x40
const IS_TEST = 0x80
const ALL_STATIONS = 0xffff
const MICROSECONDS = 1_000_000

/** Reads one whole APDU; `side` sent it. */
export function iec104Message(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const control = bytes[at + 2]!
  if ((control & 1) === 0) {
    asdu(ledger, bytes, view, at + APCI_OCTETS, end, flow, side)
    return
  }
  if (end - at !== APCI_OCTETS) ledger.odd('iec104-length', flow, `${end - at} bytes of a frame without data`)
  else if (control & 2) unnumbered(ledger, flow, side, control)
}

function unnumbered(ledger: Ledger, flow: number, side: number, control: number): void {
  const code = unnumberedOf(control)
  if (code === 0) {
    ledger.odd('iec104-control-field', flow, `control field 0x${control.toString(16)}`)
    return
  }
  switch (control) {
    case TEST_ACT:
    case TEST_CON:
      ledger.functions.unsure(flow, side, IEC104, code)
      return
    case START_CON:
    case STOP_CON:
      setClient(ledger.flows, flow, 1 - side)
      ledger.functions.answer(flow, 1 - side, IEC104, code)
      if (ledger.pending.take(flow, code)) ledger.operations.settle(ledger.pending.first, 'ok')
      return
    case START_ACT:
    case STOP_ACT:
      setClient(ledger.flows, flow, side)
      ledger.functions.ask(flow, side, IEC104, code)
      switchTransfer(ledger, flow, side, code)
      return
    default:
  }
}

/** Data transfer of a connection is started or stopped. */
function switchTransfer(ledger: Ledger, flow: number, side: number, code: number): void {
  let ticket = ledger.operation(flow, side, IEC104, code, 0)
  if (ticket === -1) {
    const text = code === STOP ? ['STOPDT', 'Stop data transfer'] : ['STARTDT', 'Start data transfer']
    ticket = ledger.openOperation(flow, side, IEC104, code, 0, {
      protocol: protocolName(IEC104)!,
      kind: 'control',
      code: text[0]!,
      name: text[1]!,
      target: null,
    })
  }
  if (ticket >= 0) ledger.pending.put(flow, code, ticket, 0)
}

function asdu(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < HEAD_OCTETS) {
    ledger.odd('iec104-length', flow, `${end - at} bytes are no head of a data unit`)
    return
  }
  const type = bytes[at]!
  const cause = bytes[at + 2]! & 63
  if (OCTETS[type] === UNKNOWN_TYPE) {
    ledger.odd('iec104-unknown-type', flow, `type ${type}, cause ${cause}`)
    return
  }
  if (!fits(bytes, at, end)) {
    ledger.odd('iec104-length', flow, `type ${type}, ${bytes[at + 1]! & 127} objects in ${end - at} bytes`)
    return
  }
  if (!isCause(cause)) ledger.odd('iec104-cause', flow, `type ${type}, cause ${cause}`)
  if (type <= LAST_MONITORED) values(ledger, bytes, view, type, at, flow, side)
  else if (type === END_OF_INITIALISATION) initialised(ledger, bytes, view, at, flow, side)
  else if (type >= FIRST_FILE) file(ledger, bytes, view, type, cause, at, end, flow, side)
  else if (type >= FIRST_AUTHENTICATION && type <= LAST_AUTHENTICATION)
    authentication(ledger, view, type, at, flow, side)
  else if (cause === ACTIVATION || cause === DEACTIVATION || cause === REQUEST)
    request(ledger, bytes, view, type, cause, at, flow, side)
  else answer(ledger, bytes, view, type, cause, at, flow, side)
}

/** Readings, in one of two forms: objects with addresses of their own, or elements behind the first one's address. */
function values(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  at: number,
  flow: number,
  side: number,
): void {
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, IEC104, type)
  const station = view.getUint16(at + 4, true)
  const family = FAMILIES[type]!
  const octets = OCTETS[type]!
  const count = bytes[at + 1]! & 127
  const step = isSequence(bytes, at) ? octets : octets + 3
  const test = bytes[at + 2]! & IS_TEST ? TEST : 0
  const tag = timeOctets(type)
  let address = uint24(bytes, at + HEAD_OCTETS)
  let element = at + HEAD_OCTETS + 3
  let hasBadClock = 0
  for (let n = 0; n < count; n += 1, element += step) {
    if (step !== octets) address = uint24(bytes, element - 3)
    const quality = qualityOf(bytes, element, family, octets) | test
    ledger.value(flow, side, IEC104, station, family, address, readingOf(view, element, family), quality)
    if (step === octets) address += 1
    if (tag > 0) hasBadClock |= bytes[element + octets - tag + 2]! & 0x80
  }
  if (tag > 0) clock(ledger, flow, side, station, hasBadClock !== 0)
}

/** A station says with each time tag whether its clock is to be trusted; only a change of that is told. */
function clock(ledger: Ledger, flow: number, side: number, station: number, isBad: boolean): void {
  const { ints } = ledger.flows
  const state = flow * INTS + STATE
  const told = isBad ? (station << 1) | 1 : 0
  if (ints[state] === told) return
  ints[state] = told
  ledger.state(flow, side, IEC104, protocolName(IEC104)!, 'clock', station, isBad ? 1 : 0, () => ({
    value: isBad ? 'time tags are invalid' : 'time tags are valid',
    part: targetText(station, 0),
    method: 'time-tag',
  }))
}

const INITIALISED_BY: readonly string[] = ['power switched on', 'manual reset', 'remote reset']

function initialised(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, flow: number, side: number): void {
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, IEC104, END_OF_INITIALISATION)
  const station = view.getUint16(at + 4, true)
  const octet = bytes[at + HEAD_OCTETS + 3]!
  const by = octet & 127
  // Each start is news, however like the one before it was.
  const second = Math.floor(ledger.wire.floats[0]! / MICROSECONDS)
  ledger.state(flow, side, IEC104, protocolName(IEC104)!, 'restart', station, Math.imul(second, 256) | octet, () => ({
    value: `${INITIALISED_BY[by] ?? `cause ${by}`}${octet & 128 ? ', local parameters changed' : ''}`,
    part: targetText(station, 0),
    method: 'end-of-initialisation',
  }))
}

/** File types go both ways whatever their cause is; only a confirmation that something is unknown is an answer to a call. */
function file(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  cause: number,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  ledger.functions.unsure(flow, side, IEC104, type)
  if (cause !== FILE_TRANSFER && cause !== REQUEST) return
  const station = view.getUint16(at + 4, true)
  const object = at + HEAD_OCTETS
  fileMessage(ledger, bytes, view, type, station, uint24(bytes, object), object + 3, end, flow, side)
}

function authentication(ledger: Ledger, view: DataView, type: number, at: number, flow: number, side: number): void {
  ledger.functions.unsure(flow, side, IEC104, type)
  const station = view.getUint16(at + 4, true)
  if (ledger.operation(flow, side, IEC104, type, station) !== -1) return
  ledger.openOperation(flow, side, IEC104, type, station, {
    protocol: protocolName(IEC104)!,
    kind: 'auth',
    code: String(type),
    name: TYPES.get(type)!.name,
    target: targetText(station, 0),
  })
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  cause: number,
  at: number,
  flow: number,
  side: number,
): void {
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, IEC104, type)
  const how = bytes[at + 2]!
  if (how & IS_NEGATIVE) ledger.odd('iec104-negative-request', flow, `type ${type} asked with the mark of a refusal`)
  const station = view.getUint16(at + 4, true)
  const step = OCTETS[type]! + 3
  touchObjects(ledger, bytes, station, at, step, flow, side)
  if (TYPES.get(type)!.operation === null) return
  for (
    let n = 0, object = at + HEAD_OCTETS;
    n < (isSequence(bytes, at) ? 1 : bytes[at + 1]! & 127);
    n += 1, object += step
  ) {
    const address = uint24(bytes, object)
    const variant = variantOf(bytes, type, object + 3, cause === DEACTIVATION, (how & IS_TEST) !== 0)
    const code = type | (variant << 7) | ((station >> 8) << 12)
    const target = (station << 24) | address
    let ticket = ledger.operation(flow, side, IEC104, code, target)
    if (ticket === -1) {
      const text = operationText(bytes, view, type, object + 3, station, address, variant)
      ticket = ledger.openOperation(flow, side, IEC104, code, target, text)
    }
    const key = keyOf(type, station, address, isSelect(bytes, type, object + 3), cause === DEACTIVATION)
    if (ticket >= 0) ledger.pending.put(flow, key, ticket, 0)
  }
}

/** Which objects a call names; one of the whole station names none. */
function touchObjects(
  ledger: Ledger,
  bytes: Uint8Array,
  station: number,
  at: number,
  step: number,
  flow: number,
  side: number,
): void {
  const isRow = isSequence(bytes, at)
  const count = bytes[at + 1]! & 127
  for (let n = 0, object = at + HEAD_OCTETS; n < (isRow ? 1 : count); n += 1, object += step) {
    const address = uint24(bytes, object)
    if (address === 0) continue
    const low = station * TOUCHED_SPAN.iec104 + address
    ledger.functions.touch(flow, side, low, isRow ? low + Math.max(0, count - 1) : low)
  }
}

function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  cause: number,
  at: number,
  flow: number,
  side: number,
): void {
  const isUnknown = cause >= FIRST_UNKNOWN
  if (cause !== CONFIRMATION && cause !== DEACTIVATED && cause !== TERMINATION && !isUnknown) return
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, IEC104, type)
  const station = view.getUint16(at + 4, true)
  const isRefused = (bytes[at + 2]! & IS_NEGATIVE) !== 0
  const step = OCTETS[type]! + 3
  for (
    let n = 0, object = at + HEAD_OCTETS;
    n < (isSequence(bytes, at) ? 1 : bytes[at + 1]! & 127);
    n += 1, object += step
  ) {
    const address = uint24(bytes, object)
    const isSelected = isSelect(bytes, type, object + 3)
    const isCancel = cause === DEACTIVATED
    const key = taken(ledger, flow, type, station, address, isSelected, isCancel, isUnknown)
    if (key === 0) continue
    const ticket = ledger.pending.first
    if (isUnknown) ledger.operations.settle(ticket, `unknown ${UNKNOWNS[cause - FIRST_UNKNOWN]}`)
    else if (isRefused) ledger.operations.settle(ticket, cause === TERMINATION ? 'terminated with an error' : 'refused')
    else ledger.operations.settle(ticket, 'ok')
    // What was confirmed is still to end; a select ends with its confirmation.
    if (cause === CONFIRMATION && !isRefused && !(isCommand(type) && isSelected))
      ledger.pending.put(flow, key, ticket, 0)
  }
}

/** Key of the request that is answered, 0 when nothing waits. Requests to all stations are answered by each under its own address. */
function taken(
  ledger: Ledger,
  flow: number,
  type: number,
  station: number,
  address: number,
  isSelected: boolean,
  isCancel: boolean,
  isUnknown: boolean,
): number {
  for (const addressed of [station, ALL_STATIONS]) {
    const key = keyOf(type, addressed, address, isSelected, isCancel)
    if (ledger.pending.take(flow, key)) return key
    const cancel = keyOf(type, addressed, address, isSelected, true)
    if (isUnknown && ledger.pending.take(flow, cancel)) return cancel
  }
  return 0
}

/** Tells requests of one flow apart; U frames have the codes below 0x200, so this keeps above them. */
function keyOf(type: number, station: number, address: number, isSelected: boolean, isCancel: boolean): number {
  const how = (isSelected ? 1 : 0) | (isCancel ? 2 : 0)
  return (Math.imul((station << 2) | how, 0x9e3779b1 | 0) ^ ((type << 24) | address)) | 0x200
}
