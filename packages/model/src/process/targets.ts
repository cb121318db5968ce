// Continuity targets held against what is computed and what drills measured: to be back in time, to last without an input, to give the
// minimum service. What no drill showed is unproved; a proof lapses after a year, a contradiction stands until a later drill lifts it.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Drill, PlantFile, PlantFunction } from '@penstock/model/plant'
import { Cascade } from './cascade.ts'
import { computedRecovery, targetsOf } from './continuity.ts'
import { byDate } from './drills.ts'
import { type ProcessNetwork, processNetworkOf } from './network.ts'
import { hoursOf, ticksOf } from './ticks.ts'
import { isWithinAYear } from './within-a-year.ts'

export type TargetKind = 'restore' | 'hold-up' | 'minimum'
export type TargetState = 'unproved' | 'proved' | 'contradicted'
/** Why it is unproved: no drill looked, the last proof is older than a year, or the drills ended before the time was up. */
export type Unproved = 'no-drill' | 'lapsed' | 'too-short'

export interface JudgedTarget {
  readonly function: string
  readonly kind: TargetKind
  /** Of a hold-up. */
  readonly input: string | null
  /** Null for a minimum service, which is `minimum`. */
  readonly targetH: number | null
  readonly minimum: string | null
  /** Hours until it is back after the loss of its assets, or until it stops after the loss of the input; null where it cannot be said. */
  readonly computedH: number | null
  readonly isComputedHeld: boolean | null
  /** What the drill that counts measured. */
  readonly drilledH: number | null
  readonly isAtLeast: boolean
  readonly drill: string | null
  readonly drilledOn: string | null
  readonly state: TargetState
  readonly why: Unproved | null
}

type Measured = Pick<JudgedTarget, 'drilledH' | 'isAtLeast' | 'drill' | 'drilledOn' | 'state' | 'why'>

/** The targets at an instant, functions in the order of the plant. Hold-ups of zero are none. */
export function judgeTargets(plant: PlantFile, asOf: EpochMicros): readonly JudgedTarget[] {
  const network = processNetworkOf(plant)
  const cascade = new Cascade(network)
  const drills = byDate(plant.drills).toReversed()
  return plant.functions.flatMap((one, at) => {
    const own = drills.filter((drill) => drill.function === one.id)
    return [
      ...restoreTarget(plant, one, own, asOf),
      ...one.inputs.flatMap(({ name, bufferH }, n) => {
        if (bufferH === 0) return []
        const computedH = computedHoldUp(network, cascade, at, n, bufferH)
        return [holdUpTarget(one.id, name, bufferH, computedH, own, asOf)]
      }),
      ...minimumTarget(one, own, asOf),
    ]
  })
}

function restoreTarget(
  plant: PlantFile,
  one: PlantFunction,
  drills: readonly Drill[],
  asOf: EpochMicros,
): readonly JudgedTarget[] {
  const { rtoH } = targetsOf(one)
  if (rtoH === null) return []
  const computedH = computedRecovery(plant, one)?.hours ?? null
  const last = drills.find(({ restoreH }) => restoreH !== null)
  const isHeld = last === undefined ? null : last.restoreH! <= rtoH
  return [
    {
      ...{ function: one.id, kind: 'restore', input: null, targetH: rtoH, minimum: null, computedH },
      isComputedHeld: computedH === null ? null : computedH <= rtoH,
      ...measured(last, last?.restoreH ?? null, isHeld, asOf),
    },
  ]
}

function holdUpTarget(
  id: string,
  input: string,
  targetH: number,
  computedH: number,
  drills: readonly Drill[],
  asOf: EpochMicros,
): JudgedTarget {
  const own = drills.filter((drill) => drill.input === input && drill.heldH !== null)
  const telling = own.find(({ heldH, isAtLeast }) => !isAtLeast || heldH! >= targetH)
  const shown = telling ?? own[0]
  const told = measured(shown, shown?.heldH ?? null, telling === undefined ? null : telling.heldH! >= targetH, asOf)
  return {
    ...{ function: id, kind: 'hold-up', input, targetH, minimum: null, computedH },
    isComputedHeld: computedH >= targetH,
    ...told,
    isAtLeast: shown?.isAtLeast ?? false,
    why: shown !== undefined && telling === undefined ? 'too-short' : told.why,
  }
}

function minimumTarget(
  { id, bia }: PlantFunction,
  drills: readonly Drill[],
  asOf: EpochMicros,
): readonly JudgedTarget[] {
  const minimum = bia?.minimum ?? null
  if (minimum === null) return []
  const last = drills.find(({ isMinimumHeld }) => isMinimumHeld !== null)
  return [
    {
      ...{ function: id, kind: 'minimum', input: null, targetH: null, minimum, computedH: null, isComputedHeld: null },
      ...measured(last, null, last?.isMinimumHeld ?? null, asOf),
    },
  ]
}

/** What the drill that counts shows; `isHeld` is null where none tells. */
function measured(
  drill: Drill | undefined,
  drilledH: number | null,
  isHeld: boolean | null,
  asOf: EpochMicros,
): Measured {
  const about = { drilledH, isAtLeast: false, drill: drill?.id ?? null, drilledOn: drill?.on ?? null }
  if (drill === undefined || isHeld === null) return { ...about, state: 'unproved', why: 'no-drill' }
  if (!isHeld) return { ...about, state: 'contradicted', why: null }
  if (!isWithinAYear(drill.on, asOf)) return { ...about, state: 'unproved', why: 'lapsed' }
  return { ...about, state: 'proved', why: null }
}

/** Hours from the loss of all suppliers of an input until the function stops: its stock, or less where their loss reaches it another way. */
function computedHoldUp(
  { groups, needs }: ProcessNetwork,
  cascade: Cascade,
  at: number,
  input: number,
  bufferH: number,
): number {
  const group = groups[needs[at]!.filter((need) => groups[need]!.kind === 'input')[input]!]!
  const outages = group.members.map((unit) => ({ unit, from: 0, to: Number.POSITIVE_INFINITY }))
  const { stops } = cascade.run(outages, ticksOf(bufferH))
  const first = stops.find((stop) => stop.function === at)
  return first === undefined ? bufferH : hoursOf(first.from)
}
