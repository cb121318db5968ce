// Keys of QUIC's first packets: everybody who sees the connection id can make them, which is what the standard wants.
// Sources: RFC 9001 §5.2 (secrets), §5.3 (nonce), §5.4.3 (mask); RFC 9369 §3.3 (version 2); RFC 8446 §7.1 (labels).
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

export const VERSION_1 = 0x0000_0001
export const VERSION_2 = 0x6b33_43cf
const TAG_BYTES = 16
const SALTS: ReadonlyMap<number, Buffer> = new Map([
  [VERSION_1, Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')],
  [VERSION_2, Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex')],
])

export interface InitialKeys {
  readonly key: Buffer
  readonly iv: Buffer
  readonly mask: Buffer
}

/** Keys of what the client sends first, or null for a version that is not known. */
export function clientKeys(version: number, connection: Uint8Array): InitialKeys | null {
  const salt = SALTS.get(version)
  if (salt === undefined) return null
  const initial = createHmac('sha256', salt).update(connection).digest()
  const secret = expand(initial, 'client in', 32)
  const kind = version === VERSION_2 ? 'quicv2' : 'quic'
  return {
    key: expand(secret, `${kind} key`, 16),
    iv: expand(secret, `${kind} iv`, 12),
    mask: expand(secret, `${kind} hp`, 16),
  }
}

/** The five octets that hide the first octet and the packet number, from a sample of 16. */
export function maskOf(keys: InitialKeys, sample: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-ecb', keys.mask, null).setAutoPadding(false)
  return cipher.update(sample).subarray(0, 5)
}

/** What `sealed` holds; null when its tag does not fit. `head` is the packet up to its number, without the mask. */
export function unseal(
  keys: InitialKeys,
  packetNumber: number,
  head: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | null {
  if (sealed.length <= TAG_BYTES) return null
  const nonce = Buffer.from(keys.iv)
  for (let n = 0; n < 4; n += 1) nonce[11 - n]! ^= Math.floor(packetNumber / 256 ** n) & 255
  const decipher = createDecipheriv('aes-128-gcm', keys.key, nonce)
  decipher.setAAD(head)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const open = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    decipher.final()
    return open
  } catch {
    // The tag of a packet that was damaged or made up.
    return null
  }
}

// HKDF-Expand-Label with an empty context; every length here is at most one block.
function expand(secret: Buffer, label: string, length: number): Buffer {
  const text = Buffer.from(`tls13 ${label}`)
  const info = Buffer.concat([Buffer.from([0, length, text.length]), text, Buffer.from([0, 1])])
  return createHmac('sha256', secret).update(info).digest().subarray(0, length)
}
