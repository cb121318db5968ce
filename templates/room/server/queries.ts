// SQL of the __kebab__ room. It writes only to tables that it owns (`-- room: __kebab__` in a migration).
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

/** Items that the plant file declares now, by list. */
export async function countDeclaredItems(tx: Transaction<CoreTables>, site: string): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('plant_item')
    .select(({ fn }) => ['list', fn.countAll<string>().as('items')])
    .where('site', '=', site)
    .where(sql<boolean>`upper_inf(learned)`)
    .groupBy('list')
    .execute()
  return new Map(rows.map(({ list, items }) => [list, Number(items)]))
}
