// What a DNP3 request does, and to which point. Source: IEEE 1815-2012 §4.4, A.8.1 (control relay output block), A.20 (analog output).
import type { OperationKind } from '@penstock/model/observations'
import type { Ledger, OperationText } from '@penstock/sensor/facts'
import { DNP3, protocolName } from '../ids.ts'
import { digestOf } from '../text.ts'
import {
  ANALOG_OUTPUT,
  BINARY_OUTPUT,
  FUNCTIONS,
  OPERATIONS,
  pointText,
  READ,
  stationText,
  TRIP_CLOSE,
} from './names.ts'

export const CROB = 12
export const ANALOG_COMMAND = 41
const ATTRIBUTES = 0
const DEADBAND = 34
const TIME = 50
const CLASS = 60
const INDICATIONS = 80
const MOST_VALUES = 8
const QUEUE = 0x10
const CLEAR = 0x20

/** Bits of an operation's code that tell its kinds of rows apart. */
const IS_ANALOG = 1 << 14
const IS_WHOLE = 1 << 15
const IS_OBJECT = 1 << 16

/** Notes one control of a request; gives its ticket. */
export function control(
  ledger: Ledger,
  view: DataView,
  at: number,
  code: number,
  group: number,
  variation: number,
  index: number,
  station: number,
  flow: number,
  side: number,
): number {
  const isAnalog = group === ANALOG_COMMAND
  const how = isAnalog ? IS_ANALOG : view.getUint8(at) << 6
  const word = (station << 16) ^ index
  const ticket = ledger.operation(flow, side, DNP3, code | how, word)
  if (ticket !== -1) return ticket
  return ledger.openOperation(flow, side, DNP3, code | how, word, {
    ...textOf(code),
    kind: isAnalog ? 'write' : 'control',
    target: pointText(station, isAnalog ? ANALOG_OUTPUT : BINARY_OUTPUT, index),
    values: isAnalog ? [String(setPoint(view, at, variation))] : relayValues(view, at),
  })
}

/** Status octet at the end of a control of `octets` octets. */
export function statusOf(bytes: Uint8Array, at: number, octets: number): number {
  return bytes[at + octets - 1]! & 0x7f
}

/** Notes a request as one operation: what it means stands in its object headers, the first of which are its values. */
export function whole(
  ledger: Ledger,
  headers: readonly string[],
  code: number,
  station: number,
  flow: number,
  side: number,
): number {
  const word = (station << 16) ^ digestOf(headers.join())
  const ticket = ledger.operation(flow, side, DNP3, code | IS_WHOLE, word)
  if (ticket !== -1) return ticket
  return ledger.openOperation(flow, side, DNP3, code | IS_WHOLE, word, {
    ...textOf(code),
    target: stationText(station),
    ...(headers.length === 0 ? {} : { values: headers.slice(0, MOST_VALUES) }),
  })
}

/** Notes a read of device attributes or a write of objects of one header; gives its ticket. */
export function objects(
  ledger: Ledger,
  view: DataView,
  at: number,
  code: number,
  group: number,
  variation: number,
  first: number,
  station: number,
  flow: number,
  side: number,
): number {
  const word = (station << 16) ^ ((group << 8) | variation) ^ Math.imul(first, 0x9e3779b1 | 0)
  const ticket = ledger.operation(flow, side, DNP3, code | IS_OBJECT, word)
  if (ticket !== -1) return ticket
  const name = code === READ ? 'device attributes' : WRITTEN.get(group)
  const isOfStation = group === ATTRIBUTES || group === TIME || group === INDICATIONS
  const text = textOf(code)
  return ledger.openOperation(flow, side, DNP3, code | IS_OBJECT, word, {
    ...text,
    kind: code === READ ? 'identity' : writeKind(group),
    name: name === undefined ? text.name : `${text.name}: ${name}`,
    target: isOfStation
      ? stationText(station)
      : `${stationText(station)} ${headerText(group, variation)} index ${first}`,
    values: code === READ ? [] : writtenValues(view, at, group, variation, first),
  })
}

/** What may be written and is no point, by group. */
const WRITTEN: ReadonlyMap<number, string> = new Map([
  [ATTRIBUTES, 'device attributes'],
  [DEADBAND, 'deadband'],
  [TIME, 'time'],
  [INDICATIONS, 'internal indications'],
])

/** An object header in words. */
export function headerText(group: number, variation: number): string {
  if (group === CLASS && variation >= 1 && variation <= 4) return `class ${variation - 1}`
  return variation === 0 ? `group ${group}` : `group ${group} variation ${variation}`
}

export function textOf(code: number): Omit<OperationText, 'target'> {
  const known = FUNCTIONS.get(code)
  return {
    protocol: protocolName(DNP3)!,
    kind: known?.operation ?? 'control',
    code: String(code),
    name: known?.name ?? `Function ${code}`,
  }
}

function writeKind(group: number): OperationKind {
  if (group === TIME) return 'time'
  return group === DEADBAND || group === ATTRIBUTES || group === INDICATIONS ? 'config' : 'write'
}

function relayValues(view: DataView, at: number): string[] {
  const how = view.getUint8(at)
  const trip = TRIP_CLOSE[how >> 6]!
  const operation = OPERATIONS[how & 15] ?? `operation ${how & 15}`
  const extras = [how & QUEUE ? 'queue' : '', how & CLEAR ? 'clear' : ''].filter((text) => text !== '')
  const times = `count ${view.getUint8(at + 1)}, on ${view.getUint32(at + 2, true)} ms, off ${view.getUint32(at + 6, true)} ms`
  return [trip === '' ? operation : `${trip}, ${operation}`, ...extras, times]
}

function setPoint(view: DataView, at: number, variation: number): number {
  switch (variation) {
    case 1:
      return view.getInt32(at, true)
    case 2:
      return view.getInt16(at, true)
    case 3:
      return view.getFloat32(at, true)
    default:
      return view.getFloat64(at, true)
  }
}

function writtenValues(view: DataView, at: number, group: number, variation: number, first: number): string[] {
  if (group === TIME) return [timeText(view, at)]
  // Only the restart indication may be cleared by a master, §4.4.6.
  if (group === INDICATIONS) return [`indication ${first} ${view.getUint8(at) & 1 ? 'on' : 'off'}`]
  if (group !== DEADBAND) return []
  return [
    String(
      variation === 1
        ? view.getUint16(at, true)
        : variation === 2
          ? view.getUint32(at, true)
          : view.getFloat32(at, true),
    ),
  ]
}

/** Milliseconds since 1970 in 48 bits, as an instant in UTC. */
function timeText(view: DataView, at: number): string {
  return new Date(view.getUint32(at, true) + view.getUint16(at + 4, true) * 0x1_0000_0000).toISOString()
}
