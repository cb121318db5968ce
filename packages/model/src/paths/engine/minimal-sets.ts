// Minimal sets of rules that derive a node, each costed once a rule: labels of environments spread to a fixpoint
// (assumption-based truth maintenance, de Kleer 1986), with sets that contain another dropped and at most k kept a node.
import { derivable, relevantRules } from './fixpoint.ts'
import type { RuleGraph } from './rule-graph.ts'

export interface RuleSet {
  /** Numbers of the rules, ascending. */
  readonly rules: readonly number[]
  /** Sum over its rules, each counted once. */
  readonly cost: number
}

export interface MinimalSets {
  /** Cheapest first. */
  readonly sets: readonly RuleSet[]
  /** Whether every minimal set is here: nothing was left out at any node for the cap. */
  readonly isComplete: boolean
}

export interface MinimalSetOptions {
  /** Sets kept a node. */
  readonly cap: number
  readonly without?: Uint8Array
  /** Of sets with the same look only the cheapest is kept; unless given, every set has its own look. */
  readonly look?: (rules: readonly number[]) => string
  /** Rules to consider, 1 each; all that lead to the goal unless given. */
  readonly among?: Uint8Array
}

/** The minimal rule sets of a node. The true minimum is NP-hard; with a cap the answer may miss sets, and says so. */
export function minimalSets(graph: RuleGraph, goal: number, options: MinimalSetOptions): MinimalSets {
  const holds = derivable(graph, options.without)
  if (holds[goal] !== 1) return { sets: [], isComplete: true }
  const among = options.among ?? relevantRules(graph, goal, holds, options.without)
  return minimalSetsAmong(graph, { ...options, among })(goal)
}

/** The same for every node at once, over the rules `among`, of which none may be absent. */
export function minimalSetsAmong(
  graph: RuleGraph,
  options: MinimalSetOptions & { readonly among: Uint8Array },
): (node: number) => MinimalSets {
  const { among } = options
  const labels = new Labels(graph, options)
  const waiting: number[] = []
  const isWaiting = new Uint8Array(graph.ruleCount)
  const wake = (rule: number): void => {
    if (among[rule] !== 1 || isWaiting[rule] === 1) return
    isWaiting[rule] = 1
    waiting.push(rule)
  }
  for (let rule = 0; rule < graph.ruleCount; rule++) {
    if (graph.preStart[rule] === graph.preStart[rule + 1]) wake(rule)
  }
  for (let read = 0; read < waiting.length; read++) {
    const rule = waiting[read]!
    isWaiting[rule] = 0
    if (!labels.fire(rule)) continue
    const post = graph.postOf[rule]!
    for (let at = graph.userStart[post]!; at < graph.userStart[post + 1]!; at++) wake(graph.userOf[at]!)
  }
  return (node) => ({
    sets: labels.of(node).map(({ rules, cost }) => ({ rules, cost })),
    isComplete: labels.isComplete,
  })
}

interface Label extends RuleSet {
  readonly look: string | null
}

class Labels {
  readonly #graph: RuleGraph
  readonly #options: MinimalSetOptions
  readonly #of: (readonly Label[])[]
  isComplete: boolean

  constructor(graph: RuleGraph, options: MinimalSetOptions) {
    this.#graph = graph
    this.#options = options
    this.#of = graph.nodes.map(() => [])
    this.isComplete = options.look === undefined
  }

  of(node: number): readonly Label[] {
    return this.#of[node]!
  }

  /** Joins the labels of a rule's preconditions into its node's; whether that changed. */
  fire(rule: number): boolean {
    const { preStart, preOf, postOf } = this.#graph
    let joined: Label[] = [this.#labelled([rule])]
    for (let at = preStart[rule]!; at < preStart[rule + 1]!; at++) {
      const next: Label[] = []
      for (const left of joined) {
        // What already holds the rule would derive a node through itself.
        for (const right of this.#of[preOf[at]!]!) next.push(this.#labelled(united(left.rules, right.rules)))
      }
      joined = this.#kept(next)
    }
    const post = postOf[rule]!
    const before = this.#of[post]!
    const after = this.#kept([...before, ...joined])
    this.#of[post] = after
    return after.length !== before.length || after.some((label, at) => label !== before[at])
  }

  #labelled(rules: readonly number[]): Label {
    let cost = 0
    for (const rule of rules) cost += this.#graph.cost[rule]!
    return { rules, cost, look: this.#options.look?.(rules) ?? null }
  }

  /** Cheapest first, the earlier first at a tie; without sets that contain another one, and at most `cap`. */
  #kept(labels: readonly Label[]): Label[] {
    const sorted = labels.toSorted((a, b) => a.cost - b.cost || a.rules.length - b.rules.length)
    const kept: Label[] = []
    const looks = new Set<string>()
    for (const label of sorted) {
      if (label.look !== null && looks.has(label.look)) continue
      if (kept.some((one) => isWithin(one.rules, label.rules))) continue
      if (kept.length === this.#options.cap) {
        this.isComplete = false
        break
      }
      if (label.look !== null) looks.add(label.look)
      kept.push(label)
    }
    return kept
  }
}

/** Both ascending, without repeats. */
function united(a: readonly number[], b: readonly number[]): readonly number[] {
  const all: number[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = a[i] ?? Number.POSITIVE_INFINITY
    const right = b[j] ?? Number.POSITIVE_INFINITY
    all.push(Math.min(left, right))
    if (left <= right) i++
    if (right <= left) j++
  }
  return all
}

/** Whether every member of `small` is in `large`; both ascending. */
export function isWithin(small: readonly number[], large: readonly number[]): boolean {
  if (small.length > large.length) return false
  let at = 0
  for (const rule of small) {
    while (at < large.length && large[at]! < rule) at++
    if (large[at] !== rule) return false
    at++
  }
  return true
}
