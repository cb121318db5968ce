// Why assets of a plant matter, in the words of the wire: the rules are the model's. Pure.
import type { CriticalityView } from '@penstock/contract/process'
import type { PlantFile } from '@penstock/model/plant'
import {
  assessmentsOf,
  CriticalityJudge,
  compareCriticality,
  HOURS_AFTER,
  type ProcessNetwork,
} from '@penstock/model/process'
import type { Answers } from './question.ts'

interface OpenPlant {
  readonly plant: PlantFile
  readonly network: ProcessNetwork
}

/** A board that everything hangs on stops all functions of a plant: the page shows the worst. */
const MOST_STOPS_TOLD = 100

export function criticalityView({ plant, network }: OpenPlant, asset: string): CriticalityView {
  const { realises, stopped, guards, ...rank } = new CriticalityJudge(network, plant).judge(asset)
  const named = new Map(plant.functions.map(({ id, name, type }) => [id, { name, type }]))
  return {
    ...rank,
    isDeclared: plant.assets.some(({ id }) => id === asset),
    currency: plant.about.currency ?? null,
    meaning: meaningOf(plant, rank.level),
    watchedH: HOURS_AFTER,
    realises: realises.map((one) => ({ ...one, name: named.get(one.function)!.name })),
    stopped: stopped.slice(0, MOST_STOPS_TOLD).map((one) => ({ ...one, ...named.get(one.function)! })),
    guards: [...guards],
    studies: [...(assessmentsOf(plant).get(asset) ?? [])],
    restoreH: plant.recovery?.restoreTimes.find((time) => time.asset === asset)?.hours ?? null,
  }
}

function meaningOf({ riskCriteria }: PlantFile, level: number | null): CriticalityView['meaning'] {
  const found = riskCriteria?.severity.find((one) => one.level === level)
  if (found === undefined) return null
  const { level: _level, ...meaning } = found
  return meaning
}

/** Every asset of the plant, the most critical first; what its loss stops is left out, for there may be thousands each. */
export function ranksOf({ plant, network }: OpenPlant): Answers['ranks']['ranks'] {
  const judge = new CriticalityJudge(network, plant)
  const studies = assessmentsOf(plant)
  return plant.assets
    .map(({ id }) => {
      const { realises: _realises, stopped: _stopped, guards: _guards, ...rank } = judge.judge(id)
      return { ...rank, studies: studies.get(id) ?? [] }
    })
    .sort(compareCriticality)
}
