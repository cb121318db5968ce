// What registers and coils read. Source: MODBUS Application Protocol V1.1b3 §4.3 and §6.1 to §6.4.
import type { Ledger } from '@penstock/sensor/facts'
import { MODBUS } from '../ids.ts'

const READ_DISCRETE_INPUTS = 2
/** Spaces are the functions that read them: 1 coils, 2 discrete inputs, 3 holding registers, 4 input registers. */
const SPACES: readonly string[] = ['', 'coil', 'discrete input', 'holding register', 'input register']

/** The answer to a read of `unitAndCount & 0xffff` points from `address` on; the form was judged before. */
export function readValues(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  address: number,
  unitAndCount: number,
): void {
  const space = bytes[pdu]!
  const unit = unitAndCount >>> 16
  const points = unitAndCount & 0xffff
  const isBits = space <= READ_DISCRETE_INPUTS
  const from = pdu + 2
  // An answer of another length belongs to another question.
  if (end - from !== (isBits ? (points + 7) >> 3 : points * 2)) return
  if (ledger.isRepeatedBlock(flow, side, MODBUS, unit, space, address, points, digestOf(bytes, from, end))) return
  for (let n = 0; n < points; n += 1) {
    const value = isBits ? (bytes[from + (n >> 3)]! >> (n & 7)) & 1 : view.getUint16(from + n * 2)
    ledger.value(flow, side, MODBUS, unit, space, address + n, value, 0)
  }
}

/** `unit 3 holding register 40`; addresses count from 0, as they pass on the wire. */
export function modbusPoint(unit: number, space: number, address: number): string {
  return `unit ${unit} ${SPACES[space] ?? space} ${address}`
}

function digestOf(bytes: Uint8Array, from: number, to: number): number {
  let digest = 0x811c9dc5 | 0
  for (let at = from; at < to; at += 1) digest = Math.imul(digest ^ bytes[at]!, 0x01000193)
  return digest
}
