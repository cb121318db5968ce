// The Ed25519 key with which a store signs its roots. It lives in the store's folder and never leaves it.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface AuditKey {
  /** First 16 hexadecimal digits of the SHA-256 of the public key. */
  readonly keyId: string
  /** SubjectPublicKeyInfo, base64; handed to the other side with every root. */
  readonly publicKey: string
  readonly privateKey: KeyObject
}

/** Reads `folder`/keys/audit.pem, made with mode 0600 when absent. Throws when the file is no Ed25519 key. */
export function loadAuditKey(folder: string): AuditKey {
  const place = join(folder, 'keys', 'audit.pem')
  if (!existsSync(place)) writeNewKey(join(folder, 'keys'), place)
  const privateKey = createPrivateKey(readFileSync(place))
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Error(`${place} is no Ed25519 key; put the right one back, or move it away to have a new one made`)
  const der = publicDer(privateKey)
  return { keyId: keyIdOf(der), publicKey: der.toString('base64'), privateKey }
}

/** The public key of the store in `folder`, or null when it has none; makes nothing. */
export function findPublicKey(folder: string): string | null {
  const place = join(folder, 'keys', 'audit.pem')
  return existsSync(place) ? publicDer(createPrivateKey(readFileSync(place))).toString('base64') : null
}

export function keyIdOf(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('hex').slice(0, 16)
}

function publicDer(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
}

function writeNewKey(folder: string, place: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  const making = `${place}.making`
  const file = openSync(making, 'w', 0o600)
  try {
    writeSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(making, place)
}
