// TCP segments. Source: RFC 9293 §3.1; option 2 (maximum segment size) §3.7.1.
import { be16, be32, bytes } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import { ethernetFrame, type VlanTag } from './ethernet.ts'
import { etherTypeOf, IP_PROTOCOL, ipPacket, pseudoHeader } from './ip.ts'
import type { Endpoint } from './udp.ts'

export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const

export interface Segment {
  /** Sequence and acknowledgement numbers, modulo 2^32. */
  readonly seq: number
  readonly ack: number
  readonly flags: number
  readonly window?: number
  readonly payload?: Uint8Array
  /** Maximum segment size to announce, in bytes; only on SYN. */
  readonly mss?: number
  readonly tags?: readonly VlanTag[]
  readonly id?: number
  readonly ttl?: number
}

/** A whole frame with one segment. */
export function tcpFrame(from: Endpoint, to: Endpoint, segment: Segment): Uint8Array {
  const { id = 0, ttl = 64, tags = [] } = segment
  const body = encodeSegment(from, to, segment)
  const packet = ipPacket({ from: from.ip, to: to.ip, protocol: IP_PROTOCOL.tcp, id, ttl }, body)
  return ethernetFrame({ to: to.mac, from: from.mac, etherType: etherTypeOf(from.ip), tags }, packet)
}

function encodeSegment(from: Endpoint, to: Endpoint, segment: Segment): Uint8Array {
  const options = segment.mss === undefined ? bytes() : bytes(2, 4, be16(segment.mss))
  const payload = segment.payload ?? bytes()
  const headerLength = 20 + options.length
  const front = bytes(be16(from.port), be16(to.port), be32(segment.seq), be32(segment.ack))
  const flags = bytes((headerLength / 4) << 4, segment.flags, be16(segment.window ?? 8192))
  const pseudo = pseudoHeader(from.ip, to.ip, IP_PROTOCOL.tcp, headerLength + payload.length)
  const sum = internetChecksum(pseudo, front, flags, options, payload)
  return bytes(front, flags, be16(sum), 0, 0, options, payload)
}
