// What an S7 request does, and to which block or area.

import type { OperationKind } from '@penstock/model/observations'
import type { OperationText } from '@penstock/sensor/facts'
import { protocolName, S7COMM } from '../ids.ts'
import { ascii, digestOf, hexBytes } from '../text.ts'
import { AREAS, BLOCK_TYPES, describeS7, FUNCTIONS, PI_SERVICES } from './names.ts'
import { clockAt } from './state.ts'

const MOST_VALUE_BYTES = 16

/** A word that tells targets apart: the block, the PI service, or the area and DB of the first item written. */
export function jobTarget(bytes: Uint8Array, view: DataView, parameters: number, data: number): number {
  const code = bytes[parameters]!
  if (code === 0x05) {
    const item = parameters + 2
    return data - item >= 12 && bytes[item + 2] === 0x10 ? (bytes[item + 8]! << 16) | view.getUint16(item + 6) : 0
  }
  if (code === 0x28 || code === 0x29) return digestOf(ascii(bytes, parameters + 1, data))
  return digestOf(fileName(bytes, parameters, data) ?? '')
}

/** The row of a job that was not seen before. */
export function jobText(
  bytes: Uint8Array,
  view: DataView,
  parameters: number,
  data: number,
  stop: number,
): OperationText {
  const code = bytes[parameters]!
  const { code: text, name } = describeS7(code)
  const base = { protocol: protocolName(S7COMM)!, code: text, name, kind: FUNCTIONS.get(code)?.operation ?? 'control' }
  if (code === 0x05)
    return { ...base, target: areaText(bytes, view, parameters, data), values: writtenValue(bytes, view, data, stop) }
  if (code === 0x28) return piText(bytes, view, parameters, data, base)
  if (code === 0x29) return { ...base, target: lastString(bytes, parameters + 6, data) }
  const file = fileName(bytes, parameters, data)
  return { ...base, target: file === null ? null : blockText(file) }
}

export function userdataText(
  code: number,
  kind: OperationKind,
  bytes: Uint8Array,
  data: number,
  stop: number,
): OperationText {
  const { code: text, name } = describeS7(code)
  const base = { protocol: protocolName(S7COMM)!, code: text, name, kind }
  const at = kind === 'time' ? clockAt(bytes, data, stop) : null
  if (at === null) return { ...base, target: null }
  return { ...base, target: 'clock', values: [new Date(at).toISOString().slice(0, 19).replace('T', ' ')] }
}

// 28, seven octets, length of the parameter block (2), the block, length of the name, the name.
function piText(
  bytes: Uint8Array,
  view: DataView,
  parameters: number,
  data: number,
  base: Omit<OperationText, 'target'>,
): OperationText {
  if (data - parameters < 11) return { ...base, target: null }
  const block = parameters + 10
  const blockEnd = Math.min(block + view.getUint16(parameters + 8), data)
  const service = lastString(bytes, blockEnd, data) ?? ''
  const known = PI_SERVICES.get(service)
  const blocks: string[] = []
  // The block argument of _INSE and _DELE: a count, a filler, then names of eight characters.
  if (service === '_INSE' || service === '_DELE') {
    for (let at = block + 2; at + 8 <= blockEnd && blocks.length < 16; at += 8)
      blocks.push(blockText(printable(bytes, at, at + 8)))
  }
  return {
    ...base,
    name: `PI Service: ${known?.name ?? service} (${service})`,
    kind: known?.operation ?? 'control',
    target: blocks.length > 0 ? blocks.join(', ') : null,
  }
}

function areaText(bytes: Uint8Array, view: DataView, parameters: number, data: number): string | null {
  const item = parameters + 2
  if (data - item < 12 || bytes[item + 2] !== 0x10) return null
  const area = bytes[item + 8]!
  const db = view.getUint16(item + 6)
  const name = AREAS.get(area) ?? `area 0x${area.toString(16)}`
  return area === 0x84 || area === 0x85 ? `${name} ${db}` : name
}

// Data of Write Var: return code, transport size, length (bits for sizes below 6), then the bytes.
function writtenValue(bytes: Uint8Array, view: DataView, data: number, stop: number): string[] {
  if (stop - data < 5) return []
  const length = view.getUint16(data + 2)
  const count = bytes[data + 1]! < 6 ? (length + 7) >> 3 : length
  return [`0x${hexBytes(bytes, data + 4, Math.min(data + 4 + count, stop, data + 4 + MOST_VALUE_BYTES))}`]
}

// Downloads name their file behind eight octets: length, then `_` type number destination.
export function fileName(bytes: Uint8Array, parameters: number, data: number): string | null {
  const code = bytes[parameters]!
  if ((code < 0x1a || code > 0x1d) && code !== 0x1f) return null
  return lastString(bytes, parameters + 8, data)
}

export function lastString(bytes: Uint8Array, at: number, end: number): string | null {
  if (at >= end) return null
  const stop = at + 1 + bytes[at]!
  return stop > end || stop === at + 1 ? null : printable(bytes, at + 1, stop)
}

// What is no letter becomes a question mark.
function printable(bytes: Uint8Array, from: number, to: number): string {
  return ascii(bytes, from, to).replaceAll('\0', '?')
}

/** `_0800001P` becomes `OB 1 (passive)`. */
export function blockText(file: string): string {
  const name = file.startsWith('_') ? file.slice(1) : file
  const type = BLOCK_TYPES.get(name.slice(0, 2).toUpperCase())
  const number = Number(name.slice(2, 7))
  if (type === undefined || !Number.isInteger(number)) return file
  const place = name[7] === 'P' ? ' (passive)' : name[7] === 'A' ? ' (active)' : name[7] === 'B' ? ' (both)' : ''
  return `${type} ${number}${place}`
}
