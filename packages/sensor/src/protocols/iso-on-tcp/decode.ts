// TPKT and COTP class 0, the carrier of S7, MMS and RDP. Sources: RFC 1006 §6, RFC 905 (ISO 8073) §13.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

const TPKT_HEADER = 4
export const CONNECT_REQUEST = 0xe0
export const CONNECT_CONFIRM = 0xd0
export const DATA = 0xf0

/** Bytes of the TPKT packet that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function tpktLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const there = end - at
  if (there >= 1 && bytes[at] !== 3) return NOT_MINE
  if (there >= 2 && bytes[at + 1] !== 0) return NOT_MINE
  if (there < TPKT_HEADER) return NEED_MORE
  const length = view.getUint16(at + 2)
  return length < 7 ? NOT_MINE : length
}

/** True when a TPKT packet with a COTP header of a known kind begins here. */
export function looksLikeIsoOnTcp(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  const length = tpktLength(bytes, view, at, end)
  if (length <= 0 || end - at < 7) return false
  const header = bytes[at + 4]!
  const kind = bytes[at + 5]! & 0xf0
  if (header < 2 || header + 5 > length) return false
  if (kind === DATA) return header === 2
  return (
    header >= 6 &&
    (kind === CONNECT_REQUEST || kind === CONNECT_CONFIRM || kind === 0x80 || kind === 0xc0 || kind === 0x70)
  )
}
