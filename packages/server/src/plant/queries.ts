// SQL of the plant room: sites, imports and items of the declared plant, each with the time it held and the time we learned it.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson, sqlSpan } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type SiteRow = Selectable<CoreTables['site']>
export type ItemRow = Selectable<CoreTables['plant_item']>

const CHUNK = 500

export async function insertSite(tx: Tx, site: string, name: string, at: EpochMicros): Promise<void> {
  await tx
    .insertInto('site')
    .values({ site, name, created_at: sqlInstant(at) })
    .onConflict((conflict) => conflict.column('site').doNothing())
    .execute()
}

export async function listSiteRows(tx: Tx): Promise<SiteRow[]> {
  return await tx.selectFrom('site').selectAll().orderBy('created_at').orderBy('site').execute()
}

export async function findSite(tx: Tx, site: string): Promise<SiteRow | undefined> {
  return await tx.selectFrom('site').selectAll().where('site', '=', site).executeTakeFirst()
}

export async function renameSite(tx: Tx, site: string, name: string, by: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('site')
    .set((row) => ({ name, named_by: by, named_at: sqlInstant(at), version: row('version', '+', 1) }))
    .where('site', '=', site)
    .execute()
}

/** The last import, or the last one that was known at an instant. */
export async function findLastImport(tx: Tx, site: string, asOf?: EpochMicros) {
  const imports = tx.selectFrom('plant_import').selectAll().where('site', '=', site)
  return await (asOf === undefined ? imports : imports.where('learned_at', '<=', sqlInstant(asOf)))
    .orderBy('learned_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertImport(
  tx: Tx,
  made: {
    readonly id: string
    readonly site: string
    readonly source: string
    readonly sha256: Buffer
    readonly items: number
    readonly imported_by: string
  },
  asOf: EpochMicros | null,
  at: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('plant_import')
    .values({ ...made, as_of: asOf === null ? null : sqlInstant(asOf), learned_at: sqlInstant(at) })
    .execute()
}

/** The plant as known at an instant, now when none is given; some of its lists, or all. */
export async function listItems(
  tx: Tx,
  site: string,
  asOf?: EpochMicros,
  lists?: readonly string[],
): Promise<ItemRow[]> {
  const all = tx.selectFrom('plant_item').selectAll().where('site', '=', site).orderBy('list').orderBy('ordinal')
  const items = lists === undefined ? all : all.where('list', 'in', lists)
  return await (asOf === undefined
    ? items.where(sql<boolean>`upper_inf(learned)`)
    : items.where(sql<boolean>`learned @> ${sqlInstant(asOf)}`)
  ).execute()
}

/** How many items each list of the plant holds now. */
export async function countItems(tx: Tx, site: string): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('plant_item')
    .select((select) => ['list', select.fn.countAll<number>().as('count')])
    .where('site', '=', site)
    .where(sql<boolean>`upper_inf(learned)`)
    .groupBy('list')
    .execute()
  return new Map(rows.map(({ list, count }) => [list, Number(count)]))
}

/** Ends what we took for true of these items: a later value replaces it, or none does. */
export async function closeItems(
  tx: Tx,
  site: string,
  items: readonly { readonly list: string; readonly item_id: string }[],
  at: EpochMicros,
): Promise<void> {
  for (let from = 0; from < items.length; from += CHUNK) {
    const chunk = items.slice(from, from + CHUNK)
    await tx
      .updateTable('plant_item')
      .set({ learned: sql<never>`tstzrange(lower(learned), ${sqlInstant(at)}, '[)')` })
      .where('site', '=', site)
      .where(sql<boolean>`upper_inf(learned)`)
      .where((where) =>
        where(
          where.refTuple('list', 'item_id'),
          'in',
          chunk.map((item) => where.tuple(item.list, item.item_id)),
        ),
      )
      .execute()
  }
}

export async function insertItems(
  tx: Tx,
  items: readonly Pick<ItemRow, 'site' | 'list' | 'item_id' | 'ordinal' | 'body' | 'import_id'>[],
  heldFrom: EpochMicros,
  at: EpochMicros,
): Promise<void> {
  const held = sqlSpan({ from: heldFrom, to: null })
  const learned = sqlSpan({ from: at, to: null })
  for (let from = 0; from < items.length; from += CHUNK)
    await tx
      .insertInto('plant_item')
      .values(items.slice(from, from + CHUNK).map((item) => ({ ...item, body: sqlJson(item.body), held, learned })))
      .execute()
}
