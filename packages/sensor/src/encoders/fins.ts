// Omron FINS over UDP. Source: Omron W227 "FINS Commands" §3 (header), §5 (0101 read, 0102 write, 0307 program area write,
// 0401 run, 0402 stop, 0501 controller data read).
import { be16, be32, bytes, fixed, hex, zeros } from './bytes.ts'

export const FINS = {
  read: 0x0101,
  write: 0x0102,
  programWrite: 0x0307,
  run: 0x0401,
  stop: 0x0402,
  controllerData: 0x0501,
} as const
const DATA_MEMORY = 0x82

/** Node numbers are the last bytes of the addresses; `service` comes back in the answer. */
export interface FinsEnds {
  readonly client: number
  readonly server: number
  readonly service: number
}

export function finsRequest(ends: FinsEnds, command: number, data: Uint8Array = bytes()): Uint8Array {
  return bytes(0x80, 0, 2, 0, ends.server, 0, 0, ends.client, 0, ends.service, be16(command), data)
}

/** End code 0 is normal completion. */
export function finsResponse(ends: FinsEnds, command: number, data: Uint8Array = bytes(), endCode = 0): Uint8Array {
  return bytes(0xc0, 0, 2, 0, ends.client, 0, 0, ends.server, 0, ends.service, be16(command), be16(endCode), data)
}

/** Words of data memory to read. */
export function finsReadData(address: number, count: number): Uint8Array {
  return bytes(DATA_MEMORY, be16(address), 0, be16(count))
}

export function finsWriteData(address: number, words: readonly number[]): Uint8Array {
  return bytes(finsReadData(address, words.length), ...words.map(be16))
}

/** Part of the program at a byte offset. */
export function finsProgramData(offset: number, program: Uint8Array): Uint8Array {
  return bytes(be16(0xffff), be32(offset), be16(program.length), program)
}

/** Answer data of command 0501 for model and version (20 characters each), and the sizes of the areas. */
export function finsControllerData(model: string, version: string): Uint8Array {
  const areas = bytes(be16(20), 23, be16(32_768), 0, 1, be16(0), 0, be16(0))
  return bytes(fixed(model, 20, 0x20), fixed(version, 20, 0x20), zeros(40), areas)
}

/** Commands of the header that carries FINS over TCP. Source: Omron W421 §7-4. */
export const FINS_TCP = { clientNode: 0, serverNode: 1, frame: 2 } as const

/** A message of FINS/TCP. */
export function finsTcp(command: number, data: Uint8Array, error = 0): Uint8Array {
  return bytes('FINS', be32(8 + data.length), be32(command), be32(error), data)
}

/** A request to a unit of a node in another network. */
export function finsRoutedRequest(
  to: { readonly network: number; readonly node: number; readonly unit: number },
  ends: FinsEnds,
  command: number,
  data: Uint8Array = bytes(),
): Uint8Array {
  return bytes(0x80, 0, 2, to.network, to.node, to.unit, 0, ends.client, 0, ends.service, be16(command), data)
}

/** The answer of such a unit. */
export function finsRoutedResponse(
  from: { readonly network: number; readonly node: number; readonly unit: number },
  ends: FinsEnds,
  command: number,
  data: Uint8Array = bytes(),
  endCode = 0,
): Uint8Array {
  const header = bytes(0xc0, 0, 2, 0, ends.client, 0, from.network, from.node, from.unit, ends.service)
  return bytes(header, be16(command), be16(endCode), data)
}

/** Answer data of command 0601: run or stop, mode, errors, messages, the last FAL number, its text. */
export function finsStatus(run: number, mode: number, fatal: number, nonFatal: number): Uint8Array {
  return bytes(run, mode, be16(fatal), be16(nonFatal), be16(0), be16(0), zeros(16))
}

/** Answer data of command 0701: year, month, day, hour, minute, second, day of the week, in decimal digits. */
export function finsClock(digits: string, weekday: number): Uint8Array {
  return bytes(hex(digits), weekday)
}

/** Request data of command 2203: a part of a file of a memory card. */
export function finsFileData(name: string, parameter: number, position: number, data: Uint8Array): Uint8Array {
  return bytes(be16(0), be16(parameter), fixed(name, 12, 0x20), be32(position), be16(data.length), data)
}
