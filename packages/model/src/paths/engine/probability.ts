// Probability that a goal is reached when every rule succeeds or fails by itself: exact over few minimal sets, else by seeded
// sampling. Shared rules are counted once; multiplying branches as if they were independent is wrong.
import { derivable } from './fixpoint.ts'
import { isWithin, minimalSets } from './minimal-sets.ts'
import type { RuleGraph } from './rule-graph.ts'

/** Most minimal sets that are computed exactly; the question is #P-hard. */
export const EXACT_SETS = 20

export interface GoalProbability {
  readonly value: number
  readonly method: 'exact' | 'sampled'
  /** Standard error of a sampled value; 0 when exact. */
  readonly standardError: number
}

/** `chanceOf` gives the probability of a rule, 0 to 1. The same seed gives the same answer. */
export function goalProbability(
  graph: RuleGraph,
  goal: number,
  chanceOf: (rule: number) => number,
  sampling: { readonly samples: number; readonly seed: number },
): GoalProbability {
  const { sets, isComplete } = minimalSets(graph, goal, { cap: EXACT_SETS })
  if (!isComplete) return sampled(graph, goal, chanceOf, sampling)
  const known = new Map<string, number>()
  const value = chanceOfAny(
    sets.map((set) => set.rules),
    chanceOf,
    known,
  )
  return { value, method: 'exact', standardError: 0 }
}

/** Chance that all rules of at least one set succeed: Shannon expansion on the most frequent rule, as in a decision diagram. */
function chanceOfAny(
  sets: readonly (readonly number[])[],
  chanceOf: (rule: number) => number,
  known: Map<string, number>,
): number {
  if (sets.length === 0) return 0
  if (sets.some((set) => set.length === 0)) return 1
  const key = sets.map((set) => set.join(',')).join(';')
  const before = known.get(key)
  if (before !== undefined) return before
  const counts = new Map<number, number>()
  for (const rule of sets.flat()) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  const [pivot] = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]!
  const chance = chanceOf(pivot)
  const given = smallest(sets.map((set) => set.filter((rule) => rule !== pivot)))
  const withoutIt = sets.filter((set) => !set.includes(pivot))
  const value = chance * chanceOfAny(given, chanceOf, known) + (1 - chance) * chanceOfAny(withoutIt, chanceOf, known)
  known.set(key, value)
  return value
}

function smallest(sets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const sorted = sets.toSorted((a, b) => a.length - b.length)
  return sorted.filter((set, at) => !sorted.slice(0, at).some((one) => isWithin(one, set)))
}

function sampled(
  graph: RuleGraph,
  goal: number,
  chanceOf: (rule: number) => number,
  { samples, seed }: { readonly samples: number; readonly seed: number },
): GoalProbability {
  const next = mulberry32(seed)
  const without = new Uint8Array(graph.ruleCount)
  let hits = 0
  for (let sample = 0; sample < samples; sample++) {
    for (let rule = 0; rule < graph.ruleCount; rule++) without[rule] = next() < chanceOf(rule) ? 0 : 1
    hits += derivable(graph, without)[goal]!
  }
  const value = hits / samples
  return { value, method: 'sampled', standardError: Math.sqrt((value * (1 - value)) / samples) }
}

/** Uniform numbers in [0, 1) from a seed (mulberry32, T. Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
