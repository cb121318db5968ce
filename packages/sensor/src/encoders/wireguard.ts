// WireGuard's handshake over UDP. Source: Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel" (NDSS 2017) §5.4.2-3.
import { bytes, zeros } from './bytes.ts'

/** The initiator's first message: sender 4, key 32, static 48, timestamp 28, two MACs of 16; `sealed` is all but the last MAC. */
export function wireguardInitiation(sealed: Uint8Array): Uint8Array {
  return bytes(1, zeros(3), sealed.subarray(0, 128), zeros(16))
}

/** The responder's answer: sender and receiver 4 each, key 32, nothing sealed 16, two MACs of 16. */
export function wireguardResponse(sealed: Uint8Array): Uint8Array {
  return bytes(2, zeros(3), sealed.subarray(0, 72), zeros(16))
}
