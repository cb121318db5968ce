// Each question of this room answered on a plant: the rules are the model's. Pure.
import { deviationsOf, drawBlueprint, liveStateOf, seenZones, unplannedTraffic } from '@penstock/model/blueprint'
import type { PlantFile } from '@penstock/model/plant'
import type { Answerers } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

export const ANSWERS: Answerers<Questions, Answers, PlantFile> = {
  deviations: (plant, { blueprint, observed }) => {
    const declared = liveStateOf(plant)
    const seen = seenZones(plant, observed.addresses)
    const live = {
      ...declared,
      assets: declared.assets.map((asset) => ({ ...asset, seenIn: seen.get(asset.id) ?? null })),
      sensors: observed.sensors,
      strangers: observed.strangers,
      traffic: unplannedTraffic(plant, blueprint, observed.conversations),
    }
    return { ok: true, value: deviationsOf(blueprint, live) }
  },
  draft: (plant) => ({ ok: true, value: drawBlueprint(plant) }),
}
