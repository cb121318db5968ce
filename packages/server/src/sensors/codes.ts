// Enrolment codes: eight characters of Crockford's base 32, forty random bits, read aloud in two groups of four. Kept as a keyed hash.
import { createHmac, randomInt } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8

/** A new code as a person reads it: `7Q2K-M4XD`. */
export function newCode(): string {
  const characters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
  return `${characters.slice(0, LENGTH / 2).join('')}-${characters.slice(LENGTH / 2).join('')}`
}

/** The code as it is compared: without groups and case, and with the letters that are taken for digits as those digits. */
function plainCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

export function hashOfCode(code: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key)
    .update(`sensor code ${plainCode(code)}`)
    .digest()
}
