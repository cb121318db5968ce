import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cheapest, derivationOf } from './cheapest.ts'
import { chokeGroups, minimalCutSets } from './cuts.ts'
import { derivable } from './fixpoint.ts'
import { minimalSets } from './minimal-sets.ts'
import { goalProbability } from './probability.ts'
import { type AndOrRule, type RuleGraph, ruleGraph } from './rule-graph.ts'

/** `a,b -> c : 2`, one rule a line; no precondition: `-> a : 1`. */
function graphOf(text: string): { readonly graph: RuleGraph; readonly rules: readonly AndOrRule[] } {
  const rules = text
    .trim()
    .split('\n')
    .map((line) => {
      const [, pre, post, cost] = /^\s*(.*)->\s*(\S+)\s*:\s*(\S+)\s*$/.exec(line)!
      return { pre: pre!.split(',').flatMap((name) => name.trim() || []), post: post!, cost: Number(cost) }
    })
  return { graph: ruleGraph(rules), rules }
}

// One foothold of two, a pivot, then both branches: AG-1 of the design (bound 9, true cost 8, P = 0.11088).
const SHARED = `
  -> pivot : 1
  -> pivot : 3
  pivot -> cause : 3
  pivot -> station : 2
  station -> layer : 2
  cause, layer -> goal : 0`
const CHANCES = [0.3, 0.2, 0.6, 0.6, 0.7, 1]

test('[AG-1] a shared step costs once: the bound is 9, the true cost 8, and P is 0.11088', () => {
  const { graph } = graphOf(SHARED)
  const goal = graph.nodeOf.get('goal')!
  expect(cheapest(graph).cost[goal]).toBe(9)
  const { sets, isComplete } = minimalSets(graph, goal, { cap: 20 })
  expect(sets.map((set) => set.cost)).toEqual([8, 10])
  expect(isComplete).toBe(true)
  const { value, method } = goalProbability(graph, goal, (rule) => CHANCES[rule]!, { samples: 1, seed: 1 })
  expect([method, value]).toEqual(['exact', expect.closeTo(0.11088, 12)])
  // The two branches multiplied as if they were independent.
  expect(0.44 * 0.6 * (0.44 * 0.42)).not.toBeCloseTo(0.11088, 2)
})

test('what is shared can make a dearer derivation the cheaper set', () => {
  // By trees a2 (cost 3) wins over a1 (5); as a set the shared step s is paid already by the other branch.
  const { graph } = graphOf(`
    -> s : 4
    s -> a : 1
    -> a : 3
    s -> b : 1
    a, b -> goal : 0`)
  const goal = graph.nodeOf.get('goal')!
  expect(cheapest(graph).cost[goal]).toBe(8)
  expect(minimalSets(graph, goal, { cap: 20 }).sets.map((set) => [set.rules, set.cost])).toEqual([
    [[0, 1, 3, 4], 6],
    [[0, 2, 3, 4], 8],
  ])
})

describe('[AG-3] cycles', () => {
  test('what only derives itself is not derived', () => {
    const { graph } = graphOf(`
      b -> a : 1
      a -> b : 1
      a -> goal : 1`)
    const goal = graph.nodeOf.get('goal')!
    expect([...derivable(graph)]).toEqual([0, 0, 0])
    expect(cheapest(graph).by[goal]).toBe(-1)
    expect(minimalSets(graph, goal, { cap: 20 }).sets).toEqual([])
  })

  test('a cycle beside a way in adds no set', () => {
    const { graph } = graphOf(`
      -> a : 1
      a -> b : 1
      b -> a : 0
      b -> goal : 1`)
    const sets = minimalSets(graph, graph.nodeOf.get('goal')!, { cap: 20 }).sets
    expect(sets.map((set) => set.rules)).toEqual([[0, 1, 3]])
  })
})

test('a cap is said, and the cheapest are kept', () => {
  const { graph } = graphOf(Array.from({ length: 30 }, (_, at) => `-> goal : ${30 - at}`).join('\n'))
  const { sets, isComplete } = minimalSets(graph, 0, { cap: 4 })
  expect([sets.map((set) => set.cost), isComplete]).toEqual([[1, 2, 3, 4], false])
})

test('more than twenty minimal sets are sampled, by the seed', () => {
  const { graph } = graphOf(Array.from({ length: 21 }, () => '-> goal : 1').join('\n'))
  const sampling = { samples: 20_000, seed: 7 }
  const found = goalProbability(graph, 0, () => 0.05, sampling)
  expect(found.method).toBe('sampled')
  expect(Math.abs(found.value - (1 - 0.95 ** 21))).toBeLessThan(4 * found.standardError)
  expect(goalProbability(graph, 0, () => 0.05, sampling)).toEqual(found)
})

describe('cuts', () => {
  const each = (graph: RuleGraph) => ({ count: graph.ruleCount, elementsOf: (rule: number) => [rule] })

  test('rules in all minimal sets, and pairs where two ways run side by side', () => {
    const { graph } = graphOf(SHARED)
    const goal = graph.nodeOf.get('goal')!
    expect(chokeGroups(graph, goal, each(graph))).toEqual([2, 3, 4, 5])
    expect(minimalCutSets(graph, goal, each(graph))).toEqual({
      sets: [[2], [3], [4], [5], [0, 1]],
      method: 'exact',
      isComplete: true,
    })
  })

  test('four ways side by side are cut greedily, and that is said', () => {
    const { graph } = graphOf(Array.from({ length: 4 }, () => '-> goal : 1').join('\n'))
    expect(minimalCutSets(graph, 0, each(graph))).toEqual({ sets: [[0, 1, 2, 3]], method: 'greedy', isComplete: true })
  })

  test('what cannot be taken away cannot be cut', () => {
    const { graph } = graphOf('-> goal : 1')
    expect(minimalCutSets(graph, 0, { count: 0, elementsOf: () => [] }).method).toBe('none')
  })
})

/** Small graphs with sharing, side ways and cycles. */
const smallRules = fc.array(
  fc.record({
    pre: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'goal'), { maxLength: 2 }),
    post: fc.constantFrom('a', 'b', 'c', 'd', 'goal'),
    cost: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 9 },
)

/** Every set of rules that reaches the goal and would not without any one of them, by trying all of them. */
function triedSets(graph: RuleGraph, goal: number): number[][] {
  const reaches = (mask: number): boolean => {
    const without = Uint8Array.from({ length: graph.ruleCount }, (_, rule) => ((mask >> rule) & 1 ? 0 : 1))
    return derivable(graph, without)[goal] === 1
  }
  const found: number[][] = []
  for (let mask = 1; mask < 1 << graph.ruleCount; mask++) {
    if (!reaches(mask)) continue
    const rules = Array.from({ length: graph.ruleCount }, (_, rule) => rule).filter((rule) => (mask >> rule) & 1)
    if (rules.every((rule) => !reaches(mask & ~(1 << rule)))) found.push(rules)
  }
  return found
}

describe('held against trying everything', () => {
  test('minimal sets, their cheapest, cuts and choke points', () => {
    fc.assert(
      fc.property(smallRules, (rules) => {
        const graph = ruleGraph([...rules, { pre: [], post: 'goal', cost: 50 }])
        const goal = graph.nodeOf.get('goal')!
        const tried = triedSets(graph, goal)
        const { sets, isComplete } = minimalSets(graph, goal, { cap: 10_000 })
        expect(isComplete).toBe(true)
        expect(sets.map((set) => set.rules.join()).toSorted()).toEqual(tried.map((set) => set.join()).toSorted())
        const bound = cheapest(graph)
        expect(bound.cost[goal]).toBeGreaterThanOrEqual(sets[0]!.cost)
        expect(derivable(graph)[goal]).toBe(1)
        const each = { count: graph.ruleCount, elementsOf: (rule: number) => [rule] }
        const inAll = tried[0]!.filter((rule) => tried.every((set) => set.includes(rule)))
        expect(chokeGroups(graph, goal, each)).toEqual(inAll)
        const { sets: cuts, method } = minimalCutSets(graph, goal, each)
        if (method === 'exact')
          expect(cuts.map((cut) => cut.join()).toSorted()).toEqual(triedCuts(tried, graph.ruleCount))
        for (const cut of cuts) expect(tried.every((set) => set.some((rule) => cut.includes(rule)))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('the cheapest derivation derives, and nothing is cheaper than what it costs without sharing', () => {
    fc.assert(
      fc.property(smallRules, (rules) => {
        const graph = ruleGraph(rules)
        const found = cheapest(graph)
        const holds = derivable(graph)
        for (let node = 0; node < graph.nodes.length; node++) {
          expect(Number.isFinite(found.cost[node]!)).toBe(holds[node] === 1)
          const used = new Set(derivationOf(graph, found, node))
          const without = Uint8Array.from({ length: graph.ruleCount }, (_, rule) => (used.has(rule) ? 0 : 1))
          expect(derivable(graph, without)[node]).toBe(holds[node])
        }
      }),
    )
  })

  test('the exact probability is that of trying all outcomes', () => {
    fc.assert(
      fc.property(
        smallRules,
        fc.array(fc.constantFrom(0, 0.1, 0.5, 0.9, 1), { minLength: 10, maxLength: 10 }),
        (rules, chances) => {
          const graph = ruleGraph([...rules, { pre: [], post: 'goal', cost: 1 }])
          const goal = graph.nodeOf.get('goal')!
          let tried = 0
          for (let mask = 0; mask < 1 << graph.ruleCount; mask++) {
            const without = Uint8Array.from({ length: graph.ruleCount }, (_, rule) => ((mask >> rule) & 1 ? 0 : 1))
            if (derivable(graph, without)[goal] === 0) continue
            let chance = 1
            for (let rule = 0; rule < graph.ruleCount; rule++)
              chance *= without[rule] ? 1 - chances[rule]! : chances[rule]!
            tried += chance
          }
          const found = goalProbability(graph, goal, (rule) => chances[rule]!, { samples: 1, seed: 1 })
          if (found.method === 'exact') expect(found.value).toBeCloseTo(tried, 10)
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** Minimal hitting sets up to size three, as texts in order. */
function triedCuts(sets: readonly (readonly number[])[], count: number): string[] {
  const found: number[][] = []
  const hits = (cut: readonly number[]) => sets.every((set) => set.some((rule) => cut.includes(rule)))
  const grow = (cut: readonly number[], size: number): void => {
    if (cut.length === size) {
      if (hits(cut) && !found.some((one) => one.every((rule) => cut.includes(rule)))) found.push([...cut])
      return
    }
    for (let rule = (cut.at(-1) ?? -1) + 1; rule < count; rule++) grow([...cut, rule], size)
  }
  for (let size = 1; size <= 3; size++) grow([], size)
  return found.map((cut) => cut.join()).toSorted()
}
