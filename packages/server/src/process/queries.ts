// SQL of the process room: drills, how much each entry of the plant matters, and what was seen between assets of the declared plant by
// shared service. Of the latter it reads what `zones` keeps.
import type { EpochMicros } from '@penstock/model/kernel'
import { type SeenUse, SHARED_SERVICES } from '@penstock/model/process'
import { chunks } from '@penstock/server/runtime'
import { manyRows, sqlInstant, sqlJson, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type DrillRow = Selectable<CoreTables['drill']>
export type AnswerRow = Selectable<CoreTables['need_answer']>

const PORTS = SHARED_SERVICES.flatMap(({ ports }) => ports)
const ROLES = SHARED_SERVICES.flatMap(({ roles }) => roles)
const PROTOCOLS = SHARED_SERVICES.flatMap(({ protocols }) => protocols)

/** Answered conversations about a shared service or with one of the hosts, both ends declared, by ends, protocol and port; the latest first. */
export async function listUses(tx: Tx, site: string, hosts: readonly string[], limit: number): Promise<SeenUse[]> {
  const rows = await tx
    .selectFrom('conversation as c')
    .innerJoin('asset as client', 'client.id', 'c.client_asset')
    .innerJoin('asset as server', 'server.id', 'c.server_asset')
    .select((select) => [
      'client.declared_id as client',
      'server.declared_id as server',
      'c.protocol as protocol',
      'c.server_port as serverPort',
      select.fn.countAll<number>().as('conversations'),
      select.fn.min('c.first_at').as('firstAt'),
      select.fn.max('c.last_at').as('lastAt'),
    ])
    .where('c.site', '=', site)
    .where('c.is_answered', '=', true)
    .where('client.declared_id', 'is not', null)
    .where('server.declared_id', 'is not', null)
    .where((where) =>
      where.or([
        where('c.server_port', 'in', PORTS),
        sql<boolean>`c.protocol = any(${sqlTexts(PROTOCOLS)}::text[])`,
        sql<boolean>`server.role = any(${sqlTexts(ROLES)}::text[])`,
        sql<boolean>`client.declared_id = any(${sqlTexts(hosts)}::text[])`,
        sql<boolean>`server.declared_id = any(${sqlTexts(hosts)}::text[])`,
      ]),
    )
    .groupBy(['client.declared_id', 'server.declared_id', 'c.protocol', 'c.server_port'])
    .orderBy('lastAt', 'desc')
    .limit(limit)
    .execute()
  return rows.flatMap(({ client, server, conversations, ...row }) =>
    client === null || server === null ? [] : [{ client, server, conversations: Number(conversations), ...row }],
  )
}

/** What the ranks of a site were derived from; null where there are none. */
export async function findRankedBasis(tx: Tx, site: string): Promise<string | null> {
  const row = await tx
    .selectFrom('asset_criticality')
    .select('basis')
    .where('site', '=', site)
    .limit(1)
    .executeTakeFirst()
  return row?.basis ?? null
}

export async function replaceCriticality(
  tx: Tx,
  site: string,
  rows: readonly Selectable<CoreTables['asset_criticality']>[],
): Promise<void> {
  await tx.deleteFrom('asset_criticality').where('site', '=', site).execute()
  for (const chunk of chunks(rows)) {
    const { columns, query } = manyRows('asset_criticality', chunk)
    await tx.insertInto('asset_criticality').columns(columns).expression(query).execute()
  }
}

/** Drills of a site that nobody took back, as known at an instant, in the order in which they were recorded. */
export async function listDrills(tx: Tx, site: string, at: EpochMicros): Promise<DrillRow[]> {
  return await tx
    .selectFrom('drill')
    .leftJoin('drill_withdrawal as gone', (join) =>
      join.onRef('gone.drill_id', '=', 'drill.id').on('gone.withdrawn_at', '<=', sqlInstant(at)),
    )
    .selectAll('drill')
    .where('drill.site', '=', site)
    .where('drill.recorded_at', '<=', sqlInstant(at))
    .where('gone.drill_id', 'is', null)
    .orderBy('drill.recorded_at')
    .orderBy('drill.id')
    .execute()
}

export async function insertDrill(tx: Tx, row: DrillRow): Promise<void> {
  await tx
    .insertInto('drill')
    .values({ ...row, recorded_at: sqlInstant(row.recorded_at) })
    .execute()
}

/** Answers of owners of a site as known at an instant, in the order in which they were given. */
export async function listAnswers(tx: Tx, site: string, at: EpochMicros): Promise<AnswerRow[]> {
  return await tx
    .selectFrom('need_answer')
    .selectAll()
    .where('site', '=', site)
    .where('answered_at', '<=', sqlInstant(at))
    .orderBy('answered_at')
    .orderBy('id')
    .execute()
}

export async function insertAnswer(tx: Tx, { basis, answered_at: at, ...row }: AnswerRow): Promise<void> {
  await tx
    .insertInto('need_answer')
    .values({ ...row, basis: sqlJson(basis), answered_at: sqlInstant(at) })
    .execute()
}

/** A drill of a site, and whether it was taken back. */
export async function findDrill(tx: Tx, site: string, id: string) {
  return await tx
    .selectFrom('drill')
    .leftJoin('drill_withdrawal as gone', 'gone.drill_id', 'drill.id')
    .select(['drill.id', 'drill.function', 'drill.done_on', 'gone.drill_id as gone'])
    .where('drill.site', '=', site)
    .where('drill.id', '=', id)
    .executeTakeFirst()
}

/** False when it was taken back before. */
export async function insertWithdrawal(
  tx: Tx,
  row: { readonly drill_id: string; readonly site: string; readonly reason: string; readonly withdrawn_by: string },
  at: EpochMicros,
): Promise<boolean> {
  const added = await tx
    .insertInto('drill_withdrawal')
    .values({ ...row, withdrawn_at: sqlInstant(at) })
    .onConflict((conflict) => conflict.column('drill_id').doNothing())
    .returning('drill_id')
    .execute()
  return added.length > 0
}
