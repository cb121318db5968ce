// SQL of events in a cell's store: five lists of the same build. Each function asks one question.
import { chunks, readChunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql } from 'kysely'
import type { Tx } from './queries.ts'

export type ValueRow = Selectable<MonitoringTables['value_seen']>
export type StateRow = Selectable<MonitoringTables['state_seen']>
export type TransferRow = Selectable<MonitoringTables['transfer_seen']>
export type LogonRow = Selectable<MonitoringTables['logon_seen']>
export type DiscoveryRow = Selectable<MonitoringTables['discovery_seen']>

export type EventList = 'value_seen' | 'state_seen' | 'transfer_seen' | 'logon_seen' | 'discovery_seen'

/** Rows that one device keeps of a list. What is beyond makes room from the oldest on, and is counted. */
export const MOST_OF_A_DEVICE: Readonly<Record<EventList, number>> = {
  value_seen: 20_000,
  state_seen: 5_000,
  transfer_seen: 5_000,
  logon_seen: 2_000,
  discovery_seen: 500,
}

/** Rows of a list whose rows are added to. */
export async function findRows<List extends 'value_seen' | 'logon_seen' | 'discovery_seen'>(
  tx: Tx,
  list: List,
  ids: readonly string[],
): Promise<Selectable<MonitoringTables[List]>[]> {
  const found: readonly unknown[] = await readChunks(ids, (chunk) =>
    tx
      .selectFrom(list as 'value_seen')
      .selectAll()
      .where('id', 'in', [...chunk])
      .execute(),
  )
  return found as Selectable<MonitoringTables[List]>[]
}

export async function upsertValues(tx: Tx, rows: readonly ValueRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('value_seen')
      .values(chunk.map((row) => ({ ...row, ...spanAndProof(row) })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          device_mac: update.ref('excluded.device_mac'),
          count: update.ref('excluded.count'),
          changes: update.ref('excluded.changes'),
          min: update.ref('excluded.min'),
          max: update.ref('excluded.max'),
          first: update.ref('excluded.first'),
          last: update.ref('excluded.last'),
          quality: update.ref('excluded.quality'),
          ...EXCLUDED_SPAN,
        })),
      )
      .execute()
}

export async function upsertLogons(tx: Tx, rows: readonly LogonRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('logon_seen')
      .values(chunk.map((row) => ({ ...row, ...spanAndProof(row) })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          device_mac: update.ref('excluded.device_mac'),
          client_mac: update.ref('excluded.client_mac'),
          count: update.ref('excluded.count'),
          ...EXCLUDED_SPAN,
        })),
      )
      .execute()
}

export async function upsertDiscoveries(tx: Tx, rows: readonly DiscoveryRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('discovery_seen')
      .values(chunk.map((row) => ({ ...row, ...spanAndProof(row) })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          device_mac: update.ref('excluded.device_mac'),
          count: update.ref('excluded.count'),
          ...EXCLUDED_SPAN,
        })),
      )
      .execute()
}

export async function insertStates(tx: Tx, rows: readonly StateRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('state_seen')
      .values(chunk.map((row) => ({ ...row, last_at: sqlInstant(row.last_at), proof: sqlJson(row.proof) })))
      .execute()
}

export async function insertTransfers(tx: Tx, rows: readonly TransferRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('transfer_seen')
      .values(chunk.map((row) => ({ ...row, ...spanAndProof(row) })))
      .execute()
}

const EXCLUDED_SPAN = {
  first_at: sql<never>`excluded.first_at`,
  last_at: sql<never>`excluded.last_at`,
  proof: sql<never>`excluded.proof`,
}

function spanAndProof(row: Pick<ValueRow, 'first_at' | 'last_at' | 'proof'>) {
  return { first_at: sqlInstant(row.first_at), last_at: sqlInstant(row.last_at), proof: sqlJson(row.proof) }
}

/** Adds new rows to what devices have of a list; answers with the devices that have too many now. */
export async function countRows(
  tx: Tx,
  site: string,
  list: EventList,
  fresh: ReadonlyMap<string, number>,
): Promise<{ readonly device: string; readonly beyond: number }[]> {
  const over: { device: string; beyond: number }[] = []
  for (const chunk of chunks([...fresh])) {
    const counted = await tx
      .insertInto('device_count')
      .values(chunk.map(([device, kept]) => ({ site, device, list, kept, gone: 0 })))
      .onConflict((conflict) =>
        conflict
          .columns(['site', 'device', 'list'])
          .doUpdateSet({ kept: sql<never>`device_count.kept + excluded.kept` }),
      )
      .returning(['device', 'kept'])
      .execute()
    for (const { device, kept } of counted)
      if (kept > MOST_OF_A_DEVICE[list]) over.push({ device, beyond: kept - MOST_OF_A_DEVICE[list] })
  }
  return over
}

export async function deleteOldest(tx: Tx, site: string, list: EventList, device: string, rows: number): Promise<void> {
  const oldest = await tx
    // The five lists have these columns in common.
    .selectFrom(list as 'state_seen')
    .select('id')
    .where('site', '=', site)
    .where('device', '=', device)
    .orderBy('last_at')
    .orderBy('id')
    .limit(rows)
    .execute()
  for (const chunk of chunks(oldest.map(({ id }) => id))) await deleteRows(tx, list, chunk)
  await tx
    .updateTable('device_count')
    .set((count) => ({ kept: count('kept', '-', rows), gone: count('gone', '+', rows) }))
    .where('site', '=', site)
    .where('list', '=', list)
    .where('device', '=', device)
    .execute()
}

async function deleteRows(tx: Tx, list: EventList, ids: readonly string[]): Promise<void> {
  const from = {
    value_seen: () => tx.deleteFrom('value_seen').where('id', 'in', ids),
    state_seen: () => tx.deleteFrom('state_seen').where('id', 'in', ids),
    transfer_seen: () => tx.deleteFrom('transfer_seen').where('id', 'in', ids),
    logon_seen: () => tx.deleteFrom('logon_seen').where('id', 'in', ids),
    discovery_seen: () => tx.deleteFrom('discovery_seen').where('id', 'in', ids),
  }
  await from[list]().execute()
}
