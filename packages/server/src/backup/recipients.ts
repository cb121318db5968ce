// Who can open a backup. A recipient is the public half of an X25519 key pair (RFC 7748); the product keeps only that, so whoever takes
// its disk cannot read its backups. A passphrase is stretched into a pair by scrypt (RFC 7914) and its public half used alike.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scrypt,
} from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import { BackupError } from './errors.ts'

/** How the pair of a passphrase is found again: scrypt's salt and cost. */
export const Stretch = z.strictObject({
  salt: z.base64url(),
  logN: z.int().min(14).max(20),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(4),
})
export type Stretch = z.infer<typeof Stretch>

export const Recipient = z.strictObject({
  /** `penstock-recipient-` and 36 bytes in base64url: the key and a checksum. */
  key: z.string(),
  stretch: Stretch.optional(),
})
export type Recipient = z.infer<typeof Recipient>

export interface Identity {
  /** `penstock-identity-…`; opens what was made for its recipient. */
  readonly identity: string
  readonly recipient: string
}

const PUBLIC = 'penstock-recipient-'
const PRIVATE = 'penstock-identity-'
const KEY_BYTES = 32
/** DER of an X25519 key up to the 32 bytes of the key (RFC 8410 §7, §4). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex')
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex')
/** 128 MiB and near half a second a guess (OWASP password storage cheat sheet: N = 2^17, r = 8, p = 1). */
const COST = { logN: 17, r: 8, p: 1 } as const
const SCRYPT_MEMORY_BYTES = 2 ** 31

export function newIdentity(): Identity {
  const { privateKey } = generateKeyPairSync('x25519')
  return identityOf(privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-KEY_BYTES))
}

/** The pair of a passphrase; a new salt unless given. */
export async function stretchPassphrase(
  passphrase: string,
  stretch: Stretch = { salt: randomBytes(16).toString('base64url'), ...COST },
): Promise<Identity & { readonly stretch: Stretch }> {
  const { salt, logN, r, p } = stretch
  const options = { N: 2 ** logN, r, p, maxmem: SCRYPT_MEMORY_BYTES }
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt)
  const key = await derive(passphrase.normalize('NFC'), Buffer.from(salt, 'base64url'), KEY_BYTES, options)
  return { ...identityOf(key), stretch }
}

/** Throws `backup.bad-key` for what is no recipient; a mistyped one is none. */
export function readRecipient(text: string): KeyObject {
  return publicKeyOf(bytesOf(text, PUBLIC))
}

/** Throws `backup.bad-key`. */
export function readIdentity(text: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, bytesOf(text, PRIVATE)]), format: 'der', type: 'pkcs8' })
}

/** Throws `backup.bad-key`. */
export function recipientOf(identity: string): string {
  return textOf(PUBLIC, publicBytes(createPublicKey(readIdentity(identity))))
}

export function isIdentity(text: string): boolean {
  return text.startsWith(PRIVATE)
}

/** The public key of these 32 bytes. */
export function publicKeyOf(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' })
}

/** The 32 bytes of a public key. */
export function publicBytes(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(-KEY_BYTES)
}

function identityOf(key: Uint8Array): Identity {
  const identity = textOf(PRIVATE, key)
  return { identity, recipient: recipientOf(identity) }
}

function textOf(kind: string, key: Uint8Array): string {
  return kind + Buffer.concat([key, checksum(kind, key)]).toString('base64url')
}

function bytesOf(text: string, kind: string): Buffer {
  const bytes = Buffer.from(text.trim().slice(kind.length), 'base64url')
  const key = bytes.subarray(0, KEY_BYTES)
  const isWhole = text.trim() === textOf(kind, key)
  if (!isWhole)
    throw new BackupError('backup.bad-key', `not a key that begins with ${kind}: copy the whole line, without spaces`)
  return key
}

function checksum(kind: string, key: Uint8Array): Buffer {
  return createHash('sha256').update(kind).update(key).digest().subarray(0, 4)
}
