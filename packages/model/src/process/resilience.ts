// Resilience as time and function kept: how much of the plant ran on through an outage and when all of it was back, and what drills measured
// of the same beside what the model says.
import type { PlantFile } from '@penstock/model/plant'
import { byDate } from './drills.ts'
import type { ProcessNetwork } from './network.ts'
import { processNetworkOf } from './network.ts'
import { type HoursOut, type OutagePlay, playOutage } from './play-outage.ts'

export interface Resilience {
  /** From the first loss until every function runs again; null where one does not within the time watched. */
  readonly backAfterH: number | null
  /** Share of function-hours that ran between the first loss and the return of the last, or the end of what was watched; 1 where nothing stops. */
  readonly keptShare: number
  /** The same of the functions that stop. */
  readonly keptShareOfStopped: number
}

export function resilienceOf({ functions, horizonH }: OutagePlay, outages: readonly HoursOut[]): Resilience {
  const fromH = Math.min(...outages.map((one) => one.fromH))
  const stopped = functions.filter(({ firstDownH }) => firstDownH !== null)
  if (stopped.length === 0) return { backAfterH: 0, keptShare: 1, keptShareOfStopped: 1 }
  const isBack = !stopped.some(({ isDownAtHorizon }) => isDownAtHorizon)
  const endH = isBack ? Math.max(...stopped.flatMap(({ intervals }) => intervals.map(([, upH]) => upH))) : horizonH
  const lost = stopped.reduce((sum, { downtimeH }) => sum + downtimeH, 0)
  const kept = (count: number): number => (endH === fromH ? 1 : 1 - lost / (count * (endH - fromH)))
  return {
    backAfterH: isBack ? endH - fromH : null,
    keptShare: kept(functions.length),
    keptShareOfStopped: kept(stopped.length),
  }
}

/** What a drill measured of a function, and what the model says of the same loss from the plant's own statements. */
export interface MeasuredResilience {
  readonly drill: string
  readonly heldH: number | null
  readonly isAtLeast: boolean
  readonly restoreH: number | null
  readonly keptShare: number | null
  /** Hours until the function stops, with all suppliers of the input out; null where no input was taken away or where it never stops. */
  readonly modelHeldH: number | null
  /** Whether what was measured lies where the model says; null where one of both says nothing. */
  readonly isAsModelled: boolean | null
}

/** Shares of the model's time within which a measured one is as modelled. */
const TOLERANCE = 0.1

/** Drills, the latest first. */
export function measuredResilience(plant: Pick<PlantFile, 'functions' | 'drills'>): readonly MeasuredResilience[] {
  const network = processNetworkOf(plant)
  return byDate(plant.drills)
    .toReversed()
    .map(({ id, function: of, input, heldH, isAtLeast, restoreH, keptShare }) => {
      const modelHeldH = modelledHoldUp(network, of, input)
      return {
        ...{ drill: id, heldH, isAtLeast, restoreH, keptShare, modelHeldH },
        isAsModelled: isAsModelled(heldH, isAtLeast, modelHeldH),
      }
    })
}

function modelledHoldUp(network: ProcessNetwork, of: string, input: string | null): number | null {
  const one = network.functions.find(({ id }) => id === of)
  const suppliers = one?.inputs.find(({ name }) => name === input)?.suppliers ?? []
  if (one === undefined || suppliers.length === 0) return null
  const out = suppliers.map((unit) => ({ unit, fromH: 0, toH: null }))
  return playOutage(network, out).functions.find(({ id }) => id === of)?.firstDownH ?? null
}

function isAsModelled(heldH: number | null, isAtLeast: boolean, modelHeldH: number | null): boolean | null {
  if (heldH === null || modelHeldH === null) return null
  // A drill that ended with the function up says nothing against a model that lets it run longer.
  if (isAtLeast) return heldH <= modelHeldH * (1 + TOLERANCE) ? null : false
  return Math.abs(heldH - modelHeldH) <= modelHeldH * TOLERANCE
}
