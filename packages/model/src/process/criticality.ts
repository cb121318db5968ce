// Why an asset matters, derived from the plant and never typed in: the functions that it realises, what stops without it and when, the layers
// of protection that lean on it, and the worst consequence of those by the plant's own scale. Level 5 is worst. Redundancy changes how likely
// a consequence is and not what it is, so it orders assets of one level and lowers none (severity apart from occurrence, IEC 60812).
import { compareTexts } from '@penstock/model/kernel'
import type { PlantFile, PlantFunction } from '@penstock/model/plant'
import { Cascade, type Stop } from './cascade.ts'
import { targetsOf } from './continuity.ts'
import { isFunctionUnit, type ProcessNetwork } from './network.ts'
import { HOURS_AFTER } from './play-outage.ts'
import { hoursOf, ticksOf } from './ticks.ts'

/**
 * How the worst consequence comes about. `alone`: the loss of this asset leads to it. `guard`: a layer, safety function or cause of a
 * scenario leans on it, so it takes a demand as well. `shared`: others of its group must be lost, too.
 */
export type CriticalityStanding = 'alone' | 'guard' | 'shared'

export type Receptor = NonNullable<PlantFunction['bia']>['impact'][number]['receptor']

/** A group of a function that the asset is a member of. */
export interface Realised {
  readonly function: string
  readonly group: string
  readonly k: number
  readonly of: number
}

/** A function that stops for as long as the asset, or its whole group, is out. */
export interface CriticalStop {
  readonly function: string
  readonly isAlone: boolean
  /** Hours until it stops. */
  readonly downH: number
  /** Worst level that its impact reaches, on whom, and after how many hours; null where the plant states none. */
  readonly worst: { readonly level: number; readonly receptor: Receptor; readonly afterH: number } | null
  readonly mtpdH: number | null
  /** Hours until its maximum tolerable period is over; null where it is not, or none is stated. */
  readonly mtpdOverH: number | null
  /** What it earns an hour, in the currency of the plant; null where it makes no product. */
  readonly marginPerH: number | null
}

/** A scenario (LOPA) that leans on the asset. */
export interface Guard {
  readonly scenario: string
  readonly title: string
  readonly severity: number
  readonly part: 'safety-function' | 'layer' | 'cause'
  readonly id: string
  readonly text: string
}

/** Null level: what stops without it states no consequence, or nothing stops without it. */
export interface CriticalityRank {
  readonly asset: string
  readonly level: number | null
  readonly standing: CriticalityStanding | null
  /** Hours from the loss to that consequence; null for a guard, and without a level. */
  readonly afterH: number | null
  /** Functions that stop, with its group where it has spares. */
  readonly stops: number
  /** Functions that stop of which no consequence is stated: the level may be too low. */
  readonly unstated: number
}

export interface Criticality extends CriticalityRank {
  readonly realises: readonly Realised[]
  /** The worst first. */
  readonly stopped: readonly CriticalStop[]
  readonly guards: readonly Guard[]
}

const STANDINGS: readonly (CriticalityStanding | null)[] = ['alone', 'guard', 'shared', null]

/** Answers for each asset of one plant; an outage is played without return, and watched for thirty days. */
export class CriticalityJudge {
  readonly #network: ProcessNetwork
  readonly #cascade: Cascade
  readonly #horizon = ticksOf(HOURS_AFTER)
  readonly #guards: ReadonlyMap<string, readonly Guard[]>
  readonly #byFunction = new Map<number, readonly CriticalStop[]>()

  constructor(network: ProcessNetwork, { lopa }: Pick<PlantFile, 'lopa'>) {
    this.#network = network
    this.#cascade = new Cascade(network)
    this.#guards = guardsOf(lopa)
  }

  /** Of any text: what nothing names matters to nothing that the plant tells of. */
  judge(asset: string): Criticality {
    const { unitById, memberships, groups, functions } = this.#network
    const unit = unitById.get(asset)
    const own =
      unit === undefined || isFunctionUnit(this.#network, unit) ? [] : memberships[unit]!.map((at) => groups[at]!)
    const stops = new Map<string, CriticalStop>()
    const take = (stop: CriticalStop): void => {
      const before = stops.get(stop.function)
      if (before === undefined || (stop.worst?.level ?? 0) > (before.worst?.level ?? 0)) stops.set(stop.function, stop)
    }
    if (own.length > 0) for (const stop of this.#play(unit!, true)) take(stop)
    for (const group of own)
      if (group.k < group.members.length) for (const stop of this.#withoutFunction(group.function)) take(stop)
    const stopped = [...stops.values()].sort(worstFirst)
    const guards = this.#guards.get(asset) ?? []
    return {
      ...worstOf(asset, stopped, guards),
      realises: own.map((group) => ({
        function: functions[group.function]!.id,
        group: group.name,
        k: group.k,
        of: group.members.length,
      })),
      stopped,
      guards,
    }
  }

  /** What stops with a function, itself included; asked once for all members of its groups. */
  #withoutFunction(at: number): readonly CriticalStop[] {
    const known = this.#byFunction.get(at) ?? this.#play(at, false)
    this.#byFunction.set(at, known)
    return known
  }

  #play(unit: number, isAlone: boolean): readonly CriticalStop[] {
    const outage = { unit, from: 0, to: Number.POSITIVE_INFINITY }
    const { stops, endedAt } = this.#cascade.run([outage], this.#horizon)
    const longest = new Map<number, Stop>()
    const length = ({ from, to }: Stop): number => Math.min(to, endedAt) - from
    for (const stop of stops) {
      const before = longest.get(stop.function)
      if (before === undefined || length(stop) > length(before)) longest.set(stop.function, stop)
    }
    return [...longest].map(([at, stop]) =>
      criticalStop(this.#network.functions[at]!, isAlone, hoursOf(stop.from), hoursOf(length(stop))),
    )
  }
}

/** The order in which assets matter: level, how it comes about, how soon, how much stops; what is not stated comes after what is. */
export function compareCriticality(a: CriticalityRank, b: CriticalityRank): number {
  return (
    (b.level ?? 0) - (a.level ?? 0) ||
    STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
    (a.afterH ?? 0) - (b.afterH ?? 0) ||
    b.stops - a.stops ||
    compareTexts(a.asset, b.asset)
  )
}

function criticalStop(one: PlantFunction, isAlone: boolean, downH: number, lengthH: number): CriticalStop {
  const { mtpdH } = targetsOf(one)
  let worst: CriticalStop['worst'] = null
  for (const { afterH, receptor, level } of one.bia?.impact ?? []) {
    if (afterH > lengthH) continue
    const reached = { level, receptor, afterH: downH + afterH }
    if (worst === null || level > worst.level || (level === worst.level && reached.afterH < worst.afterH))
      worst = reached
  }
  return {
    function: one.id,
    isAlone,
    downH,
    worst,
    mtpdH,
    mtpdOverH: mtpdH !== null && lengthH > mtpdH ? downH + mtpdH : null,
    marginPerH: one.product?.marginPerH ?? null,
  }
}

function worstFirst(a: CriticalStop, b: CriticalStop): number {
  return (
    (b.worst?.level ?? 0) - (a.worst?.level ?? 0) ||
    Number(b.isAlone) - Number(a.isAlone) ||
    (a.worst?.afterH ?? a.downH) - (b.worst?.afterH ?? b.downH) ||
    compareTexts(a.function, b.function)
  )
}

function worstOf(asset: string, stopped: readonly CriticalStop[], guards: readonly Guard[]): CriticalityRank {
  const counted = { asset, stops: stopped.length, unstated: stopped.filter(({ worst }) => worst === null).length }
  const candidates: CriticalityRank[] = [
    ...stopped.flatMap(({ worst, isAlone }): CriticalityRank[] =>
      worst === null
        ? []
        : [{ ...counted, level: worst.level, standing: isAlone ? 'alone' : 'shared', afterH: worst.afterH }],
    ),
    ...guards.map(({ severity }): CriticalityRank => {
      return { ...counted, level: severity, standing: 'guard', afterH: null }
    }),
  ]
  return candidates.sort(compareCriticality)[0] ?? { ...counted, level: null, standing: null, afterH: null }
}

function guardsOf(lopa: PlantFile['lopa']): ReadonlyMap<string, readonly Guard[]> {
  const guards = new Map<string, Guard[]>()
  for (const { id: scenario, title, severity, causes, ipls, sif } of lopa) {
    const parts = [
      ...(sif === null ? [] : [{ part: 'safety-function' as const, ...sif }]),
      ...ipls.map((layer) => ({ part: 'layer' as const, ...layer })),
      ...causes.map((cause) => ({ part: 'cause' as const, ...cause })),
    ]
    for (const { part, id, text, assets } of parts)
      for (const asset of new Set(assets)) {
        const guard = { scenario, title, severity, part, id, text }
        guards.set(asset, [...(guards.get(asset) ?? []), guard])
      }
  }
  for (const own of guards.values()) own.sort((a, b) => b.severity - a.severity)
  return guards
}
