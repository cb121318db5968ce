// The order in which lost assets are restored: crews with a call-out, hours a task, what must be restored before. What an order costs is
// what the cascade says of it: the weighted hours that targets stand, stocks and restarts counted.
import { compareTexts } from '@penstock/model/kernel'
import { Cascade, type CascadeRun } from './cascade.ts'
import type { ProcessNetwork } from './network.ts'
import { hoursOf, ticksOf } from './ticks.ts'

export interface RestoreTask {
  readonly asset: string
  readonly crew: string
  readonly hours: number
  /** Assets that must be restored before; those that are no task are taken as there. */
  readonly after: readonly string[]
}

export interface Crew {
  readonly id: string
  /** How many of its tasks go on at once. */
  readonly count: number
  /** Hours until it is there. */
  readonly calloutH: number
}

export interface RecoveryOrder {
  readonly tasks: readonly RestoreTask[]
  readonly crews: readonly Crew[]
  /** Cost of an hour for which a function stands; those that are not named cost nothing. */
  readonly weights: ReadonlyMap<string, number>
}

export interface PlannedTask {
  readonly asset: string
  readonly crew: string
  readonly startH: number
  readonly endH: number
}

export interface RecoveredFunction {
  readonly id: string
  readonly firstDownH: number
  /** When it runs again; null where it does not by the horizon. */
  readonly backH: number | null
  readonly downtimeH: number
}

export interface RecoveryPlan {
  /** In order of their start. */
  readonly tasks: readonly PlannedTask[]
  /** Sum over functions of weight × hours of standstill. */
  readonly cost: number
  readonly functions: readonly RecoveredFunction[]
  /** `exact`: every order was compared; `improved`: a good order, bettered by exchanges until none helps. */
  readonly method: 'exact' | 'improved'
  readonly compared: number
}

export type RecoveryRefusal =
  | { readonly code: 'process.unknown-crew'; readonly asset: string; readonly crew: string }
  | { readonly code: 'process.restore-circle'; readonly assets: readonly string[] }

/** Orders that are compared at most before a good one has to do: eight tasks in any order. */
const MOST_ORDERS = 40_320
/** Rounds of exchanges of a heuristic order at most. */
const MOST_ROUNDS = 50
const HOURS_WATCHED = 8760

/** Why the tasks cannot be planned, or null: a crew that is none, tasks that wait for each other. */
export function checkRecovery({ tasks, crews }: RecoveryOrder): RecoveryRefusal | null {
  const known = new Set(crews.map(({ id }) => id))
  for (const { asset, crew } of tasks) if (!known.has(crew)) return { code: 'process.unknown-crew', asset, crew }
  const left = new Map(tasks.map((task) => [task.asset, task]))
  for (let isMoving = true; isMoving; ) {
    isMoving = false
    for (const { asset, after } of left.values()) {
      if (after.some((before) => before !== asset && left.has(before))) continue
      if (after.includes(asset)) continue
      left.delete(asset)
      isMoving = true
    }
  }
  return left.size === 0 ? null : { code: 'process.restore-circle', assets: [...left.keys()] }
}

/**
 * The cheapest order of up to eight tasks; of more a good one: tasks by weight of what they bring back an hour of work, then exchanges while
 * one helps. All assets of the tasks are lost at hour 0. `checkRecovery` must have found nothing.
 */
export function planRecovery(network: ProcessNetwork, order: RecoveryOrder): RecoveryPlan {
  const costing = new RecoveryCosting(network, order)
  const { tasks } = order
  let best = { cost: Number.POSITIVE_INFINITY, sequence: [...tasks] as readonly RestoreTask[] }
  let compared = 0
  const tryOne = (sequence: readonly RestoreTask[]): boolean => {
    compared += 1
    const cost = costing.costOf(sequence)
    if (cost >= best.cost) return false
    best = { cost, sequence }
    return true
  }
  const isExact = factorial(tasks.length) <= MOST_ORDERS
  if (isExact) for (const sequence of permutations(tasks)) tryOne(sequence)
  else improve(byWorth(network, order), tryOne)
  return { ...costing.told(best.sequence), method: isExact ? 'exact' : 'improved', compared }
}

class RecoveryCosting {
  readonly #network: ProcessNetwork
  readonly #order: RecoveryOrder
  readonly #cascade: Cascade
  readonly #weights: Float64Array

  constructor(network: ProcessNetwork, order: RecoveryOrder) {
    this.#network = network
    this.#order = order
    this.#cascade = new Cascade(network)
    this.#weights = Float64Array.from(network.functions, ({ id }) => order.weights.get(id) ?? 0)
  }

  costOf(sequence: readonly RestoreTask[]): number {
    return this.#costOf(this.#played(schedule(sequence, this.#order.crews)))
  }

  #costOf({ stops, endedAt }: CascadeRun): number {
    return stops.reduce(
      (sum, { function: at, from, to }) => sum + this.#weights[at]! * hoursOf(Math.min(to, endedAt) - from),
      0,
    )
  }

  told(sequence: readonly RestoreTask[]): Pick<RecoveryPlan, 'tasks' | 'cost' | 'functions'> {
    const tasks = schedule(sequence, this.#order.crews)
    const run = this.#played(tasks)
    const { stops, endedAt } = run
    const functions = new Map<number, RecoveredFunction>()
    for (const { function: at, from, to } of stops) {
      const before = functions.get(at)
      functions.set(at, {
        id: this.#network.functions[at]!.id,
        firstDownH: before?.firstDownH ?? hoursOf(from),
        backH: to > endedAt ? null : hoursOf(to),
        downtimeH: (before?.downtimeH ?? 0) + hoursOf(Math.min(to, endedAt) - from),
      })
    }
    return { tasks, cost: this.#costOf(run), functions: [...functions.values()] }
  }

  #played(tasks: readonly PlannedTask[]): CascadeRun {
    const { unitById } = this.#network
    const outages = tasks.flatMap(({ asset, endH }) => {
      const unit = unitById.get(asset)
      return unit === undefined ? [] : [{ unit, from: 0, to: ticksOf(endH) }]
    })
    return this.#cascade.run(outages, ticksOf(HOURS_WATCHED))
  }
}

/** When each task is done when every crew takes the first of its tasks in this order that may begin. */
function schedule(sequence: readonly RestoreTask[], crews: readonly Crew[]): readonly PlannedTask[] {
  const free = new Map(
    crews.map(({ id, count, calloutH }) => [id, Array.from({ length: Math.max(1, count) }, () => calloutH)]),
  )
  const ends = new Map<string, number>()
  const own = new Set(sequence.map(({ asset }) => asset))
  const planned: PlannedTask[] = []
  const left = [...sequence]
  while (left.length > 0) {
    const next = left.findIndex(({ after }) => after.every((before) => !own.has(before) || ends.has(before)))
    const [{ asset, crew, hours, after }] = left.splice(Math.max(0, next), 1) as [RestoreTask]
    const hands = free.get(crew)!
    const hand = hands.indexOf(Math.min(...hands))
    const startH = Math.max(hands[hand]!, ...after.map((before) => ends.get(before) ?? 0))
    hands[hand] = startH + hours
    ends.set(asset, startH + hours)
    planned.push({ asset, crew, startH, endH: startH + hours })
  }
  return planned.sort((a, b) => a.startH - b.startH || compareTexts(a.asset, b.asset))
}

/** Smith's rule on what a task brings back directly: weight an hour of work, the most first. */
function byWorth({ functions, groups, memberships, unitById }: ProcessNetwork, { tasks, weights }: RecoveryOrder) {
  const worth = ({ asset, hours }: RestoreTask): number => {
    const unit = unitById.get(asset)
    const owners = unit === undefined ? [] : memberships[unit]!.map((group) => functions[groups[group]!.function]!.id)
    return owners.reduce((sum, id) => sum + (weights.get(id) ?? 0), 0) / Math.max(hours, 0.01)
  }
  return tasks.toSorted((a, b) => worth(b) - worth(a))
}

/** Moves one task to another place while that helps. */
function improve(start: readonly RestoreTask[], isBetter: (sequence: readonly RestoreTask[]) => boolean): void {
  let sequence = start
  isBetter(sequence)
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let hasMoved = false
    for (let from = 0; from < sequence.length; from += 1) {
      for (let to = 0; to < sequence.length; to += 1) {
        if (from === to) continue
        const moved = sequence.toSpliced(from, 1).toSpliced(to, 0, sequence[from]!)
        if (!isBetter(moved)) continue
        sequence = moved
        hasMoved = true
      }
    }
    if (!hasMoved) return
  }
}

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length <= 1) {
    yield items
    return
  }
  for (const [at, first] of items.entries())
    for (const rest of permutations(items.toSpliced(at, 1))) yield [first, ...rest]
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1)
}
