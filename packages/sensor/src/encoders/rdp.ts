// Remote desktop connection request and confirm. Source: MS-RDPBCGR §2.2.1.1-2.2.1.2 over TPKT and X.224.
import { ber, berInteger } from './ber.ts'
import { be16, bytes, le16, le32, utf16, zeros } from './bytes.ts'
import { tpkt } from './tpkt.ts'

const TLS_AND_CREDSSP = 3
const CREDSSP = 2

/** Connection request with the routing cookie of a user name. */
export function rdpConnectionRequest(user: string): Uint8Array {
  const cookie = `Cookie: mstshash=${user}\r\n`
  return connection(0xe0, 0, bytes(cookie, negotiation(1, TLS_AND_CREDSSP)))
}

/** Connection confirm that picks CredSSP; TLS follows. */
export function rdpConnectionConfirm(): Uint8Array {
  return connection(0xd0, 0x1234, negotiation(2, CREDSSP))
}

/** Connection confirm of a server that chooses security by its bits: 0 its own, 1 TLS, 2 CredSSP. */
export function rdpConnectionChosen(security: number): Uint8Array {
  return connection(0xd0, 0x1234, negotiation(2, security))
}

/** First data of a connection without TLS: MCS connect-initial with the client's core data (§2.2.1.3.2). */
export function rdpClientData(name: string, build: number): Uint8Array {
  const display = bytes(le16(1024), le16(768), le16(0xca01), le16(0xaa03))
  const keys = bytes(le32(0x409), le32(build), fixedUtf16(name, 32), le32(4), le32(0), le32(12), zeros(64))
  const more = bytes(le16(0xca01), le16(1), le32(0), le16(16), le16(7), le16(1), zeros(64), 0, 0, le32(0))
  const core = bytes(le32(0x0008_0004), display, keys, more)
  const blocks = bytes(le16(0xc001), le16(core.length + 4), core)
  const create = bytes(0, 8, 0, 0x10, 0, 1, 0xc0, 0, 'Duca', perLength(blocks.length), blocks)
  const conference = bytes(0, 5, 0, 0x14, 0x7c, 0, 1, perLength(create.length), create)
  const numbers = (values: readonly number[]) => ber(0x30, ...values.map((value) => berInteger(value)))
  const target = numbers([34, 2, 0, 1, 0, 1, 65_535, 2])
  const least = numbers([1, 1, 1, 1, 0, 1, 1056, 2])
  const most = numbers([65_535, 64_535, 65_535, 1, 0, 1, 65_535, 2])
  const body = bytes(ber(4, 1), ber(4, 1), ber(1, 0xff), target, least, most, ber(4, conference))
  return tpkt(bytes(2, 0xf0, 0x80, 0x7f, 0x65, 0x82, be16(body.length), body))
}

function fixedUtf16(text: string, length: number): Uint8Array {
  const out = zeros(length)
  out.set(utf16(text))
  return out
}

// Length of the packed encoding: two bytes with the top bit set (ITU-T X.691 §10.9).
function perLength(length: number): readonly number[] {
  return be16(0x8000 | length)
}

function connection(type: number, sourceRef: number, variable: Uint8Array): Uint8Array {
  const fixedPart = bytes(type, 0, 0, sourceRef >> 8, sourceRef & 0xff, 0)
  return tpkt(bytes(fixedPart.length + variable.length, fixedPart, variable))
}

function negotiation(type: number, protocols: number): Uint8Array {
  return bytes(type, 0, le16(8), le32(protocols))
}
