// SQL of the room of ingest, in a cell's store. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type SourceRow = Selectable<MonitoringTables['event_source']>
export type BatchRow = Selectable<MonitoringTables['event_batch']>

/** True when the batch is new. */
export async function insertBatch(tx: Tx, batch: Omit<BatchRow, 'nr'>): Promise<boolean> {
  const stored = await tx
    .insertInto('event_batch')
    .values({ ...batch, received_at: sqlInstant(batch.received_at) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return stored !== undefined
}

export async function findBatch(tx: Tx, id: string): Promise<Pick<BatchRow, 'sha256' | 'lines'> | undefined> {
  return await tx.selectFrom('event_batch').select(['sha256', 'lines']).where('id', '=', id).executeTakeFirst()
}

/** The oldest waiting batches of each source, a few of each: one that floods does not keep the others waiting. */
export async function listWaiting(tx: Tx, ofEach: number, limit: number): Promise<BatchRow[]> {
  const ranked = tx
    .selectFrom('event_batch')
    .select(['id', 'nr', sql<number>`row_number() over (partition by source order by nr)`.as('place')])
    .where('body', 'is not', null)
    .as('ranked')
  return await tx
    .selectFrom('event_batch')
    .innerJoin(ranked, 'ranked.id', 'event_batch.id')
    .selectAll('event_batch')
    .where('ranked.place', '<=', ofEach)
    .orderBy('ranked.place')
    .orderBy('event_batch.nr')
    .limit(limit)
    .execute()
}

/** What waits, by source. */
export async function listWaitingBytes(tx: Tx): Promise<{ source: string; bytes: number; lines: number }[]> {
  return await tx
    .selectFrom('event_batch')
    .select(['source', sql<number>`sum(bytes)::bigint`.as('bytes'), sql<number>`sum(lines)::bigint`.as('lines')])
    .where('body', 'is not', null)
    .groupBy('source')
    .execute()
}

export async function dropBody(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('event_batch').set({ body: null }).where('id', '=', id).execute()
}

/** The row of a source, made where there is none; held until the transaction ends, so that no two batches lose each other's share. */
export async function lockSource(tx: Tx, fresh: SourceRow): Promise<SourceRow> {
  await tx
    .insertInto('event_source')
    .values(writtenOf(fresh))
    .onConflict((conflict) => conflict.column('source').doNothing())
    .execute()
  return await tx
    .selectFrom('event_source')
    .selectAll()
    .where('source', '=', fresh.source)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function findSource(tx: Tx, source: string): Promise<SourceRow | undefined> {
  return await tx.selectFrom('event_source').selectAll().where('source', '=', source).executeTakeFirst()
}

export async function listSources(tx: Tx): Promise<SourceRow[]> {
  return await tx.selectFrom('event_source').selectAll().orderBy('source').execute()
}

export async function updateSource(tx: Tx, row: SourceRow): Promise<void> {
  await tx.updateTable('event_source').set(writtenOf(row)).where('source', '=', row.source).execute()
}

export type StrangerRow = Selectable<MonitoringTables['listener_stranger']>

export async function listStrangers(tx: Tx): Promise<StrangerRow[]> {
  return await tx.selectFrom('listener_stranger').selectAll().orderBy('listener').orderBy('address').execute()
}

export async function storeStrangers(tx: Tx, rows: readonly StrangerRow[]): Promise<void> {
  await tx
    .insertInto('listener_stranger')
    .values(rows.map((row) => ({ ...row, first_at: sqlInstant(row.first_at), last_at: sqlInstant(row.last_at) })))
    .onConflict((conflict) =>
      conflict
        .columns(['listener', 'address'])
        .doUpdateSet((row) => ({ lines: row.ref('excluded.lines'), last_at: row.ref('excluded.last_at') })),
    )
    .execute()
}

function writtenOf(row: SourceRow) {
  return {
    ...row,
    first_at: sqlInstant(row.first_at),
    heard_at: sqlInstant(row.heard_at),
    first_event_at: instantOrNull(row.first_event_at),
    last_event_at: instantOrNull(row.last_event_at),
    classes: sqlJson(row.classes),
    unknown: sqlJson(row.unknown),
    refused: sqlJson(row.refused),
    place: row.place === null ? null : sqlJson(row.place),
  }
}

function instantOrNull(at: EpochMicros | null) {
  return at === null ? null : sqlInstant(at)
}
