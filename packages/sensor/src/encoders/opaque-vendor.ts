// Protocols whose layout is not public: AVEVA PI (TCP 5450) and Yokogawa Vnet/IP (UDP 5313), told by their port alone. The
// contents here are a length and a counter in front of bytes that mean nothing. Sources: IANA, the vendors' firewall guides.
import { be16, be32, bytes } from './bytes.ts'

/** A message of the historian's network manager: length, counter, contents. */
export function piMessage(counter: number, contents: Uint8Array): Uint8Array {
  return bytes(be32(contents.length + 8), be32(counter), contents)
}

/** A datagram of the control bus: station numbers, counter, contents. */
export function vnetMessage(ends: { from: number; to: number }, counter: number, contents: Uint8Array): Uint8Array {
  return bytes(be16(ends.to), be16(ends.from), be32(counter), be16(contents.length), be16(0), contents)
}
