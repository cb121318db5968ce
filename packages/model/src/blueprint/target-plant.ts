// The plant as a blueprint draws it: today's assets at their planned places, with the planned zones and conduits. What paths and traffic of
// the target are computed on.
import { interfacesOf, type PlantConduit, type PlantFile, type PlantZone } from '@penstock/model/plant'
import type { Blueprint } from './file.ts'

/** Cards of an asset that moves go with it; addresses stay what they are. Assets without a place keep theirs. */
export function targetPlant(plant: PlantFile, blueprint: Blueprint): PlantFile {
  const zones = new Map(plant.zones.map((zone) => [zone.id, zone]))
  const conduits = new Map(plant.conduits.map((conduit) => [conduit.id, conduit]))
  const placed = new Map(blueprint.placements.map((one) => [one.asset, one]))
  return {
    ...plant,
    zones: blueprint.zones.map(({ id, name, purdue }): PlantZone => {
      const today = zones.get(id)
      return { ...today, id, name, purdue: purdue ?? today?.purdue ?? null }
    }),
    conduits: blueprint.conduits.map(({ id, zoneA, zoneB, protocols, direction, enforcedBy }): PlantConduit => {
      const today = conduits.get(id)
      const isSame = today !== undefined && today.zoneA === zoneA && today.zoneB === zoneB
      // What is drawn is permitted, also where today only a survey found it.
      const kept = isSame && today.status !== 'undocumented' ? today : { status: 'as designed' as const }
      return { ...kept, id, zoneA, zoneB, protocols, direction, enforcedBy: enforcedBy ?? today?.enforcedBy ?? [] }
    }),
    assets: plant.assets.map((asset) => {
      const target = placed.get(asset.id)
      if (target === undefined) return asset
      const allowed = [target.zone, ...(target.also ?? [])]
      const cards = interfacesOf(asset).map((card) => ({
        ...card,
        zone: card.zone === asset.zone || !allowed.includes(card.zone) ? target.zone : card.zone,
      }))
      return { ...asset, zone: target.zone, ...(asset.interfaces === undefined ? {} : { interfaces: cards }) }
    }),
  }
}
