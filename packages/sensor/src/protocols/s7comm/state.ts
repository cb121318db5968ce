// What state a CPU tells: mode, key switch, protection, the version of its program, faults, forced values, clock. Source: Siemens, System
// Software for S7-300/400, Volume 2, SSL-ID W#16#0132 index 4, W#16#xy19, W#16#xy74 and W#16#0424; mode transitions as `names.ts`.
import type { Ledger, StateText } from '@penstock/sensor/facts'
import { clockState, decimalTime } from '../clock-state.ts'
import { protocolName, S7COMM } from '../ids.ts'
import { digestOf } from '../text.ts'

const HEAD = 12
const LAST_TRANSITION = 0x0124
const CURRENT_TRANSITION = 0x0424
const COMMUNICATION = 0x0132
const PROTECTION = 4
const ALL_LEDS = 0x0019
const ALL_LEDS_74 = 0x0074

/** Target of a transition: low four bits of `bzu-id`. */
const TRANSITIONS: ReadonlyMap<number, string> = new Map([
  [1, 'stop (update)'],
  [2, 'stop (memory reset)'],
  [3, 'stop (self initialisation)'],
  [4, 'stop'],
  [5, 'startup'],
  [7, 'restart'],
  [8, 'run'],
  [10, 'hold'],
  [13, 'defective'],
])

/** What a CPU pushes when its mode changes. */
const PUSHED: ReadonlyMap<number, string> = new Map([
  [0, 'stop'],
  [1, 'warm restart'],
  [2, 'run'],
  [3, 'hot restart'],
  [4, 'hold'],
  [6, 'cold restart'],
  [9, 'run (redundant)'],
  [11, 'link-up'],
  [12, 'update'],
])

const SWITCH: ReadonlyMap<number, string> = new Map([
  [1, 'RUN'],
  [2, 'RUN-P'],
  [3, 'STOP'],
  [4, 'MRES'],
])

const FORCE_LED = 6
/** Lights that complain; what runs, stands or is master is no fault. */
const FAULT_LEDS: ReadonlyMap<number, string> = new Map([
  [1, 'SF'],
  [2, 'INTF'],
  [3, 'EXTF'],
  [8, 'BAF'],
  [11, 'BUS1F'],
  [12, 'BUS2F'],
  [13, 'REDF'],
  [18, 'IFM1F'],
  [19, 'IFM2F'],
  [20, 'BUS3F'],
  [21, 'MAINT'],
])

/** Reads the state in an answer to Read SZL; data as `claimSystemStatus` has it. Lists of identity are none of its business. */
export function systemState(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  stop: number,
  flow: number,
  side: number,
): void {
  if (stop - data < HEAD || bytes[data] !== 0xff) return
  const list = view.getUint16(data + 4)
  const length = view.getUint16(data + 8)
  const first = data + HEAD
  if (length > stop - first) return
  const method = `szl-0x${list.toString(16).padStart(4, '0')}`
  if (list === CURRENT_TRANSITION || list === LAST_TRANSITION) {
    if (length >= 4) mode(ledger, flow, side, TRANSITIONS.get(bytes[first + 3]! & 15), method)
  } else if (list === COMMUNICATION && length >= 24 && view.getUint16(first) === PROTECTION) {
    protection(ledger, bytes, view, first, flow, side, method)
  } else if ((list === ALL_LEDS || list === ALL_LEDS_74) && length === 4) {
    lights(ledger, bytes, first, Math.min(stop, first + 4 * view.getUint16(data + 10)), flow, side, method)
  }
}

/** The CPU pushed a change of its mode. */
export function pushedMode(ledger: Ledger, flow: number, side: number, transition: number): void {
  mode(ledger, flow, side, PUSHED.get(transition), 'mode-transition')
}

/** Data of an answer to Read Clock: return code, size, length (2), a filler, the century, then decimal digits from the year on. */
export function readClock(
  ledger: Ledger,
  bytes: Uint8Array,
  data: number,
  stop: number,
  flow: number,
  side: number,
): void {
  const at = clockAt(bytes, data, stop)
  if (at !== null) clockState(ledger, flow, side, S7COMM, 0, at, {})
}

/** The instant of a clock that is read or set, in milliseconds since 1970 as if it were UTC; null when there is none. */
export function clockAt(bytes: Uint8Array, data: number, stop: number): number | null {
  return stop - data < 12 || bytes[data] !== 0xff ? null : decimalTime(bytes, data + 6)
}

function mode(ledger: Ledger, flow: number, side: number, value: string | undefined, method: string): void {
  if (value !== undefined) say(ledger, flow, side, 'mode', digestOf(value), () => ({ value, method }))
}

// Index, level of the key switch, level of parameters, level in force, mode switch, restart switch, 0 (all of two octets), what checksums
// are valid (2), two checksums of the hardware (2 and 2) and two of the program.
function protection(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  flow: number,
  side: number,
  method: string,
): void {
  const level = view.getUint16(at + 6)
  say(ledger, flow, side, 'protection', level, () => ({ value: `level ${level} in force`, method }))
  const position = SWITCH.get(view.getUint16(at + 8))
  if (position !== undefined)
    say(ledger, flow, side, 'key-switch', view.getUint16(at + 8), () => ({ value: position, method }))
  const hasChecksums = bytes[at + 14] === 0x56 && bytes[at + 15] === 0x56
  if (!hasChecksums) return
  const digest = Math.imul(view.getInt32(at + 16), 31) + view.getInt32(at + 20)
  say(ledger, flow, side, 'configuration', digest, () => ({
    value: `program ${checksum(view, at + 20)}, hardware ${checksum(view, at + 16)}`,
    method,
  }))
}

// Two words, least significant octet first.
function checksum(view: DataView, at: number): string {
  const digits = (from: number): string => view.getUint16(from, true).toString(16).padStart(4, '0')
  return digits(at) + digits(at + 2)
}

// Four octets a light: rack, which one, on, flashing.
function lights(
  ledger: Ledger,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
  method: string,
): void {
  let faults = 0
  for (let at = from; at + 4 <= to; at += 4) {
    const led = bytes[at + 1]!
    const isLit = bytes[at + 2] !== 0 || bytes[at + 3] !== 0
    if (led === FORCE_LED)
      say(ledger, flow, side, 'force', isLit ? 1 : 0, () => ({ value: isLit ? 'values are forced' : 'none', method }))
    if (isLit && FAULT_LEDS.has(led)) faults |= 1 << led
  }
  say(ledger, flow, side, 'fault', faults, () => {
    const lit = [...FAULT_LEDS].filter(([led]) => (faults >> led) & 1).map(([, name]) => name)
    return { value: lit.length === 0 ? 'none' : lit.join(', '), method }
  })
}

function say(
  ledger: Ledger,
  flow: number,
  side: number,
  field: 'mode' | 'key-switch' | 'protection' | 'configuration' | 'force' | 'fault',
  value: number,
  words: () => StateText,
): void {
  ledger.state(flow, side, S7COMM, protocolName(S7COMM)!, field, 0, value, words)
}
