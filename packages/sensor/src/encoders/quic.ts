// A client's first packets of QUIC version 1, sealed with the keys of its connection id. Sources: RFC 9000 §16, §17.2.2, §19.6; RFC 9001 §5
// and appendix A.
import { createCipheriv, createHmac, hkdfSync } from 'node:crypto'
import { be16, be32, bytes, zeros } from './bytes.ts'

const SALT = Uint8Array.from([
  0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f,
  0x0a,
])
/** A datagram with a first packet has at least so many octets (RFC 9000 §14.1). */
const LEAST = 1200
const NUMBER_BYTES = 4

/** One Initial packet that carries `data` of the handshake from `offset` on; padded to the least size of a datagram. */
export function quicInitial(
  connection: Uint8Array,
  packetNumber: number,
  offset: number,
  data: Uint8Array,
): Uint8Array {
  const crypto = bytes(6, be32(0x8000_0000 | offset), be16(0x4000 | data.length), data)
  const frames = bytes(crypto, zeros(Math.max(0, LEAST - 60 - crypto.length)))
  const length = NUMBER_BYTES + frames.length + 16
  const head = bytes(0xc3, be32(1), connection.length, connection, 0, 0, be16(0x4000 | length), be32(packetNumber))
  const { key, iv, mask } = keysOf(connection)
  const nonce = Uint8Array.from(iv)
  const tail = be32(packetNumber)
  for (let n = 0; n < 4; n += 1) nonce[8 + n]! ^= tail[n]!
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  cipher.setAAD(head)
  const sealed = bytes(cipher.update(frames), cipher.final(), cipher.getAuthTag())
  const hide = createCipheriv('aes-128-ecb', mask, null).update(sealed.subarray(0, 16))
  const packet = bytes(head, sealed)
  packet[0]! ^= hide[0]! & 0x0f
  for (let n = 0; n < NUMBER_BYTES; n += 1) packet[head.length - NUMBER_BYTES + n]! ^= hide[1 + n]!
  return packet
}

function keysOf(connection: Uint8Array): {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly mask: Uint8Array
} {
  // Extract and the client's expansion in one call, then each key from that secret.
  const secret = new Uint8Array(hkdfSync('sha256', connection, SALT, label('client in', 32), 32))
  const of = (name: string, length: number) => expand(secret, label(name, length), length)
  return { key: of('quic key', 16), iv: of('quic iv', 12), mask: of('quic hp', 16) }
}

function label(name: string, length: number): Uint8Array {
  const text = `tls13 ${name}`
  return bytes(be16(length), text.length, text, 0)
}

// HKDF-Expand alone, of one block: HMAC over the label and the octet 1.
function expand(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(createHmac('sha256', secret).update(bytes(info, 1)).digest()).subarray(0, length)
}
