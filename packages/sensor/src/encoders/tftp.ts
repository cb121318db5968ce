// Trivial file transfer. Sources: RFC 1350 §5, RFC 2347 (options).
import { be16, bytes } from './bytes.ts'

export type TftpOptions = Readonly<Record<string, string>>

export function tftpRequest(kind: 'read' | 'write', name: string, options: TftpOptions = {}): Uint8Array {
  return bytes(be16(kind === 'read' ? 1 : 2), name, 0, 'octet', 0, optionBytes(options))
}

export function tftpData(block: number, data: Uint8Array): Uint8Array {
  return bytes(be16(3), be16(block), data)
}

export function tftpAcknowledgement(block: number): Uint8Array {
  return bytes(be16(4), be16(block))
}

export function tftpError(code: number, text: string): Uint8Array {
  return bytes(be16(5), be16(code), text, 0)
}

export function tftpOptions(options: TftpOptions): Uint8Array {
  return bytes(be16(6), optionBytes(options))
}

function optionBytes(options: TftpOptions): Uint8Array {
  return bytes(...Object.entries(options).map(([name, value]) => bytes(name, 0, value, 0)))
}
