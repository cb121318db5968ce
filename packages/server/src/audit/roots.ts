// Roots: made from the entries since the last one, and anchored in another store's chain so that no tail can be cut unseen.
import { accept, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { appendAudit } from './append.ts'
import { hexOf } from './entry-hash.ts'
import type { AuditKey } from './keys.ts'
import { merkleRoot } from './merkle.ts'
import { findAnchorOf, findLastRootSeq, insertAnchor, insertRoot, listHashesAfter, lockChain } from './queries.ts'
import { type AnchorRefusal, claimOfRow, isSignedBy, rowOfRoot, type SignedRoot, signRoot } from './signed-root.ts'
import type { AuditTx } from './tables.ts'

/** Action of the entry that an anchored root leaves in the chain that keeps it; verification reads it back. */
export const ANCHORED = 'audit.anchor'

/**
 * Signs the entries since the last root and stores the root. Null when there are none. To be made every hour, at stop and at
 * start, and handed to the other chain. `chain` names this store: `core`, `it` or `ot`.
 */
export async function makeRoot(
  tx: AuditTx,
  { chain, key, at }: { readonly chain: string; readonly key: AuditKey; readonly at: EpochMicros },
): Promise<SignedRoot | null> {
  await lockChain(tx)
  const entries = await listHashesAfter(tx, await findLastRootSeq(tx))
  const first = entries[0]
  const last = entries.at(-1)
  if (first === undefined || last === undefined) return null
  const merkle = merkleRoot(entries.map(({ hash }) => hash))
  const root = signRoot({ chain, firstSeq: first.seq, lastSeq: last.seq, at, merkleRoot: hexOf(merkle) }, key)
  await insertRoot(tx, rowOfRoot(root))
  return root
}

/**
 * Keeps another chain's root in this one: as a row, and as an entry of this chain that carries the root and its public key.
 * Handing in the same root again changes nothing. A root that contradicts an anchored one is refused and the attempt recorded.
 */
export async function anchorRoot(
  tx: AuditTx,
  { root, at }: { readonly root: SignedRoot; readonly at: EpochMicros },
): Promise<Result<'anchored' | 'known', { readonly code: AnchorRefusal }>> {
  const row = rowOfRoot(root)
  if (!isSignedBy(claimOfRow(root.chain, row), row.signature, root.publicKey))
    return refuse({ code: 'audit.bad-signature' })
  await lockChain(tx)
  const known = await findAnchorOf(tx, root.chain, root.firstSeq, root.lastSeq)
  const entry = { actor: 'penstock', object: root.chain, details: { ...root }, at }
  if (known !== undefined) {
    if (hexOf(known.signature) === root.signature) return accept('known')
    await appendAudit(tx, { ...entry, action: 'audit.anchor-refused' })
    return refuse({ code: 'audit.root-changed' })
  }
  await insertAnchor(tx, root.chain, row, at)
  await appendAudit(tx, { ...entry, action: ANCHORED })
  return accept('anchored')
}
