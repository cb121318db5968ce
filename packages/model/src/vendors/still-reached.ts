// What is still reached from a vendor or partner once the rules of some cuts are gone.
import { type AttackModel, derivable, goalNode } from '@penstock/model/paths'
import type { Wanted } from './cut.ts'

export class StillReached {
  readonly #model: AttackModel
  readonly #without: Uint8Array
  readonly #before: Uint8Array
  readonly #footholds: readonly number[]

  constructor(model: AttackModel, without: Uint8Array) {
    this.#model = model
    this.#without = without
    const noStart = without.slice()
    for (const [at, rule] of model.rules.entries()) if (rule.kind === 'start') noStart[at] = 1
    this.#before = derivable(model.graph, noStart)
    this.#footholds = model.graph.nodes.flatMap((name, node) => {
      const [, asset] = /^(?:network|user|admin|logic|write|mode):(.+)$/.exec(name) ?? []
      const zone = asset === undefined ? undefined : model.ground.index.assetById.get(asset)?.zone
      return zone === undefined || model.ground.isOutside(zone) ? [] : [node]
    })
  }

  left(cuts: readonly Wanted[]): number {
    const holds = this.#holds(cuts)
    return this.#model.goals.filter(({ id }) => {
      const node = goalNode(this.#model, id)!
      return holds[node] === 1 && this.#before[node] === 0
    }).length
  }

  /** Holds on assets of the plant that follow from the start. */
  footholds(cuts: readonly Wanted[]): number {
    const holds = this.#holds(cuts)
    return this.#footholds.filter((node) => holds[node] === 1 && this.#before[node] === 0).length
  }

  #holds(cuts: readonly Wanted[]): Uint8Array {
    const without = this.#without.slice()
    for (const [at, rule] of this.#model.rules.entries()) if (cuts.some((cut) => cut.drops(rule))) without[at] = 1
    return derivable(this.#model.graph, without)
  }
}
