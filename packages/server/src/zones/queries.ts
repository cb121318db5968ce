// SQL of the zones room in the core store: zone models, conversations with their verdicts, breaches, what was seen per conduit.
import type { EpochMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type InsertObject, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type ConversationRow = Selectable<CoreTables['conversation']>
export type BreachRow = Selectable<CoreTables['breach']>
export type EdgeRow = Selectable<CoreTables['zone_edge']>

export async function findZoneModel(tx: Tx, site: string) {
  return await tx
    .selectFrom('zone_model')
    .selectAll()
    .where('site', '=', site)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function nextModelVersion(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('zone_model')
    .select((select) => select.fn.max('version').as('version'))
    .executeTakeFirst()
  return Number(row?.version ?? 0) + 1
}

export async function insertZoneModel(tx: Tx, version: number, site: string, body: unknown, at: EpochMicros) {
  await tx
    .insertInto('zone_model')
    .values({ version, site, body: sqlJson(body), learned_at: sqlInstant(at) })
    .execute()
}

export async function listConversationRows(tx: Tx, site: string): Promise<ConversationRow[]> {
  return await tx.selectFrom('conversation').selectAll().where('site', '=', site).execute()
}

/** Sets which assets the ends of conversations are. */
export async function setConversationAssets(
  tx: Tx,
  rows: readonly { readonly id: string; readonly client: string | null; readonly server: string | null }[],
): Promise<void> {
  for (const chunk of chunks(rows)) {
    const [ids, clients, servers] = [
      chunk.map(({ id }) => id),
      chunk.map(({ client }) => client),
      chunk.map(({ server }) => server),
    ].map(sqlTexts)
    await tx
      .updateTable('conversation')
      .from(sql<EndsMoved>`unnest(${ids}::uuid[], ${clients}::uuid[], ${servers}::uuid[])`.as<'moved'>(MOVED))
      .set((row) => ({ client_asset: row.ref('moved.client'), server_asset: row.ref('moved.server') }))
      .whereRef('conversation.id', '=', 'moved.id')
      .execute()
  }
}

interface EndsMoved {
  readonly id: string
  readonly client: string | null
  readonly server: string | null
}
const MOVED = sql`moved (id, client, server)`

export async function listBreachRows(tx: Tx, site: string): Promise<BreachRow[]> {
  return await tx.selectFrom('breach').selectAll().where('site', '=', site).execute()
}

export async function upsertBreaches(tx: Tx, rows: readonly InsertObject<CoreTables, 'breach'>[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('breach')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          client_asset: update.ref('excluded.client_asset'),
          server_asset: update.ref('excluded.server_asset'),
          client_label: update.ref('excluded.client_label'),
          server_label: update.ref('excluded.server_label'),
          client_zone: update.ref('excluded.client_zone'),
          server_zone: update.ref('excluded.server_zone'),
          protocol: update.ref('excluded.protocol'),
          conduit: update.ref('excluded.conduit'),
          rule: update.ref('excluded.rule'),
          severity: update.ref('excluded.severity'),
          state: update.ref('excluded.state'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          resolved_at: sql<never>`excluded.resolved_at`,
          body: sql<never>`excluded.body`,
        })),
      )
      .execute()
}

export async function resolveBreaches(tx: Tx, ids: readonly string[], at: EpochMicros): Promise<void> {
  for (const chunk of chunks(ids))
    await tx
      .updateTable('breach')
      .set({ state: 'resolved', resolved_at: sqlInstant(at) })
      .where('id', 'in', [...chunk])
      .execute()
}

/** Replaces what was seen per conduit of a site. */
export async function storeEdges(tx: Tx, site: string, rows: readonly InsertObject<CoreTables, 'zone_edge'>[]) {
  await tx.deleteFrom('zone_edge').where('site', '=', site).execute()
  for (const chunk of chunks(rows))
    await tx
      .insertInto('zone_edge')
      .values([...chunk])
      .execute()
}

export async function listEdges(tx: Tx, site: string): Promise<EdgeRow[]> {
  return await tx.selectFrom('zone_edge').selectAll().where('site', '=', site).execute()
}

/** Conduits on which allowed traffic was observed, by id. */
export async function listSeenConduits(tx: Tx, site: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('zone_edge')
    .select('conduit')
    .distinct()
    .where('site', '=', site)
    .where('verdict', '=', 'allowed')
    .where('conversations', '>', 0)
    .orderBy('conduit')
    .execute()
  return rows.flatMap(({ conduit }) => conduit ?? [])
}
