// What an S7 controller tells of its state: status lists 0x0132 index 4, 0x0019 and 0x0424, a pushed mode, its clock; and the password
// service. Source: Siemens, System Software for S7-300/400, Volume 2; layout of the userdata as in Wireshark's public dissector.
import { be16, bytes, fixed, le16 } from './bytes.ts'
import { octets, userdata } from './s7comm.ts'

const ANSWERED = [0, 0, 0, 0] as const

/** Levels and switch of list 0x0132 index 4; `hardware` and `program` are two checksums of two octets each. */
export interface S7Protection {
  readonly level: number
  readonly modeSwitch: 1 | 2 | 3 | 4
  readonly hardware: readonly [number, number]
  readonly program: readonly [number, number]
}

export function protectionList(reference: number, { level, modeSwitch, hardware, program }: S7Protection): Uint8Array {
  const words = [4, level, 0, level, modeSwitch, 0, 0, 0x5656]
  const checksums = [...hardware, ...program]
  return list(reference, 0x0132, 4, [bytes(...words.map(be16), ...checksums.map(le16), fixed('', 16))])
}

/** Lights that are lit, by number, of those that there are. */
export function lightList(reference: number, lights: readonly number[], lit: readonly number[]): Uint8Array {
  return list(
    reference,
    0x0019,
    0,
    lights.map((light) => bytes(0, light, lit.includes(light) ? 1 : 0, 0)),
  )
}

/** The current mode transition: 4 stop, 8 run. */
export function modeList(reference: number, target: number): Uint8Array {
  return list(reference, 0x0424, 0, [bytes(be16(0x4302), 0xff, target, fixed('', 16))])
}

/** The controller's mode changed: 0 stop, 2 run. */
export function pushMode(mode: number): Uint8Array {
  return userdata(0, bytes(1, 0, 0x10, 0x10, 0, 0, mode, 0), bytes())
}

/** Reads (1) or sets (2) the clock; `digits` are year to second, two each. */
export function clockRequest(reference: number, subfunction: 1 | 2, digits = ''): Uint8Array {
  const data = digits === '' ? bytes(0x0a, 0, 0, 0) : octets(0xff, clockOctets(digits))
  return userdata(reference, bytes(0, 1, 0x12, 4, 0x11, 0x47, subfunction, 0), data)
}

export function clockAnswer(reference: number, digits: string): Uint8Array {
  return userdata(reference, bytes(0, 1, 0x12, 8, 0x12, 0x87, 1, 1, ANSWERED), octets(0xff, clockOctets(digits)))
}

/** The clock was set. */
export function clockSet(reference: number): Uint8Array {
  return userdata(reference, bytes(0, 1, 0x12, 8, 0x12, 0x87, 2, 1, ANSWERED), bytes(0x0a, 0, 0, 0))
}

/** Eight octets that stand for a password. */
export function passwordRequest(reference: number, hidden: Uint8Array): Uint8Array {
  return userdata(reference, bytes(0, 1, 0x12, 4, 0x11, 0x45, 1, 0), octets(0xff, hidden))
}

/** `error` 0 takes it. */
export function passwordAnswer(reference: number, error: number): Uint8Array {
  return userdata(reference, bytes(0, 1, 0x12, 8, 0x12, 0x85, 1, 1, 0, 0, be16(error)), bytes(0x0a, 0, 0, 0))
}

function list(reference: number, id: number, index: number, records: readonly Uint8Array[]): Uint8Array {
  const body = bytes(be16(id), be16(index), be16(records[0]?.length ?? 0), be16(records.length), ...records)
  return userdata(reference, bytes(0, 1, 0x12, 8, 0x12, 0x84, 1, 1, ANSWERED), octets(0xff, body))
}

// A filler, the century, year to second, milliseconds with the weekday (Thursday).
function clockOctets(digits: string): Uint8Array {
  const pairs = Array.from({ length: 6 }, (_, n) => Number.parseInt(digits.slice(2 * n, 2 * n + 2), 16))
  return bytes(0, 0x20, ...pairs, 0, 0x05)
}
