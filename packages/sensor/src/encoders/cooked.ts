// Link headers other than Ethernet, around what an untagged Ethernet frame carries. Source: the link-type registry of tcpdump.org
// (LINKTYPE_NULL, LOOP, RAW, IPV4, IPV6, LINUX_SLL, LINUX_SLL2); Cisco for ISL.
import { be16, be32, bytes, le32, zeros } from './bytes.ts'
import { crc32 } from './checksum.ts'

const ETHERNET = 14

export const LINK_TYPE = {
  null: 0,
  ethernet: 1,
  rawOpenBsd: 12,
  rawBsdOs: 14,
  raw: 101,
  loop: 108,
  sll: 113,
  ipv4: 228,
  ipv6: 229,
  sll2: 276,
} as const

/** What an untagged Ethernet frame carries, padding included. */
export function carriedBy(frame: Uint8Array): Uint8Array {
  return frame.subarray(ETHERNET)
}

/** Loopback header: the address family of the host that captured, in its own byte order. */
export function loopback(frame: Uint8Array, family: number, order: 'big' | 'little'): Uint8Array {
  return bytes(order === 'big' ? be32(family) : le32(family), carriedBy(frame))
}

/** Cooked header of Linux, version 1. `packetType` 4: sent by the host itself. */
export function sll(frame: Uint8Array, packetType = 0): Uint8Array {
  const sender = bytes(frame.subarray(6, 12), zeros(2))
  return bytes(be16(packetType), be16(1), be16(6), sender, frame.subarray(12))
}

/** Cooked header of Linux, version 2, with the index of the interface. */
export function sll2(frame: Uint8Array, interfaceIndex: number, packetType = 0): Uint8Array {
  const sender = bytes(frame.subarray(6, 12), zeros(2))
  const front = bytes(frame.subarray(12, 14), be16(0), be32(interfaceIndex), be16(1), packetType, 6)
  return bytes(front, sender, carriedBy(frame))
}

/** The frame as 802.3 with LLC and SNAP: a length in the place of the type. */
export function snap(frame: Uint8Array): Uint8Array {
  const body = bytes(0xaa, 0xaa, 3, 0, 0, 0, frame.subarray(12))
  return bytes(frame.subarray(0, 12), be16(body.length), body)
}

/** The frame, with its check sequence, inside a Cisco inter-switch link header. */
export function isl(frame: Uint8Array, vlan: number): Uint8Array {
  const front = bytes(0x01, 0x00, 0x0c, 0x00, 0x00, 0, zeros(6), be16(frame.length + 16), 0xaa, 0xaa, 3, zeros(3))
  const body = bytes(be16(vlan << 1), be16(0), be16(0), frame, le32(crc32(frame)))
  return bytes(front, body, le32(crc32(front, body)))
}
