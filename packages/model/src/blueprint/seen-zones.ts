// Where the wire shows registered assets: an address that was heard of one and lies in the subnet of a zone that it does not declare.
import { interfacesOf, ipKey, type PlantFile, plantIndex } from '@penstock/model/plant'

/** The foreign zone of each asset that was heard in one. Addresses that the register declares are told by their own zone. */
export function seenZones(
  plant: PlantFile,
  heard: readonly { readonly asset: string; readonly ips: readonly string[] }[],
): ReadonlyMap<string, string> {
  const index = plantIndex(plant)
  const found = new Map<string, string>()
  for (const { asset: id, ips } of heard) {
    const asset = index.assetById.get(id)
    if (asset === undefined) continue
    const cards = interfacesOf(asset)
    const declared = new Set(cards.flatMap(({ ip }) => (ip === null ? [] : ipKey(ip))))
    const zones = new Set([asset.zone, ...cards.map(({ zone }) => zone)])
    for (const ip of ips) {
      const zone = declared.has(ipKey(ip)) ? null : (index.zoneOfIp(ip)?.id ?? null)
      if (zone === null || zones.has(zone)) continue
      found.set(id, zone)
      break
    }
  }
  return found
}
