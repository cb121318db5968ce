// S7comm-plus. Siemens publishes no specification; source: the public dissector packet-s7comm_plus by T. Wiens.
import { be16, be32, bytes, type Part } from './bytes.ts'
import { dataTpdu } from './tpkt.ts'

/** One message: version 1 to begin with, 3 with a digest of 32 bytes. */
export function plusMessage(version: number, body: Uint8Array): Uint8Array {
  const digest = version === 3 ? bytes(32, new Uint8Array(32).fill(0x5a)) : bytes()
  const trailer = bytes(0x72, version, be16(0))
  return dataTpdu(bytes(0x72, version, be16(digest.length + body.length), digest, body, trailer))
}

/** A request of a function inside a session. */
export function plusRequest(code: number, sequence: number, session: number, ...parts: readonly Part[]): Uint8Array {
  return bytes(0x31, be16(0), be16(code), be16(0), be16(sequence), be32(session), 0x34, ...parts)
}

/** An answer; `result` is its return value, of variable length. */
export function plusAnswer(code: number, sequence: number, result: readonly number[], ...parts: readonly Part[]) {
  return bytes(0x32, be16(0), be16(code), be16(0), be16(sequence), 0x34, result, ...parts)
}

/** What a CPU tells unasked. */
export function plusNotification(subscription: number): Uint8Array {
  return bytes(0x33, be32(subscription), be16(0))
}

/** Seven bits an octet, most significant first. */
export function variable(value: number): readonly number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

/** Sets one attribute of an object to a value (flags, type, contents). */
export function setAttribute(object: number, attribute: number, value: Uint8Array): Uint8Array {
  return bytes(be32(object), variable(1), variable(attribute), value)
}

/** Writes one symbol of a data block. */
export function setSymbol(block: number, lid: number, value: Uint8Array): Uint8Array {
  const address = bytes(variable(0x1234), variable(0x8a0e_0000 + block), variable(2), variable(2550), variable(lid))
  return bytes(be32(0), variable(1), variable(5), address, variable(1), value, 0)
}

/** A string value. */
export function plusText(text: string): Uint8Array {
  return bytes(0, 0x15, variable(text.length), text)
}
