// Windows file sharing: negotiation, and messages sealed by encryption. Sources: MS-SMB2 §2.2.1.2 (header), §2.2.3-2.2.4
// (negotiate), §2.2.5-2.2.22 (session, tree, files), §2.2.41 (transform header); RFC 1002 §4.3 over TCP 445.
import { be24, bytes, le16, le32, le64, utf16, zeros } from './bytes.ts'

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

/** Where a message belongs: its number, session and tree. */
export interface SmbPlace {
  readonly message: number
  readonly session?: number
  readonly tree?: number
  readonly status?: number
}

export function smbSessionSetup(at: SmbPlace, token: Uint8Array): Uint8Array {
  const front = bytes(le16(25), 0, 1, le32(0), le32(0), le16(64 + 24), le16(token.length), le64(0))
  return netbios(bytes(header(1, 0, at), front, token))
}

/** `flags` 1 a guest, 2 nobody. */
export function smbSessionSetupAnswer(at: SmbPlace, token: Uint8Array, flags = 0): Uint8Array {
  const front = bytes(le16(9), le16(flags), le16(64 + 8), le16(token.length))
  return netbios(bytes(header(1, 1, at), front, token))
}

export function smbTreeConnect(at: SmbPlace, path: string): Uint8Array {
  const name = utf16(path)
  return netbios(bytes(header(3, 0, at), le16(9), le16(0), le16(64 + 8), le16(name.length), name))
}

/** `type` 1 a disk, 2 a pipe. */
export function smbTreeConnectAnswer(at: SmbPlace, type = 1): Uint8Array {
  return netbios(bytes(header(3, 1, at), le16(16), type, 0, le32(0), le32(0), le32(0x001f_01ff)))
}

export function smbCreate(at: SmbPlace, path: string): Uint8Array {
  const name = utf16(path)
  const rights = bytes(le32(0x0012_019f), le32(0x80), le32(7), le32(3), le32(0x40))
  const front = bytes(le16(57), 0, 0, le32(2), zeros(16), rights, le16(64 + 56), le16(name.length), zeros(8))
  return netbios(bytes(header(5, 0, at), front, name))
}

/** An opened file of `size` bytes; `file` stands in both halves of its handle. */
export function smbCreateAnswer(at: SmbPlace, file: number, size: number): Uint8Array {
  if (at.status !== undefined && at.status !== 0) return netbios(bytes(header(5, 1, at), le16(9), le16(0), le32(0), 0))
  const front = bytes(le16(89), 0, 0, le32(1), zeros(32), le64(size), le64(size), le32(0x20), le32(0))
  return netbios(bytes(header(5, 1, at), front, le64(file), le64(file), zeros(8)))
}

export function smbRead(at: SmbPlace, file: number, length: number, offset: number): Uint8Array {
  const front = bytes(le16(49), 0x50, 0, le32(length), le64(offset), le64(file), le64(file))
  return netbios(bytes(header(8, 0, at), front, le32(0), le32(0), le32(0), le16(0), le16(0), 0))
}

export function smbReadAnswer(at: SmbPlace, data: Uint8Array): Uint8Array {
  return netbios(bytes(header(8, 1, at), le16(17), 0x50, 0, le32(data.length), le32(0), le32(0), data))
}

export function smbWrite(at: SmbPlace, file: number, offset: number, data: Uint8Array): Uint8Array {
  const front = bytes(le16(49), le16(64 + 48), le32(data.length), le64(offset), le64(file), le64(file))
  return netbios(bytes(header(9, 0, at), front, le32(0), le32(0), le16(0), le16(0), le32(0), data))
}

export function smbWriteAnswer(at: SmbPlace, count: number): Uint8Array {
  return netbios(bytes(header(9, 1, at), le16(17), le16(0), le32(count), le32(0), le16(0), le16(0)))
}

export function smbClose(at: SmbPlace, file: number): Uint8Array {
  return netbios(bytes(header(6, 0, at), le16(24), le16(0), le32(0), le64(file), le64(file)))
}

export function smbCloseAnswer(at: SmbPlace): Uint8Array {
  return netbios(bytes(header(6, 1, at), le16(60), le16(0), le32(0), zeros(52)))
}

/** Messages one behind the other in one frame; each but the last is filled up to eight bytes. */
export function smbChain(...messages: readonly Uint8Array[]): Uint8Array {
  const parts = messages.map((message, n) => {
    const body = message.slice(4)
    if (n === messages.length - 1) return body
    const filled = bytes(body, zeros((8 - (body.length % 8)) % 8))
    filled.set(le32(filled.length), 20)
    return filled
  })
  return netbios(bytes(...parts))
}

function header(command: number, flags: number, at: SmbPlace = { message: 0 }): Uint8Array {
  const { message, session = 0, tree = 0, status = 0 } = at
  const front = bytes(0xfe, 'SMB', le16(64), le16(0), le32(status), le16(command), le16(1), le32(flags))
  return bytes(front, le32(0), le64(message), le32(0xfeff), le32(tree), le64(session), zeros(16))
}

function netbios(message: Uint8Array): Uint8Array {
  return bytes(0, be24(message.length), message)
}
