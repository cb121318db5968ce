// SQL of the process room: how much each entry of the plant matters, and what was seen between assets of the declared plant, by shared
// service. Of the latter it reads what `zones` keeps.
import { type SeenUse, SHARED_SERVICES } from '@penstock/model/process'
import { chunks } from '@penstock/server/runtime'
import { manyRows, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>

const PORTS = SHARED_SERVICES.flatMap(({ ports }) => ports)
const ROLES = SHARED_SERVICES.flatMap(({ roles }) => roles)
const PROTOCOLS = SHARED_SERVICES.flatMap(({ protocols }) => protocols)

/** Answered conversations whose ends are both declared, joined by ends, protocol and port; the latest first. */
export async function listUses(tx: Tx, site: string, limit: number): Promise<SeenUse[]> {
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

/** The import of the plant by which the assets of a site were judged. */
export async function findJudgedImport(tx: Tx, site: string): Promise<string | null> {
  const row = await tx
    .selectFrom('asset_criticality')
    .select('import_id')
    .where('site', '=', site)
    .limit(1)
    .executeTakeFirst()
  return row?.import_id ?? null
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
