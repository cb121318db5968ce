// Windows' challenge-response logon, wherever it stands: who logs on, from which host, and the versions of Windows on both sides. Proofs
// and challenges are not kept. Source: MS-NLMP §2.2.1 (messages), §2.2.2.1 (target information), §2.2.2.10 (version).
import type { Ledger } from '@penstock/sensor/facts'
import { speaker } from '../speaker.ts'
import { ascii, utf16 } from '../text.ts'
import { windowsText } from './windows.ts'

export { releaseText } from './windows.ts'

const SIGNATURE = 'NTLMSSP\0'
const NEGOTIATE = 1
const CHALLENGE = 2
export const AUTHENTICATE = 3
const UNICODE = 1
const HAS_VERSION = 0x0200_0000
const COMPUTER_NAME = 1
const MOST_PAIRS = 16

/** Place of an NTLM message within `bytes[at..end)`, bare or wrapped in SPNEGO, or -1. */
export function ntlmAt(bytes: Uint8Array, at: number, end: number): number {
  for (let from = at; from + 12 <= end; from += 1) {
    if (bytes[from] !== 0x4e) continue
    let n = 1
    while (n < SIGNATURE.length && bytes[from + n] === SIGNATURE.charCodeAt(n)) n += 1
    if (n === SIGNATURE.length) return from
  }
  return -1
}

/**
 * Reads the message at `at` that `side` sent inside `protocol`: claims name and system of the sender. Gives its type, 0 when it is none;
 * `said.account` is then who logs on.
 */
export function readNtlm(
  ledger: Ledger,
  protocol: string,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): { readonly type: number; readonly account: string | null } {
  const type = view.getUint32(at + 8, true)
  const say = (field: 'name' | 'operatingSystem', value: string | null): void => {
    if (value === null) return
    ledger.claims.claim(speaker(ledger, flow, side), field, value, protocol, 'ntlm', ledger.wire)
  }
  if (type === NEGOTIATE && end - at >= 32) {
    const flags = view.getUint32(at + 12, true)
    if (flags & HAS_VERSION && end - at >= 40) say('operatingSystem', version(bytes, view, at + 32))
    return { type, account: null }
  }
  if (type === CHALLENGE && end - at >= 48) {
    const flags = view.getUint32(at + 20, true)
    if (flags & HAS_VERSION && end - at >= 56) say('operatingSystem', version(bytes, view, at + 48))
    say('name', computerName(bytes, view, at, end))
    return { type, account: null }
  }
  if (type !== AUTHENTICATE || end - at < 64) return { type: 0, account: null }
  const flags = view.getUint32(at + 60, true)
  if (flags & HAS_VERSION && end - at >= 72) say('operatingSystem', version(bytes, view, at + 64))
  const isUnicode = (flags & UNICODE) !== 0
  const domain = field(bytes, view, at, end, 28, isUnicode)
  const user = field(bytes, view, at, end, 36, isUnicode)
  const workstation = field(bytes, view, at, end, 44, isUnicode)
  if (workstation !== '') say('name', workstation)
  return { type, account: user === '' ? null : domain === '' ? user : `${domain}\\${user}` }
}

// Major, minor, build, three reserved, revision of NTLM. Programs that are no Windows leave the build at 0.
function version(bytes: Uint8Array, view: DataView, at: number): string | null {
  const build = view.getUint16(at + 2, true)
  return build === 0 ? null : windowsText(bytes[at]!, bytes[at + 1]!, build)
}

/** A field of length, room and offset at `place` of the message; empty when it does not fit. */
function field(bytes: Uint8Array, view: DataView, at: number, end: number, place: number, isUnicode: boolean): string {
  const length = view.getUint16(at + place, true)
  const from = at + view.getUint32(at + place + 4, true)
  if (length === 0 || from + length > end) return ''
  return isUnicode ? utf16(bytes, from, from + length) : ascii(bytes, from, from + length)
}

// Pairs of id, length and value; an id of 0 ends them.
function computerName(bytes: Uint8Array, view: DataView, at: number, end: number): string | null {
  const length = view.getUint16(at + 40, true)
  let pair = at + view.getUint32(at + 44, true)
  const stop = Math.min(end, pair + length)
  for (let n = 0; n < MOST_PAIRS && pair + 4 <= stop; n += 1) {
    const id = view.getUint16(pair, true)
    const size = view.getUint16(pair + 2, true)
    if (id === 0 || pair + 4 + size > stop) return null
    if (id === COMPUTER_NAME) return utf16(bytes, pair + 4, pair + 4 + size)
    pair += 4 + size
  }
  return null
}
