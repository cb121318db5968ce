// Where a party begins, in the rules of attack paths: the starts of everybody else, and what holds with no start at all.
import { type AttackModel, derivable } from '@penstock/model/paths'
import type { Parties } from './parties.ts'

/** Ids of the facts of every start but those of these parties. */
export function otherStarts(model: AttackModel, { starts }: Parties): ReadonlySet<string> {
  return new Set(model.starts.filter((start) => !starts.has(start.id)).map((start) => `start:${start.id}`))
}

/** Nodes that hold, 1 each, though nobody starts and these rules are out: what holds so follows from no party. */
export function heldAnyway(model: AttackModel, without: Uint8Array): Uint8Array {
  const noStart = without.slice()
  for (const [at, rule] of model.rules.entries()) if (rule.kind === 'start') noStart[at] = 1
  return derivable(model.graph, noStart)
}
