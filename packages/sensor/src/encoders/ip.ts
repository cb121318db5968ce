// IPv4 and IPv6 packets. Sources: RFC 791 §3.1, RFC 8200 §3, pseudo headers RFC 9293 §3.1 and RFC 8200 §8.1.
import { ipBytes, isIpv6 } from './address.ts'
import { be16, be32, bytes } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import { ETHERTYPE } from './ethernet.ts'

export const IP_PROTOCOL = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmpv6: 58 } as const

export interface IpHeader {
  readonly from: string
  readonly to: string
  readonly protocol: number
  /** IPv4 identification; IPv6 has none. */
  readonly id?: number
  /** Time to live or hop limit, 64 unless told. */
  readonly ttl?: number
}

/** One unfragmented packet of the family of its addresses. */
export function ipPacket(header: IpHeader, payload: Uint8Array): Uint8Array {
  return isIpv6(header.from) ? ipv6Packet(header, payload) : ipv4Packet(header, payload)
}

/** The EtherType that carries packets to or from this address. */
export function etherTypeOf(ip: string): number {
  return isIpv6(ip) ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4
}

/** What TCP and UDP checksums cover before their own header. */
export function pseudoHeader(from: string, to: string, protocol: number, length: number): Uint8Array {
  const ends = bytes(ipBytes(from), ipBytes(to))
  return isIpv6(from) ? bytes(ends, be32(length), 0, 0, 0, protocol) : bytes(ends, 0, protocol, be16(length))
}

function ipv4Packet(header: IpHeader, payload: Uint8Array): Uint8Array {
  const dontFragment = 0x4000
  const front = bytes(0x45, 0, be16(20 + payload.length), be16(header.id ?? 0), be16(dontFragment))
  const rest = bytes(header.ttl ?? 64, header.protocol)
  const ends = bytes(ipBytes(header.from), ipBytes(header.to))
  return bytes(front, rest, be16(internetChecksum(front, rest, ends)), ends, payload)
}

function ipv6Packet(header: IpHeader, payload: Uint8Array): Uint8Array {
  const front = bytes(0x60, 0, 0, 0, be16(payload.length), header.protocol, header.ttl ?? 64)
  return bytes(front, ipBytes(header.from), ipBytes(header.to), payload)
}
