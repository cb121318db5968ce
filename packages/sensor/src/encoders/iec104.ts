// IEC 60870-5-104 frames. Sources: IEC 60870-5-104 §5 (APCI), IEC 60870-5-101 §7.2-7.3 (ASDU types and causes).
import { be24, bytes, le16, le32, leFloat } from './bytes.ts'

export const CAUSE = {
  periodic: 1,
  spontaneous: 3,
  activation: 6,
  confirmation: 7,
  termination: 10,
  initialised: 4,
  request: 5,
  deactivation: 8,
  deactivated: 9,
  file: 13,
  interrogated: 20,
  unknownType: 44,
  unknownObject: 47,
} as const
/** Bits of the octet of the cause. */
export const NEGATIVE = 0x40
export const TEST = 0x80
/** Bits of quality descriptors; `overflow` stands in those of measured values only. */
export const QUALITY = { overflow: 0x01, blocked: 0x10, substituted: 0x20, stale: 0x40, invalid: 0x80 } as const
export const TYPE_ID = { singlePoint: 1, measuredFloat: 13, singleCommand: 45, interrogation: 100 } as const
const U_FRAME = { startAct: 0x07, startCon: 0x0b, stopAct: 0x13, stopCon: 0x23, testAct: 0x43, testCon: 0x83 } as const

/** One information object: its address and element bytes. */
export interface InformationObject {
  readonly address: number
  readonly element: Uint8Array
}

/** Unnumbered control frame. */
export function uFrame(kind: keyof typeof U_FRAME): Uint8Array {
  return bytes(0x68, 4, U_FRAME[kind], 0, 0, 0)
}

/** Acknowledges all frames below `received`. */
export function sFrame(received: number): Uint8Array {
  return bytes(0x68, 4, 1, 0, le16(received << 1))
}

/** Numbered frame with one ASDU. */
export function iFrame(sent: number, received: number, asdu: Uint8Array): Uint8Array {
  return bytes(0x68, asdu.length + 4, le16(sent << 1), le16(received << 1), asdu)
}

/** Data unit of objects with addresses of their own; `station` is the common address. */
export function asdu(type: number, cause: number, station: number, objects: readonly InformationObject[]): Uint8Array {
  const list = objects.map((object) => bytes(le32(object.address).slice(0, 3), object.element))
  return bytes(type, objects.length, le16(cause), le16(station), ...list)
}

/** Data unit of elements that follow each other from the address `first` on. */
export function sequence(
  type: number,
  cause: number,
  station: number,
  first: number,
  elements: readonly Uint8Array[],
): Uint8Array {
  return bytes(type, 0x80 | elements.length, le16(cause), le16(station), le16(first), first >> 16, ...elements)
}

/** Short float (types 13, 14, 36). */
export function floatElement(value: number, quality = 0): Uint8Array {
  return bytes(leFloat(value), quality)
}

/** Single point (types 1, 2, 30). */
export function pointElement(isOn: boolean, quality = 0): Uint8Array {
  return bytes((isOn ? 1 : 0) | quality)
}

/** Double point (types 3, 4, 31): 1 off, 2 on, 0 and 3 between. Also the event of protection equipment in types 17 and 38. */
export function doubleElement(state: number, quality = 0): Uint8Array {
  return bytes(state | quality)
}

/** Step position from -64 to 63 (types 5, 6, 32). */
export function stepElement(value: number, isMoving: boolean, quality = 0): Uint8Array {
  return bytes((value & 0x7f) | (isMoving ? 0x80 : 0), quality)
}

/** 32 bits (types 7, 8, 33). */
export function bitsElement(value: number, quality = 0): Uint8Array {
  return bytes(le32(value), quality)
}

/** Normalised or scaled value in its 16 bits (types 9 to 12, 34, 35). */
export function wordElement(value: number, quality = 0): Uint8Array {
  return bytes(le16(value), quality)
}

/** Counter reading with sequence number and flags (types 15, 16, 37). */
export function totalsElement(value: number, flags = 0): Uint8Array {
  return bytes(le32(value), flags)
}

/** Sixteen states and which of them changed (type 20). */
export function packedElement(states: number, changes: number, quality = 0): Uint8Array {
  return bytes(le16(states), le16(changes), quality)
}

/** Start events or output circuits of protection equipment with a duration (types 18, 19, 39, 40). */
export function protectionElement(bits: number, quality: number, durationMs: number): Uint8Array {
  return bytes(bits, quality, le16(durationMs))
}

/** CP24Time2a: milliseconds of the hour. */
export function shortTime(ms: number, isInvalid = false): Uint8Array {
  return bytes(le16(ms % 60_000), (Math.floor(ms / 60_000) & 63) | (isInvalid ? 0x80 : 0))
}

/** CP56Time2a of an instant in UTC. */
export function longTime(epochMs: number, isInvalid = false): Uint8Array {
  const at = new Date(epochMs)
  return bytes(
    le16(at.getUTCSeconds() * 1000 + at.getUTCMilliseconds()),
    at.getUTCMinutes() | (isInvalid ? 0x80 : 0),
    at.getUTCHours(),
    at.getUTCDate() | ((at.getUTCDay() || 7) << 5),
    at.getUTCMonth() + 1,
    at.getUTCFullYear() % 100,
  )
}

/** Double or step command (types 46, 47): 1 off or lower, 2 on or higher; `pulse` is the qualifier. */
export function stateCommandElement(state: number, isSelect: boolean, pulse = 0): Uint8Array {
  return bytes((isSelect ? 0x80 : 0) | (pulse << 2) | state)
}

/** Set-point in its 16 bits (types 48, 49). */
export function wordSetPoint(value: number, isSelect: boolean): Uint8Array {
  return bytes(le16(value), isSelect ? 0x80 : 0)
}

/** Set-point as a short float (type 50). */
export function floatSetPoint(value: number, isSelect: boolean): Uint8Array {
  return bytes(leFloat(value), isSelect ? 0x80 : 0)
}

/** File ready (type 120). */
export function fileReady(name: number, length: number, isRefused = false): Uint8Array {
  return bytes(le16(name), be24(length).toReversed(), isRefused ? 0x80 : 0)
}

/** Section ready (type 121). */
export function sectionReady(name: number, section: number, length: number): Uint8Array {
  return bytes(le16(name), section, be24(length).toReversed(), 0)
}

/** Call of file or section (type 122), or their acknowledgement (type 124). */
export function fileCall(name: number, section: number, qualifier: number): Uint8Array {
  return bytes(le16(name), section, qualifier)
}

/** Last section or segment (type 123). */
export function lastSegment(name: number, section: number, qualifier: number, checksum: number): Uint8Array {
  return bytes(le16(name), section, qualifier, checksum)
}

/** Segment of a file (type 125). */
export function segment(name: number, section: number, data: Uint8Array): Uint8Array {
  return bytes(le16(name), section, data.length, data)
}

/** Single command: select first, then execute (type 45). */
export function commandElement(isOn: boolean, isSelect: boolean): Uint8Array {
  return bytes((isSelect ? 0x80 : 0) | (isOn ? 1 : 0))
}

/** Qualifier of a general interrogation (type 100). */
export function interrogationElement(): Uint8Array {
  return bytes(20)
}
