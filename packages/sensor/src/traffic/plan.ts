// A plan is plain data: the plant, the window and the seed. The frames are made when it is written.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { Network, type ZoneVlan } from './network.ts'
import type { TrafficPlant } from './plant.ts'
import { hashNumbers } from './random.ts'
import { Stations } from './stations.ts'

export interface TrafficOptions {
  readonly startAt: EpochMicros
  /** Length of the window, in seconds. */
  readonly durationS: number
  /** The same seed gives the same bytes. */
  readonly seed: number
}

export interface TrafficPlan extends TrafficOptions {
  readonly plant: TrafficPlant
  readonly vlans: readonly ZoneVlan[]
}

/** Plans the traffic of one window. */
export function planTraffic(plant: TrafficPlant, options: TrafficOptions): TrafficPlan {
  return { ...options, plant, vlans: new Network(plant, new Stations(plant)).vlans }
}

/**
 * The n-th window after `plan`, which is window 0: it starts where the one before ends, with sessions of its own and the
 * same devices, so that captures can follow each other without end.
 */
export function nextWindow(plan: TrafficPlan, n: number): TrafficPlan {
  if (n === 0) return plan
  const startAt = micros(plan.startAt + n * Math.round(plan.durationS * 1_000_000))
  return { ...plan, startAt, seed: hashNumbers(plan.seed, n) }
}
