// TLS 1.3 opening flights and opaque records. Sources: RFC 8446 §4.1, §5.1, appendix D.4 (middlebox form); RFC 6066 §3
// (server name); RFC 7301 (application protocol); RFC 5246 §7.4 (certificates of version 1.2).
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

/** What a client offers, list by list as it stands on the wire. */
export interface ClientOffer {
  readonly version: number
  readonly ciphers: readonly number[]
  /** Type and body of each extension, in order. */
  readonly extensions: readonly (readonly [type: number, body: Uint8Array])[]
}

/** A hello that offers exactly this. */
export function tlsClientOffer(offer: ClientOffer): Uint8Array {
  const suites = bytes(...offer.ciphers.map(be16))
  const extensions = bytes(...offer.extensions.map(([type, body]) => extension(type, body)))
  const front = bytes(be16(offer.version), new Uint8Array(32).fill(7), 0)
  const body = bytes(front, sized16(suites), 1, 0, sized16(extensions))
  return record(RECORD.handshake, 0x0301, bytes(1, be24(body.length), body))
}

/** Bodies of the extensions that carry lists. */
export const tlsExtension = {
  serverName: (name: string): Uint8Array => sized16(bytes(0, sized16(bytes(name)))),
  alpn: (names: readonly string[]): Uint8Array => sized16(bytes(...names.map((name) => bytes(name.length, name)))),
  signatureAlgorithms: (values: readonly number[]): Uint8Array => sized16(bytes(...values.map(be16))),
  supportedVersions: (values: readonly number[]): Uint8Array => bytes(values.length * 2, ...values.map(be16)),
}

/** The server's answer of TLS 1.2: its hello, its certificates and the end of its turn, each in a record or all in one. */
export function tlsServerFlight12(cipher: number, certificates: readonly Uint8Array[], inOneRecord = true): Uint8Array {
  const hello = bytes(be16(LEGACY_VERSION), new Uint8Array(32).fill(8), 0, be16(cipher), 0)
  const list = bytes(...certificates.map((one) => bytes(be24(one.length), one)))
  const messages = [
    bytes(2, be24(hello.length), hello),
    bytes(11, be24(list.length + 3), be24(list.length), list),
    bytes(14, be24(0)),
  ]
  if (inOneRecord) return record(RECORD.handshake, LEGACY_VERSION, bytes(...messages))
  return bytes(...messages.map((message) => record(RECORD.handshake, LEGACY_VERSION, message)))
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
