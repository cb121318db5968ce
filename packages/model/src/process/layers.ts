// Where each function stands when needs are drawn from left to right: what needs nothing first, whoever needs it further on.
import { circlesOf } from './circles.ts'
import type { ProcessNetwork } from './network.ts'

/**
 * For each function the number of its layer, from 0: one more than the last of its suppliers. Functions that need each other in a circle
 * stand in one layer.
 */
export function layersOf({ functions, groups, needs }: ProcessNetwork): readonly number[] {
  const suppliersOf = (at: number): readonly number[] =>
    needs[at]!.flatMap((need) => (groups[need]!.kind === 'input' ? groups[need]!.members : []))
  const layers = new Array<number>(functions.length).fill(0)
  // A circle comes after all that it needs.
  for (const circle of circlesOf(functions.keys(), suppliersOf)) {
    const own = new Set(circle)
    const before = circle.flatMap(suppliersOf).filter((at) => !own.has(at))
    const layer = before.reduce((most, at) => Math.max(most, layers[at]! + 1), 0)
    for (const at of circle) layers[at] = layer
  }
  return layers
}
