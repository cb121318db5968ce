// The association that carries MMS: presentation and ACSE around Initiate, and a password where one is shown.
// Sources: ITU-T X.225 §8.3 (session), X.226 §8.2 (presentation), X.227 §7.1 (ACSE); IEC 61850-8-1 §24.
import type { Ledger } from '@penstock/sensor/facts'
import { MMS, protocolName } from '../ids.ts'
import type { MmsMemory } from './memory.ts'

const REQUEST = 0x60
const RESPONSE = 0x61
const RESULT = 0xa2
const AUTHENTICATION = 0xac
const USER_DATA = 0x61
const NORMAL_MODE = 0xa2
const PRESENTATION = 0x31
const PDV = 0x30
const VALUE = 0xa0

/** Reads the session PDU that connects or accepts; `side` sent it. */
export function readAssociation(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const { ber } = memory
  const start = presentationAt(bytes, at, end)
  if (start < 0 || !ber.read(bytes, start, end) || !ber.is(PRESENTATION)) return
  if (!ber.find(bytes, ber.from, ber.to, NORMAL_MODE) || !ber.find(bytes, ber.from, ber.to, USER_DATA)) return
  if (!ber.find(bytes, ber.from, ber.to, PDV) || !ber.find(bytes, ber.from, ber.to, VALUE)) return
  if (!ber.read(bytes, ber.from, ber.to)) return
  const { tag, from, to } = ber
  if (tag === REQUEST) {
    if (ber.find(bytes, from, to, AUTHENTICATION)) memory.keepPassword(flow)
    return
  }
  if (tag !== RESPONSE || !memory.takePassword(flow)) return
  const isRefused = ber.find(bytes, from, to, RESULT) && ber.to > ber.from && bytes[ber.to - 1] !== 0
  const result = isRefused ? 'refused' : 'accepted'
  ledger.logon(flow, 1 - side, protocolName(MMS)!, 'password', null, result)
}

// Session parameters: identifier, length (one octet, or 255 and two), value; user data is 193 or, when long, 194.
function presentationAt(bytes: Uint8Array, at: number, end: number): number {
  let next = afterLength(bytes, at + 1, end)
  while (next + 2 <= end) {
    const kind = bytes[next]!
    const value = afterLength(bytes, next + 1, end)
    if (kind === 193 || kind === 194) return value
    const length = bytes[next + 1] === 255 ? ((bytes[next + 2] ?? 0) << 8) | (bytes[next + 3] ?? 0) : bytes[next + 1]!
    next = value + length
  }
  return -1
}

function afterLength(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(end, bytes[at] === 255 ? at + 3 : at + 1)
}
