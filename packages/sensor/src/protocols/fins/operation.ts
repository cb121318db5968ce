// What a FINS request does, and to which module and address.
import type { OperationText } from '@penstock/sensor/facts'
import { FINS, protocolName } from '../ids.ts'
import { ascii, digestOf, hex } from '../text.ts'
import { moduleText } from './decode.ts'
import {
  AREAS,
  CLOCK_WRITE,
  COMMANDS,
  FILE_READ,
  FILE_WRITE,
  FILL,
  FORCE,
  MEMORY_TRANSFER,
  MODES,
  NAME_SET,
  PROGRAM_CLEAR,
  PROGRAM_PROTECT,
  PROGRAM_PROTECT_CLEAR,
  PROGRAM_READ,
  PROGRAM_WRITE,
  RUN,
  WRITE,
} from './names.ts'
import { finsPoint } from './point.ts'

const MOST_VALUES = 8
const MIX = 0x9e3779b1 | 0
const FILE_NAME = 12

/** A word that tells targets apart: the module and what of it is named. */
export function targetOf(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  command: number,
  module: number,
): number {
  const base = Math.imul(module, MIX)
  switch (command) {
    case WRITE:
    case FILL:
    case MEMORY_TRANSFER:
      return end - at >= 4 ? base ^ view.getInt32(at) : base
    case FORCE:
      return end - at >= 8 ? base ^ view.getInt32(at + 4) : base
    case RUN:
      return end - at >= 3 ? base ^ bytes[at + 2]! : base
    case FILE_READ:
    case FILE_WRITE:
      return base ^ digestOf(fileName(bytes, at, end, command))
    default:
      return base
  }
}

/** The row of a request that was not seen before; `bytes[at..end)` stands behind the command. */
export function operationText(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  command: number,
  module: number,
): OperationText {
  const known = COMMANDS.get(command)!
  const base = { protocol: protocolName(FINS)!, kind: known.operation!, code: hex(command, 4), name: known.name }
  const part = moduleText(module)
  const on = (what: string): string => (part === '' ? what : `${part} ${what}`)
  const whole = part === '' ? null : part
  switch (command) {
    case WRITE:
      return end - at < 6
        ? { ...base, target: whole }
        : {
            ...base,
            target: rangeText(view, at, module, view.getUint16(at + 4)),
            values: written(bytes, view, at, end),
          }
    case FILL:
      return end - at < 8
        ? { ...base, target: whole }
        : {
            ...base,
            target: rangeText(view, at, module, view.getUint16(at + 4)),
            values: [String(view.getUint16(at + 6))],
          }
    case MEMORY_TRANSFER:
      return end - at < 10
        ? { ...base, target: whole }
        : {
            ...base,
            target: rangeText(view, at + 4, module, view.getUint16(at + 8)),
            values: [`from ${rangeText(view, at, module, view.getUint16(at + 8))}`],
          }
    case FORCE:
      return end - at < 8
        ? { ...base, target: whole }
        : { ...base, target: rangeText(view, at + 4, module, 1), values: [forceText(view.getUint16(at + 2))] }
    case RUN: {
      const mode = end - at >= 3 ? bytes[at + 2]! : -1
      return { ...base, target: whole, values: [mode < 0 ? 'monitor' : (MODES.get(mode) ?? `mode ${mode}`)] }
    }
    case CLOCK_WRITE: {
      const digits = Array.from(bytes.subarray(at, Math.min(end, at + 6)), (octet) =>
        octet.toString(16).padStart(2, '0'),
      )
      return { ...base, target: on('clock'), values: [`${digits.slice(0, 3).join('-')} ${digits.slice(3).join(':')}`] }
    }
    case PROGRAM_PROTECT:
    case PROGRAM_PROTECT_CLEAR:
    case PROGRAM_READ:
    case PROGRAM_WRITE:
    case PROGRAM_CLEAR:
      return { ...base, target: on(end - at >= 2 ? `program ${view.getUint16(at)}` : 'program') }
    case FILE_READ:
    case FILE_WRITE:
      return { ...base, target: on(`file ${fileName(bytes, at, end, command)}`) }
    case NAME_SET:
      return { ...base, target: on('name'), values: [ascii(bytes, at, end)] }
    default:
      return { ...base, target: whole }
  }
}

/** Name of the file of a Single File Read or Write; the write has a parameter in front of it. */
export function fileName(bytes: Uint8Array, at: number, end: number, command: number): string {
  const from = at + (command === FILE_WRITE ? 4 : 2)
  return from + FILE_NAME <= end
    ? ascii(bytes, from, from + FILE_NAME)
        .replaceAll('\0', ' ')
        .trimEnd()
    : ''
}

// Area (1), address (2), bit (1).
function rangeText(view: DataView, at: number, module: number, count: number): string {
  const code = view.getUint8(at)
  const address = view.getUint16(at + 1)
  const isBit = AREAS.get(code)?.isBit === true
  const bit = view.getUint8(at + 3)
  if (isBit && bit > 15) return `${finsPoint(module, code, address << 4).slice(0, -3)}.${bit}`
  const first = isBit ? (address << 4) + bit : address
  const text = finsPoint(module, code, first)
  return count > 1 ? `${text} to ${finsPoint(0, code, first + count - 1)}` : text
}

function written(bytes: Uint8Array, view: DataView, at: number, end: number): string[] {
  const octets = AREAS.get(bytes[at]!)?.octets ?? 0
  const count = octets === 0 ? 0 : Math.min(view.getUint16(at + 4), MOST_VALUES)
  const values: string[] = []
  for (let n = 0, from = at + 6; n < count && from + octets <= end; n += 1, from += octets)
    values.push(String(octets === 2 ? view.getUint16(from) : octets === 4 ? view.getUint32(from) : bytes[from]!))
  return values
}

// W342 §5-3-33.
function forceText(specification: number): string {
  switch (specification) {
    case 0:
      return 'force off'
    case 1:
      return 'force on'
    case 0x8000:
      return 'release to off'
    case 0x8001:
      return 'release to on'
    default:
      return 'release'
  }
}
