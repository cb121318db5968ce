// The paths of a plant: for each goal the cheapest ways from each start, what all of them need, and what cuts them.
import { type AttackModel, goalNode, rulesOn } from './attack-model.ts'
import {
  type Cheapest,
  type CutElements,
  cheapest,
  chokeGroups,
  derivable,
  minimalCutSets,
  minimalSetsAmong,
  type RuleGraph,
  relevantRules,
  ruleGraph,
} from './engine/index.ts'
import { type AttackPath, explain } from './explain.ts'
import type { PathFact } from './facts/fact.ts'
import type { AttackRule } from './rules/attack-rule.ts'
import type { Goal } from './rules/goals.ts'

/** Sets kept at each node, and paths told for each goal and start. */
const KEPT = 8
/** A path is told when each of its steps costs at most so much more than the cheapest way to the same place. */
const SLACK = 3

/** Goals for which one answer looks for what cuts them. */
const MOST_CUT = 200

export interface PathOptions {
  /** One goal; all goals of the plant unless given. */
  readonly goal?: string
  /** Facts to leave out, by id: what if. */
  readonly without?: ReadonlySet<string>
  /** Whether to look for what cuts each goal; yes unless given. */
  readonly cuts?: boolean
}

export interface ChokePoint {
  readonly kind: 'asset' | 'fact'
  readonly id: string
  readonly text: string
  readonly places: readonly string[]
  /** Goals that nothing reaches without it. */
  readonly goals: readonly string[]
}

export interface GoalCut {
  readonly goal: string
  /** Ids of facts; taking all of them away leaves no path to the goal. */
  readonly facts: readonly string[]
  readonly texts: readonly string[]
  readonly method: 'exact' | 'greedy'
}

export interface PathReport {
  readonly paths: readonly AttackPath[]
  readonly chokePoints: readonly ChokePoint[]
  readonly cutSets: readonly GoalCut[]
  /** Goals of the plant that no start reaches. */
  readonly unreached: readonly string[]
  /** Assets of which one stands for the others: nothing in the plant file tells them apart. */
  readonly equals: readonly (readonly string[])[]
  readonly counts: {
    readonly facts: number
    readonly reach: number
    readonly rules: number
    readonly starts: number
    readonly goals: number
  }
  /** What this answer does not say. */
  readonly limits: readonly string[]
}

/** What no answer of this room says. */
export const LIMITS: readonly string[] = [
  'An attacker never loses what he has gained, and one start is taken at a time.',
  'Flaws that nobody knows, or that were not given as advisory matches, are not in it.',
  'Time, detection and response are not in it.',
  'It is as complete as the plant file: what is not recorded cannot be found. From outside only recorded ways in count.',
  'A device that enforces a conduit is taken to enforce it.',
  'What sensors told of a device (key switch, protection, mode, program, stations, services outside) counts before what is declared of it; of a device that told nothing what is declared stands.',
  `Costs are efforts of 0 to 5 a step, no probabilities. Of each goal and start up to ${KEPT} ways are kept at each step, those within ${SLACK} of the cheapest; of a function the cheapest.`,
]

const TOO_MANY = `Choke points and cut sets are told for up to ${MOST_CUT} goals at once: ask for one.`

export function findPaths(model: AttackModel, options: PathOptions = {}): PathReport {
  const asked = options.goal === undefined ? null : (model.standInOf.get(options.goal) ?? options.goal)
  const goals = model.goals.filter((goal) => asked === null || goal.id === asked)
  const without = rulesOn(model, options.without ?? new Set())
  const holds = derivable(model.graph, without)
  const reached = goals.filter((goal) => holds[goalNode(model, goal.id)!] === 1)
  const paths = new PathList()
  const assetOf = assetNumbers(model)
  const [only] = reached
  const wanted =
    asked === null || only === undefined ? null : relevantRules(model.graph, goalNode(model, only.id)!, holds, without)
  const startRules = startRulesOf(model)
  for (const start of model.starts) {
    const own = startRules.get(start.id)!
    if (wanted !== null && wanted[own] !== 1) continue
    const others = without.slice()
    for (const rule of startRules.values()) if (rule !== own) others[rule] = 1
    const bound = cheapest(model.graph, others)
    if (!reached.some((goal) => bound.by[goalNode(model, goal.id)!]! >= 0)) continue
    const among = withinSlack(model.graph, bound, others)
    if (wanted !== null) for (let rule = 0; rule < among.length; rule++) among[rule]! &= wanted[rule]!
    const setsOf = minimalSetsAmong(model.graph, { cap: KEPT, among, look: (rules) => look(assetOf, rules) })
    for (const goal of reached) {
      const { sets } = setsOf(goalNode(model, goal.id)!)
      const most = (sets[0]?.cost ?? 0) + (goal.kind === 'function' ? 0 : SLACK)
      for (const set of sets) if (set.cost <= most) paths.add(explain(model, goal, start, set))
    }
  }
  const isTooMany = options.cuts !== false && reached.length > MOST_CUT
  const { chokePoints, cutSets } =
    options.cuts === false || isTooMany ? { chokePoints: [], cutSets: [] } : cutsOf(model, reached, holds, without)
  return {
    paths: paths.sorted(goals),
    chokePoints,
    cutSets,
    unreached: goals.filter((goal) => !reached.includes(goal)).map((goal) => goal.id),
    equals: equalsOf(model),
    counts: {
      facts: model.facts.size,
      reach: model.reachCount,
      rules: model.rules.length,
      starts: model.starts.length,
      goals: goals.length,
    },
    limits: isTooMany ? [...LIMITS, TOO_MANY] : LIMITS,
  }
}

/** Goals that are reached now and no longer without these facts: the what-if. */
export function goalsLostWithout(model: AttackModel, facts: ReadonlySet<string>): readonly string[] {
  const now = derivable(model.graph)
  const then = derivable(model.graph, rulesOn(model, facts))
  return model.goals.flatMap(({ id }) => {
    const node = goalNode(model, id)!
    return now[node] === 1 && then[node] === 0 ? id : []
  })
}

/** Groups of equal assets, each led by the one that the paths name. */
function equalsOf(model: AttackModel): readonly (readonly string[])[] {
  const groups = Map.groupBy(model.standInOf.entries(), ([, standIn]) => standIn)
  return [...groups].map(([standIn, others]) => [standIn, ...others.map(([id]) => id)])
}

/** The number of the rule of each start. */
function startRulesOf(model: AttackModel): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [at, rule] of model.rules.entries()) {
    if (rule.kind === 'start') found.set(rule.facts[0]!.slice('start:'.length), at)
  }
  return found
}

/** Paths that differ in goal or steps; of equal ones the cheapest. */
class PathList {
  readonly #paths = new Map<string, AttackPath>()

  add(path: AttackPath): void {
    const key = `${path.goal} ${path.steps.join(' ')}`
    const before = this.#paths.get(key)
    if (before === undefined || path.cost < before.cost) this.#paths.set(key, path)
  }

  sorted(goals: readonly Goal[]): readonly AttackPath[] {
    const place = new Map(goals.map((goal, at) => [goal.id, at]))
    return [...this.#paths.values()].toSorted((a, b) => place.get(a.goal)! - place.get(b.goal)! || a.cost - b.cost)
  }
}

/** Which asset each rule touches, by number; -1 for none. */
function assetNumbers(model: AttackModel): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(model.rules, ({ at, kind }) => {
    if (at === null || kind === 'goal') return -1
    const known = numbers.get(at) ?? numbers.size
    numbers.set(at, known)
    return known
  })
}

function look(assetOf: Int32Array, rules: readonly number[]): string {
  const assets = new Set<number>()
  for (const rule of rules) if (assetOf[rule]! >= 0) assets.add(assetOf[rule]!)
  return [...assets].sort((a, b) => a - b).join()
}

function withinSlack(graph: RuleGraph, bound: Cheapest, without: Uint8Array): Uint8Array {
  const among = new Uint8Array(graph.ruleCount)
  for (let rule = 0; rule < graph.ruleCount; rule++) {
    if (without[rule] === 1) continue
    let cost = graph.cost[rule]!
    for (let at = graph.preStart[rule]!; at < graph.preStart[rule + 1]!; at++) cost += bound.cost[graph.preOf[at]!]!
    // What cannot fire costs infinitely, and so does what it would give: infinity is not within anything.
    if (Number.isFinite(cost) && cost <= bound.cost[graph.postOf[rule]!]! + SLACK) among[rule] = 1
  }
  return among
}

function cutsOf(
  model: AttackModel,
  reached: readonly Goal[],
  holds: Uint8Array,
  without: Uint8Array,
): { readonly chokePoints: readonly ChokePoint[]; readonly cutSets: readonly GoalCut[] } {
  const chokes = new Map<string, { kind: 'asset' | 'fact'; id: string; goals: string[] }>()
  const cutSets: GoalCut[] = []
  for (const goal of reached) {
    const relevant = relevantRules(model.graph, goalNode(model, goal.id)!, holds, without)
    const rules = model.rules.filter((_, at) => relevant[at] === 1)
    const graph = ruleGraph(rules)
    const node = graph.nodeOf.get(`goal:${goal.id}`)!
    const facts = elementsOf(rules, (rule) => rule.facts.filter((id) => model.facts.get(id)!.canBeCut))
    const assets = elementsOf(rules, (rule) => (rule.at === null || rule.at === goal.id ? [] : [rule.at]))
    const note = (kind: 'asset' | 'fact', id: string): void => {
      const known = chokes.get(`${kind} ${id}`)
      if (known === undefined) chokes.set(`${kind} ${id}`, { kind, id, goals: [goal.id] })
      else known.goals.push(goal.id)
    }
    for (const at of chokeGroups(graph, node, assets.elements)) note('asset', assets.names[at]!)
    for (const at of chokeGroups(graph, node, facts.elements)) note('fact', facts.names[at]!)
    const found = minimalCutSets(graph, node, facts.elements)
    if (found.method === 'none') continue
    for (const set of found.sets) {
      const ids = set.map((at) => facts.names[at]!)
      cutSets.push({
        goal: goal.id,
        facts: ids,
        texts: ids.map((id) => model.facts.get(id)!.text),
        method: found.method,
      })
    }
  }
  const chokePoints = [...chokes.values()]
    .map(({ kind, id, goals }) => ({ kind, id, goals, ...told(model, kind, id) }))
    .toSorted((a, b) => b.goals.length - a.goals.length)
  return { chokePoints, cutSets }
}

function told(model: AttackModel, kind: 'asset' | 'fact', id: string): Pick<PathFact, 'text' | 'places'> {
  if (kind === 'fact') {
    const { text, places } = model.facts.get(id)!
    return { text, places }
  }
  return { text: model.ground.index.assetById.get(id)?.name ?? id, places: [`assets[id=${id}].id`] }
}

function elementsOf(
  rules: readonly AttackRule[],
  namesOf: (rule: AttackRule) => readonly string[],
): { readonly names: readonly string[]; readonly elements: CutElements } {
  const numbers = new Map<string, number>()
  const rows = rules.map((rule) =>
    namesOf(rule).map((name) => {
      const known = numbers.get(name) ?? numbers.size
      numbers.set(name, known)
      return known
    }),
  )
  return { names: [...numbers.keys()], elements: { count: numbers.size, elementsOf: (rule) => rows[rule]! } }
}
