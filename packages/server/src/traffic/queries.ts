// SQL of the traffic room: it reads what the zones room keeps of conversations, under the person's own label.
import type { ConversationFilter } from '@penstock/contract/traffic'
import type { EpochMicros } from '@penstock/model/kernel'
import { beyond, type Keyset } from '@penstock/server/http'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { type Condition, kindConditions, type Tx } from './filter.ts'

type Table = Selectable<CoreTables['conversation']>

/** A conversation with what was known of it: now, or at the instant of the filter. */
export type KnownRow = Table & { readonly severity: number | null }

/** Where counting stops when the counters do not know the answer. */
export const COUNTED_TO = 10_000

/** The tables of a filter: the row alone, or with the two histories as they stood. */
function source(asOf: EpochMicros | undefined): RawBuilder<unknown> {
  if (asOf === undefined) return sql`core.conversation c`
  const at = sqlInstant(asOf)
  return sql`core.conversation c
    join core.conversation_state s on s.conversation_id = c.id and s.learned @> ${at}
    left join core.conversation_verdict v on v.conversation_id = c.id and v.learned @> ${at}`
}

function whole(conditions: readonly Condition[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join([...conditions], sql` and `)}`
}

/** What stands in the row and was known otherwise. */
const THEN = sql`, s.kinds as known_kinds, s.is_answered as known_answered, s.client_zone as known_client_zone,
  s.server_zone as known_server_zone, v.verdict as known_verdict, v.conduit as known_conduit, v.rule as known_rule`

interface ThenRow extends Table {
  readonly known_kinds: string[]
  readonly known_answered: boolean
  readonly known_client_zone: string | null
  readonly known_server_zone: string | null
  readonly known_verdict: string | null
  readonly known_conduit: string | null
  readonly known_rule: string | null
}

export async function listPage(
  tx: Tx,
  conditions: readonly Condition[],
  page: {
    readonly asOf: EpochMicros | undefined
    /** Few rows are meant: find them first, sort them then. */
    readonly isNamed: boolean
    readonly keyset: Keyset
  },
): Promise<Table[]> {
  const { asOf, isNamed, keyset } = page
  const column = sql.ref(`c.${keyset.column}`)
  const way = keyset.sort.startsWith('-') ? sql`desc` : sql`asc`
  const all = [...conditions, beyond(keyset)]
  // An index of the order reads on while rows are few; what names its ends is found by them and sorted after.
  const key = !isNamed ? column : keyset.kind === 'number' ? sql`(${column} + 0)` : sql`(${column} + interval '0')`
  const then = asOf === undefined ? sql`` : THEN
  const { rows } = await sql<ThenRow>`
    select c.* ${then} from ${source(asOf)} where ${whole(all)}
    order by ${key} ${way}, c.id limit ${keyset.limit + 1}`.execute(tx)
  return asOf === undefined ? rows : rows.map((row) => asKnown(row, asOf))
}

/** The row with verdict, kinds, answer and zones as they were known; what grew since is left to the reader to withhold. */
function asKnown(row: ThenRow, asOf: EpochMicros): Table {
  const functions = row.known_kinds.map((kind) => ({ kind, count: countThen(row, kind, asOf) }))
  return {
    ...row,
    functions,
    kinds: row.known_kinds,
    is_answered: row.known_answered,
    client_zone: row.known_client_zone,
    server_zone: row.known_server_zone,
    verdict: row.known_verdict,
    conduit: row.known_conduit,
    rule: row.known_rule,
  }
}

/** Null where the hub was told again since: that counter is not kept. */
function countThen(row: Table, kind: string, asOf: EpochMicros): number | null {
  if (row.learned_at > asOf) return null
  const functions = row.functions as readonly { readonly kind: string; readonly count: number }[]
  return functions.find((one) => one.kind === kind)?.count ?? null
}

/** Exact from the counters. */
export async function countByKind(tx: Tx, filter: ConversationFilter): Promise<number> {
  const { rows } = await sql<{ total: number | null }>`
    select sum(c.conversations)::bigint as total from core.conversation_count c
    where ${whole(kindConditions(filter))}`.execute(tx)
  return Number(rows[0]?.total ?? 0)
}

/** Counted row by row, at most to one more than `COUNTED_TO`. */
export async function countRows(
  tx: Tx,
  conditions: readonly Condition[],
  asOf: EpochMicros | undefined,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::bigint as total from
      (select from ${source(asOf)} where ${whole(conditions)} limit ${COUNTED_TO + 1}) counted`.execute(tx)
  return Number(rows[0]?.total ?? 0)
}

export async function findConversation(tx: Tx, id: string): Promise<Table | undefined> {
  return await tx.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listVerdicts(tx: Tx, id: string) {
  return await tx
    .selectFrom('conversation_verdict')
    .select(['verdict', 'conduit', 'rule', 'zone_model_version', 'held', 'learned'])
    .where('conversation_id', '=', id)
    .orderBy(sql`lower(learned)`, 'desc')
    .execute()
}

export async function listStates(tx: Tx, id: string) {
  return await tx
    .selectFrom('conversation_state')
    .select(['kinds', 'is_answered', 'client_zone', 'server_zone', 'held', 'learned'])
    .where('conversation_id', '=', id)
    .orderBy(sql`lower(learned)`, 'desc')
    .execute()
}

/** Severity of the open breach of each conversation that is one. */
export async function findSeverities(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('breach')
    .select(['conversation_id', 'severity'])
    .where('state', '=', 'open')
    .where('conversation_id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.conversation_id, row.severity]))
}

/** One pair of ends, with one protocol, kinds and verdict: what the graph is put together from. */
export interface PairRow {
  readonly site: string
  readonly cell: string
  readonly client_asset: string | null
  readonly server_asset: string | null
  readonly client_address: string | null
  readonly server_address: string | null
  readonly client_zone: string | null
  readonly server_zone: string | null
  readonly protocol: string | null
  readonly kinds: string[]
  readonly verdict: string | null
  readonly conversations: number
  readonly packets: number | null
  readonly bytes: number | null
  readonly last_at: EpochMicros | null
  readonly severity: number | null
}

/** The latest conversations of a filter, put together by their ends. */
export async function gatherPairs(
  tx: Tx,
  conditions: readonly Condition[],
  given: { readonly asOf: EpochMicros | undefined; readonly isNamed: boolean; readonly most: number },
): Promise<PairRow[]> {
  const { asOf, isNamed, most } = given
  const key = isNamed ? sql`(c.last_at + interval '0')` : sql`c.last_at`
  const known =
    asOf === undefined
      ? sql`c.kinds, c.verdict, c.client_zone, c.server_zone, true as is_current`
      : sql`s.kinds, v.verdict, s.client_zone, s.server_zone, c.learned_at <= ${sqlInstant(asOf)} as is_current`
  const { rows } = await sql<PairRow>`
    with latest as materialized (
      select c.id, c.site, c.cell, c.client_asset, c.server_asset, c.protocol_name as protocol, c.packets, c.bytes, c.last_at,
        case when c.client_asset is null then coalesce(c.client_ip, c.client_mac) end as client_address,
        case when c.server_asset is null then coalesce(c.server_ip, c.server_mac) end as server_address, ${known}
      from ${source(asOf)} where ${whole(conditions)} order by ${key} desc, c.id limit ${most})
    select l.site, l.cell, l.client_asset, l.server_asset, l.client_address, l.server_address, l.client_zone, l.server_zone,
      l.protocol, l.kinds, l.verdict, count(*)::bigint as conversations,
      case when bool_and(l.is_current) then sum(l.packets)::bigint end as packets,
      case when bool_and(l.is_current) then sum(l.bytes)::bigint end as bytes,
      case when bool_and(l.is_current) then max(l.last_at) end as last_at,
      min(b.severity)::integer as severity
    from latest l
      left join core.breach b on l.verdict = 'not-allowed' and b.conversation_id = l.id and b.state = 'open'
    group by l.site, l.cell, l.client_asset, l.server_asset, l.client_address, l.server_address, l.client_zone, l.server_zone,
      l.protocol, l.kinds, l.verdict`.execute(tx)
  return rows
}

/** Zones from the counters: every conversation that the filter means, however many. */
export async function countZonePairs(tx: Tx, filter: ConversationFilter): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    with counted as materialized (
      select c.site, c.cell, c.client_zone, c.server_zone, c.protocol_name as protocol, c.kinds, c.verdict,
        sum(c.conversations)::bigint as conversations, sum(c.packets)::bigint as packets, sum(c.bytes)::bigint as bytes
      from core.conversation_count c
      where c.conversations > 0 and ${whole(kindConditions(filter))}
      group by c.site, c.cell, c.client_zone, c.server_zone, c.protocol_name, c.kinds, c.verdict),
    worst as materialized (
      select site, cell, client_zone, server_zone, protocol, min(severity)::integer as severity
      from core.breach where state = 'open' group by site, cell, client_zone, server_zone, protocol)
    select c.*, null::uuid as client_asset, null::uuid as server_asset, null::text as client_address,
      null::text as server_address, null::timestamptz as last_at, w.severity
    from counted c left join worst w on c.verdict = 'not-allowed' and w.site = c.site and w.cell = c.cell
      and w.client_zone is not distinct from c.client_zone and w.server_zone is not distinct from c.server_zone
      and w.protocol is not distinct from c.protocol`.execute(tx)
  return rows
}
