// UDP datagrams. Source: RFC 768 (a computed checksum of zero is sent as 0xffff).
import { be16, bytes } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import { ethernetFrame, type VlanTag } from './ethernet.ts'
import { etherTypeOf, IP_PROTOCOL, ipPacket, pseudoHeader } from './ip.ts'

/** One end of a conversation as the frame shows it. */
export interface Endpoint {
  readonly mac: string
  readonly ip: string
  readonly port: number
}

export interface DatagramOptions {
  readonly tags?: readonly VlanTag[]
  readonly id?: number
  readonly ttl?: number
}

/** A whole frame with one datagram. */
export function udpFrame(from: Endpoint, to: Endpoint, payload: Uint8Array, options: DatagramOptions = {}): Uint8Array {
  const { tags = [], ...ip } = options
  const packet = ipPacket({ from: from.ip, to: to.ip, protocol: IP_PROTOCOL.udp, ...ip }, datagram(from, to, payload))
  return ethernetFrame({ to: to.mac, from: from.mac, etherType: etherTypeOf(from.ip), tags }, packet)
}

function datagram(from: Endpoint, to: Endpoint, payload: Uint8Array): Uint8Array {
  const length = 8 + payload.length
  const ports = bytes(be16(from.port), be16(to.port), be16(length))
  const sum = internetChecksum(pseudoHeader(from.ip, to.ip, IP_PROTOCOL.udp, length), ports, payload)
  return bytes(ports, be16(sum === 0 ? 0xffff : sum), payload)
}
