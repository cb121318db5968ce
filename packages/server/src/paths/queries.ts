// SQL of the paths room: whose support has ended, by the register. It reads what `assets` and `process` keep.
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

const SUPPORT_END = sql<string>`line.care ->> 'supportEnd'`

/** Assets whose support ended before this day, with their entry of the plant and how much they matter by it. */
export async function listUnsupported(tx: Transaction<CoreTables>, site: string, day: string) {
  return await tx
    .selectFrom('asset_line as line')
    .innerJoin('asset', 'asset.id', 'line.id')
    .leftJoin('asset_criticality as c', (join) =>
      join.onRef('c.site', '=', 'asset.site').onRef('c.declared_id', '=', 'asset.declared_id'),
    )
    .select(['asset.id', 'asset.declared_id', 'asset.name', 'c.level'])
    .select(SUPPORT_END.as('support_end'))
    .where('line.site', '=', site)
    .where(SUPPORT_END, '<', day)
    .orderBy('asset.id')
    .execute()
}
