// SQL of the sensors room, in the core store.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Losses } from '@penstock/model/observations'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type SensorRow = Selectable<CoreTables['sensor']>
export type CodeRow = Selectable<CoreTables['sensor_code']>
export type StateRow = Selectable<CoreTables['sensor_state']>
export type WatchRow = Selectable<CoreTables['sensor_watch']>
export type MisuseRow = Selectable<CoreTables['sensor_misuse']>

/** Makes the row of a sensor whose token stands without one. */
export async function ensureSensor(tx: Tx, id: string): Promise<void> {
  await tx
    .insertInto('sensor')
    .columns(['id', 'name', 'domain', 'site', 'kind', 'segments', 'enrolled_by', 'enrolled_at'])
    .expression((from) =>
      from
        .selectFrom('api_token')
        .select([
          'id',
          'name',
          'domain',
          'site',
          'source_kind as kind',
          sql<string[]>`'{}'::text[]`.as('segments'),
          sql<string>`created_by::text`.as('enrolled_by'),
          'created_at as enrolled_at',
        ])
        .where('id', '=', id)
        .where('source_kind', '=', 'sensor'),
    )
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function findSensor(tx: Tx, id: string): Promise<SensorRow | undefined> {
  return await tx.selectFrom('sensor').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listSensorRows(tx: Tx, site: string | undefined): Promise<SensorRow[]> {
  return await tx
    .selectFrom('sensor')
    .selectAll()
    .$if(site !== undefined, (rows) => rows.where('site', '=', site ?? ''))
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Writes name and segments; undefined when the version moved. */
export async function updateSensor(
  tx: Tx,
  id: string,
  version: number,
  change: { readonly name?: string; readonly segments?: string[] },
): Promise<SensorRow | undefined> {
  return await tx
    .updateTable('sensor')
    .set((row) => ({ ...change, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
}

export async function listTokenUse(
  tx: Tx,
): Promise<{ id: string; last_used_at: EpochMicros | null; revoked_at: EpochMicros | null }[]> {
  return await tx
    .selectFrom('api_token')
    .select(['id', 'last_used_at', 'revoked_at'])
    .where('source_kind', '=', 'sensor')
    .execute()
}

export async function insertCode(
  tx: Tx,
  code: Omit<CodeRow, 'created_at' | 'expires_at' | 'used_at'>,
  at: EpochMicros,
  expiresAt: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('sensor_code')
    .values({ ...code, created_at: sqlInstant(at), expires_at: sqlInstant(expiresAt) })
    .execute()
}

/** Uses a code up: its row, or undefined when it is unknown, used, too old or of another domain. */
export async function spendCode(
  tx: Tx,
  hash: Uint8Array,
  domain: string | undefined,
  at: EpochMicros,
): Promise<CodeRow | undefined> {
  return await tx
    .updateTable('sensor_code')
    .set({ used_at: sqlInstant(at) })
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sqlInstant(at))
    .$if(domain !== undefined, (rows) => rows.where('domain', '=', domain ?? ''))
    .returningAll()
    .executeTakeFirst()
}

export async function listOpenCodes(tx: Tx, at: EpochMicros): Promise<CodeRow[]> {
  return await tx
    .selectFrom('sensor_code')
    .selectAll()
    .where('used_at', 'is', null)
    .where('expires_at', '>', sqlInstant(at))
    .orderBy('expires_at')
    .execute()
}

export async function findOpenCode(tx: Tx, id: string, at: EpochMicros): Promise<CodeRow | undefined> {
  return (await listOpenCodes(tx, at)).find((row) => row.id === id)
}

export async function deleteCode(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('sensor_code').where('id', '=', id).where('used_at', 'is', null).execute()
}

export async function deleteCodesBefore(tx: Tx, at: EpochMicros): Promise<void> {
  await tx.deleteFrom('sensor_code').where('expires_at', '<', sqlInstant(at)).execute()
}

export async function findState(tx: Tx, sensorId: string): Promise<StateRow | undefined> {
  return await tx.selectFrom('sensor_state').selectAll().where('sensor_id', '=', sensorId).executeTakeFirst()
}

export async function listStates(tx: Tx): Promise<StateRow[]> {
  return await tx.selectFrom('sensor_state').selectAll().execute()
}

export async function upsertState(tx: Tx, state: StateRow): Promise<void> {
  const { sensor_id, ...rest } = state
  const moved = {
    ...rest,
    heard_at: sqlInstant(state.heard_at),
    watched_to: sqlInstant(state.watched_to),
    traffic_at: state.traffic_at === null ? null : sqlInstant(state.traffic_at),
    loss_at: state.loss_at === null ? null : sqlInstant(state.loss_at),
  }
  await tx
    .insertInto('sensor_state')
    .values({ ...moved, sensor_id })
    .onConflict((conflict) => conflict.column('sensor_id').doUpdateSet(moved))
    .execute()
}

/** The stretch that begins last at or before an instant. */
export async function findWatchAt(tx: Tx, sensorId: string, at: EpochMicros): Promise<WatchRow | undefined> {
  return await tx
    .selectFrom('sensor_watch')
    .selectAll()
    .where('sensor_id', '=', sensorId)
    .where('from_at', '<=', sqlInstant(at))
    .orderBy('from_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function upsertWatch(tx: Tx, row: WatchRow): Promise<void> {
  const moved = { to_at: sqlInstant(row.to_at), packets: row.packets, losses: sqlJson(row.losses) }
  await tx
    .insertInto('sensor_watch')
    .values({ ...row, from_at: sqlInstant(row.from_at), ...moved })
    .onConflict((conflict) => conflict.columns(['sensor_id', 'from_at']).doUpdateSet(moved))
    .execute()
}

/** Stretches that reach into a window. */
export async function listWatches(tx: Tx, from: EpochMicros): Promise<WatchRow[]> {
  return await tx
    .selectFrom('sensor_watch')
    .selectAll()
    .where('to_at', '>=', sqlInstant(from))
    .orderBy('from_at')
    .execute()
}

/** Notes when a sensor last heard interfaces, to the minute: most batches hear them all again. */
export async function upsertSightings(
  tx: Tx,
  rows: readonly Selectable<CoreTables['sensor_sighting']>[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('sensor_sighting')
      .values(chunk.map((row) => ({ ...row, last_at: sqlInstant(row.last_at) })))
      .onConflict((conflict) =>
        conflict
          .columns(['sensor_id', 'mac', 'ip'])
          .doUpdateSet({ last_at: sql<never>`excluded.last_at` })
          .where(sql<boolean>`excluded.last_at >= sensor_sighting.last_at + interval '1 minute'`),
      )
      .execute()
}

/** Counts one more attempt at a door; true when it is the first that nobody has looked at. */
export async function countMisuse(
  tx: Tx,
  misuse: Pick<MisuseRow, 'id' | 'sensor_id' | 'domain' | 'site' | 'asked_domain'>,
  at: EpochMicros,
): Promise<boolean> {
  const known = await tx
    .updateTable('sensor_misuse')
    .set((row) => ({ attempts: row('attempts', '+', 1), last_at: sqlInstant(at) }))
    .where('sensor_id', '=', misuse.sensor_id)
    .where('asked_domain', '=', misuse.asked_domain)
    .where('released_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (known !== undefined) return false
  await tx
    .insertInto('sensor_misuse')
    .values({ ...misuse, attempts: 1, first_at: sqlInstant(at), last_at: sqlInstant(at) })
    .execute()
  return true
}

export async function listOpenMisuse(tx: Tx): Promise<MisuseRow[]> {
  return await tx.selectFrom('sensor_misuse').selectAll().where('released_at', 'is', null).orderBy('first_at').execute()
}

/** Number of rows that were open. */
export async function releaseMisuse(tx: Tx, sensorId: string, by: string, at: EpochMicros): Promise<number> {
  const rows = await tx
    .updateTable('sensor_misuse')
    .set({ released_by: by, released_at: sqlInstant(at) })
    .where('sensor_id', '=', sensorId)
    .where('released_at', 'is', null)
    .returning('id')
    .execute()
  return rows.length
}

export async function listCellsHeard(tx: Tx): Promise<{ cell: string; heard_at: EpochMicros | null }[]> {
  return await tx.selectFrom('fact_cursor').select(['cell', 'heard_at']).execute()
}

export function addLosses(a: Losses, b: Losses): Losses {
  const sum: Losses = { ...a }
  for (const [cause, count] of Object.entries(b)) {
    const key = cause as keyof Losses
    sum[key] = (sum[key] ?? 0) + count
  }
  return sum
}
