// TriStation engineering of a Triconex safety controller over UDP. Source: the public analyses of TRITON (FireEye 2018,
// Nozomi 2018): type, channel, little-endian length, body, CRC-16 (polynomial 0x8005 reflected, start 0), little endian.
import { bytes, fixed, le16, le32, zeros } from './bytes.ts'

const MESSAGE = { connectRequest: 1, connectReply: 2, disconnectRequest: 3, disconnectReply: 4, execute: 5 } as const

/** Commands of an execute message that this room plays. */
export const TRISTATION = {
  downloadAllStart: 0,
  downloadChangeStart: 1,
  downloadAllEnd: 10,
  getStatus: 19,
  run: 20,
  halt: 21,
  moduleVersions: 54,
  allocateProgram: 55,
  uploadProgram: 65,
  rejected: 100,
  confirm: 102,
  accepted: 103,
  getStatusReply: 108,
  halted: 110,
  moduleVersionsReply: 151,
  allocateProgramReply: 153,
  uploadProgramReply: 162,
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

/** Answer data of Get CP status: load state 13, control program, key (0 stop to 3 remote), run state, time and name of the project. */
export function tristationStatus(key: number, run: number, project = '', built = 0, isValid = true): Uint8Array {
  const head = bytes(1, 0, 0, 0, 13, 0, isValid ? 1 : 0, key, run, 0)
  return bytes(head, zeros(52), le32(built), fixed(project, 10), zeros(110))
}

/** A part of a program: its number, that of the next one, blocks of the whole, first block; the data are whole blocks of four octets. */
export function tristationPart(id: number, next: number, whole: number, first: number, data: Uint8Array): Uint8Array {
  return bytes(le16(id), le16(next), le16(whole), le16(first), le16(data.length >>> 2), data)
}

/** Answer data of Get module versions: type and three numbers for each of the sixteen slots. */
export function tristationModules(
  slots: Readonly<Record<number, readonly [type: number, ...firmware: number[]]>>,
): Uint8Array {
  const row = (slot: number): Uint8Array => bytes(...(slots[slot] ?? [0, 0, 0, 0]).map(le16))
  return bytes(0, 255, ...Array.from({ length: 16 }, (_, slot) => row(slot)))
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
