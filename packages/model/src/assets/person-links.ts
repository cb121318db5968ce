// What people's merges and splits demand: anchors that must be one device, and sides that must stay two. Of two decisions
// that contradict each other the later one holds.
import type { Anchor } from './anchor.ts'
import type { Journal } from './journal.ts'
import type { PersonDecision } from './person-decision.ts'

type Merge = Extract<PersonDecision, { kind: 'merge' }>
type Split = Extract<PersonDecision, { kind: 'split' }>

/** By anchor: the sides it stands on, `<split id>` → 0 (apart) or 1 (from). Two sides of one split never join. */
export type SplitSides = ReadonlyMap<Anchor, ReadonlyMap<string, 0 | 1>>

/** Draws the links of merges that hold and gives the sides of splits that hold. `active` is oldest first. */
export function drawPersonLinks(active: readonly PersonDecision[], journal: Journal): SplitSides {
  const merges = active.flatMap((decision, at) => (decision.kind === 'merge' ? [{ decision, at }] : []))
  const splits = active.flatMap((decision, at) => (decision.kind === 'split' ? [{ decision, at }] : []))
  for (const { decision, at } of merges) {
    if (splits.some((split) => split.at > at && isBroken(decision, split.decision))) continue
    const [first, ...rest] = decision.anchors as [Anchor, ...Anchor[]]
    const facts = { decision: decision.id, by: decision.by, reason: decision.reason }
    for (const other of rest) journal.link('assets.person-merge', first, other, facts, null)
  }
  const sides = new Map<Anchor, Map<string, 0 | 1>>()
  for (const { decision, at } of splits) {
    if (merges.some((merge) => merge.at > at && isBroken(merge.decision, decision))) continue
    for (const anchor of decision.apart) sideOf(sides, anchor).set(decision.id, 0)
    for (const anchor of decision.from) sideOf(sides, anchor).set(decision.id, 1)
  }
  return sides
}

function isBroken(merge: Merge, split: Split): boolean {
  const touches = (anchors: readonly Anchor[]) => anchors.some((anchor) => merge.anchors.includes(anchor))
  return touches(split.apart) && touches(split.from)
}

function sideOf(sides: Map<Anchor, Map<string, 0 | 1>>, anchor: Anchor): Map<string, 0 | 1> {
  const known = sides.get(anchor)
  if (known !== undefined) return known
  const made = new Map<string, 0 | 1>()
  sides.set(anchor, made)
  return made
}
