// The old form of Windows file sharing. Source: MS-CIFS §2.2.3.1 (head), §2.2.4.52 (negotiate), §2.2.4.53 (session setup), §2.2.4.55
// (tree connect).
import { be24, bytes, le16, le32, zeros } from './bytes.ts'

/** Offers the dialects by name, as Windows does: SMB 2 among them or not. */
export function smb1Negotiate(dialects: readonly string[]): Uint8Array {
  const names = bytes(...dialects.map((name) => bytes(2, name, 0)))
  return netbios(bytes(header(0x72, false), 0, le16(names.length), names))
}

/** Picks a dialect of SMB 1 without a token; `challenge` is 8 bytes. */
export function smb1NegotiateAnswer(
  dialect: number,
  challenge: Uint8Array,
  domain: string,
  server: string,
): Uint8Array {
  const limits = bytes(le16(50), le16(1), le32(16_644), le32(65_536), le32(0), le32(0x54))
  const words = bytes(le16(dialect), 3, limits, zeros(8), le16(0), challenge.length)
  const data = bytes(challenge, domain, 0, server, 0)
  return netbios(bytes(header(0x72, true), 17, words, le16(data.length), data))
}

/** A logon of the old form in ASCII: proofs of 24 bytes, then the names. */
export function smb1SessionSetup(account: string, domain: string, system: string, manager: string): Uint8Array {
  const proofs = bytes(new Uint8Array(24).fill(1), new Uint8Array(24).fill(2))
  const words = bytes(
    0xff,
    0,
    le16(0),
    le16(16_644),
    le16(50),
    le16(1),
    le32(0),
    le16(24),
    le16(24),
    le32(0),
    le32(0x54),
  )
  const data = bytes(proofs, account, 0, domain, 0, system, 0, manager, 0)
  return netbios(bytes(header(0x73, false), 13, words, le16(data.length), data))
}

export function smb1SessionSetupAnswer(status: number, system: string, manager: string, domain: string): Uint8Array {
  if (status !== 0) return netbios(bytes(header(0x73, true, status), 0, le16(0)))
  const data = bytes(system, 0, manager, 0, domain, 0)
  return netbios(bytes(header(0x73, true), 3, 0xff, 0, le16(0), le16(0), le16(data.length), data))
}

export function smb1TreeConnect(path: string): Uint8Array {
  const data = bytes(0, path, 0, '?????', 0)
  return netbios(bytes(header(0x75, false), 4, 0xff, 0, le16(0), le16(0), le16(1), le16(data.length), data))
}

function header(command: number, isAnswer: boolean, status = 0): Uint8Array {
  const flags = bytes(isAnswer ? 0x98 : 0x18, le16(0x4001))
  return bytes(0xff, 'SMB', command, le32(status), flags, zeros(12), le16(0), le16(0xfeff), le16(0), le16(1))
}

function netbios(message: Uint8Array): Uint8Array {
  return bytes(0, be24(message.length), message)
}
