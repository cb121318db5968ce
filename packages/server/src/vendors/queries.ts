// SQL of the vendors room: sessions and drift, which the hub writes when a site is concluded and a person reads under the own label.
import type { EpochMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type InsertObject, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type SessionRow = Selectable<CoreTables['vendor_session']>
export type DriftRow = Selectable<CoreTables['vendor_drift']>

/** Sessions of a site, the latest first; at an instant those that were known by then. */
export async function listSessions(tx: Tx, site: string, asOf: EpochMicros | null = null): Promise<SessionRow[]> {
  const rows = tx.selectFrom('vendor_session').selectAll().where('site', '=', site)
  return await (asOf === null ? rows : rows.where('learned_at', '<=', sqlInstant(asOf)))
    .orderBy('last_at', 'desc')
    .orderBy('conversation_id')
    .execute()
}

export async function upsertSessions(
  tx: Tx,
  rows: readonly InsertObject<CoreTables, 'vendor_session'>[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('vendor_session')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict.column('conversation_id').doUpdateSet((update) => ({
          access: update.ref('excluded.access'),
          part: update.ref('excluded.part'),
          client: update.ref('excluded.client'),
          server: update.ref('excluded.server'),
          protocol: update.ref('excluded.protocol'),
          moments: sql<never>`excluded.moments`,
          drift: update.ref('excluded.drift'),
          last_at: sql<never>`excluded.last_at`,
        })),
      )
      .execute()
}

export async function deleteSessions(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .deleteFrom('vendor_session')
    .where(sql<boolean>`conversation_id = any(${sqlTexts([...ids])}::uuid[])`)
    .execute()
}

/** Drift that stands now, or stood at an instant, the worst first. */
export async function listDrift(tx: Tx, site: string, asOf: EpochMicros | null = null): Promise<DriftRow[]> {
  const rows = tx.selectFrom('vendor_drift').selectAll().where('site', '=', site)
  const standing =
    asOf === null
      ? rows.where('closed_at', 'is', null)
      : rows
          .where('opened_at', '<=', sqlInstant(asOf))
          .where(sql<boolean>`(closed_at is null or closed_at > ${sqlInstant(asOf)})`)
  return await standing.orderBy('severity').orderBy('last_at', 'desc').orderBy('id').execute()
}

export async function upsertDrift(tx: Tx, rows: readonly InsertObject<CoreTables, 'vendor_drift'>[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('vendor_drift')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict.columns(['id', 'opened_at']).doUpdateSet((update) => ({
          severity: update.ref('excluded.severity'),
          vendors: update.ref('excluded.vendors'),
          registered: update.ref('excluded.registered'),
          seen: update.ref('excluded.seen'),
          places: update.ref('excluded.places'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          retest: sql<never>`excluded.retest`,
        })),
      )
      .execute()
}

export async function closeDrift(tx: Tx, ids: readonly string[], at: EpochMicros): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('vendor_drift')
    .set({ closed_at: sqlInstant(at) })
    .where('closed_at', 'is', null)
    .where(sql<boolean>`id = any(${sqlTexts([...ids])}::uuid[])`)
    .execute()
}

/** What the sites that the reader may see declare of vendors and remote access, now or at an instant. */
export async function listVendorItems(tx: Tx, asOf: EpochMicros | null) {
  const held = asOf === null ? sql<boolean>`upper_inf(learned)` : sql<boolean>`learned @> ${sqlInstant(asOf)}`
  return await tx
    .selectFrom('plant_item')
    .innerJoin('site', 'site.site', 'plant_item.site')
    .select(['plant_item.site', 'site.name', 'plant_item.list', 'plant_item.body'])
    .where('plant_item.list', 'in', ['vendors', 'remoteAccess'])
    .where(held)
    .orderBy('plant_item.site')
    .execute()
}
