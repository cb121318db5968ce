// SQL of the audit chain. Each function asks one question of the store that the transaction belongs to.
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import { sql } from 'kysely'
import type { AuditRow } from './entry-hash.ts'
import type { AuditTx } from './tables.ts'

/** Number of the advisory lock that lets one transaction at a time append; held to the transaction's end. */
const CHAIN_LOCK = 7_205_118_003

export async function lockChain(tx: AuditTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(CHAIN_LOCK)})`.execute(tx)
}

export async function findHead(tx: AuditTx): Promise<{ seq: number; hash: Uint8Array } | undefined> {
  return await tx.selectFrom('audit_entry').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
}

export async function insertEntry(tx: AuditTx, row: AuditRow): Promise<void> {
  await tx
    .insertInto('audit_entry')
    .values({ ...row, at: isoOfMicros(row.at), details: JSON.stringify(row.details) })
    .execute()
}

/** Up to `limit` entries after `after`, in the order of the chain. */
export async function listEntriesAfter(tx: AuditTx, after: number, limit: number): Promise<readonly AuditRow[]> {
  return await tx
    .selectFrom('audit_entry')
    .select(['seq', 'at', 'actor', 'action', 'object', 'details', 'prev_hash', 'hash'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export async function findLastRootSeq(tx: AuditTx): Promise<number> {
  const row = await tx
    .selectFrom('audit_root')
    .select('last_seq')
    .orderBy('last_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.last_seq ?? 0
}

export async function listHashesAfter(
  tx: AuditTx,
  after: number,
): Promise<readonly { seq: number; hash: Uint8Array }[]> {
  return await tx.selectFrom('audit_entry').select(['seq', 'hash']).where('seq', '>', after).orderBy('seq').execute()
}

/** A root as both tables keep it. */
export interface RootRow {
  readonly first_seq: number
  readonly last_seq: number
  readonly at: EpochMicros
  readonly merkle_root: Uint8Array
  readonly key_id: string
  readonly signature: Uint8Array
}

export async function insertRoot(tx: AuditTx, root: RootRow): Promise<void> {
  await tx
    .insertInto('audit_root')
    .values({ ...root, at: isoOfMicros(root.at) })
    .execute()
}

export async function listRoots(tx: AuditTx): Promise<readonly RootRow[]> {
  return await tx.selectFrom('audit_root').selectAll().orderBy('last_seq').execute()
}

/** The first anchored root of `chain` that covers any entry from `first` to `last`. */
export async function findAnchorOf(
  tx: AuditTx,
  chain: string,
  first: number,
  last: number,
): Promise<RootRow | undefined> {
  return await tx
    .selectFrom('audit_anchor')
    .selectAll()
    .where('chain', '=', chain)
    .where('last_seq', '>=', first)
    .where('first_seq', '<=', last)
    .orderBy('last_seq')
    .limit(1)
    .executeTakeFirst()
}

export async function insertAnchor(tx: AuditTx, chain: string, root: RootRow, at: EpochMicros): Promise<void> {
  await tx
    .insertInto('audit_anchor')
    .values({ ...root, chain, at: isoOfMicros(root.at), anchored_at: isoOfMicros(at) })
    .execute()
}

export async function listAnchors(tx: AuditTx): Promise<readonly (RootRow & { readonly chain: string })[]> {
  return await tx.selectFrom('audit_anchor').selectAll().orderBy('chain').orderBy('last_seq').execute()
}

/** Entries with one action, in the order of the chain. */
export async function listEntriesOf(tx: AuditTx, action: string): Promise<readonly { readonly details: unknown }[]> {
  return await tx.selectFrom('audit_entry').select('details').where('action', '=', action).orderBy('seq').execute()
}

export interface EntryFilter {
  readonly actor?: string | undefined
  /** The beginning of an action, up to a dot or its end. */
  readonly action?: string | undefined
  readonly from?: EpochMicros | undefined
  readonly to?: EpochMicros | undefined
}

/** Up to `limit` entries before `before`, newest first; for pages. */
export async function listEntriesBefore(
  tx: AuditTx,
  before: number,
  limit: number,
  filter: EntryFilter,
): Promise<readonly AuditRow[]> {
  return await filtered(tx, filter)
    .select(['seq', 'at', 'actor', 'action', 'object', 'details', 'prev_hash', 'hash'])
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
}

export async function countEntries(tx: AuditTx, filter: EntryFilter): Promise<number> {
  const row = await filtered(tx, filter)
    .select((entry) => entry.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

function filtered(tx: AuditTx, { actor, action, from, to }: EntryFilter) {
  let query = tx.selectFrom('audit_entry')
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (action !== undefined)
    query = query.where((where) =>
      where.or([where('action', '=', action), sql<boolean>`starts_with(action, ${`${action}.`})`]),
    )
  if (from !== undefined) query = query.where('at', '>=', sqlInstant(from))
  if (to !== undefined) query = query.where('at', '<', sqlInstant(to))
  return query
}

/** When an entry was written. */
export async function findEntryAt(tx: AuditTx, seq: number): Promise<EpochMicros | undefined> {
  const row = await tx.selectFrom('audit_entry').select('at').where('seq', '=', seq).executeTakeFirst()
  return row?.at
}
