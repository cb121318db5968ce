// Which MAC was seen with which IP, on what ground, where and when: the bindings of all sources, added up.
// Adding is a union with earliest and latest instants, so the order, the splitting and the repetition of batches do not matter.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Binding } from '@penstock/model/observations'
import { classOfIp, classOfMac, isMadeFromMac, ZERO_MAC } from './addresses.ts'
import { type Anchor, compareProofs, ipAnchor, type SourcedProof } from './anchor.ts'
import type { FactSource } from './facts.ts'

/** Grounds as bits. `own`: the interface itself spoke with the address. `management`: LLDP or CDP named it. */
export const GROUND = { frame: 1, reply: 2, own: 4, management: 8 } as const

/** Protocols whose statements stay on their link: what they say of their sender, they say of the MAC that sent the frame. */
const LINK_PROTOCOLS = new Set([
  'arp',
  'ndp',
  'dhcp',
  'lldp',
  'cdp',
  'profinet-dcp',
  'dcp',
  'pn-dcp',
  'goose',
  'sv',
  'stp',
])

export function isLinkProtocol(protocol: string): boolean {
  return LINK_PROTOCOLS.has(protocol)
}

export interface Sighting {
  readonly mac: string
  readonly ip: string
  grounds: number
  readonly places: Set<string>
  readonly segments: Set<string>
  readonly vlans: Set<number>
  firstAt: EpochMicros
  lastAt: EpochMicros
  proof: SourcedProof
}

export interface MacSeen {
  readonly mac: string
  /** By IP of class `unicast` or `link-local`. */
  readonly sightings: Map<string, Sighting>
  readonly segments: Set<string>
  readonly vlans: Set<number>
  firstAt: EpochMicros
  lastAt: EpochMicros
  proof: SourcedProof
}

/** An IP that spoke, with or without a link layer below it. */
export interface IpSeen {
  readonly ip: string
  readonly segments: Set<string>
  firstAt: EpochMicros
  lastAt: EpochMicros
  proof: SourcedProof
}

export interface Sightings {
  readonly macs: Map<string, MacSeen>
  /** By unicast IP. */
  readonly ips: Map<string, IpSeen>
  /** Addresses on frames from the all-zero MAC. */
  readonly loopbackFrames: Set<Anchor>
}

/** Where something was seen: segment and VLAN. Two addresses collide only within one place. */
export function placeOf(segment: string | null, vlan: number | null): string {
  return `${segment ?? ''}#${vlan ?? ''}`
}

export function collectSightings(sources: readonly FactSource[]): Sightings {
  const sightings: Sightings = { macs: new Map(), ips: new Map(), loopbackFrames: new Set() }
  for (const source of sources) {
    for (const binding of source.bindings) if (binding.ground !== 'reported') addBinding(sightings, source, binding)
  }
  return sightings
}

/** The record of a MAC, widened to this span; null for a group address, which is no device's. */
function seeMac(
  sightings: Sightings,
  mac: string,
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: SourcedProof,
): MacSeen | null {
  const known = sightings.macs.get(mac)
  if (known !== undefined) {
    widen(known, firstAt, lastAt, proof)
    return known
  }
  if (classOfMac(mac) === 'group') return null
  const seen = {
    mac,
    sightings: new Map(),
    segments: new Set<string>(),
    vlans: new Set<number>(),
    firstAt,
    lastAt,
    proof,
  }
  sightings.macs.set(mac, seen)
  return seen
}

/** The record of a unicast IP that spoke, widened to this span. */
function seeIp(
  sightings: Sightings,
  ip: string,
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: SourcedProof,
): IpSeen {
  const known = sightings.ips.get(ip)
  if (known !== undefined) {
    widen(known, firstAt, lastAt, proof)
    return known
  }
  const seen = { ip, segments: new Set<string>(), firstAt, lastAt, proof }
  sightings.ips.set(ip, seen)
  return seen
}

function addBinding(sightings: Sightings, source: FactSource, binding: Binding): void {
  const { mac, ip, vlan, firstAt, lastAt } = binding
  const proof = { source: source.id, ...binding.proof }
  const owner = seeMac(sightings, mac, firstAt, lastAt, proof)
  if (owner !== null) {
    if (source.segment !== null) owner.segments.add(source.segment)
    if (vlan !== null) owner.vlans.add(vlan)
  }
  const ipClass = ip === null ? 'none' : classOfIp(ip)
  if (mac === ZERO_MAC && ip !== null && ipClass !== 'none') {
    sightings.loopbackFrames.add(ipAnchor(ip, ipClass === 'unicast' ? null : source.id))
  }
  if (ip === null || ipClass === 'none' || ipClass === 'loopback') return
  const ground = groundOf(binding)
  // An ARP answer or a management address is a statement about the IP, not a packet of it.
  const spoke = ipClass === 'unicast' && (ground & (GROUND.frame | GROUND.own)) !== 0
  const seenIp = spoke ? seeIp(sightings, ip, firstAt, lastAt, proof) : null
  if (seenIp !== null && source.segment !== null) seenIp.segments.add(source.segment)
  if (owner === null) return
  let sighting = owner.sightings.get(ip)
  if (sighting === undefined) {
    sighting = {
      mac,
      ip,
      grounds: 0,
      places: new Set(),
      segments: new Set(),
      vlans: new Set(),
      firstAt,
      lastAt,
      proof,
    }
    owner.sightings.set(ip, sighting)
  } else widen(sighting, firstAt, lastAt, proof)
  sighting.grounds |= isMadeFromMac(ip, mac) || ipClass === 'link-local' ? ground | GROUND.own : ground
  sighting.places.add(placeOf(source.segment, vlan))
  if (source.segment !== null) sighting.segments.add(source.segment)
  if (vlan !== null) sighting.vlans.add(vlan)
}

function groundOf(binding: Binding): number {
  switch (binding.ground) {
    case 'arp-own':
      return GROUND.own
    case 'arp-reply':
      return GROUND.reply
    case 'protocol':
      if (binding.protocol === 'lldp' || binding.protocol === 'cdp') return GROUND.management
      return isLinkProtocol(binding.protocol) ? GROUND.own : GROUND.frame
    case 'frame':
    case 'link':
    case 'reported':
      return GROUND.frame
  }
}

function widen(
  seen: { firstAt: EpochMicros; lastAt: EpochMicros; proof: SourcedProof },
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: SourcedProof,
): void {
  if (firstAt < seen.firstAt) seen.firstAt = firstAt
  if (lastAt > seen.lastAt) seen.lastAt = lastAt
  if (compareProofs(proof, seen.proof) < 0) seen.proof = proof
}
