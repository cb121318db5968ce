// A plant made ready for look-ups: assets by id and address, zones with parsed subnets, conduits by pair, protocols by name.
import { ipKey, isInSubnet, macKey, parseIp, parseSubnet, type Subnet } from './address.ts'
import type { PlantFile } from './file/plant-file.ts'
import type { PlantAsset, PlantConduit, PlantInterface, PlantProtocol, PlantZone } from './file/topology.ts'

export interface IndexedZone extends PlantZone {
  readonly parsedSubnet: Subnet | null
}

export interface PlantIndex {
  readonly assetById: ReadonlyMap<string, PlantAsset>
  readonly zoneById: ReadonlyMap<string, IndexedZone>
  readonly conduitById: ReadonlyMap<string, PlantConduit>
  /** The asset that has this address, in any usual spelling. */
  readonly assetByIp: (ip: string) => PlantAsset | null
  readonly assetByMac: (mac: string) => PlantAsset | null
  /** The zone whose subnet holds the address; the longest prefix wins. */
  readonly zoneOfIp: (ip: string) => IndexedZone | null
  /** Conduits that join two zones, whichever stands first. */
  readonly conduitsBetween: (zone: string, other: string) => readonly PlantConduit[]
  /** By id or alias, whatever the case. */
  readonly protocol: (name: string) => PlantProtocol | null
  /** Protocols whose default port this is. */
  readonly protocolsAt: (transport: string, port: number) => readonly PlantProtocol[]
}

export function plantIndex(plant: PlantFile): PlantIndex {
  const byIp = new Map<string, PlantAsset>()
  const byMac = new Map<string, PlantAsset>()
  for (const asset of plant.assets) {
    for (const card of interfacesOf(asset)) {
      const ip = card.ip === null ? null : ipKey(card.ip)
      const mac = card.mac === null ? null : macKey(card.mac)
      if (ip !== null) byIp.set(ip, asset)
      if (mac !== null) byMac.set(mac, asset)
    }
  }
  const zones = plant.zones.map((zone) => ({
    ...zone,
    parsedSubnet: typeof zone.subnet === 'string' ? parseSubnet(zone.subnet) : null,
  }))
  const names = new Map(plant.protocols.flatMap((one) => one.aliases.map((alias) => [alias.toLowerCase(), one])))
  for (const one of plant.protocols) names.set(one.id.toLowerCase(), one)
  return {
    assetById: new Map(plant.assets.map((asset) => [asset.id, asset])),
    zoneById: new Map(zones.map((zone) => [zone.id, zone])),
    conduitById: new Map(plant.conduits.map((conduit) => [conduit.id, conduit])),
    assetByIp: (ip) => byIp.get(ipKey(ip) ?? '') ?? null,
    assetByMac: (mac) => byMac.get(macKey(mac) ?? '') ?? null,
    zoneOfIp: (text) => nearestZone(zones, text),
    conduitsBetween: (zone, other) =>
      plant.conduits.filter(
        ({ zoneA, zoneB }) => (zoneA === zone && zoneB === other) || (zoneA === other && zoneB === zone),
      ),
    protocol: (name) => names.get(name.toLowerCase()) ?? null,
    protocolsAt: (transport, port) =>
      plant.protocols.filter(
        (one) => one.ports.includes(port) && (one.transport as readonly string[]).includes(transport),
      ),
  }
}

/** The interfaces of an asset; one that lists none has the one of its own `ip`, `mac` and `zone`, when it has an address. */
export function interfacesOf(asset: PlantAsset): readonly PlantInterface[] {
  if (asset.interfaces !== undefined && asset.interfaces.length > 0) return asset.interfaces
  const ip = asset.ip ?? null
  const mac = asset.mac ?? null
  return ip === null && mac === null ? [] : [{ ip, mac, zone: asset.zone }]
}

/** Zones in which an asset stands: its own, then those of its further cards, each once. */
export function zonesOfAsset(asset: PlantAsset): readonly string[] {
  return [...new Set([asset.zone, ...interfacesOf(asset).map(({ zone }) => zone)])]
}

/** Whether a zone lies outside the site, as the networks of others do: nobody here numbers or watches it. */
export function isOutsideZone(zone: { readonly purdue?: string | null | undefined } | undefined): boolean {
  return zone?.purdue?.startsWith('5') === true
}

function nearestZone(zones: readonly IndexedZone[], text: string): IndexedZone | null {
  const ip = parseIp(text)
  if (ip === null) return null
  let best: IndexedZone | null = null
  for (const zone of zones) {
    const subnet = zone.parsedSubnet
    if (subnet === null || !isInSubnet(ip, subnet)) continue
    if (best === null || subnet.prefix > (best.parsedSubnet?.prefix ?? 0)) best = zone
  }
  return best
}
