// Packets inside packets. Sources: RFC 2003, 4213 (IP in IP), RFC 2784 and 2890 (GRE), RFC 7637 (NVGRE), draft-foschiano-erspan-03, RFC 3378
// (Ethernet in IP), RFC 3032 and 4448 (MPLS), RFC 7348 (VXLAN).
import { be16, be24, be32, bytes, zeros } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import { ETHERTYPE, ethernetFrame, type VlanTag } from './ethernet.ts'
import { etherTypeOf, ipPacket } from './ip.ts'
import { udpFrame } from './udp.ts'

/** One end of a tunnel. */
export interface TunnelEnd {
  readonly mac: string
  readonly ip: string
}

export interface Tunnel {
  readonly from: TunnelEnd
  readonly to: TunnelEnd
  readonly tags?: readonly VlanTag[]
  readonly id?: number
}

export const TUNNEL_PROTOCOL = { ipv4: 4, ipv6: 41, gre: 47, ethernet: 97, mpls: 137 } as const
export const GRE_TYPE = {
  ipv4: 0x0800,
  ipv6: 0x86dd,
  ethernet: 0x6558,
  mpls: 0x8847,
  erspan: 0x88be,
  erspan3: 0x22eb,
} as const

/** A frame whose IP packet of this protocol holds the body. */
export function ipTunnel({ from, to, tags = [], id = 0 }: Tunnel, protocol: number, body: Uint8Array): Uint8Array {
  const packet = ipPacket({ from: from.ip, to: to.ip, protocol, id }, body)
  return ethernetFrame({ to: to.mac, from: from.mac, etherType: etherTypeOf(from.ip), tags }, packet)
}

export interface GreOptions {
  readonly key?: number
  readonly sequence?: number
  readonly isChecked?: boolean
}

export function gre(type: number, body: Uint8Array, { key, sequence, isChecked = false }: GreOptions = {}): Uint8Array {
  const flags = (isChecked ? 0x8000 : 0) | (key === undefined ? 0 : 0x2000) | (sequence === undefined ? 0 : 0x1000)
  const front = bytes(be16(flags), be16(type))
  const rest = bytes(key === undefined ? [] : be32(key), sequence === undefined ? [] : be32(sequence), body)
  const sum = isChecked ? internetChecksum(front, zeros(4), rest) : 0
  return bytes(front, isChecked ? bytes(be16(sum), be16(0)) : [], rest)
}

/** GRE whose key is a network of 24 bits and a flow of 8. */
export function nvgre(network: number, frame: Uint8Array, flow = 0): Uint8Array {
  return gre(GRE_TYPE.ethernet, frame, { key: ((network << 8) | flow) >>> 0 })
}

export interface Mirror {
  readonly session: number
  readonly vlan: number
  readonly sequence: number
  readonly isCut?: boolean
}

/** A mirrored frame without a header of its own (the first kind). */
export function erspan1(frame: Uint8Array): Uint8Array {
  return gre(GRE_TYPE.erspan, frame)
}

export function erspan2({ session, vlan, sequence, isCut = false }: Mirror, frame: Uint8Array): Uint8Array {
  const word = (isCut ? 0x0400 : 0) | session
  return gre(GRE_TYPE.erspan, bytes(be16(0x1000 | vlan), be16(word), be32(5), frame), { sequence })
}

/** The third kind; `hasPlatform` puts the optional eight bytes of the platform behind its header. */
export function erspan3(
  { session, vlan, sequence, isCut = false }: Mirror,
  frame: Uint8Array,
  hasPlatform = false,
): Uint8Array {
  const word = (isCut ? 0x0400 : 0) | session
  const head = bytes(be16(0x2000 | vlan), be16(word), be32(0x0102_0304), be16(0), be16(hasPlatform ? 1 : 0))
  return gre(GRE_TYPE.erspan3, bytes(head, hasPlatform ? zeros(8) : [], frame), { sequence })
}

/** A frame in a datagram between tunnel ends. */
export function vxlan(
  { from, to, tags = [], id = 0 }: Tunnel,
  network: number,
  frame: Uint8Array,
  port = 4789,
): Uint8Array {
  const body = bytes(8, zeros(3), be24(network), 0, frame)
  return udpFrame({ ...from, port: 49_152 }, { ...to, port }, body, { tags, id })
}

export function etherIp(frame: Uint8Array): Uint8Array {
  return bytes(be16(0x3000), frame)
}

/** A stack of labels, the last one marked as such. */
export function labels(stack: readonly number[], body: Uint8Array): Uint8Array {
  return bytes(
    ...stack.map((label, n) => be32(((label << 12) | (n === stack.length - 1 ? 0x100 : 0) | 64) >>> 0)),
    body,
  )
}

/** A frame between routers that carries labels. */
export function labelledFrame({ from, to, tags = [] }: Tunnel, stack: readonly number[], body: Uint8Array): Uint8Array {
  return ethernetFrame({ to: to.mac, from: from.mac, etherType: ETHERTYPE.mpls, tags }, labels(stack, body))
}

/** A frame in a pseudowire, behind a control word (RFC 4448 §4.6). */
export function behindControlWord(frame: Uint8Array): Uint8Array {
  return bytes(zeros(4), frame)
}
