// The cell's side of the fact feed: facts are written in the transaction of what gave rise to them, read by the hub in order.
import { createHash } from 'node:crypto'
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'
import type { Fact, FactKind, FactPage } from './fact.ts'

type Tx = Transaction<MonitoringTables>

export interface NewFact {
  readonly kind: FactKind
  readonly site: string
  readonly domains: readonly string[]
  readonly observedAt: EpochMicros
  readonly body: unknown
}

/** Rows of one insert; PostgreSQL takes at most 65,535 parameters a statement. */
const CHUNK = 500

/** Adds facts to the feed. A fact's id is the hash of its content, so the same one twice is one. */
export async function appendFacts(tx: Tx, facts: readonly NewFact[]): Promise<void> {
  if (facts.length === 0) return
  await lockOutbox(tx)
  for (let at = 0; at < facts.length; at += CHUNK) {
    const rows = facts.slice(at, at + CHUNK).map((fact) => ({
      id: idOfContent(fact),
      kind: fact.kind,
      site: fact.site,
      domains: [...fact.domains],
      observed_at: sqlInstant(fact.observedAt),
      body: sqlJson(fact.body),
    }))
    await tx
      .insertInto('fact_outbox')
      .values(rows)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }
}

/**
 * One writer after the other: numbers that become visible out of order would be passed over by a hub that has read further. Who locks other
 * rows before it adds facts takes this first, so that no two wait for each other.
 */
export async function lockOutbox(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${OUTBOX})`.execute(tx)
}
const OUTBOX = 7_401_001

function idOfContent(fact: NewFact): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([fact.kind, fact.site, fact.domains, fact.body]))
    .digest()
}

/** The facts after a number, in order, at most `limit`. */
export async function listFacts(tx: Tx, after: number, limit: number): Promise<FactPage> {
  const rows = await tx
    .selectFrom('fact_outbox')
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const facts = rows.map(
    (row): Fact => ({
      seq: row.seq,
      id: Buffer.from(row.id).toString('hex'),
      kind: row.kind as FactKind,
      site: row.site,
      domains: row.domains,
      marking: row.marking,
      observedAt: row.observed_at,
      body: row.body,
    }),
  )
  return { facts, holds: await heldVersions(tx) }
}

/** The newest version of each snapshot that this cell holds. */
async function heldVersions(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('snapshot')
    .select((select) => ['kind', select.fn.max('version').as('version')])
    .groupBy('kind')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.kind, Number(row.version)]))
}
