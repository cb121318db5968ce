// A plant made ready for the rules: where each asset stands, what it serves, whether it is a host or a device, whose side knows it.
import {
  interfacesOf,
  isOutsideZone,
  type PlantAsset,
  type PlantConduit,
  type PlantFile,
  type PlantIndex,
  plantIndex,
} from '@penstock/model/plant'

import { Observed, type ObservedStanding } from './observed.ts'

export type PlantAccount = PlantFile['accounts'][number]

/** A grade of an advisory for an asset, as the matcher of the room `vulnerabilities` gives it. */
export interface AssetWeakness {
  readonly asset: string
  readonly grade: 'A' | 'B' | 'C' | 'N'
  readonly cves: readonly string[]
  readonly advisory: string
  /** Known to be exploited. */
  readonly isKnownExploited?: boolean
}

export interface Service {
  /** Id in the vocabulary of the plant. */
  readonly protocol: string
  readonly port: number | null
}

export interface Ground {
  readonly plant: PlantFile
  readonly index: PlantIndex
  /** Zones in which packets of an asset count as inside; its own first. */
  readonly zonesOf: (asset: string) => readonly string[]
  /** Assets that stand in a zone and have an address, or stand outside. */
  readonly membersOf: (zone: string) => readonly PlantAsset[]
  readonly servicesOf: (asset: string) => readonly Service[]
  /** A controller, drive, relay or panel: no logon, its program and outputs are what counts. */
  readonly isDevice: (asset: string) => boolean
  readonly isOutside: (zone: string) => boolean
  readonly domainOfZones: (zones: readonly string[]) => 'it' | 'ot' | 'both'
  readonly domainOfAssets: (assets: readonly string[]) => 'it' | 'ot' | 'both'
  readonly enabledAccounts: readonly PlantAccount[]
  /** What the wire told of assets. */
  readonly observed: Observed
}

const DEVICE_ROLE =
  /plc|controller|safety-comm|rtu|relay|drive|gateway$|serial-server|^hmi$|analyser|^ups$|machine|camera|access-control|^io-/

export function groundOf(plant: PlantFile, observed: readonly ObservedStanding[] = []): Ground {
  const index = plantIndex(plant)
  const enforcing = new Set(plant.conduits.flatMap((conduit) => conduit.enforcedBy ?? []))
  const zones = new Map<string, readonly string[]>()
  const members = new Map<string, PlantAsset[]>()
  const services = new Map<string, readonly Service[]>()
  const devices = new Map<string, boolean>()
  const isOutside = (zone: string): boolean => isOutsideZone(index.zoneById.get(zone))
  for (const asset of plant.assets) {
    const cards = interfacesOf(asset)
    // A device that enforces a conduit joins zones by its rules, which the conduit tells; any other card counts as open.
    const own = enforcing.has(asset.id) ? [] : cards.map((card) => card.zone)
    const standing = [...new Set([asset.zone, ...own])]
    zones.set(asset.id, standing)
    const served = (asset.services ?? []).map((text) => serviceOf(index, text))
    services.set(asset.id, served)
    devices.set(asset.id, looksLikeDevice(index, asset, served))
    if (cards.length === 0 && !isOutside(asset.zone)) continue
    for (const zone of standing) {
      const known = members.get(zone)
      if (known === undefined) members.set(zone, [asset])
      else known.push(asset)
    }
  }
  const levelOf = (zone: string): number => Number.parseFloat(index.zoneById.get(zone)?.purdue ?? 'NaN')
  const domainOfZones = (list: readonly string[]): 'it' | 'ot' | 'both' => {
    const levels = list.map(levelOf)
    if (levels.some((level) => level >= 4)) return 'it'
    return levels.some((level) => level <= 3 || Number.isNaN(level)) ? 'ot' : 'both'
  }
  return {
    plant,
    index,
    zonesOf: (asset) => zones.get(asset) ?? [],
    membersOf: (zone) => members.get(zone) ?? [],
    servicesOf: (asset) => services.get(asset) ?? [],
    isDevice: (asset) => devices.get(asset) ?? false,
    isOutside,
    domainOfZones,
    domainOfAssets: (assets) => domainOfZones(assets.flatMap((id) => index.assetById.get(id)?.zone ?? [])),
    enabledAccounts: plant.accounts.filter((account) => account.enabled),
    observed: new Observed(observed),
  }
}

/** `modbus-tcp-502` → protocol and port; a text without a port is a protocol. */
function serviceOf(index: PlantIndex, text: string): Service {
  const [, name = text, port = null] = /^(.*)-(\d+)$/.exec(text) ?? []
  return { protocol: index.protocol(name)?.id ?? name, port: port === null ? null : Number(port) }
}

function looksLikeDevice(index: PlantIndex, asset: PlantAsset, services: readonly Service[]): boolean {
  if ((asset.os ?? null) !== null) return false
  if (asset.role !== null && asset.role !== undefined) return DEVICE_ROLE.test(asset.role)
  return services.some((service) => index.protocol(service.protocol)?.isIndustrial === true)
}

/** Conduits that a survey found between two zones: they permit nothing, and name a way past the rules. */
export function surveyedBetween(ground: Ground, zone: string, other: string): readonly PlantConduit[] {
  return ground.index.conduitsBetween(zone, other).filter((conduit) => conduit.status === 'undocumented')
}
