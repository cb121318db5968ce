// What stops a goal: single elements that every derivation needs, and minimal sets of elements that cut all derivations.
// Hitting-set tree over derivations (Reiter, Artificial Intelligence 32, 1987); each leaf is proved by the rules themselves.
import { cheapest, derivationOf } from './cheapest.ts'
import type { RuleGraph } from './rule-graph.ts'

/** Something that a person can take away: it takes all of its rules with it. */
export interface CutElements {
  readonly count: number
  /** Elements without which a rule cannot fire; none where nothing can be taken away. */
  readonly elementsOf: (rule: number) => readonly number[]
}

export interface CutSets {
  /** All minimal cut sets up to `maxSize`, smallest first; when there is none, one set found greedily. */
  readonly sets: readonly (readonly number[])[]
  /** `exact`: every minimal cut up to the size. `greedy`: one larger cut, minimal but perhaps not the smallest. `none`: nothing cuts. */
  readonly method: 'exact' | 'greedy' | 'none'
  /** Whether the search ended by itself and not at its limit. */
  readonly isComplete: boolean
}

const MAX_SIZE = 3
/** Derivations that one search may ask for. */
const MOST_ASKED = 4000

export function minimalCutSets(graph: RuleGraph, goal: number, elements: CutElements): CutSets {
  const search = new CutSearch(graph, goal, elements)
  const found: number[][] = []
  let level: number[][] = [[]]
  for (let size = 0; size <= MAX_SIZE && search.asked < MOST_ASKED; size++) {
    const seen = new Set<string>()
    const next: number[][] = []
    for (const taken of level) {
      if (search.asked >= MOST_ASKED) break
      if (found.some((cut) => cut.every((element) => taken.includes(element)))) continue
      const way = search.wayAround(taken)
      if (way === null) {
        found.push(taken)
        continue
      }
      if (size === MAX_SIZE) continue
      for (const element of way) {
        const grown = [...taken, element].sort((a, b) => a - b)
        const key = grown.join(',')
        if (seen.has(key)) continue
        seen.add(key)
        next.push(grown)
      }
    }
    level = next
  }
  const isComplete = search.asked < MOST_ASKED
  if (found.length > 0) return { sets: found.filter((cut) => cut.length > 0), method: 'exact', isComplete }
  const greedy = search.greedy()
  return greedy === null ? { sets: [], method: 'none', isComplete } : { sets: [greedy], method: 'greedy', isComplete }
}

/** Groups of rules without any of which the goal is lost, by the number of the group. Exact: each is tried. */
export function chokeGroups(graph: RuleGraph, goal: number, elements: CutElements): readonly number[] {
  const search = new CutSearch(graph, goal, elements)
  const way = search.wayAround([])
  return way === null ? [] : way.filter((element) => search.wayAround([element]) === null)
}

class CutSearch {
  /** Derivations asked for so far. */
  asked = 0
  readonly #graph: RuleGraph
  readonly #goal: number
  readonly #elements: CutElements
  readonly #rulesOf: readonly number[][]
  readonly #ways: (readonly number[])[] = []

  constructor(graph: RuleGraph, goal: number, elements: CutElements) {
    this.#graph = graph
    this.#goal = goal
    this.#elements = elements
    this.#rulesOf = Array.from({ length: elements.count }, () => [])
    for (let rule = 0; rule < graph.ruleCount; rule++) {
      for (const element of elements.elementsOf(rule)) this.#rulesOf[element]!.push(rule)
    }
  }

  /** Elements of a derivation that needs none of `taken`, ascending; null when there is no derivation. */
  wayAround(taken: readonly number[]): readonly number[] | null {
    const known = this.#ways.find((way) => !way.some((element) => taken.includes(element)))
    if (known !== undefined) return known
    this.asked++
    const without = new Uint8Array(this.#graph.ruleCount)
    for (const element of taken) for (const rule of this.#rulesOf[element]!) without[rule] = 1
    const found = cheapest(this.#graph, without)
    if (found.by[this.#goal] === -1) return null
    const rules = derivationOf(this.#graph, found, this.#goal)
    const way = [...new Set(rules.flatMap((rule) => this.#elements.elementsOf(rule)))].sort((a, b) => a - b)
    this.#ways.push(way)
    return way
  }

  /** Takes what most known ways need until none is left, then gives back what was not needed. */
  greedy(): readonly number[] | null {
    const taken: number[] = []
    for (let way = this.wayAround(taken); way !== null; way = this.wayAround(taken)) {
      if (way.length === 0) return null
      const uses = way.map((element) => this.#ways.filter((one) => one.includes(element)).length)
      taken.push(way[uses.indexOf(Math.max(...uses))]!)
    }
    for (const element of [...taken]) {
      const fewer = taken.filter((one) => one !== element)
      if (this.wayAround(fewer) === null) taken.splice(taken.indexOf(element), 1)
    }
    return taken.sort((a, b) => a - b)
  }
}
