// Ids: `<kind>_` and 26 Crockford base 32 characters of a 128-bit value (a UUIDv7, or the head of a content hash).
import { z } from 'zod'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Schema of the ids of one kind, such as `idOf('ast', 'AssetId')`. */
export function idOf<const Kind extends string, const Name extends string>(kind: Kind, _name: Name) {
  return z
    .string()
    .regex(new RegExp(`^${kind}_[0-7][0-9a-hjkmnp-tv-z]{25}$`))
    .brand<Name>()
}

/** The id text of 16 bytes; throws a RangeError for another length. */
export function idFromBytes(kind: string, bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`an id has 16 bytes, not ${bytes.length}`)
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  let text = ''
  for (let at = 0; at < 26; at++) {
    text = ALPHABET[Number(value & 31n)] + text
    value >>= 5n
  }
  return `${kind}_${text}`
}

/** The 16 bytes of an id's text, or null when it is none. */
export function bytesOfId(id: string): Uint8Array | null {
  const text = id.slice(id.indexOf('_') + 1)
  if (text.length !== 26) return null
  let value = 0n
  for (const character of text) {
    const digit = ALPHABET.indexOf(character)
    if (digit < 0) return null
    value = (value << 5n) | BigInt(digit)
  }
  const bytes = new Uint8Array(16)
  for (let at = 15; at >= 0; at--) {
    bytes[at] = Number(value & 255n)
    value >>= 8n
  }
  return value === 0n ? bytes : null
}

/** The UUID spelling of an id, as the store's `uuid` columns keep it, or null when the text is no id. */
export function uuidOfId(id: string): string | null {
  const bytes = bytesOfId(id)
  if (bytes === null) return null
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The id text of a UUID as the store gives it; throws a RangeError when it is none. */
export function idOfUuid(kind: string, uuid: string): string {
  const hex = uuid.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new RangeError('not a UUID')
  return idFromBytes(
    kind,
    Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)),
  )
}
