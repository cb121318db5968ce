// SQL of the process room: what was seen between assets of the declared plant, by shared service. It reads what `zones` keeps.
import { type SeenUse, SHARED_SERVICES } from '@penstock/model/process'
import { sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

const PORTS = SHARED_SERVICES.flatMap(({ ports }) => ports)
const ROLES = SHARED_SERVICES.flatMap(({ roles }) => roles)
const PROTOCOLS = SHARED_SERVICES.flatMap(({ protocols }) => protocols)

/** Answered conversations whose ends are both declared, joined by ends, protocol and port; the latest first. */
export async function listUses(tx: Transaction<CoreTables>, site: string, limit: number): Promise<SeenUse[]> {
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
