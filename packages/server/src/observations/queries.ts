// SQL of the observations room in a cell's store. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import type { ObservationBatch, OperationSeen } from '@penstock/model/observations'
import { chunks, readChunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CaptureProof, MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type CaptureRow = Selectable<MonitoringTables['capture']>
export type BindingRow = Selectable<MonitoringTables['binding']>
export type ClaimRow = Selectable<MonitoringTables['claim']>
export type ConversationRow = Selectable<MonitoringTables['conversation']>
export type OperationRow = Selectable<MonitoringTables['operation']>

export async function findCapture(tx: Tx, id: string): Promise<CaptureRow | undefined> {
  return await tx.selectFrom('capture').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findCaptureByContent(tx: Tx, site: string, sha256: Uint8Array): Promise<CaptureRow | undefined> {
  return await tx
    .selectFrom('capture')
    .selectAll()
    .where('site', '=', site)
    .where('sha256', '=', Buffer.from(sha256))
    .executeTakeFirst()
}

export async function insertCapture(
  tx: Tx,
  capture: Pick<CaptureRow, 'id' | 'site' | 'name' | 'sha256' | 'bytes' | 'sensor' | 'created_by'>,
  at: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('capture')
    .values({ ...capture, created_at: sqlInstant(at) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Highest sequence stored of a capture, or -1. */
export async function findStoredTo(tx: Tx, captureId: string): Promise<number> {
  const row = await tx
    .selectFrom('observation_batch')
    .select((select) => select.fn.max('seq').as('seq'))
    .where('capture_id', '=', captureId)
    .executeTakeFirst()
  return row?.seq === null || row?.seq === undefined ? -1 : Number(row.seq)
}

/** Most lines that one file tells each with its number. */
const MOST_BAD_LINES = 200

/** What stands behind the batches of a capture: how much was malformed, and what was passed over by reason. */
export async function listPassedOver(
  tx: Tx,
  captureId: string,
): Promise<readonly { readonly malformed: number; readonly skipped: Readonly<Record<string, number>> }[]> {
  return await tx
    .selectFrom('observation_batch')
    .select(['malformed', 'skipped'])
    .where('capture_id', '=', captureId)
    .execute()
}

/** Lines of a file of another system that could not be understood, in their order. */
export async function listBadLines(
  tx: Tx,
  captureId: string,
): Promise<readonly { readonly detail: string; readonly proof: { readonly frame: number } }[]> {
  return await tx
    .selectFrom('anomaly')
    .select(['detail', 'proof'])
    .where(sql<boolean>`(proof ->> 'captureId')::uuid = ${captureId}::uuid`)
    .where(sql<boolean>`(proof ->> 'isLine')::boolean`)
    .where('kind', 'like', '%-line')
    .orderBy(sql`(proof ->> 'frame')::bigint`)
    .limit(MOST_BAD_LINES)
    .execute()
}

export async function insertBatch(tx: Tx, captureId: string, batch: ObservationBatch, at: EpochMicros): Promise<void> {
  const { seq, packets, bytes, malformed, skipped, firstAt, lastAt } = batch
  await tx
    .insertInto('observation_batch')
    .values({
      capture_id: captureId,
      seq,
      recorded_at: sqlInstant(at),
      packets,
      bytes,
      malformed,
      skipped: sqlJson(skipped),
      first_at: firstAt === null ? null : sqlInstant(firstAt),
      last_at: lastAt === null ? null : sqlInstant(lastAt),
      body: sqlJson(batch),
    })
    .execute()
}

export async function extendCapture(tx: Tx, captureId: string, batch: ObservationBatch): Promise<void> {
  const { firstAt, lastAt } = batch
  await tx
    .updateTable('capture')
    .set((row) => ({
      packets: row('packets', '+', batch.packets),
      is_complete: batch.isLast,
      ...(firstAt === null ? {} : { first_at: sql<never>`least(first_at, ${sqlInstant(firstAt)})` }),
      ...(lastAt === null ? {} : { last_at: sql<never>`greatest(last_at, ${sqlInstant(lastAt)})` }),
    }))
    .where('id', '=', captureId)
    .execute()
}

/** Batches that telemetry does not hold yet, oldest first. */
export async function listPendingBatches(
  tx: Tx,
  limit: number,
): Promise<{ readonly captureId: string; readonly site: string; readonly batch: ObservationBatch }[]> {
  const rows = await tx
    .selectFrom('observation_batch')
    .innerJoin('capture', 'capture.id', 'observation_batch.capture_id')
    .select(['capture_id', 'site', 'body'])
    .where('body', 'is not', null)
    .orderBy('recorded_at')
    .orderBy('capture_id')
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.flatMap((row) =>
    row.body === null ? [] : [{ captureId: row.capture_id, site: row.site, batch: row.body }],
  )
}

export async function dropBatchBody(tx: Tx, captureId: string, seq: number): Promise<void> {
  await tx
    .updateTable('observation_batch')
    .set({ body: null })
    .where('capture_id', '=', captureId)
    .where('seq', '=', seq)
    .execute()
}

export async function findBindings(tx: Tx, site: string, macs: readonly string[]): Promise<BindingRow[]> {
  if (macs.length === 0) return []
  return await tx.selectFrom('binding').selectAll().where('site', '=', site).where('mac', 'in', macs).execute()
}

export async function upsertBindings(tx: Tx, rows: readonly BindingRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('binding')
      .values(
        chunk.map((row) => ({
          ...row,
          first_at: sqlInstant(row.first_at),
          last_at: sqlInstant(row.last_at),
          proof: sqlJson(row.proof),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['site', 'mac', 'ip', 'vlan', 'ground', 'protocol']).doUpdateSet((update) => ({
          packets: update.ref('excluded.packets'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
        })),
      )
      .execute()
}

export async function findClaims(tx: Tx, site: string, macs: readonly string[], ips: readonly string[]) {
  if (macs.length === 0 && ips.length === 0) return []
  return await tx
    .selectFrom('claim')
    .selectAll()
    .where('site', '=', site)
    .where((where) =>
      where.or([
        ...(macs.length > 0 ? [where('mac', 'in', [...macs])] : []),
        ...(ips.length > 0 ? [where('ip', 'in', [...ips])] : []),
      ]),
    )
    .execute()
}

export async function upsertClaims(tx: Tx, rows: readonly ClaimRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('claim')
      .values(
        chunk.map((row) => ({
          ...row,
          first_at: sqlInstant(row.first_at),
          last_at: sqlInstant(row.last_at),
          proof: sqlJson(row.proof),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['site', 'mac', 'ip', 'field', 'value', 'protocol', 'method']).doUpdateSet({
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
        }),
      )
      .execute()
}

export async function findConversations(tx: Tx, ids: readonly string[]): Promise<ConversationRow[]> {
  return await readChunks(ids, (chunk) =>
    tx
      .selectFrom('conversation')
      .selectAll()
      .where('id', 'in', [...chunk])
      .execute(),
  )
}

/** Conversations whose verdict is not by this version of the zone model, in the order of their ids. */
export async function listJudgedBefore(
  tx: Tx,
  site: string,
  version: number,
  afterId: string | null,
  limit: number,
): Promise<ConversationRow[]> {
  const all = tx
    .selectFrom('conversation')
    .selectAll()
    .where('site', '=', site)
    .where('zone_model_version', 'is distinct from', version)
    .orderBy('id')
    .limit(limit)
  return await (afterId === null ? all : all.where('id', '>', afterId)).execute()
}

export async function upsertConversations(tx: Tx, rows: readonly ConversationRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('conversation')
      .values(
        chunk.map((row) => ({
          ...row,
          first_at: sqlInstant(row.first_at),
          last_at: sqlInstant(row.last_at),
          functions: sqlJson(row.functions),
          details: sqlJson(row.details),
          proof: sqlJson(row.proof),
          judged: row.judged === null ? null : sqlJson(row.judged),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          client_mac: update.ref('excluded.client_mac'),
          server_mac: update.ref('excluded.server_mac'),
          sides_from: update.ref('excluded.sides_from'),
          is_answered: update.ref('excluded.is_answered'),
          vlans: update.ref('excluded.vlans'),
          packets: update.ref('excluded.packets'),
          bytes: update.ref('excluded.bytes'),
          client_bytes: update.ref('excluded.client_bytes'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          functions: sql<never>`excluded.functions`,
          details: sql<never>`excluded.details`,
          verdict: update.ref('excluded.verdict'),
          conduit: update.ref('excluded.conduit'),
          rule: update.ref('excluded.rule'),
          judged: sql<never>`excluded.judged`,
          zone_model_version: update.ref('excluded.zone_model_version'),
        })),
      )
      .execute()
}

export async function insertOperations(
  tx: Tx,
  rows: readonly (Omit<OperationRow, 'body' | 'at' | 'proof'> & {
    readonly at: EpochMicros
    readonly body: OperationSeen
    readonly proof: CaptureProof
  })[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('operation')
      .values(
        chunk.map((row) => ({ ...row, at: sqlInstant(row.at), body: sqlJson(row.body), proof: sqlJson(row.proof) })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
}

export async function insertAnomalies(
  tx: Tx,
  rows: readonly {
    readonly id: string
    readonly site: string
    readonly capture_id: string
    readonly kind: string
    readonly count: number
    readonly detail: string
    readonly first_at: EpochMicros
    readonly proof: CaptureProof
  }[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('anomaly')
      .values(chunk.map((row) => ({ ...row, first_at: sqlInstant(row.first_at), proof: sqlJson(row.proof) })))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
}
