// Cisco Discovery Protocol, version 2, in a SNAP frame. Sources: Cisco, "Frame Formats" (SNAP of 00000c, type 2000; multicast
// 01:00:0c:cc:cc:cc); types and values as the Wireshark project documents them.
import { ipBytes } from './address.ts'
import { be16, be32, bytes, type Part } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import { ethernetFrame } from './ethernet.ts'

const CISCO_GROUP = '01:00:0c:cc:cc:cc'
const VERSION = 2
/** Protocol type NLPID, length 1, 0xcc: IP. */
const IP_ADDRESS = [1, 1, 0xcc]
const CAPABILITY = { router: 0x01, switch: 0x08, host: 0x10, phone: 0x80 } as const

export interface CdpNeighbour {
  readonly mac: string
  readonly deviceId: string
  readonly portId: string
  readonly software: string
  readonly platform: string
  readonly ip?: string
  readonly capability?: keyof typeof CAPABILITY
  readonly nativeVlan?: number
  readonly ttlS?: number
}

/** One advertisement. */
export function cdpFrame(neighbour: CdpNeighbour): Uint8Array {
  const { deviceId, portId, software, platform, ip, capability = 'switch', nativeVlan, ttlS = 180 } = neighbour
  const address = ip === undefined ? [] : [tlv(0x0002, be32(1), IP_ADDRESS, be16(4), ipBytes(ip))]
  const vlan = nativeVlan === undefined ? [] : [tlv(0x000a, be16(nativeVlan))]
  const parts = bytes(
    tlv(0x0001, deviceId),
    ...address,
    tlv(0x0003, portId),
    tlv(0x0004, be32(CAPABILITY[capability])),
    tlv(0x0005, software),
    tlv(0x0006, platform),
    ...vlan,
  )
  // Cisco sums a last odd octet in a way of its own: that the port is full duplex makes the length even.
  const even = parts.length % 2 === 0 ? parts : bytes(parts, tlv(0x000b, 1))
  const sum = internetChecksum(bytes(VERSION, ttlS, be16(0), even))
  const snap = bytes(0xaa, 0xaa, 3, [0, 0, 0x0c], be16(0x2000), VERSION, ttlS, be16(sum), even)
  return ethernetFrame({ to: CISCO_GROUP, from: neighbour.mac, etherType: snap.length }, snap)
}

function tlv(type: number, ...value: readonly Part[]): Uint8Array {
  const contents = bytes(...value)
  return bytes(be16(type), be16(contents.length + 4), contents)
}
