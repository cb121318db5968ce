// Ethernet II frames with IEEE 802.1Q tags. Sources: IEEE 802.3 §3.1.1, IEEE 802.1Q-2022 §9.6 (C-tag 0x8100, S-tag 0x88a8).
import { macBytes } from './address.ts'
import { be16, bytes, zeros } from './bytes.ts'

export const ETHERTYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  profinet: 0x8892,
  serviceVlan: 0x88a8,
  goose: 0x88b8,
  lldp: 0x88cc,
} as const

/** One tag. `vlan` 0 carries a priority only. `tpid` is 0x8100 unless told. */
export interface VlanTag {
  readonly vlan: number
  readonly priority?: number
  readonly tpid?: number
}

export interface FrameHeader {
  readonly to: string
  readonly from: string
  readonly etherType: number
  readonly tags?: readonly VlanTag[]
}

const SHORTEST_PAYLOAD = 46

/** One frame without its check sequence; a short payload is filled with zeros to the shortest legal frame. */
export function ethernetFrame(header: FrameHeader, payload: Uint8Array): Uint8Array {
  const tags = (header.tags ?? []).map((tag) =>
    bytes(be16(tag.tpid ?? ETHERTYPE.vlan), be16(((tag.priority ?? 0) << 13) | tag.vlan)),
  )
  const fill = Math.max(0, SHORTEST_PAYLOAD - tags.length * 4 - payload.length)
  return bytes(macBytes(header.to), macBytes(header.from), ...tags, be16(header.etherType), payload, zeros(fill))
}
