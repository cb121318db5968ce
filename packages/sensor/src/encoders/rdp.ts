// Remote desktop connection request and confirm. Source: MS-RDPBCGR §2.2.1.1-2.2.1.2 over TPKT and X.224.
import { bytes, le16, le32 } from './bytes.ts'
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

function connection(type: number, sourceRef: number, variable: Uint8Array): Uint8Array {
  const fixedPart = bytes(type, 0, 0, sourceRef >> 8, sourceRef & 0xff, 0)
  return tpkt(bytes(fixedPart.length + variable.length, fixedPart, variable))
}

function negotiation(type: number, protocols: number): Uint8Array {
  return bytes(type, 0, le16(8), le32(protocols))
}
