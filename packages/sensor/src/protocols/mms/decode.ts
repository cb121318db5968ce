// Where MMS stands in a session message. Sources: ITU-T X.225 §8.3 (session), X.226 §8.2 (presentation); IEC 61850-8-1 §24.
import type { BerCursor } from '../ber-cursor.ts'

/** 1.0.9506: under it stand the abstract syntax of a connect (2.1) and the application context of connect and accept (2.3, or 1.1). */
const MMS_ARCS = [0x28, 0xca, 0x22]
const ARCS_WITHIN = 512
export const CONNECT_SPDU = 0x0d
export const ACCEPT_SPDU = 0x0e

/** True for a session message that connects or accepts an association of MMS. */
export function isAssociation(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== CONNECT_SPDU && bytes[at] !== ACCEPT_SPDU) return false
  return holds(bytes, at, Math.min(end, at + ARCS_WITHIN), MMS_ARCS)
}

/** Sets the cursor on the PDU in a session message that carries data; false where none is. */
export function findPdu(ber: BerCursor, bytes: Uint8Array, at: number, end: number): boolean {
  // Give-tokens and data transfer SPDU, then the presentation's user data: 61 l 30 l 02 01 ctx a0 l PDU.
  if (bytes[at] !== 1 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1 || bytes[at + 3] !== 0) return false
  if (!ber.read(bytes, at + 4, end) || !ber.is(0x61)) return false
  if (!ber.read(bytes, ber.from, ber.to) || !ber.is(0x30)) return false
  return ber.find(bytes, ber.from, ber.to, 0xa0) && ber.read(bytes, ber.from, ber.to)
}

/** Number of the service that the cursor stands on: context class, one octet up to 30, else the number behind it. */
export function serviceAt(ber: BerCursor): number {
  return ber.tag > 0xff ? ber.tag & 0xff : ber.tag & 0x1f
}

function holds(bytes: Uint8Array, from: number, to: number, what: readonly number[]): boolean {
  for (let at = from; at + what.length <= to; at += 1) {
    let n = 0
    while (n < what.length && bytes[at + n] === what[n]) n += 1
    if (n === what.length) return true
  }
  return false
}
