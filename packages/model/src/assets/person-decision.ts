// What people decide about identity and fields. A ledger of these is only ever added to; undoing is an entry of its own.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { Anchor } from './anchor.ts'
import { DeclaredAsset } from './declared.ts'
import { RegisterField } from './vocabulary.ts'

/** Who, when and why; `id` is the caller's (unique in the ledger). */
export const DecisionHead = z.strictObject({
  id: z.string().min(1),
  by: z.string().min(1),
  at: EpochMicros,
  reason: z.string().min(1).max(2000),
})
export type DecisionHead = z.infer<typeof DecisionHead>

const head = DecisionHead.shape

export const PersonDecision = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merge'), ...head, anchors: z.array(Anchor).min(2) }),
  /** `apart` belong to another device than `from`. */
  z.strictObject({ kind: z.literal('split'), ...head, apart: z.array(Anchor).min(1), from: z.array(Anchor).min(1) }),
  /** A null value says: nobody knows, whatever the wire concluded. */
  z.strictObject({
    kind: z.literal('edit-field'),
    ...head,
    anchor: Anchor,
    field: RegisterField,
    value: z.string().max(512).nullable(),
  }),
  z.strictObject({
    kind: z.literal('confirm-field'),
    ...head,
    anchor: Anchor,
    field: RegisterField,
    value: z.string().max(512),
  }),
  z.strictObject({ kind: z.literal('declare'), ...head, asset: DeclaredAsset }),
  /** The device was taken out at `removedAt`; its anchors must stay silent afterwards. */
  z.strictObject({ kind: z.literal('remove'), ...head, anchors: z.array(Anchor).min(1), removedAt: EpochMicros }),
  z.strictObject({ kind: z.literal('undo'), ...head, decisionId: z.string().min(1) }),
])
export type PersonDecision = z.infer<typeof PersonDecision>

/** The decisions that hold: those not undone, each id once, oldest first. An undo can itself be undone. */
export function activeDecisions(ledger: readonly PersonDecision[]): readonly PersonDecision[] {
  const undone = undoneIds(ledger)
  return newestFirst(ledger)
    .filter((decision) => decision.kind !== 'undo' && !undone.has(decision.id))
    .reverse()
}

/** By id of a decision that does not hold: the undo that took it back. An undo can itself be taken back. */
export function undoneIds(
  ledger: readonly PersonDecision[],
): ReadonlyMap<string, Extract<PersonDecision, { kind: 'undo' }>> {
  const undone = new Map<string, Extract<PersonDecision, { kind: 'undo' }>>()
  for (const decision of newestFirst(ledger)) {
    if (decision.kind === 'undo' && !undone.has(decision.id) && !undone.has(decision.decisionId))
      undone.set(decision.decisionId, decision)
  }
  return undone
}

/** Each id once. */
function newestFirst(ledger: readonly PersonDecision[]): PersonDecision[] {
  const byId = new Map(ledger.map((decision) => [decision.id, decision]))
  return [...byId.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
}
