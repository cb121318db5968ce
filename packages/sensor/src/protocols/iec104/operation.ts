// What an ASDU in control direction does, and to which object. Sources: IEC 60870-5-101:2003 §7.2.6.15-7.2.6.31, §7.3.2-7.3.5.
import type { OperationText } from '@penstock/sensor/facts'
import { IEC104, protocolName } from '../ids.ts'
import { readingOf, timeText } from './decode.ts'
import {
  CLOCK,
  COUNTER_INTERROGATION,
  DELAY,
  DOUBLE,
  FAMILIES,
  FIRST_PARAMETER,
  INTERROGATION,
  OCTETS,
  PARAMETER_ACTIVATION,
  RESET,
  SINGLE,
  STEP,
  TYPES,
  timeOctets,
  typeText,
} from './names.ts'

const SELECT = 0x80
const ALL_STATIONS = 0xffff

const IS_SELECT = 1
const IS_CANCEL = 2
const IS_TEST = 4
const PULSES: readonly string[] = ['', 'short pulse', 'long pulse', 'persistent']
const FREEZES: readonly string[] = ['read', 'freeze', 'freeze and reset', 'reset']
const PARAMETERS: readonly string[] = ['', 'threshold', 'smoothing factor', 'low limit', 'high limit']
const RESETS: readonly string[] = ['', 'whole process', 'events with time tags that wait']

/** True for commands that are selected first and executed then. */
export function isCommand(type: number): boolean {
  return (type >= 45 && type <= 51) || (type >= 58 && type <= 64)
}

/** True when the command at `at` selects only. A bitstring has no qualifier and is executed at once. */
export function isSelect(bytes: Uint8Array, type: number, at: number): boolean {
  const qualifier = qualifierAt(type, at)
  return qualifier >= 0 && (bytes[qualifier]! & SELECT) !== 0
}

/** Tells apart what is a row of its own: select, cancel, test, and the state that is commanded. Five bits. */
export function variantOf(bytes: Uint8Array, type: number, at: number, isCancel: boolean, isTest: boolean): number {
  const flags = (isSelect(bytes, type, at) ? IS_SELECT : 0) | (isCancel ? IS_CANCEL : 0) | (isTest ? IS_TEST : 0)
  if (isCommand(type)) return flags | (FAMILIES[type]! <= STEP ? (bytes[at]! & 3) << 3 : 0)
  if (type === COUNTER_INTERROGATION) return flags | ((bytes[at]! >> 6) << 3)
  return type === RESET ? flags | ((bytes[at]! & 3) << 3) : flags
}

/** The row of a request that was not seen before. */
export function operationText(
  bytes: Uint8Array,
  view: DataView,
  type: number,
  at: number,
  station: number,
  address: number,
  variant: number,
): OperationText {
  const kind = type === RESET && (bytes[at]! & 3) === 2 ? 'control' : (TYPES.get(type)?.operation ?? 'control')
  const step =
    variant & IS_CANCEL ? ': cancel' : isCommand(type) ? (variant & IS_SELECT ? ': select' : ': execute') : ''
  return {
    protocol: protocolName(IEC104)!,
    kind,
    code: String(type),
    name: `${typeText(type)}${step}${variant & IS_TEST ? ', test' : ''}`,
    target: targetText(station, address),
    values: valuesOf(bytes, view, type, at),
  }
}

/** `ASDU 3 IOA 3001`; a station as a whole has no object. */
export function targetText(station: number, address: number): string {
  const name = station === ALL_STATIONS ? 'all ASDUs' : `ASDU ${station}`
  return address === 0 ? name : `${name} IOA ${address}`
}

function valuesOf(bytes: Uint8Array, view: DataView, type: number, at: number): string[] {
  const octet = OCTETS[type]! > 0 ? bytes[at]! : 0
  if (isCommand(type)) return commandValues(bytes, view, type, at)
  switch (type) {
    case INTERROGATION:
      return [octet === 20 ? 'station' : octet >= 21 && octet <= 36 ? `group ${octet - 20}` : `qualifier ${octet}`]
    case COUNTER_INTERROGATION: {
      const which = octet & 63
      return [FREEZES[octet >> 6]!, which === 5 ? 'all counters' : `group ${which}`]
    }
    case CLOCK:
      return [timeText(view, at)]
    case RESET:
      return [RESETS[octet] ?? `qualifier ${octet}`]
    case DELAY:
      return [`${view.getUint16(at, true)} ms`]
    case PARAMETER_ACTIVATION:
      return [`qualifier ${octet}`]
    default:
  }
  if (type < FIRST_PARAMETER || type > PARAMETER_ACTIVATION) return []
  const qualifier = bytes[at + OCTETS[type]! - 1]! & 63
  return [String(readingOf(view, at, FAMILIES[type]!)), PARAMETERS[qualifier] || `qualifier ${qualifier}`]
}

function commandValues(bytes: Uint8Array, view: DataView, type: number, at: number): string[] {
  const family = FAMILIES[type]!
  const octet = bytes[at]!
  const state = octet & 3
  const pulse = (octet >> 2) & 31
  const how = pulse === 0 ? [] : [PULSES[pulse] ?? `qualifier ${pulse}`]
  if (family === SINGLE) return [state & 1 ? 'on' : 'off', ...how]
  if (family === DOUBLE) return [state === 2 ? 'on' : state === 1 ? 'off' : `not permitted (${state})`, ...how]
  if (family === STEP) return [state === 2 ? 'higher' : state === 1 ? 'lower' : `not permitted (${state})`, ...how]
  return [String(readingOf(view, at, family))]
}

// Commands carry the bit in their one octet, set-points behind the value.
function qualifierAt(type: number, at: number): number {
  if (!isCommand(type) || type === 51 || type === 64) return -1
  return FAMILIES[type]! <= STEP ? at : at + OCTETS[type]! - timeOctets(type) - 1
}
