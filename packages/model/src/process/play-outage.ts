// An outage played on a plant, told per function: when it stops, why, and when it is back.

import { type BlackStart, blackStartsOf } from './black-start.ts'
import { Cascade, type Stop, type UnitOutage } from './cascade.ts'
import type { ProcessNetwork } from './network.ts'
import { hoursOf, ticksOf } from './ticks.ts'

/** A unit (asset or function) that is out between two hours; `toH` null: it does not come back. */
export interface HoursOut {
  readonly unit: string
  readonly fromH: number
  readonly toH: number | null
}

export interface FunctionLoss {
  readonly id: string
  readonly name: string
  /** Hours of each stop; the last ends at the horizon where it is still down then. */
  readonly intervals: readonly (readonly [downH: number, upH: number])[]
  /** Of each interval, why it began. */
  readonly causes: readonly LossReason[]
  /** Null where it never stops. */
  readonly firstDownH: number | null
  readonly downtimeH: number
  readonly isDownAtHorizon: boolean
  /** Its maximum tolerable period of disruption, and whether one stop is longer; null where the plant states none. */
  readonly mtpdH: number | null
  readonly isMtpdBroken: boolean | null
}

export interface LossReason {
  /** `itself`: the outage names it; else the kind and name of the group that was short. */
  readonly kind: 'itself' | 'own' | 'input'
  readonly group: string | null
  /** What of the group did not work. */
  readonly missing: readonly string[]
  readonly needed: number
  /** Hours that the stock of the group carried it; 0 without. */
  readonly bufferH: number
}

export interface OutagePlay {
  readonly horizonH: number
  /** Every function of the plant, in its order. */
  readonly functions: readonly FunctionLoss[]
  readonly blackStarts: readonly BlackStart[]
  /** The hour at which it was broken off because the plant never comes to rest, or null. */
  readonly cutOffAtH: number | null
}

/** How long after the last return the plant is watched unless the caller says: thirty days. */
export const HOURS_AFTER = 720

/** Units must be units of the network (`unitById`); hours finite and not negative, from before to. Throws RangeError otherwise. */
export function playOutage(network: ProcessNetwork, outages: readonly HoursOut[], horizonH?: number): OutagePlay {
  const ends = outages.map(({ fromH, toH }) => toH ?? fromH)
  const watchedH = horizonH ?? Math.max(0, ...ends) + HOURS_AFTER
  const cascade = new Cascade(network)
  const run = cascade.run(
    outages.map((one) => unitOutageOf(network, one)),
    ticksOf(watchedH),
  )
  const stops: Stop[][] = network.functions.map(() => [])
  for (const stop of run.stops) stops[stop.function]!.push(stop)
  return {
    horizonH: watchedH,
    functions: stops.map((own, at) => functionLoss(network, at, own, run.endedAt)),
    blackStarts: blackStartsOf(network, cascade),
    cutOffAtH: run.isCutOff ? hoursOf(run.endedAt) : null,
  }
}

function unitOutageOf(network: ProcessNetwork, { unit: id, fromH, toH }: HoursOut): UnitOutage {
  const unit = network.unitById.get(id)
  if (unit === undefined) throw new RangeError(`${id} is no unit of the plant`)
  if (toH !== null && toH < fromH) throw new RangeError(`the outage of ${id} ends before it begins`)
  return { unit, from: ticksOf(fromH), to: toH === null ? Number.POSITIVE_INFINITY : ticksOf(toH) }
}

function functionLoss(network: ProcessNetwork, at: number, stops: readonly Stop[], end: number): FunctionLoss {
  const { id, name, mtpdH } = network.functions[at]!
  const lengths = stops.map(({ from, to }) => Math.min(to, end) - from)
  const [first] = stops
  return {
    id,
    name,
    intervals: stops.map(({ from, to }) => [hoursOf(from), hoursOf(Math.min(to, end))]),
    causes: stops.map((stop) => reasonOf(network, stop)),
    firstDownH: first === undefined ? null : hoursOf(first.from),
    downtimeH: hoursOf(lengths.reduce((sum, length) => sum + length, 0)),
    isDownAtHorizon: stops.some(({ to }) => to > end),
    mtpdH,
    isMtpdBroken: mtpdH === null ? null : lengths.some((length) => length > ticksOf(mtpdH)),
  }
}

function reasonOf({ groups, units }: ProcessNetwork, { cause }: Stop): LossReason {
  if (cause.group === null) return { kind: 'itself', group: null, missing: [], needed: 0, bufferH: 0 }
  const { kind, name, k, bufferTicks } = groups[cause.group]!
  const missing = cause.missing.map((unit) => units[unit]!)
  return { kind, group: name, missing, needed: k, bufferH: hoursOf(bufferTicks) }
}
