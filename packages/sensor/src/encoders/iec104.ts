// IEC 60870-5-104 frames. Sources: IEC 60870-5-104 §5 (APCI), IEC 60870-5-101 §7.2-7.3 (ASDU types and causes).
import { bytes, le16, le32, leFloat } from './bytes.ts'

export const CAUSE = {
  periodic: 1,
  spontaneous: 3,
  activation: 6,
  confirmation: 7,
  termination: 10,
  interrogated: 20,
} as const
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

/** Short float with good quality (type 13). */
export function floatElement(value: number): Uint8Array {
  return bytes(leFloat(value), 0)
}

/** Single point with good quality (type 1). */
export function pointElement(isOn: boolean): Uint8Array {
  return bytes(isOn ? 1 : 0)
}

/** Single command: select first, then execute (type 45). */
export function commandElement(isOn: boolean, isSelect: boolean): Uint8Array {
  return bytes((isSelect ? 0x80 : 0) | (isOn ? 1 : 0))
}

/** Qualifier of a general interrogation (type 100). */
export function interrogationElement(): Uint8Array {
  return bytes(20)
}
