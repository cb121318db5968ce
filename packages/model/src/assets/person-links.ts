// What people's merges and splits demand: anchors that must be one device, and sides that must stay two. Of two decisions
// that contradict each other the later one holds.
import type { Anchor } from './anchor.ts'
import type { Journal } from './journal.ts'
import type { PersonDecision } from './person-decision.ts'

type Merge = Extract<PersonDecision, { kind: 'merge' }>
type Split = Extract<PersonDecision, { kind: 'split' }>

/** By anchor: the sides it stands on, `<split id>` → 0 (apart) or 1 (from). Two sides of one split never join. */
export type SplitSides = ReadonlyMap<Anchor, ReadonlyMap<string, 0 | 1>>

/** Draws the links of merges and gives the sides of splits that no later merge joined again. `active` is oldest first. */
export function drawPersonLinks(active: readonly PersonDecision[], journal: Journal): SplitSides {
  const merges = active.flatMap((decision, at) => (decision.kind === 'merge' ? [{ decision, at }] : []))
  const splits = active.flatMap((decision, at) => (decision.kind === 'split' ? [{ decision, at }] : []))
  for (const { decision } of merges) {
    const facts = { decision: decision.id, by: decision.by, reason: decision.reason }
    // Every pair, so that a later split of one anchor leaves the others together.
    for (const [at, anchor] of decision.anchors.entries()) {
      for (const other of decision.anchors.slice(at + 1))
        journal.link('assets.person-merge', anchor, other, facts, null)
    }
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
