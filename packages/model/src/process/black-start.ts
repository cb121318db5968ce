// Functions that wait for each other after a black-out: each would run if another one did, and none begins.
import type { PlantFunction } from '@penstock/model/plant'
import { Cascade } from './cascade.ts'
import { circlesOf } from './circles.ts'
import { type ProcessNetwork, processNetworkOf } from './network.ts'
import { ticksOf } from './ticks.ts'

export interface BlackStart {
  /** Functions that wait for one another, in the order in which each waits for the next and the last for the first. */
  readonly cycle: readonly string[]
  /** All functions of the knot. One of them needs a source of its own to start. */
  readonly functions: readonly string[]
  /** Functions beside the knot that stay down because of it. */
  readonly waiting: readonly string[]
}

/**
 * The knots at the end of a run: functions that stay down even when every outage is over. What comes back by itself once the outages end is
 * none, and neither is what has never enough members.
 */
export function blackStartsOf(network: ProcessNetwork, cascade: Cascade): readonly BlackStart[] {
  const stuck = stuckFunctions(network, cascade)
  if (stuck.size === 0) return []
  const waitsFor = (at: number): readonly number[] =>
    network.needs[at]!.flatMap((need) => {
      const { kind, members, k } = network.groups[need]!
      if (kind === 'own' || cascade.hasStock(need)) return []
      const missing = members.filter((member) => stuck.has(member))
      return members.length - missing.length >= k ? [] : missing
    })
  const knots = knotsOf([...stuck], waitsFor)
  return knots.map((knot) => {
    const name = (at: number): string => network.functions[at]!.id
    const inKnot = new Set(knot)
    const waiting = [...stuck].filter((at) => !inKnot.has(at) && reaches(at, inKnot, waitsFor))
    return {
      cycle: cycleIn(knot, waitsFor).map(name),
      functions: knot.map(name),
      waiting: waiting.map(name),
    }
  })
}

/**
 * The knots that a whole black-out would leave: every function out for an hour and every stock used up. What an outage that is played leaves
 * depends on what stopped in time to keep its stock; here none is left to help.
 */
export function blackStartKnots(functions: readonly PlantFunction[]): readonly BlackStart[] {
  const network = processNetworkOf({
    functions: functions.map((one) => ({ ...one, inputs: one.inputs.map((input) => ({ ...input, bufferH: 0 })) })),
  })
  const cascade = new Cascade(network)
  const hour = ticksOf(1)
  const longest = network.restartTicks.reduce((sum, ticks) => sum + ticks, hour)
  cascade.run(
    functions.map((_, unit) => ({ unit, from: 0, to: hour })),
    longest,
  )
  return blackStartsOf(network, cascade)
}

/** Functions that are down and do not come back when all outages are over: what is left when everything that can return has. */
function stuckFunctions(network: ProcessNetwork, cascade: Cascade): ReadonlySet<number> {
  const down = new Set<number>()
  for (let at = 0; at < network.functions.length; at += 1) if (cascade.isDown(at)) down.add(at)
  const canReturn = (at: number): boolean =>
    network.needs[at]!.every((need) => {
      const { kind, members, k } = network.groups[need]!
      if (cascade.hasStock(need)) return true
      return (kind === 'own' ? members.length : members.filter((member) => !down.has(member)).length) >= k
    })
  const asked = [...down]
  for (let at = asked.pop(); at !== undefined; at = asked.pop()) {
    if (!down.has(at) || !canReturn(at)) continue
    down.delete(at)
    for (const need of network.memberships[at]!) asked.push(network.groups[need]!.function)
  }
  return down
}

function reaches(from: number, goal: ReadonlySet<number>, next: (at: number) => readonly number[]): boolean {
  const seen = new Set([from])
  for (const at of seen) {
    if (goal.has(at)) return true
    for (const one of next(at)) seen.add(one)
  }
  return false
}

/** Circles of more than one function, or of one that waits for itself. */
function knotsOf(all: readonly number[], next: (at: number) => readonly number[]): readonly (readonly number[])[] {
  return circlesOf(all, next)
    .filter(([first, second]) => second !== undefined || next(first!).includes(first!))
    .map((circle) => circle.toSorted((a, b) => a - b))
}

/** A shortest way through the knot from its first function back to it. */
function cycleIn(knot: readonly number[], next: (at: number) => readonly number[]): readonly number[] {
  const [start] = knot
  const inKnot = new Set(knot)
  const cameFrom = new Map<number, number>()
  for (const queue = [start!]; queue.length > 0; ) {
    const at = queue.shift()!
    for (const target of next(at)) {
      if (target === start) {
        const cycle = [at]
        while (cycle[0] !== start) cycle.unshift(cameFrom.get(cycle[0]!)!)
        return cycle
      }
      if (!inKnot.has(target) || cameFrom.has(target)) continue
      cameFrom.set(target, at)
      queue.push(target)
    }
  }
  return knot
}
