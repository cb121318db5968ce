// Adds to the chain inside the caller's transaction: what was done and its record are kept together, or neither is.
import type { EpochMicros } from '@penstock/model/kernel'
import { entryHash, GENESIS } from './entry-hash.ts'
import { findHead, insertEntry, lockChain } from './queries.ts'
import type { AuditTx } from './tables.ts'

export interface AuditEvent {
  /** Account, token or part of the program that did it. */
  readonly actor: string
  /** `<object>.<deed>`, such as `account.sign-in`. */
  readonly action: string
  readonly object: string
  /** Plain JSON with whole numbers; no secrets. */
  readonly details: Readonly<Record<string, unknown>>
  readonly at: EpochMicros
}

/**
 * Appends one entry. The transaction runs under the store's service role. From here to its end nobody else appends to this
 * chain, so do it last. Throws a RangeError when the event has no canonical JSON (fractions, U+0000).
 */
export async function appendAudit(tx: AuditTx, event: AuditEvent): Promise<{ seq: number; hash: Uint8Array }> {
  await lockChain(tx)
  const head = await findHead(tx)
  const entry = { seq: (head?.seq ?? 0) + 1, ...fields(event), prev_hash: head?.hash ?? GENESIS }
  const hash = entryHash(entry)
  await insertEntry(tx, { ...entry, hash })
  return { seq: entry.seq, hash }
}

function fields({ at, actor, action, object, details }: AuditEvent): AuditEvent {
  return { at, actor, action, object, details }
}
