// Protocols that ride on Ethernet itself, by type. Sources: IEEE registry of ethertypes; Cisco SNAP protocol ids.
import { CISCO_SNAP, LLC, TYPE_LABELS } from '@penstock/sensor/link'
import * as id from './ids.ts'

export const TYPE_ARP = 0x0806
export const TYPE_LLDP = 0x88cc
export const TYPE_PROFINET = 0x8892
export const TYPE_CDP = CISCO_SNAP | 0x2000

const TYPES: ReadonlyMap<number, number> = new Map([
  [TYPE_ARP, id.ARP],
  [TYPE_LLDP, id.LLDP],
  [TYPE_CDP, id.CDP],
  [CISCO_SNAP | 0x2004, id.DTP],
  [LLC | 0x42, id.STP],
  [TYPE_LABELS, id.MPLS],
  [0x888e, id.EAPOL],
  [0x88a4, id.ETHERCAT],
  [0x88ab, id.POWERLINK],
  [0x88b8, id.GOOSE],
  [0x88ba, id.SAMPLED_VALUES],
  [0x88e3, id.MRP],
  [0x88f7, id.PTP],
  [0x9000, id.LOOPBACK_TEST],
])

/** PROFINET frame ids 0xfefc to 0xfeff are DCP, all others real-time data, alarms or clocks. */
export function linkProtocol(type: number, frameId: number): number {
  if (type === TYPE_PROFINET) return isDcp(frameId) ? id.PROFINET_DCP : id.PROFINET
  return TYPES.get(type) ?? id.ETHERNET
}

export function isDcp(frameId: number): boolean {
  return frameId >= 0xfefc && frameId <= 0xfeff
}

const IP_PROTOCOLS: ReadonlyMap<number, number> = new Map([
  [1, id.ICMP],
  [2, id.IGMP],
  [4, id.IP_IN_IP],
  [41, id.IPV6_IN_IP],
  [47, id.GRE],
  [50, id.ESP],
  [58, id.ICMPV6],
  [97, id.ETHERNET_IN_IP],
  [112, id.VRRP],
  [137, id.MPLS],
])

/** Protocol of an IP packet that is neither TCP nor UDP. */
export function ipProtocol(number: number): number {
  return IP_PROTOCOLS.get(number) ?? id.IP
}
