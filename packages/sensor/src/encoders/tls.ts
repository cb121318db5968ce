// TLS 1.3 opening flights and opaque records. Sources: RFC 8446 §4.1, §5.1, appendix D.4 (middlebox form); RFC 6066 §3
// (server name); RFC 7301 (application protocol).
import { be16, be24, bytes, sized16 } from './bytes.ts'

const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const
const LEGACY_VERSION = 0x0303
const X25519 = 0x001d

/** What a client offers. `random`, `sessionId` and `keyShare` are 32 bytes each. */
export interface ClientHello {
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly keyShare: Uint8Array
  readonly serverName?: string
  readonly alpn?: readonly string[]
}

export function tlsClientHello(hello: ClientHello): Uint8Array {
  const suites = bytes(...[0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030].map(be16))
  const algorithms = bytes(...[0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501].map(be16))
  const extensions = [
    ...(hello.serverName === undefined ? [] : [extension(0, sized16(bytes(0, sized16(bytes(hello.serverName)))))]),
    extension(10, sized16(bytes(be16(X25519), be16(0x0017)))),
    extension(11, bytes(1, 0)),
    extension(13, sized16(algorithms)),
    ...(hello.alpn === undefined
      ? []
      : [extension(16, sized16(bytes(...hello.alpn.map((name) => bytes(name.length, name)))))]),
    extension(43, bytes(4, be16(0x0304), be16(0x0303))),
    extension(51, sized16(bytes(be16(X25519), sized16(hello.keyShare)))),
  ]
  const front = bytes(be16(LEGACY_VERSION), hello.random, hello.sessionId.length, hello.sessionId)
  const body = bytes(front, sized16(suites), 1, 0, sized16(bytes(...extensions)))
  return record(RECORD.handshake, 0x0301, bytes(1, be24(body.length), body))
}

/** The server's answer with its first encrypted bytes. */
export function tlsServerHello(hello: Omit<ClientHello, 'serverName' | 'alpn'>, encrypted: Uint8Array): Uint8Array {
  const share = bytes(be16(X25519), sized16(hello.keyShare))
  const extensions = bytes(extension(43, bytes(be16(0x0304))), extension(51, share))
  const front = bytes(be16(LEGACY_VERSION), hello.random, hello.sessionId.length, hello.sessionId)
  const body = bytes(front, be16(0x1301), 0, sized16(extensions))
  const handshake = record(RECORD.handshake, LEGACY_VERSION, bytes(2, be24(body.length), body))
  return bytes(handshake, tlsChangeCipherSpec(), tlsData(encrypted))
}

export function tlsChangeCipherSpec(): Uint8Array {
  return record(RECORD.changeCipherSpec, LEGACY_VERSION, bytes(1))
}

/** A record of encrypted application data. */
export function tlsData(encrypted: Uint8Array): Uint8Array {
  return record(RECORD.applicationData, LEGACY_VERSION, encrypted)
}

function record(type: number, version: number, body: Uint8Array): Uint8Array {
  return bytes(type, be16(version), sized16(body))
}

function extension(type: number, body: Uint8Array): Uint8Array {
  return bytes(be16(type), sized16(body))
}
