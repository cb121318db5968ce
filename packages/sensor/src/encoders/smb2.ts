// Windows file sharing: negotiation, and messages sealed by encryption. Sources: MS-SMB2 §2.2.1.2 (header), §2.2.3-2.2.4
// (negotiate), §2.2.41 (transform header); RFC 1002 §4.3 over TCP 445.
import { be24, bytes, le16, le32, le64, zeros } from './bytes.ts'

const DIALECTS = [0x0202, 0x0210, 0x0300, 0x0302]
const DIALECT_3_0_2 = 0x0302
const ENCRYPTION = 0x40
const MAX_SIZE = 0x10_0000

/** Offers dialects 2.0.2 to 3.0.2; `guid` is 16 bytes. */
export function smbNegotiateRequest(guid: Uint8Array): Uint8Array {
  const front = bytes(le16(36), le16(DIALECTS.length), le16(1), le16(0), le32(ENCRYPTION))
  return netbios(bytes(header(0, 0), front, guid, zeros(8), ...DIALECTS.map(le16)))
}

/** Picks 3.0.2. `atFileTime` is the server's clock in 100 ns since 1601. */
export function smbNegotiateResponse(guid: Uint8Array, atFileTime: bigint): Uint8Array {
  const front = bytes(le16(65), le16(1), le16(DIALECT_3_0_2), le16(0), guid, le32(ENCRYPTION))
  const sizes = bytes(le32(MAX_SIZE), le32(MAX_SIZE), le32(MAX_SIZE))
  const clock = bytes(le32(Number(atFileTime & 0xffff_ffffn)), le32(Number(atFileTime >> 32n)))
  return netbios(bytes(header(0, 1), front, sizes, clock, zeros(8), le16(128), le16(0), le32(0)))
}

/** An encrypted message: `nonce` is 16 bytes, `signature` too, `sealed` the ciphertext. */
export function smbEncrypted(
  session: number,
  nonce: Uint8Array,
  signature: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  const front = bytes(0xfd, 'SMB', signature, nonce, le32(sealed.length), le16(0), le16(1), le64(session))
  return netbios(bytes(front, sealed))
}

function header(command: number, flags: number): Uint8Array {
  const front = bytes(0xfe, 'SMB', le16(64), le16(0), le32(0), le16(command), le16(1), le32(flags))
  return bytes(front, le32(0), le64(0), le32(0xfeff), le32(0), le64(0), zeros(16))
}

function netbios(message: Uint8Array): Uint8Array {
  return bytes(0, be24(message.length), message)
}
