// Weaknesses that topology and records alone show. Each names its rule, its place and the facts it stands on.
// Source of the set: checks on zones and conduits after IEC 62443-3-2 (partition, enforcing device, external connections).
import { microsOfIso } from '@penstock/model/kernel'
import { doSubnetsOverlap, isInSubnet, parseIp } from './address.ts'
import { checkConduits } from './check-conduits.ts'
import type { PlantFile } from './file/plant-file.ts'
import type { PlantAsset } from './file/topology.ts'
import { interfacesOf, isOutsideZone, type PlantIndex, plantIndex } from './plant-index.ts'
import type { PlantRule, PlantWeakness } from './weakness.ts'

/** A confirmation older than this many days before `about.asOf` counts as none. */
const CONFIRMED_WITHIN_DAYS = 365

/** All weaknesses, zones first, then conduits, then assets, each in the order of the file. */
export function checkPlant(plant: PlantFile): readonly PlantWeakness[] {
  const index = plantIndex(plant)
  return [...checkZones(index), ...checkConduits(plant, index), ...checkAssets(plant, index)]
}

function checkZones(index: PlantIndex): PlantWeakness[] {
  const zones = [...index.zoneById.values()]
  return zones.flatMap((zone, at) => {
    const found: PlantWeakness[] = []
    const say = (rule: PlantRule, key: string, facts: PlantWeakness['facts']): void => {
      found.push({ rule, path: `zones[${at}].${key}`, id: zone.id, facts })
    }
    if (zone.parsedSubnet === null && !isOutsideZone(zone)) say('plant-check.zone-without-subnet', 'subnet', [])
    if ((zone.purdue ?? null) === null) say('plant-check.zone-without-level', 'purdue', [])
    for (const other of zones.slice(0, at)) {
      if (zone.parsedSubnet === null || other.parsedSubnet === null) continue
      if (!doSubnetsOverlap(zone.parsedSubnet, other.parsedSubnet)) continue
      say('plant-check.subnets-overlap', 'subnet', [
        { name: 'subnet', value: zone.subnet ?? '' },
        { name: 'other zone', value: other.id },
        { name: 'its subnet', value: other.subnet ?? '' },
      ])
    }
    return found
  })
}

function checkAssets(plant: PlantFile, index: PlantIndex): PlantWeakness[] {
  const enforcing = new Set(plant.conduits.flatMap((conduit) => conduit.enforcedBy ?? []))
  return plant.assets.flatMap((asset, at) => {
    const found: PlantWeakness[] = []
    const say = (rule: PlantRule, key: string, facts: PlantWeakness['facts'] = []): void => {
      found.push({ rule, path: `assets[${at}].${key}`, id: asset.id, facts })
    }
    if (!isOutsideZone(index.zoneById.get(asset.zone))) checkOwner(asset, plant.about.asOf ?? null, say)
    const zones = [...new Set(interfacesOf(asset).map((card) => card.zone))]
    if (zones.length > 1 && !enforcing.has(asset.id)) {
      say('plant-check.asset-in-two-zones', 'interfaces', [{ name: 'zones', value: zones.join(', ') }])
    }
    for (const [n, card] of interfacesOf(asset).entries()) {
      const subnet = index.zoneById.get(card.zone)?.parsedSubnet ?? null
      const ip = card.ip === null ? null : parseIp(card.ip)
      if (subnet === null || ip === null || isInSubnet(ip, subnet)) continue
      const facts = [
        { name: 'address', value: card.ip ?? '' },
        { name: 'zone', value: card.zone },
      ]
      say('plant-check.address-outside-zone', asset.interfaces === undefined ? 'ip' : `interfaces[${n}].ip`, facts)
    }
    checkWaysOut(asset, say)
    return found
  })
}

type Say = (rule: PlantRule, key: string, facts?: PlantWeakness['facts']) => void

function checkOwner(asset: PlantAsset, asOf: string | null, say: Say): void {
  const owner = asset.owner ?? null
  if (owner === null || (owner.group === null && owner.person === null)) {
    say('plant-check.asset-without-owner', 'owner')
    return
  }
  const isOld = asOf !== null && owner.confirmedOn !== null && isOlder(owner.confirmedOn, asOf)
  if (owner.confirmedOn !== null && !isOld) return
  const facts = [{ name: 'confirmed on', value: owner.confirmedOn ?? 'unknown' }]
  say('plant-check.owner-not-confirmed', 'owner.confirmedOn', facts)
}

function checkWaysOut(asset: PlantAsset, say: Say): void {
  for (const [n, uplink] of (asset.uplinks ?? []).entries()) {
    if (uplink.throughSiteFirewall) continue
    const facts = [
      { name: 'kind', value: uplink.kind },
      { name: 'managed by', value: uplink.managedBy ?? 'unknown' },
    ]
    say('plant-check.own-way-out', `uplinks[${n}]`, facts)
  }
  for (const [n, forward] of (asset.portForwards ?? []).entries()) {
    if (!forward.enabled || forward.sources !== 'any') continue
    const facts = [
      { name: 'public port', value: String(forward.publicPort) },
      { name: 'to', value: `${forward.to}:${forward.toPort}` },
    ]
    say('plant-check.port-open-to-anyone', `portForwards[${n}]`, facts)
  }
}

/** Whether `date` lies more than `CONFIRMED_WITHIN_DAYS` before the instant; both in ISO 8601. */
function isOlder(date: string, instant: string): boolean {
  return (microsOfIso(instant) ?? 0) - (microsOfIso(date) ?? 0) > CONFIRMED_WITHIN_DAYS * 86_400_000_000
}
