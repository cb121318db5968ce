// What a Modbus request does, and to which unit and address.
import type { OperationText } from '@penstock/sensor/facts'
import { MODBUS, protocolName } from '../ids.ts'
import { DIAGNOSTICS, FUNCTIONS } from './names.ts'
import { UMAS } from './umas.ts'

const MOST_VALUES = 8

/** A word that tells targets apart: unit and, for writes, the first address. */
export function targetOf(bytes: Uint8Array, view: DataView, pdu: number, end: number, unit: number): number {
  const code = bytes[pdu]!
  if (code === 90) return (unit << 16) | bytes[pdu + 2]!
  const at = code === 23 ? pdu + 5 : pdu + 1
  return end - at >= 2 && (FUNCTIONS.get(code)?.space !== undefined || code === 8)
    ? (unit << 16) | view.getUint16(at)
    : unit << 16
}

/** The row of a request that was not seen before. */
export function operationText(
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  unit: number,
): OperationText {
  const code = bytes[pdu]!
  const known = FUNCTIONS.get(code)
  const base = { protocol: protocolName(MODBUS)!, code: String(code) }
  if (known === undefined) return { ...base, kind: 'control', name: 'Illegal function', target: `unit ${unit}` }
  if (code === 90) {
    const umas = UMAS.get(bytes[pdu + 2]!)
    const name = umas?.name ?? `service 0x${bytes[pdu + 2]!.toString(16).padStart(2, '0')}`
    return { ...base, kind: umas?.operation ?? 'control', name: `UMAS: ${name}`, target: `unit ${unit}` }
  }
  if (code === 8 && end - pdu >= 3) {
    const sub = view.getUint16(pdu + 1)
    const name = `Diagnostics: ${DIAGNOSTICS.get(sub) ?? `sub-function ${sub}`}`
    return { ...base, kind: sub === 1 ? 'restart' : 'control', name, target: `unit ${unit}` }
  }
  const text = { ...base, kind: known.operation ?? 'control', name: known.name }
  if (known.space === undefined || end - pdu < 5) return { ...text, target: `unit ${unit}` }
  const address = view.getUint16(code === 23 ? pdu + 5 : pdu + 1)
  const count =
    code === 15 || code === 16 ? view.getUint16(pdu + 3) : code === 23 && end - pdu >= 9 ? view.getUint16(pdu + 7) : 1
  const range = count > 1 ? `${known.space}s ${address}-${address + count - 1}` : `${known.space} ${address}`
  return { ...text, target: `unit ${unit} ${range}`, values: valuesOf(bytes, view, pdu, end) }
}

function valuesOf(bytes: Uint8Array, view: DataView, pdu: number, end: number): string[] {
  const code = bytes[pdu]!
  if (code === 5) return [view.getUint16(pdu + 3) === 0xff00 ? 'on' : 'off']
  if (code === 6) return [String(view.getUint16(pdu + 3))]
  if (code === 22 && end - pdu >= 7) return [`and ${view.getUint16(pdu + 3)}`, `or ${view.getUint16(pdu + 5)}`]
  const values: string[] = []
  const first = code === 23 ? pdu + 10 : pdu + 6
  if (code === 15) {
    const count = Math.min(view.getUint16(pdu + 3), MOST_VALUES)
    for (let n = 0; n < count && first + (n >> 3) < end; n += 1)
      values.push((bytes[first + (n >> 3)]! >> (n & 7)) & 1 ? 'on' : 'off')
  } else {
    for (let at = first; at + 2 <= end && values.length < MOST_VALUES; at += 2) values.push(String(view.getUint16(at)))
  }
  return values
}
