// Where an asset stands: by the register, else by its address, else by the company that it keeps on its segment.
import { EpochMicros } from '@penstock/model/kernel'
import { type Ip, isInSubnet, parseIp, parseSubnet, reachOf, type Subnet } from '@penstock/model/plant'
import { z } from 'zod'
import type { Asset, AssetBehind } from './asset.ts'
import { placeOf } from './sightings.ts'

export const PlaceZone = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Purdue level or range as the plant writes it, such as `3.5` or `1-2`. */
  purdue: z.string().nullable(),
  /** CIDR; of overlapping ones the longest prefix holds. */
  subnets: z.array(z.string()),
})
export type PlaceZone = z.infer<typeof PlaceZone>

/** What is known of the site's geography: zones by subnet, and segments that lie in one zone. */
export const Places = z.strictObject({
  zones: z.array(PlaceZone),
  segments: z.array(z.strictObject({ segment: z.string(), zone: z.string() })),
  source: z.string(),
  at: EpochMicros.nullable(),
})
export type Places = z.infer<typeof Places>

export interface Placement {
  /** Null: nothing says where; counted as unknown. */
  readonly zone: PlaceZone | null
  readonly basis: 'declared' | 'inferred' | null
  readonly reason: string
}

interface ParsedZone {
  readonly zone: PlaceZone
  readonly subnets: readonly Subnet[]
}

const parsedZones = new WeakMap<Places, readonly ParsedZone[]>()

/** The zone of an address, by longest prefix; null when no zone has it. */
export function zoneOfIp(places: Places, ip: string): PlaceZone | null {
  const address = parseIp(ip)
  return address === null ? null : (bestZone(zonesOf(places), address)?.zone ?? null)
}

/** A module stands where its gateway does. */
function zoneOfGateway({ zone, ips }: AssetBehind, places: Places): PlaceZone | null {
  const named = zone === null ? undefined : places.zones.find(({ id }) => id === zone)
  return named ?? ips.map((ip) => zoneOfIp(places, ip)).find((found) => found !== null) ?? null
}

/** `neighbours` (from `learnNeighbours`) places what has no address; without it such assets stay unknown. */
export function placeAsset(asset: Asset, places: Places, neighbours: Neighbours = NO_NEIGHBOURS): Placement {
  if (asset.zone !== null) {
    const unlisted = { id: asset.zone, name: asset.zone, purdue: null, subnets: [] }
    const zone = places.zones.find(({ id }) => id === asset.zone) ?? unlisted
    return { zone, basis: 'declared', reason: 'the register names the zone' }
  }
  for (const ip of asset.ips) {
    const zone = zoneOfIp(places, ip)
    if (zone !== null) return { zone, basis: 'inferred', reason: `${ip} lies in a subnet of the zone` }
  }
  const ofGateway = asset.behind === undefined ? null : zoneOfGateway(asset.behind, places)
  if (ofGateway !== null) return { zone: ofGateway, basis: 'inferred', reason: 'its gateway stands in the zone' }
  for (const { segments, vlans } of asset.interfaces) {
    for (const segment of segments) {
      const known = places.segments.find((line) => line.segment === segment)
      const zone = places.zones.find(({ id }) => id === known?.zone)
      if (zone !== undefined) return { zone, basis: 'inferred', reason: `segment ${segment} lies in the zone` }
    }
    if (asset.ips.length > 0) continue
    for (const place of placesOf(segments, vlans)) {
      const zone = places.zones.find(({ id }) => id === neighbours.get(place))
      if (zone !== undefined) return { zone, basis: 'inferred', reason: 'all neighbours in its VLAN are in the zone' }
    }
  }
  const outside = outsideOf(places)
  const isFar = asset.macs.length === 0 && asset.ips.length > 0 && asset.ips.every(isGlobal)
  if (outside !== null && isFar)
    return {
      zone: outside,
      basis: 'inferred',
      reason: 'seen behind a router only, under a public address that no zone holds',
    }
  return { zone: null, basis: null, reason: 'no address, segment or register entry tells' }
}

/** The zone of the world outside: the one without a subnet at level 5; null when there is none, or more than one. */
export function outsideOf(places: Places): PlaceZone | null {
  const outside = places.zones.filter(({ subnets, purdue }) => subnets.length === 0 && purdue?.startsWith('5') === true)
  return outside.length === 1 ? outside[0]! : null
}

function isGlobal(ip: string): boolean {
  const address = parseIp(ip)
  return address !== null && reachOf(address) === 'global'
}

/** By segment and VLAN: the one zone in which all devices with an address of their own stand, or null when they differ. */
export type Neighbours = ReadonlyMap<string, string | null>

const NO_NEIGHBOURS: Neighbours = new Map()

export function learnNeighbours(assets: readonly Asset[], places: Places): Neighbours {
  const neighbours = new Map<string, string | null>()
  for (const { interfaces } of assets) {
    for (const { mac, ip, segments, vlans, isObserved } of interfaces) {
      const zone = mac === null || ip === null || !isObserved ? null : zoneOfIp(places, ip)
      if (zone === null) continue
      for (const place of placesOf(segments, vlans)) {
        const known = neighbours.get(place)
        neighbours.set(place, known === undefined || known === zone.id ? zone.id : null)
      }
    }
  }
  return neighbours
}

/** True when a device with an address in one of the site's zones was seen in the same place. */
export function hasNeighbours(neighbours: Neighbours, segments: readonly string[], vlans: readonly number[]): boolean {
  return placesOf(segments, vlans).some((place) => neighbours.has(place))
}

function placesOf(segments: readonly string[], vlans: readonly number[]): string[] {
  const bySegment = segments.length === 0 ? [null] : segments
  const byVlan = vlans.length === 0 ? [null] : vlans
  return bySegment.flatMap((segment) => byVlan.map((vlan) => placeOf(segment, vlan)))
}

function zonesOf(places: Places): readonly ParsedZone[] {
  const known = parsedZones.get(places)
  if (known !== undefined) return known
  const parsed = places.zones.map((zone) => ({
    zone,
    subnets: zone.subnets.flatMap((text) => parseSubnet(text) ?? []),
  }))
  parsedZones.set(places, parsed)
  return parsed
}

function bestZone(zones: readonly ParsedZone[], address: Ip): ParsedZone | null {
  let best: ParsedZone | null = null
  let bestPrefix = -1
  for (const parsed of zones) {
    for (const subnet of parsed.subnets) {
      if (subnet.prefix <= bestPrefix || !isInSubnet(address, subnet)) continue
      best = parsed
      bestPrefix = subnet.prefix
    }
  }
  return best
}
