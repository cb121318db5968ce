// Contingency analysis: each unit out for some hours, alone (N-1) or with a second one (N-2), and what of the plant that costs.
import { compareTexts } from '@penstock/model/kernel'
import { Cascade, type Stop } from './cascade.ts'
import { downstreamOf, sharesBit } from './downstream.ts'
import { isFunctionUnit, type ProcessNetwork, type UnitNumber } from './network.ts'
import { HOURS_AFTER } from './play-outage.ts'
import { hoursOf, ticksOf } from './ticks.ts'

export interface ContingencyOrder {
  /** How long each outage lasts, in hours, from a plant that runs with full stocks. */
  readonly hours: number
  /** Functions whose loss counts; those whose type is process, safety, service or business unless given. */
  readonly targets?: readonly string[]
  /** Units whose pairs are played at most, up to `MOST_PAIRED`, which is taken unless given. */
  readonly paired?: number
}

export interface TargetLoss {
  readonly id: string
  readonly firstDownH: number
  readonly downtimeH: number
  /** Whether one stop is longer than its maximum tolerable period of disruption; null where the plant states none. */
  readonly isMtpdBroken: boolean | null
  /** What it would have earned meanwhile, in the currency of the plant; 0 where it states no product. */
  readonly lostMargin: number
}

/** What an outage of these units costs. */
export interface Contingency {
  readonly units: readonly string[]
  readonly areFunctions: boolean
  /** How many functions stop, targets or not, those that the outage names left out. */
  readonly functionsLost: number
  /** Targets that stop, the earliest first. */
  readonly targets: readonly TargetLoss[]
  readonly firstTargetLostH: number | null
  readonly targetDowntimeH: number
  readonly lostMargin: number
  readonly mtpdsBroken: number
}

export interface Ranking {
  readonly order: 1 | 2
  readonly hours: number
  readonly targets: readonly string[]
  /** How many outages were played, or shown to cost no target without playing them. */
  readonly compared: number
  /** Units that were left out of the pairs because the plant has too many; 0 for N-1. */
  readonly leftOut: number
  /** The worst first. Of N-1 all that cost a target; of N-2 the pairs that cost more than either alone. */
  readonly ranking: readonly Contingency[]
}

export interface ContingencyProgress {
  readonly done: number
  readonly total: number
}

const TARGET_TYPES: ReadonlySet<string> = new Set(['process', 'safety', 'service', 'business'])
/** Units whose pairs are played at most, those with most targets downstream first. */
export const MOST_PAIRED = 300
const PER_STEP = 64

/**
 * Every unit out alone. A generator, so that whoever runs it can tell how far it is and stop: each step answers the progress, the end the
 * ranking. Throws RangeError where a target is no function.
 */
export function* singleContingencies(
  network: ProcessNetwork,
  order: ContingencyOrder,
): Generator<ContingencyProgress, Ranking> {
  const play = new ContingencyPlay(network, order)
  const found: Contingency[] = []
  const total = network.units.length
  for (let unit = 0; unit < total; unit += 1) {
    const one = play.play([unit])
    if (one.targets.length > 0) found.push(one)
    if (unit % PER_STEP === PER_STEP - 1) yield { done: unit + 1, total }
  }
  return { ...play.about, order: 1, compared: total, leftOut: 0, ranking: found.sort(worstFirst) }
}

/**
 * Pairs of units that cost more together than either alone: a target that neither stops, or a tolerable period that neither breaks. Pairs
 * without a common target downstream cannot, and are not played; nor are those whose common targets are as bad with one alone.
 */
export function* pairedContingencies(
  network: ProcessNetwork,
  order: ContingencyOrder,
): Generator<ContingencyProgress, Ranking> {
  const play = new ContingencyPlay(network, order)
  const downstream = downstreamOf(network, play.targets)
  const reaching = network.units.map((_, unit) => unit).filter((unit) => downstream.countOf(unit) > 0)
  const most = Math.min(order.paired ?? MOST_PAIRED, MOST_PAIRED)
  const paired = reaching.sort((a, b) => downstream.countOf(b) - downstream.countOf(a) || a - b).slice(0, most)
  const alone = paired.map((unit) => play.levels(play.play([unit])))
  const found: Contingency[] = []
  const total = (paired.length * (paired.length - 1)) / 2
  let done = 0
  for (const [at, unit] of paired.entries()) {
    for (let next = at + 1; next < paired.length; next += 1) {
      const other = paired[next]!
      done += 1
      if (!sharesBit(downstream.bitsOf(unit), downstream.bitsOf(other))) continue
      const worst = (target: string): number => Math.max(alone[at]!.get(target) ?? 0, alone[next]!.get(target) ?? 0)
      const shared = downstream.sharedTargets(unit, other)
      if (shared.every((target) => worst(network.units[target]!) === play.worstLevel(target))) continue
      const both = play.play([unit, other])
      if ([...play.levels(both)].some(([target, level]) => level > worst(target))) found.push(both)
    }
    yield { done, total }
  }
  const leftOut = reaching.length - paired.length
  return { ...play.about, order: 2, compared: total, leftOut, ranking: found.sort(worstFirst) }
}

/** MTPDs broken, then targets lost, then margin and hours of targets, then the earlier loss, then the name. */
function worstFirst(a: Contingency, b: Contingency): number {
  return (
    b.mtpdsBroken - a.mtpdsBroken ||
    b.targets.length - a.targets.length ||
    b.lostMargin - a.lostMargin ||
    b.targetDowntimeH - a.targetDowntimeH ||
    (a.firstTargetLostH ?? 0) - (b.firstTargetLostH ?? 0) ||
    compareTexts(a.units.join(' '), b.units.join(' '))
  )
}

class ContingencyPlay {
  readonly targets: readonly number[]
  readonly about: { readonly hours: number; readonly targets: readonly string[] }
  readonly #network: ProcessNetwork
  readonly #cascade: Cascade
  readonly #isTarget: ReadonlySet<number>
  readonly #outTicks: number
  readonly #horizon: number

  constructor(network: ProcessNetwork, { hours, targets }: ContingencyOrder) {
    this.#network = network
    this.#cascade = new Cascade(network)
    this.targets = targets === undefined ? usualTargets(network) : targets.map((id) => functionOf(network, id))
    this.#isTarget = new Set(this.targets)
    this.#outTicks = ticksOf(hours)
    this.#horizon = ticksOf(hours + HOURS_AFTER)
    this.about = { hours, targets: this.targets.map((at) => network.units[at]!) }
  }

  play(units: readonly UnitNumber[]): Contingency {
    const { functions, units: names } = this.#network
    const outages = units.map((unit) => ({ unit, from: 0, to: this.#outTicks }))
    const { stops, endedAt } = this.#cascade.run(outages, this.#horizon)
    const byFunction = new Map<number, Stop[]>()
    for (const stop of stops) {
      const own = byFunction.get(stop.function)
      if (own === undefined) byFunction.set(stop.function, [stop])
      else own.push(stop)
    }
    const targets: TargetLoss[] = []
    for (const [at, own] of byFunction) {
      if (this.#isTarget.has(at) && !units.includes(at)) targets.push(targetLoss(functions[at]!, own, endedAt))
    }
    targets.sort((a, b) => a.firstDownH - b.firstDownH || compareTexts(a.id, b.id))
    return {
      units: units.map((unit) => names[unit]!),
      areFunctions: units.every((unit) => isFunctionUnit(this.#network, unit)),
      functionsLost: [...byFunction.keys()].filter((at) => !units.includes(at)).length,
      targets,
      firstTargetLostH: targets[0]?.firstDownH ?? null,
      targetDowntimeH: targets.reduce((sum, { downtimeH }) => sum + downtimeH, 0),
      lostMargin: targets.reduce((sum, { lostMargin }) => sum + lostMargin, 0),
      mtpdsBroken: targets.filter(({ isMtpdBroken }) => isMtpdBroken === true).length,
    }
  }

  /** How bad it is for each target that is lost: 1 it stops, 2 its tolerable period is broken. */
  levels({ targets }: Contingency): ReadonlyMap<string, number> {
    return new Map(targets.map(({ id, isMtpdBroken }) => [id, isMtpdBroken === true ? 2 : 1]))
  }

  worstLevel(target: number): number {
    return this.#network.functions[target]!.mtpdH === null ? 1 : 2
  }
}

function usualTargets({ functions }: ProcessNetwork): readonly number[] {
  return functions.flatMap(({ type }, at) => (TARGET_TYPES.has(type) ? [at] : []))
}

function functionOf(network: ProcessNetwork, id: string): number {
  const unit = network.unitById.get(id)
  if (unit === undefined || !isFunctionUnit(network, unit)) throw new RangeError(`${id} is no function of the plant`)
  return unit
}

function targetLoss(
  { id, mtpdH, product }: ProcessNetwork['functions'][number],
  stops: readonly Stop[],
  end: number,
): TargetLoss {
  const lengths = stops.map(({ from, to }) => hoursOf(Math.min(to, end) - from))
  const downtimeH = lengths.reduce((sum, length) => sum + length, 0)
  return {
    id,
    firstDownH: hoursOf(stops[0]!.from),
    downtimeH,
    isMtpdBroken: mtpdH === null ? null : lengths.some((length) => length > mtpdH),
    lostMargin: product === null ? 0 : product.marginPerH * downtimeH,
  }
}
