// OpenVPN over UDP. Source: OpenVPN protocol description (doxygen "network protocol"; draft-openvpn-wire-protocol).
import { be32, bytes } from './bytes.ts'

const OPCODE = { control: 4, ack: 5, hardResetClient: 7, hardResetServer: 8, data: 9 } as const

/** The client opens; `session` is 8 bytes. */
export function openvpnHardResetClient(session: Uint8Array): Uint8Array {
  return bytes(OPCODE.hardResetClient << 3, session, 0, be32(0))
}

/** The same under a static outer key (tls-auth): HMAC-SHA1 of 20 bytes, replay counter and clock in seconds. */
export function openvpnAuthenticatedReset(
  session: Uint8Array,
  hmac: Uint8Array,
  replay: number,
  atS: number,
): Uint8Array {
  return bytes(OPCODE.hardResetClient << 3, session, hmac, be32(replay), be32(atS), 0, be32(0))
}

/** The server answers and acknowledges the client's packet 0. */
export function openvpnHardResetServer(session: Uint8Array, client: Uint8Array): Uint8Array {
  return bytes(OPCODE.hardResetServer << 3, session, 1, be32(0), client, be32(0))
}

export function openvpnAck(session: Uint8Array, packetId: number, remote: Uint8Array): Uint8Array {
  return bytes(OPCODE.ack << 3, session, 1, be32(packetId), remote)
}

/** A part of the TLS handshake. */
export function openvpnControl(session: Uint8Array, packetId: number, tls: Uint8Array): Uint8Array {
  return bytes(OPCODE.control << 3, session, 0, be32(packetId), tls)
}

/** Encrypted payload with a peer id. */
export function openvpnData(peer: number, sealed: Uint8Array): Uint8Array {
  return bytes(OPCODE.data << 3, (peer >> 16) & 0xff, (peer >> 8) & 0xff, peer & 0xff, sealed)
}
