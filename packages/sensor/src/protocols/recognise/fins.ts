// Omron FINS: the form of its header, and away from its port a command that its manual lists. Source: W227-E1 §3-3, W421-E1 §7-4.
import * as id from '../ids.ts'
import { fromClient, fromServer, seen, UNKNOWN } from './answer.ts'

const MAGIC = 0x46494e53
/** Highest sub-code of each main code that the manuals list; 0 for main codes that they do not. */
const SUB_CODES: Readonly<Record<number, number>> = {
  1: 5,
  2: 0x21,
  3: 8,
  4: 3,
  5: 2,
  6: 0x20,
  7: 2,
  8: 3,
  9: 0x20,
  12: 3,
  33: 0x41,
  34: 0x15,
  35: 0x0a,
  38: 3,
}

/** A frame. `isStrict` asks for a listed command, too. */
export function recogniseFins(bytes: Uint8Array, view: DataView, at: number, end: number, isStrict: boolean): number {
  if (end - at < 12 || (bytes[at]! & 0xbe) !== 0x80 || bytes[at + 1] !== 0 || bytes[at + 2]! > 7) return UNKNOWN
  const isAnswer = (bytes[at]! & 0x40) !== 0
  if (isAnswer && end - at < 14) return UNKNOWN
  if (isStrict) {
    const command = view.getUint16(at + 10)
    const sub = command & 0xff
    if (sub === 0 || sub > (SUB_CODES[command >> 8] ?? 0)) return UNKNOWN
  }
  return isAnswer ? fromServer(id.FINS) : fromClient(id.FINS)
}

/** The header of FINS/TCP: magic, length, command, error. */
export function recogniseFinsTcp(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 16 || view.getUint32(at) !== MAGIC || view.getUint32(at + 8) > 6) return UNKNOWN
  const command = view.getUint32(at + 8)
  if (command === 0) return fromClient(id.FINS)
  if (command === 1) return fromServer(id.FINS)
  return command === 2 ? recogniseFins(bytes, view, at + 16, end, false) : seen(id.FINS)
}
