// IPsec key exchange and NAT traversal. Sources: RFC 7296 §3 (payloads), §2.23; RFC 3948 §2 (non-ESP marker, keepalive).
import { be16, be32, bytes, sized16, zeros } from './bytes.ts'

const EXCHANGE = { init: 34, auth: 35 } as const
const PAYLOAD = { none: 0, sa: 33, keyExchange: 34, nonce: 40, notify: 41, sealed: 46 } as const

/** SPIs are 8 bytes each; the responder's is zero in the first message. */
export interface IkeEnds {
  readonly initiator: Uint8Array
  readonly responder: Uint8Array
}

/** IKE_SA_INIT of either side: one proposal (AES-256, SHA-256, group 19), a 64-byte key share and a nonce. */
export function ikeInit(ends: IkeEnds, isResponse: boolean, keyShare: Uint8Array, nonce: Uint8Array): Uint8Array {
  const body = bytes(
    payload(PAYLOAD.keyExchange, proposal()),
    payload(PAYLOAD.nonce, bytes(be16(19), be16(0), keyShare)),
    payload(PAYLOAD.none, nonce),
  )
  return header(ends, PAYLOAD.sa, EXCHANGE.init, isResponse, 0, body)
}

/** IKE_AUTH: one sealed payload. */
export function ikeAuth(ends: IkeEnds, isResponse: boolean, sealed: Uint8Array): Uint8Array {
  return header(ends, PAYLOAD.sealed, EXCHANGE.auth, isResponse, 1, payload(PAYLOAD.none, sealed))
}

/** Key exchange on port 4500 stands behind four zero bytes. */
export function natTraversal(message: Uint8Array): Uint8Array {
  return bytes(zeros(4), message)
}

/** An encrypted packet inside UDP 4500. */
export function espInUdp(spi: number, sequence: number, sealed: Uint8Array): Uint8Array {
  return bytes(be32(spi), be32(sequence), sealed)
}

function header(
  ends: IkeEnds,
  first: number,
  exchange: number,
  isResponse: boolean,
  messageId: number,
  body: Uint8Array,
) {
  const flags = isResponse ? 0x20 : 0x08
  const front = bytes(ends.initiator, ends.responder, first, 0x20, exchange, flags, be32(messageId))
  return bytes(front, be32(28 + body.length), body)
}

// `next` names the payload that follows this one.
function payload(next: number, body: Uint8Array): Uint8Array {
  return bytes(next, 0, be16(body.length + 4), body)
}

function proposal(): Uint8Array {
  const aes256 = bytes(be16(0x800e), be16(256))
  const transforms = [transform(3, 1, 12, aes256), transform(3, 2, 5), transform(3, 3, 12), transform(0, 4, 19)]
  const body = bytes(1, 1, 0, transforms.length, ...transforms)
  return bytes(0, 0, sized16(body, 4).subarray(0, 2), body)
}

function transform(more: number, type: number, id: number, attributes: Uint8Array = bytes()): Uint8Array {
  return bytes(more, 0, be16(8 + attributes.length), type, 0, be16(id), attributes)
}
