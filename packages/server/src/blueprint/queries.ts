// SQL of the blueprint room: versions, deviations through time, and what was observed of a site.
import type { EpochMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type BlueprintRow = Selectable<CoreTables['blueprint']>
export type DeviationRow = Selectable<CoreTables['blueprint_deviation']>

const MOST_VERSIONS = 200

export async function findBlueprint(tx: Tx, site: string): Promise<BlueprintRow | undefined> {
  return await tx
    .selectFrom('blueprint')
    .selectAll()
    .where('site', '=', site)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function listBlueprints(tx: Tx, site: string): Promise<BlueprintRow[]> {
  return await tx
    .selectFrom('blueprint')
    .selectAll()
    .where('site', '=', site)
    .orderBy('version', 'desc')
    .limit(MOST_VERSIONS)
    .execute()
}

export async function insertBlueprint(tx: Tx, row: BlueprintRow): Promise<void> {
  const { document, agreed_at, ...rest } = row
  await tx
    .insertInto('blueprint')
    .values({ ...rest, document: sqlJson(document), agreed_at: sqlInstant(agreed_at) })
    .execute()
}

/** Sites that have a blueprint. */
export async function listDrawnSites(tx: Tx): Promise<string[]> {
  return (await tx.selectFrom('blueprint').select('site').distinct().execute()).map(({ site }) => site)
}

export async function findHeld(tx: Tx, site: string) {
  return await tx.selectFrom('blueprint_held').selectAll().where('site', '=', site).executeTakeFirst()
}

export async function storeHeld(tx: Tx, site: string, version: number, at: EpochMicros): Promise<void> {
  const held = { version, held_at: sqlInstant(at) }
  await tx
    .insertInto('blueprint_held')
    .values({ site, ...held })
    .onConflict((conflict) => conflict.column('site').doUpdateSet(held))
    .execute()
}

export async function listOpenDeviations(tx: Tx, site: string): Promise<DeviationRow[]> {
  return await tx
    .selectFrom('blueprint_deviation')
    .selectAll()
    .where('site', '=', site)
    .where('closed_at', 'is', null)
    .execute()
}

export interface DeviationFilter {
  readonly state: 'open' | 'closed'
  readonly kinds: readonly string[]
  readonly stage: string | undefined
}

export async function listDeviationPage(
  tx: Tx,
  site: string,
  filter: DeviationFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: DeviationRow[]; readonly total: number }> {
  const found = tx
    .selectFrom('blueprint_deviation')
    .where('site', '=', site)
    .where('closed_at', filter.state === 'open' ? 'is' : 'is not', null)
    .where('kind', 'in', filter.kinds)
    .$if(filter.stage !== undefined, (rows) => rows.where('stage', '=', filter.stage ?? ''))
  const { total } = await found.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await found
    .selectAll()
    .orderBy('opened_at', 'desc')
    .orderBy('kind')
    .orderBy('object')
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .execute()
  return { rows, total: Number(total) }
}

export async function openDeviations(tx: Tx, rows: readonly Omit<DeviationRow, 'closed_at'>[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('blueprint_deviation')
      .values(chunk.map((row) => ({ ...row, facts: sqlJson(row.facts), opened_at: sqlInstant(row.opened_at) })))
      .execute()
}

/** What is told of an open deviation besides its object moved. */
export async function retellDeviation(
  tx: Tx,
  id: string,
  { facts, stage, domain }: Pick<DeviationRow, 'facts' | 'stage' | 'domain'>,
): Promise<void> {
  await tx
    .updateTable('blueprint_deviation')
    .set({ facts: sqlJson(facts), stage, domain })
    .where('id', '=', id)
    .execute()
}

export async function closeDeviations(tx: Tx, ids: readonly string[], at: EpochMicros): Promise<void> {
  for (const chunk of chunks(ids))
    await tx
      .updateTable('blueprint_deviation')
      .set({ closed_at: sql<never>`greatest(opened_at, ${sqlInstant(at)})` })
      .where('id', 'in', [...chunk])
      .execute()
}

/** Addresses under which each registered asset is known now. */
export async function listAssetAddresses(tx: Tx, site: string) {
  return await tx
    .selectFrom('state_version')
    .select([sql<string>`state ->> 'declaredId'`.as('asset'), sql<string[] | null>`state -> 'ips'`.as('ips')])
    .where('site', '=', site)
    .where('kind', '=', 'asset')
    .where(sql<boolean>`upper_inf(learned)`)
    .where(sql<boolean>`state ? 'declaredId'`)
    .execute()
}

/** Devices that talk and are not registered. */
export async function listStrangers(tx: Tx, site: string) {
  return await tx
    .selectFrom('state_version')
    .select([
      'object_id as id',
      sql<string>`coalesce(shown ->> 'label', state ->> 'likelyFunction', state ->> 'zone', object_id)`.as('label'),
      sql<string | null>`state ->> 'zone'`.as('zone'),
    ])
    .where('site', '=', site)
    .where('kind', '=', 'talker')
    .where(sql<boolean>`upper_inf(learned)`)
    .orderBy('object_id')
    .execute()
}

/** Sensors of a site, with what says whether each listens. */
export async function listSensorFacts(tx: Tx, site: string) {
  return await tx
    .selectFrom('sensor')
    .innerJoin('api_token', 'api_token.id', 'sensor.id')
    .leftJoin('sensor_state', 'sensor_state.sensor_id', 'sensor.id')
    .select(['sensor.name', 'sensor.domain', 'sensor.segments', 'api_token.revoked_at'])
    .select(['sensor_state.heard_at', 'sensor_state.every_ms', 'sensor_state.traffic_at', 'sensor_state.loss_at'])
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('sensor_misuse')
            .select('sensor_misuse.id')
            .whereRef('sensor_misuse.sensor_id', '=', 'sensor.id')
            .where('sensor_misuse.released_at', 'is', null),
        )
        .as('is_quarantined'),
    )
    .where('sensor.site', '=', site)
    .orderBy('sensor.name')
    .execute()
}

/** Pairs of registered assets that were heard, by protocol; of the reader's own label. */
export async function listSeenTalks(tx: Tx, site: string, limit: number) {
  const rows = await tx
    .selectFrom('conversation as c')
    .innerJoin('asset as client', 'client.id', 'c.client_asset')
    .innerJoin('asset as server', 'server.id', 'c.server_asset')
    .select(['client.declared_id as from', 'server.declared_id as to', 'c.protocol as protocol'])
    .distinct()
    .where('c.site', '=', site)
    .where('c.transport', '<>', 'ethernet')
    .where('client.declared_id', 'is not', null)
    .where('server.declared_id', 'is not', null)
    .orderBy('client.declared_id')
    .orderBy('server.declared_id')
    .orderBy('c.protocol')
    .limit(limit)
    .execute()
  return rows.map(({ from, to, protocol }) => ({ from: from ?? '', to: to ?? '', protocol: protocol ?? 'unknown' }))
}
