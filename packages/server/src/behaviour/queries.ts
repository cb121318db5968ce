// SQL of the room of behaviour, in a cell's store. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import type { StateSeen } from '@penstock/model/observations'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlTexts } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type ReasonRow = Selectable<MonitoringTables['behaviour_reason']>
export type SensorRow = Selectable<MonitoringTables['behaviour_sensor']>

/** Those of them that hold. */
export async function listStanding(tx: Tx, ids: readonly string[]): Promise<ReasonRow[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('behaviour_reason')
    .selectAll()
    .where(sql<boolean>`id = any(${sqlTexts(ids)}::uuid[])`)
    .where('ended_at', 'is', null)
    .execute()
}

export async function putReasons(tx: Tx, rows: readonly ReasonRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('behaviour_reason')
      .values(
        chunk.map((row) => ({
          ...row,
          raised_at: sqlInstant(row.raised_at),
          told_at: sqlInstant(row.told_at),
          ended_at: null,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          rule: update.ref('excluded.rule'),
          level: update.ref('excluded.level'),
          subject_key: update.ref('excluded.subject_key'),
          raised_at: sql<never>`excluded.raised_at`,
          told_at: sql<never>`excluded.told_at`,
          ended_at: null,
        })),
      )
      .execute()
}

export async function touchReasons(tx: Tx, ids: readonly string[], at: EpochMicros): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('behaviour_reason')
    .set({ told_at: sqlInstant(at) })
    .where(sql<boolean>`id = any(${sqlTexts(ids)}::uuid[])`)
    .execute()
}

export async function endReasons(tx: Tx, ids: readonly string[], at: EpochMicros): Promise<void> {
  await tx
    .updateTable('behaviour_reason')
    .set({ ended_at: sqlInstant(at) })
    .where(sql<boolean>`id = any(${sqlTexts(ids)}::uuid[])`)
    .execute()
}

export async function forgetEnded(tx: Tx, before: EpochMicros): Promise<void> {
  await tx.deleteFrom('behaviour_reason').where('ended_at', '<', sqlInstant(before)).execute()
}

export async function putSensor(tx: Tx, row: SensorRow): Promise<void> {
  const traffic = row.traffic_at === null ? {} : { traffic_at: sqlInstant(row.traffic_at) }
  const told = { name: row.name, every_ms: row.every_ms, heard_at: sqlInstant(row.heard_at), ...traffic }
  await tx
    .insertInto('behaviour_sensor')
    .values({ sensor: row.sensor, site: row.site, ...told })
    .onConflict((conflict) => conflict.column('sensor').doUpdateSet(told))
    .execute()
}

export async function listSensors(tx: Tx): Promise<SensorRow[]> {
  return await tx.selectFrom('behaviour_sensor').selectAll().orderBy('sensor').execute()
}

export async function deleteSensor(tx: Tx, sensor: string): Promise<void> {
  await tx.deleteFrom('behaviour_sensor').where('sensor', '=', sensor).execute()
}

/** What a device told last of the same before, or null. */
export async function findStateBefore(
  tx: Tx,
  site: string,
  device: string,
  { part, field, at }: Pick<StateSeen, 'part' | 'field' | 'at'>,
): Promise<string | null> {
  const row = await tx
    .selectFrom('state_seen')
    .select('value')
    .where('site', '=', site)
    .where('device', '=', device)
    .where('field', '=', field)
    .where('part', part === null ? 'is' : '=', part)
    .where('last_at', '<', sqlInstant(at) as never)
    .orderBy('last_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.value ?? null
}
