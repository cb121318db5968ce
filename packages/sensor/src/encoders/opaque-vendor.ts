// Protocols whose layout is not public: AVEVA PI (TCP 5450) and Yokogawa Vnet/IP (UDP 5313), told by their port alone. The
// contents here are a length and a counter in front of bytes that mean nothing. Sources: IANA, the vendors' firewall guides.
import { bytes, le16, le32 } from './bytes.ts'

/** A message of the historian's network manager: length, counter, contents. */
export function piMessage(counter: number, contents: Uint8Array): Uint8Array {
  return bytes(le32(contents.length + 8), le32(counter), contents)
}

/** A datagram of the control bus: station numbers of one domain, counter, length, contents. */
export function vnetMessage(ends: { from: number; to: number }, counter: number, contents: Uint8Array): Uint8Array {
  return bytes(0, ends.to, 0xff, ends.from, le32(counter), le16(contents.length), contents)
}
