// How much assets matter, as the process room derived it from the declared plant: beside the rows of a list, and to narrow and sort it by.
import type { AssetRow } from '@penstock/contract/assets'
import { sql } from 'kysely'
import type { Tx } from './queries.ts'

export type Criticality = NonNullable<AssetRow['criticality']>

export async function criticalityOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Criticality>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('asset')
    .innerJoin('asset_criticality as c', (join) =>
      join.onRef('c.site', '=', 'asset.site').onRef('c.declared_id', '=', 'asset.declared_id'),
    )
    .select(['asset.id', 'c.level', 'c.standing', 'c.after_h', 'c.stops'])
    .where('asset.id', 'in', [...ids])
    .execute()
  return new Map(
    rows.map(({ id, level, standing, after_h: afterH, stops }) => [
      id,
      { level, standing: standing as Criticality['standing'], afterH, stops },
    ]),
  )
}

/** The lines of the list, each with its level and its place in the order in which assets matter; null where the plant tells neither. */
export function rankedLines(tx: Tx) {
  return tx
    .selectFrom('asset_line as line')
    .innerJoin('asset', 'asset.id', 'line.id')
    .leftJoin('asset_criticality as c', (join) =>
      join.onRef('c.site', '=', 'asset.site').onRef('c.declared_id', '=', 'asset.declared_id'),
    )
    .selectAll('line')
    .select([
      sql<number | null>`c.level::integer`.as('criticality'),
      // The more it matters the greater, as everywhere.
      sql<number | null>`-c.place`.as('criticality_place'),
    ])
    .as('asset_line')
}
