// Secrets of the access room: random tokens kept as hashes, the authenticator secret kept sealed, passwords as argon2id.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hash, verify } from '@node-rs/argon2'

/** 32 random bytes as base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOfToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}

/** The write token that belongs to a session; derived, so that nothing more is stored. */
export function csrfOfSession(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('penstock write').digest('base64url')
}

export function isSameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest()
  return timingSafeEqual(left, createHash('sha256').update(b).digest())
}

/** argon2id with 19 MiB, two passes (OWASP password storage cheat sheet, first choice). */
export async function hashOfPassword(password: string): Promise<string> {
  return await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
}

// What a sign-in with an unknown name costs: the same work as with a known one.
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Tx9OP5XLmWKEHIBMaM1MSmEAHTAkyDXBiYrmxSOQQtg'

export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const isRight = await verify(stored ?? NOBODY, password)
  return isRight && stored !== null
}

/** The hub's key for sealing secrets at rest, made at the first start, readable by its owner only. */
export function loadSealingKey(file: string): Uint8Array {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file)
}

/** AES-256-GCM, as base64url of nonce, tag and ciphertext. */
export function seal(text: string, key: Uint8Array): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Throws when the key or the text was changed. */
export function unseal(sealed: string, key: Uint8Array): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
