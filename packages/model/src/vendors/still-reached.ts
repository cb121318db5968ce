// What is still reached from a vendor or partner once the rules of some cuts are gone.
import { type AttackModel, derivable, goalNode, NODE } from '@penstock/model/paths'
import { HOLDS } from './blast-radius.ts'
import type { Wanted } from './cut.ts'
import { heldAnyway } from './starts.ts'

export interface Left {
  /** Goals of the plant. */
  readonly goals: number
  /** Holds on assets of the plant. */
  readonly footholds: number
}

export class StillReached {
  readonly #model: AttackModel
  readonly #without: Uint8Array
  readonly #goals: readonly number[]
  readonly #footholds: readonly number[]

  constructor(model: AttackModel, without: Uint8Array) {
    this.#model = model
    this.#without = without
    const before = heldAnyway(model, without)
    const { ground, graph } = model
    const own = ground.plant.assets.filter(({ zone }) => !ground.isOutside(zone))
    const holds = own.flatMap(({ id }) => HOLDS.flatMap((hold) => graph.nodeOf.get(NODE[hold](id)) ?? []))
    this.#goals = model.goals.map(({ id }) => goalNode(model, id)!).filter((node) => before[node] === 0)
    this.#footholds = holds.filter((node) => before[node] === 0)
  }

  /** What follows from the start. */
  after(cuts: readonly Wanted[]): Left {
    const without = this.#without.slice()
    for (const [at, rule] of this.#model.rules.entries()) if (cuts.some((cut) => cut.drops(rule))) without[at] = 1
    const holds = derivable(this.#model.graph, without)
    const count = (nodes: readonly number[]): number => nodes.filter((node) => holds[node] === 1).length
    return { goals: count(this.#goals), footholds: count(this.#footholds) }
  }
}
