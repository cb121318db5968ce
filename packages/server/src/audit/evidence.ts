// What verification needs, read from a store: its own chain, and what it keeps of the other chains.

import type { EpochMicros } from '@penstock/model/kernel'
import { appendAudit } from './append.ts'
import type { AuditRow } from './entry-hash.ts'
import { findEntryAt, listAnchors, listEntriesAfter, listEntriesOf, listRoots, type RootRow } from './queries.ts'
import { ANCHORED } from './roots.ts'
import { rowOfRoot, SignedRoot } from './signed-root.ts'
import type { AuditTx } from './tables.ts'
import { type AuditVerdict, verifyAudit } from './verify.ts'

const PAGE = 1000

/** What a store says of another chain: roots as anchored, and the keys that came with them. */
export interface Testimony {
  readonly chain: string
  readonly anchors: readonly RootRow[]
  readonly publicKeys: readonly string[]
}

/**
 * What this store keeps of `chain`. Anchors are taken from its own chain's entries, which cannot be lost unseen, and from the
 * table of anchors; a row in one place only still counts.
 */
export async function readTestimony(tx: AuditTx, chain: string): Promise<Testimony> {
  const entries = await listEntriesOf(tx, ANCHORED)
  const roots = entries
    .map(({ details }) => SignedRoot.safeParse(details).data)
    .filter((root) => root !== undefined && root.chain === chain)
    .filter((root) => root !== undefined)
  const rows = (await listAnchors(tx)).filter((row) => row.chain === chain)
  const bySignature = new Map(
    [...rows, ...roots.map(rowOfRoot)].map((row) => [Buffer.from(row.signature).toString('hex'), row]),
  )
  return { chain, anchors: [...bySignature.values()], publicKeys: [...new Set(roots.map((root) => root.publicKey))] }
}

/** Checks the chain of the store that `tx` belongs to against what others testify of it. `publicKeys`: see `verifyAudit`. */
export async function verifyChain(
  tx: AuditTx,
  { chain, testimonies, ownKey }: { chain: string; testimonies: readonly Testimony[]; ownKey: string | null },
): Promise<AuditVerdict> {
  const anchors = testimonies.flatMap((testimony) => testimony.anchors)
  const handedOver = testimonies.flatMap((testimony) => testimony.publicKeys)
  // A key that was handed over cannot be swapped for another; before the first anchor there is only the store's own word.
  const publicKeys = handedOver.length > 0 || ownKey === null ? handedOver : [ownKey]
  return await verifyAudit({ chain, entries: entriesOf(tx), roots: await listRoots(tx), anchors, publicKeys })
}

/** A verdict, and when the last entry that nothing is wrong with was written. */
export interface ChainCheck extends AuditVerdict {
  readonly checkedUntil: EpochMicros | null
}

/** As `verifyChain`; leaves an entry that says who asked and what was found. */
export async function checkChain(
  tx: AuditTx,
  given: Parameters<typeof verifyChain>[1],
  { askedBy, at }: { readonly askedBy: string; readonly at: EpochMicros },
): Promise<ChainCheck> {
  const verdict = await verifyChain(tx, given)
  const checkedUntil = (await findEntryAt(tx, verdict.checkedTo)) ?? null
  const details = { isIntact: verdict.ok, checkedTo: verdict.checkedTo, faults: verdict.faults.length }
  await appendAudit(tx, { actor: askedBy, action: 'audit.verify', object: given.chain, details, at })
  return { ...verdict, checkedUntil }
}

async function* entriesOf(tx: AuditTx): AsyncGenerator<AuditRow> {
  let after = 0
  for (;;) {
    const page = await listEntriesAfter(tx, after, PAGE)
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.seq
  }
}
