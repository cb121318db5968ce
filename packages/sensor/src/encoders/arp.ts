// Address resolution for IPv4 over Ethernet. Sources: RFC 826, RFC 5227 (announcement: sender and target address equal).
import { BROADCAST_MAC, ipBytes, macBytes } from './address.ts'
import { be16, bytes } from './bytes.ts'
import { ETHERTYPE, ethernetFrame, type VlanTag } from './ethernet.ts'

const REQUEST = 1
const REPLY = 2

interface Speaker {
  readonly mac: string
  readonly ip: string
}

/** Who has `targetIp`? Broadcast. */
export function arpRequest(sender: Speaker, targetIp: string, tags: readonly VlanTag[] = []): Uint8Array {
  const body = arp(REQUEST, sender, { mac: '00:00:00:00:00:00', ip: targetIp })
  return ethernetFrame({ to: BROADCAST_MAC, from: sender.mac, etherType: ETHERTYPE.arp, tags }, body)
}

/** `sender.ip` is at `sender.mac`, told to one asker. For proxy ARP the sender's address is another host's. */
export function arpReply(sender: Speaker, asker: Speaker, tags: readonly VlanTag[] = []): Uint8Array {
  const body = arp(REPLY, sender, asker)
  return ethernetFrame({ to: asker.mac, from: sender.mac, etherType: ETHERTYPE.arp, tags }, body)
}

/** Announcement of the own address (gratuitous ARP). */
export function arpAnnouncement(sender: Speaker, tags: readonly VlanTag[] = []): Uint8Array {
  return arpRequest(sender, sender.ip, tags)
}

function arp(operation: number, sender: Speaker, target: Speaker): Uint8Array {
  const from = bytes(macBytes(sender.mac), ipBytes(sender.ip))
  const to = bytes(macBytes(target.mac), ipBytes(target.ip))
  return bytes(be16(1), be16(ETHERTYPE.ipv4), 6, 4, be16(operation), from, to)
}
