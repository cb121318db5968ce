// The questions that are measured: every list of the hub with the filters, sorts and late pages that people use, and the zone map.
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

export interface Question {
  readonly name: string
  readonly path: string
  readonly limitMs: number
}

export const LIST_MS = 200
const MAP_MS = 1000

export async function questions(store: Store<CoreTables>): Promise<readonly Question[]> {
  const lists: Readonly<Record<string, string>> = {
    'assets, by name': '/assets?limit=200',
    'assets, last seen first': '/assets?limit=200&sort=-lastAt',
    'assets of a zone': '/assets?limit=200&zone=Z-0-03&site=north',
    'assets by text': '/assets?limit=200&text=PLC-4242',
    'assets by address': '/assets?limit=200&text=10.1.7.33',
    'assets of a vendor, by role': '/assets?limit=200&vendor=siemens&sort=role',
    'assets without owner': '/assets?limit=200&unknown=owner',
    'assets of an owner': '/assets?limit=200&owner=group%207',
    'assets, late page': `/assets?limit=200&cursor=${await cursor(store, 'asset', 'name', 'name')}`,
    'answers: what, where, who': '/assets/answers',
    'unregistered talkers': '/unregistered',
    'unregistered talkers of a site': '/unregistered?site=south',
    breaches: '/breaches',
    'breaches of a zone': '/breaches?site=north&zone=Z-0-01',
    'breaches, resolved': '/breaches?state=resolved',
    'audit entries': '/audit?limit=200',
    'audit entries, late page': '/audit?limit=200&cursor=5000',
    conversations: '/conversations?limit=200',
    'conversations of a site': '/conversations?limit=200&site=north',
    'conversations, heaviest first': '/conversations?limit=200&sort=-bytes',
    'conversations, late page': `/conversations?limit=200&cursor=${await cursor(store, 'conversation', 'last_at', '-lastAt')}`,
    'conversations of a busy asset': '/conversations?limit=200&asset=A-1',
    'conversations of a quiet asset': '/conversations?limit=200&asset=A-80001',
    'conversations by text': '/conversations?limit=200&text=PLC-4242',
    'conversations by address': '/conversations?limit=200&text=10.1.7.',
    'conversations of a busy zone': '/conversations?limit=200&zone=Z-0-00',
    'conversations of a quiet zone': '/conversations?limit=200&zone=Z-2-18',
    'conversations between two zones': '/conversations?limit=200&zone=Z-0-18&with=Z-0-17',
    'conversations over a conduit': '/conversations?limit=200&conduit=C-Z-0-18-19',
    'conversations over Modbus that write': '/conversations?limit=200&protocol=modbus&kind=write',
    'conversations that load programs': '/conversations?limit=200&kind=program',
    'conversations that are not allowed': '/conversations?limit=200&verdict=not-allowed',
    'conversations that cross zones, this week': '/conversations?limit=200&crosses=yes&seen=%3C7d',
    'conversations not seen for 30 days': '/conversations?limit=200&seen=%3E30d',
    'conversations as of a week ago': `/conversations?limit=200&asOf=${WEEK_AGO}`,
    'programs loaded as of a week ago': `/conversations?limit=200&kind=program&asOf=${WEEK_AGO}`,
    'a quiet zone as of a week ago': `/conversations?limit=200&zone=Z-2-18&asOf=${WEEK_AGO}`,
    'writes as of a week ago': `/conversations?limit=200&kind=write&site=west&asOf=${WEEK_AGO}`,
  }
  const pictures: Readonly<Record<string, string>> = {
    'zone map of a site': '/sites/north/zone-map',
    'graph of zones': '/traffic/graph?by=zone',
    'graph of a busy asset': '/traffic/graph?by=asset&asset=A-1',
    'graph of what is not allowed': '/traffic/graph?by=asset&verdict=not-allowed',
    'graph of writes': '/traffic/graph?by=asset&kind=write',
  }
  const ask =
    (limitMs: number) =>
    ([name, path]: readonly [string, string]) => ({ name, path, limitMs })
  return [...Object.entries(lists).map(ask(LIST_MS)), ...Object.entries(pictures).map(ask(MAP_MS))]
}

const WEEK_AGO = '2026-11-11T00:00:00Z'

/** The cursor of the hub's list at the middle of its rows; walking there takes thousands of pages. */
async function cursor(
  store: Store<CoreTables>,
  table: 'asset' | 'conversation',
  column: string,
  sort: string,
): Promise<string> {
  return await store.transaction(HUB_SERVICE, (tx) => cursorAt(tx, `core.${table}`, column, sort))
}

/** What a list gives at the middle of its rows; of an empty table some place. */
export async function cursorAt<Tables>(
  tx: Transaction<Tables>,
  table: string,
  column: string,
  sort: string,
): Promise<string> {
  const way = sort.startsWith('-') ? sql`desc` : sql`asc`
  const source = sql.table(table)
  const { rows } = await sql<{ value: string | number | null; id: string }>`
    select ${sql.ref(column)} as value, id from ${source} order by ${sql.ref(column)} ${way} nulls last, id
    offset (select count(*) / 2 from ${source}) limit 1`.execute(tx)
  const place = rows[0] ?? { value: column === 'name' ? 'a' : 0, id: '00000000-0000-7000-8000-000000000000' }
  return Buffer.from(JSON.stringify([sort, place.value, place.id])).toString('base64url')
}
