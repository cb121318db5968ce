// Modbus/TCP requests and responses. Sources: MODBUS Application Protocol V1.1b3 §6-7, MODBUS on TCP/IP guide V1.0b §3.1.3.
import { be16, bytes, le16, le32 } from './bytes.ts'

export interface ModbusHeader {
  readonly transaction: number
  readonly unit: number
}

/** Objects of FC 43/14: id to text. 0 vendor, 1 product code, 2 revision, 3 URL, 4 product name, 5 model name. */
export type DeviceIdentification = Readonly<Record<number, string>>

/** MBAP header and PDU. `protocolId` other than 0 and `length` other than the true one make a malformed frame. */
export function frame(header: ModbusHeader, pdu: Uint8Array, wrong: { protocolId?: number; length?: number } = {}) {
  const length = wrong.length ?? pdu.length + 1
  return bytes(be16(header.transaction), be16(wrong.protocolId ?? 0), be16(length), header.unit, pdu)
}

/** FC 1-4: read `count` coils, inputs or registers from `address`. */
export function readRequest(functionCode: number, address: number, count: number): Uint8Array {
  return bytes(functionCode, be16(address), be16(count))
}

/** Response of FC 3, 4 and 23. */
export function registersResponse(functionCode: number, registers: readonly number[]): Uint8Array {
  return bytes(functionCode, registers.length * 2, ...registers.map(be16))
}

/** Response of FC 1 and 2; the first bit is the lowest bit of the first byte. */
export function bitsResponse(functionCode: number, bits: readonly boolean[]): Uint8Array {
  const packed = packBits(bits)
  return bytes(functionCode, packed.length, packed)
}

/** FC 5; request and response are equal. */
export function writeCoil(address: number, on: boolean): Uint8Array {
  return bytes(5, be16(address), be16(on ? 0xff00 : 0))
}

/** FC 6; request and response are equal. */
export function writeRegister(address: number, value: number): Uint8Array {
  return bytes(6, be16(address), be16(value))
}

export function writeCoilsRequest(address: number, bits: readonly boolean[]): Uint8Array {
  const packed = packBits(bits)
  return bytes(15, be16(address), be16(bits.length), packed.length, packed)
}

export function writeRegistersRequest(address: number, registers: readonly number[]): Uint8Array {
  return bytes(16, be16(address), be16(registers.length), registers.length * 2, ...registers.map(be16))
}

/** Response of FC 15 and 16. */
export function writtenResponse(functionCode: number, address: number, count: number): Uint8Array {
  return bytes(functionCode, be16(address), be16(count))
}

/** FC 22; request and response are equal. */
export function maskWrite(address: number, andMask: number, orMask: number): Uint8Array {
  return bytes(22, be16(address), be16(andMask), be16(orMask))
}

/** FC 23: read `count` registers and write others in one go. */
export function readWriteRequest(readAt: number, count: number, writeAt: number, registers: readonly number[]) {
  const write = bytes(be16(writeAt), be16(registers.length), registers.length * 2, ...registers.map(be16))
  return bytes(23, be16(readAt), be16(count), write)
}

/** FC 8; request and response are equal for most subfunctions. */
export function diagnostics(subfunction: number, data: number): Uint8Array {
  return bytes(8, be16(subfunction), be16(data))
}

/** FC 43/14 request. `readCode` 1 basic, 2 regular, 3 extended, 4 one object. */
export function deviceIdRequest(readCode: number, objectId = 0): Uint8Array {
  return bytes(43, 14, readCode, objectId)
}

/** FC 43/14 response with all objects in one answer. */
export function deviceIdResponse(readCode: number, objects: DeviceIdentification): Uint8Array {
  const list = Object.entries(objects).map(([id, text]) => bytes(Number(id), text.length, text))
  const conformity = readCode === 1 ? 0x01 : 0x02
  return bytes(43, 14, readCode, conformity, 0, 0, list.length, ...list)
}

/** Exception: the function code with its top bit, and the exception code (1 illegal function, 2 illegal address …). */
export function exception(functionCode: number, exceptionCode: number): Uint8Array {
  return bytes(functionCode | 0x80, exceptionCode)
}

/** UMAS inside FC 90: session, UMAS function, data. Source: public analysis of Schneider's UMAS (Kaspersky ICS CERT, 2022). */
export function umas(session: number, umasFunction: number, data: Uint8Array = bytes()): Uint8Array {
  return bytes(90, session, umasFunction, data)
}

/** UMAS READ_ID (0x02) answer as Apache PLC4X describes it: identification, firmware as 0x0270 for 2.70, and the CPU's name. */
export function umasIdentity(session: number, cpu: { name: string; hardwareId: number; firmware: number }): Uint8Array {
  const [range, model, patch, internal, crash, unexplained] = [0, 1, 0, 0, 0, 0]
  const ident = bytes(le16(range), le32(cpu.hardwareId), le16(model), le16(cpu.firmware), le16(patch))
  const state = bytes(le16(internal), le16(cpu.hardwareId), le32(crash), le16(unexplained))
  return umas(session, 0xfe, bytes(ident, state, cpu.name.length, cpu.name))
}

/** UMAS request that brings a block of the program to the controller (0x31): block number, length, bytes. */
export function umasDownloadBlock(session: number, block: number, data: Uint8Array): Uint8Array {
  return umas(session, 0x31, bytes(0, 1, le16(block), le16(data.length), data))
}

function packBits(bits: readonly boolean[]): Uint8Array {
  const out = new Uint8Array(Math.ceil(bits.length / 8))
  for (const [i, bit] of bits.entries()) if (bit) out[i >> 3]! |= 1 << (i & 7)
  return out
}
