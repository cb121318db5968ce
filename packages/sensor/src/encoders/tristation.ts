// TriStation engineering of a Triconex safety controller over UDP. Source: the public analyses of TRITON (FireEye 2018,
// Nozomi 2018): type, channel, little-endian length, body, CRC-16 (polynomial 0x8005 reflected, start 0), little endian.
import { bytes, le16 } from './bytes.ts'

const MESSAGE = { connectRequest: 1, connectReply: 2, disconnectRequest: 3, disconnectReply: 4, execute: 5 } as const

/** Commands of an execute message that this room plays. */
export const TRISTATION = {
  getStatus: 19,
  downloadAllStart: 10,
  allocateProgram: 55,
  getStatusReply: 108,
  confirm: 102,
} as const

export function tristationConnect(): Uint8Array {
  return message(MESSAGE.connectRequest, bytes())
}

export function tristationConnected(): Uint8Array {
  return message(MESSAGE.connectReply, bytes())
}

/** An execute message. `fromController` is false for the workstation; `sequence` counts commands. */
export function tristationExecute(
  fromController: boolean,
  command: number,
  sequence: number,
  data: Uint8Array = bytes(),
): Uint8Array {
  const size = 10 + data.length
  const front = bytes(fromController ? 1 : 0, fromController ? 1 : 0, command, sequence & 0xff, 0, 0)
  const sum = byteSum(bytes(front, le16(size), data)) + size
  return message(MESSAGE.execute, bytes(front, le16(sum), le16(size), data))
}

/** CRC-16/ARC. */
export function crc16(data: Uint8Array): number {
  let crc = 0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  }
  return crc
}

function message(type: number, body: Uint8Array): Uint8Array {
  const front = bytes(type, 0, le16(body.length), body)
  return bytes(front, le16(crc16(front)))
}

function byteSum(data: Uint8Array): number {
  let sum = 0
  for (const byte of data) sum = (sum + byte) & 0xffff
  return sum
}
