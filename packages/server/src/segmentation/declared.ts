// Devices that people declared on a page stand in a zone of the plant like those of the plant file.
import type { PlantFile } from '@penstock/model/plant'
import { drawZone, type Host } from '@penstock/model/segmentation'

/** The plant with these devices; what it has already, and what names no zone of it, stays as it is. */
export function withDeclared(plant: PlantFile, others: readonly Host[], only?: ReadonlySet<string>): PlantFile {
  const known = new Set(plant.assets.map(({ id }) => id))
  return plant.zones.reduce((drawn, zone) => {
    const members = others.filter(
      (host) => host.zone === zone.id && !known.has(host.id) && only?.has(host.id) !== false,
    )
    if (members.length === 0) return drawn
    const subnet = zone.subnet ?? null
    return drawZone(drawn, { zone: { ...zone, purdue: zone.purdue ?? null, subnet }, members, network: subnet })
  }, plant)
}
