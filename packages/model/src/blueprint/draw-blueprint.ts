// A blueprint of a plant as it is declared: what a first draft is edited from.
import { type PlantFile, zonesOfAsset } from '@penstock/model/plant'
import { BLUEPRINT_SCHEMA, type Blueprint, type BlueprintPlacement } from './file.ts'

/** Conduits that only a survey found are left out: nobody agreed on them, so they deviate until a stage closes them or somebody draws them. */
export function drawBlueprint(plant: PlantFile): Blueprint {
  const documented = plant.conduits.filter(({ status }) => status !== 'undocumented')
  return {
    schema: BLUEPRINT_SCHEMA,
    name: `${plant.about.name}: target`,
    zones: plant.zones.map(({ id, name, purdue }) => ({ id, name, purdue: purdue ?? null })),
    conduits: documented.map(({ id, zoneA, zoneB, protocols, direction, enforcedBy }) => ({
      id,
      zoneA,
      zoneB,
      protocols: [...protocols],
      direction,
      enforcedBy: [...(enforcedBy ?? [])],
    })),
    placements: plant.assets.map((asset): BlueprintPlacement => {
      const [, ...also] = zonesOfAsset(asset)
      return also.length === 0 ? { asset: asset.id, zone: asset.zone } : { asset: asset.id, zone: asset.zone, also }
    }),
    sensors: [],
    cloudServices: plant.cloudServices.map(({ id, zone }) => ({ id, zone: zone ?? null })),
    stages: [],
  }
}
