// Recovery codes: 80 random bits each, in groups that people can read out; Crockford's alphabet, so that look-alikes are one.
import { randomInt } from 'node:crypto'
import { hashOfToken } from './secrets.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const CHARACTERS = 16
/** How many are made at once. */
export const RECOVERY_CODES = 10

/** Such as `7q3m-x0t9-bh5k-2w8d`. */
export function newRecoveryCode(): string {
  const text = Array.from({ length: CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return text.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** Hash of a code as typed: case, spaces, dashes and look-alikes do not matter. */
export function recoveryHash(typed: string): Uint8Array {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '')
  return hashOfToken(plain.replaceAll('o', '0').replaceAll(/[il]/g, '1'))
}
