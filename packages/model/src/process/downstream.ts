// Which targets stand downstream of each unit, by need alone: what an outage of it could reach when no stock and no spare helped.
import type { ProcessNetwork, UnitNumber } from './network.ts'

export interface Downstream {
  readonly bitsOf: (unit: UnitNumber) => Uint32Array
  readonly countOf: (unit: UnitNumber) => number
  /** Functions of the targets that stand downstream of both. */
  readonly sharedTargets: (unit: UnitNumber, other: UnitNumber) => readonly number[]
}

/** One bit a target for each unit; a target stands downstream of itself. Walked upstream once a target. */
export function downstreamOf(network: ProcessNetwork, targets: readonly number[]): Downstream {
  const words = Math.ceil(targets.length / 32)
  const bits = new Uint32Array(network.units.length * words)
  const counts = new Int32Array(network.units.length)
  targets.forEach((target, at) => {
    const word = at >> 5
    const bit = 1 << (at & 31)
    const mark = (unit: UnitNumber): boolean => {
      const cell = unit * words + word
      if ((bits[cell]! & bit) !== 0) return false
      bits[cell]! |= bit
      counts[unit]! += 1
      return true
    }
    const ahead = mark(target) ? [target] : []
    for (let unit = ahead.pop(); unit !== undefined; unit = ahead.pop()) {
      for (const need of network.needs[unit] ?? [])
        for (const member of network.groups[need]!.members) if (mark(member)) ahead.push(member)
    }
  })
  const bitsOf = (unit: UnitNumber): Uint32Array => bits.subarray(unit * words, (unit + 1) * words)
  return {
    bitsOf,
    countOf: (unit) => counts[unit]!,
    sharedTargets: (unit, other) => {
      const [a, b] = [bitsOf(unit), bitsOf(other)]
      return targets.filter((_, at) => (a[at >> 5]! & b[at >> 5]! & (1 << (at & 31))) !== 0)
    },
  }
}

export function sharesBit(a: Uint32Array, b: Uint32Array): boolean {
  return a.some((word, at) => (word & b[at]!) !== 0)
}
