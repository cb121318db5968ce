// Basic encoding rules of ASN.1 with definite lengths, as SNMP, Kerberos, LDAP and MMS use them. Source: ITU-T X.690 §8.
import { bytes, type Part } from './bytes.ts'

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
} as const

/** Tag, length and the joined contents. */
export function ber(tag: number, ...contents: readonly Part[]): Uint8Array {
  const body = bytes(...contents)
  return bytes(tag, lengthOf(body.length), body)
}

/** A constructed context tag `[number]`. */
export function context(number: number, ...contents: readonly Part[]): Uint8Array {
  return ber(0xa0 | number, ...contents)
}

/** A constructed application tag. */
export function application(number: number, ...contents: readonly Part[]): Uint8Array {
  return ber(0x60 | number, ...contents)
}

/** A whole number from 0 to 2^53 in the fewest bytes. */
export function berInteger(value: number, tag: number = TAG.integer): Uint8Array {
  const digits: number[] = []
  for (let rest = value; rest > 0 || digits.length === 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  if (digits[0]! >= 0x80) digits.unshift(0)
  return ber(tag, digits)
}

/** An object identifier written with dots. */
export function berOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return ber(TAG.oid, first * 40 + second, ...rest.map(base128))
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}
