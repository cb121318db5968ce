// Link layer discovery frames. Source: IEEE 802.1AB-2016 §8-9 (mandatory TLVs 1-3, optional 4-8).
import { ipBytes, macBytes } from './address.ts'
import { be16, be32, bytes } from './bytes.ts'
import { ETHERTYPE, ethernetFrame, type VlanTag } from './ethernet.ts'

const NEAREST_BRIDGE = '01:80:c2:00:00:0e'

type Role = 'bridge' | 'access-point' | 'station'

export interface LldpNeighbour {
  readonly mac: string
  /** Chassis id: the address above, or a locally assigned name when given. */
  readonly chassisName?: string
  readonly portId: string
  readonly systemName?: string
  readonly systemDescription?: string
  readonly managementIp?: string
  readonly role?: Role
  readonly ttlS?: number
}

/** One advertisement. */
export function lldpFrame(neighbour: LldpNeighbour, tags: readonly VlanTag[] = []): Uint8Array {
  const { chassisName, systemName, systemDescription, managementIp, role } = neighbour
  const chassis = chassisName === undefined ? bytes(4, macBytes(neighbour.mac)) : bytes(7, chassisName)
  const parts = [tlv(1, chassis), tlv(2, bytes(7, neighbour.portId)), tlv(3, bytes(be16(neighbour.ttlS ?? 20)))]
  if (systemName !== undefined) parts.push(tlv(5, bytes(systemName)))
  if (systemDescription !== undefined) parts.push(tlv(6, bytes(systemDescription)))
  if (role !== undefined) parts.push(tlv(7, capabilities(role)))
  if (managementIp !== undefined) parts.push(tlv(8, bytes(5, 1, ipBytes(managementIp), 2, be32(1), 0)))
  parts.push(tlv(0, bytes()))
  const header = { to: NEAREST_BRIDGE, from: neighbour.mac, etherType: ETHERTYPE.lldp, tags }
  return ethernetFrame(header, bytes(...parts))
}

function tlv(type: number, value: Uint8Array): Uint8Array {
  return bytes(be16((type << 9) | value.length), value)
}

const BITS: Readonly<Record<Role, number>> = { bridge: 0x0004, 'access-point': 0x0008, station: 0x0080 }

function capabilities(role: Role): Uint8Array {
  const bit = BITS[role]
  return bytes(be16(bit), be16(bit))
}
