// Classic S7 communication: header, setup, read and write of variables. Source: the public dissectors of Wireshark and the
// Snap7 documentation (no standard exists). Everything goes inside a COTP data TPDU.
import { be16, be24, bytes, sized16 } from './bytes.ts'
import { dataTpdu } from './tpkt.ts'

export const ROSCTR = { job: 1, ack: 2, ackData: 3, userdata: 7 } as const
export const AREA = { inputs: 0x81, outputs: 0x82, merkers: 0x83, dataBlock: 0x84 } as const

/** A range of bytes in one memory area. */
export interface S7Range {
  readonly area: number
  readonly db: number
  readonly start: number
  readonly length: number
}

/** Job from the client. */
export function job(reference: number, parameter: Uint8Array, data: Uint8Array = bytes()): Uint8Array {
  return dataTpdu(bytes(head(ROSCTR.job, reference, parameter, data), parameter, data))
}

/** Answer with data; `error` is class and code in two bytes, 0 for none. */
export function ackData(reference: number, parameter: Uint8Array, data: Uint8Array = bytes(), error = 0): Uint8Array {
  return dataTpdu(bytes(head(ROSCTR.ackData, reference, parameter, data), be16(error), parameter, data))
}

/** Userdata of either direction. */
export function userdata(reference: number, parameter: Uint8Array, data: Uint8Array): Uint8Array {
  return dataTpdu(bytes(head(ROSCTR.userdata, reference, parameter, data), parameter, data))
}

/** Function 0xf0: parallel jobs and PDU length in bytes; the same form in job and answer. */
export function setupParameter(pduLength: number): Uint8Array {
  return bytes(0xf0, 0, be16(1), be16(1), be16(pduLength))
}

/** Function 0x04 for one or several ranges. */
export function readVarParameter(ranges: readonly S7Range[]): Uint8Array {
  return bytes(0x04, ranges.length, ...ranges.map(itemSpecification))
}

/** Answer items of function 0x04: parameter and data. */
export function readVarAnswer(values: readonly Uint8Array[]): { parameter: Uint8Array; data: Uint8Array } {
  return {
    parameter: bytes(0x04, values.length),
    data: bytes(...values.map((value, i) => item(0xff, value, i, values))),
  }
}

/** Function 0x05: parameter and data of the job; the values' lengths are those of the ranges. */
export function writeVarRequest(ranges: readonly S7Range[], values: readonly Uint8Array[]) {
  const parameter = bytes(0x05, ranges.length, ...ranges.map(itemSpecification))
  return { parameter, data: bytes(...values.map((value, i) => item(0, value, i, values))) }
}

/** Answer of function 0x05: one return code an item, 0xff good. */
export function writeVarAnswer(codes: readonly number[]): { parameter: Uint8Array; data: Uint8Array } {
  return { parameter: bytes(0x05, codes.length), data: bytes(codes) }
}

function head(rosctr: number, reference: number, parameter: Uint8Array, data: Uint8Array): Uint8Array {
  return bytes(0x32, rosctr, 0, 0, be16(reference), be16(parameter.length), be16(data.length))
}

function itemSpecification(range: S7Range): Uint8Array {
  const byteTransport = 0x02
  const any = bytes(0x10, byteTransport, be16(range.length), be16(range.db), range.area, be24(range.start * 8))
  return bytes(0x12, any.length, any)
}

// A data item has its length in bits (transport size 4) and is filled to an even length unless it is the last.
function item(code: number, value: Uint8Array, at: number, all: readonly Uint8Array[]): Uint8Array {
  const fill = at + 1 < all.length && value.length % 2 === 1 ? [0] : []
  return bytes(code, 0x04, be16(value.length * 8), value, fill)
}

/** Octets with a return code, as userdata answers carry them. */
export function octets(code: number, value: Uint8Array): Uint8Array {
  return bytes(code, 0x09, sized16(value))
}
