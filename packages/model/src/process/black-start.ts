// Functions that wait for each other after a black-out: each would run if another one did, and none begins.
import type { Cascade } from './cascade.ts'
import type { ProcessNetwork } from './network.ts'

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

/** Strongly connected sets of more than one function, or of one that waits for itself (Tarjan 1972, without recursion). */
function knotsOf(all: readonly number[], next: (at: number) => readonly number[]): readonly (readonly number[])[] {
  const index = new Map<number, number>()
  const low = new Map<number, number>()
  const onStack = new Set<number>()
  const stack: number[] = []
  const knots: number[][] = []
  for (const root of all) {
    if (index.has(root)) continue
    const work: { readonly at: number; readonly targets: readonly number[]; done: number }[] = []
    const enter = (at: number): void => {
      index.set(at, index.size)
      low.set(at, index.get(at)!)
      stack.push(at)
      onStack.add(at)
      work.push({ at, targets: next(at), done: 0 })
    }
    enter(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { at, targets } = frame
      const target = targets[frame.done]
      frame.done += 1
      if (target !== undefined) {
        if (!index.has(target)) enter(target)
        else if (onStack.has(target)) low.set(at, Math.min(low.get(at)!, index.get(target)!))
        continue
      }
      work.pop()
      const parent = work.at(-1)
      if (parent !== undefined) low.set(parent.at, Math.min(low.get(parent.at)!, low.get(at)!))
      if (low.get(at) !== index.get(at)) continue
      const knot = stack.splice(stack.indexOf(at))
      for (const member of knot) onStack.delete(member)
      if (knot.length > 1 || next(at).includes(at)) knots.push(knot.sort((a, b) => a - b))
    }
  }
  return knots
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
