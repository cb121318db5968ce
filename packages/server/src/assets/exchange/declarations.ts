// Which declarations of a site's ledger hold, told from a light reading of it; the same rule as the model's `activeDecisions`.
import type { DeclarationRow } from './queries.ts'

export interface Declarations {
  /** Ids of the decisions that hold: declarations and entered values, and undoings that were not undone. */
  readonly holding: ReadonlySet<string>
  /** Declarations that hold, by register entry. */
  readonly ofEntry: ReadonlyMap<string, readonly string[]>
}

export function declarationsOf(rows: readonly DeclarationRow[]): Declarations {
  const newestFirst = [...rows].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  const undone = new Set<string>()
  for (const row of newestFirst)
    if (row.kind === 'undo' && row.decisionId !== null && !undone.has(row.id)) undone.add(row.decisionId)
  const holding = new Set<string>()
  const ofEntry = new Map<string, string[]>()
  for (const { id, kind, entryId } of newestFirst) {
    if (undone.has(id)) continue
    holding.add(id)
    if (kind !== 'declare' || entryId === null) continue
    const there = ofEntry.get(entryId)
    if (there === undefined) ofEntry.set(entryId, [id])
    else there.push(id)
  }
  return { holding, ofEntry }
}
