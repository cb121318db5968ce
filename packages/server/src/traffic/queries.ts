// SQL of the traffic room: it reads what the zones room keeps of conversations, under the person's own label.
import type { ConversationFilter } from '@penstock/contract/traffic'
import type { EpochMicros } from '@penstock/model/kernel'
import { FunctionKind } from '@penstock/model/observations'
import { beyond, type Keyset } from '@penstock/server/http'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { type Condition, type EitherEnd, kindConditions, type Tx } from './filter.ts'

export type Table = Selectable<CoreTables['conversation']>

/** A conversation with what was known of it: now, or at the instant of the filter. */
export type KnownRow = Table & { readonly severity: number | null }

/** Where counting stops when the counters do not know the answer. */
export const COUNTED_TO = 3_000

/** How rows are read: as known now or at an instant. */
export interface Reading {
  readonly asOf: EpochMicros | undefined
  /** Few rows are meant: find them first, sort them then. */
  readonly isFew: boolean
  /** Where the latest of either end are read, and put together. */
  readonly either?: EitherEnd | null
}

/** What is counted, at most one more than `upTo`: of an instant the verdicts are asked only where the filter names one. */
export interface Counting {
  readonly asOf: EpochMicros | undefined
  readonly isJudged: boolean
  readonly upTo: number
}

/**
 * The tables of a filter: the row alone, or with what was known of it. Behind `offset 0` a history is asked for one conversation after
 * another: how many rows held at an instant no planner knows.
 */
export function source(asOf: EpochMicros | undefined, isJudged = true): RawBuilder<unknown> {
  if (asOf === undefined) return sql`core.conversation c`
  return sql`core.conversation c join ${heldAt('state', 'c.id', asOf)} s on true ${verdictAt('c.id', asOf, isJudged)}`
}

export function verdictAt(id: string, asOf: EpochMicros, isJudged: boolean): RawBuilder<unknown> {
  return isJudged ? sql`left join ${heldAt('verdict', id, asOf)} v on true` : sql``
}

function heldAt(history: 'state' | 'verdict', id: string, asOf: EpochMicros): RawBuilder<unknown> {
  return sql`lateral (select * from ${sql.table(`core.conversation_${history}`)}
    where conversation_id = ${sql.ref(id)} and learned @> ${sqlInstant(asOf)} offset 0)`
}

export function whole(conditions: readonly Condition[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join([...conditions], sql` and `)}`
}

/** What stands in the row and was known otherwise. */
export const THEN = sql`, s.kinds as known_kinds, s.is_answered as known_answered, s.client_zone as known_client_zone,
  s.server_zone as known_server_zone, v.verdict as known_verdict, v.conduit as known_conduit, v.rule as known_rule`

export interface ThenRow extends Table {
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
  reading: Reading,
  keyset: Keyset,
): Promise<Table[]> {
  const { asOf, isFew, either = null } = reading
  const all = [...conditions, beyond(keyset)]
  if (either !== null && keyset.sort === '-lastAt') return await listEnds(tx, either, keyset)
  const then = asOf === undefined ? sql`` : THEN
  const { rows } = await sql<ThenRow>`
    select c.* ${then} from ${source(asOf)} where ${whole(all)}
    order by ${orderOf(keyset, isFew)} limit ${keyset.limit + 1}`.execute(tx)
  return asOf === undefined ? rows : rows.map((row) => asKnown(row, asOf))
}

/** The latest of each end from an index of its order. */
async function listEnds(tx: Tx, { rest, ends }: EitherEnd, keyset: Keyset): Promise<Table[]> {
  const [order, limit] = [orderOf(keyset, false), sql`limit ${keyset.limit + 1}`]
  const [client, server] = ends.map(
    (end) =>
      sql`(select c.* from core.conversation c where ${whole([end, ...rest, beyond(keyset)])} order by ${order} ${limit})`,
  )
  const { rows } = await sql<Table>`
    select c.* from (${client} union all ${server}) c order by ${order} ${limit}`.execute(tx)
  return rows
}

/** An index of the order reads on while rows are few; what names its ends is found by them and sorted after. */
export function orderOf({ column, kind, sort }: Keyset, isFew: boolean): RawBuilder<unknown> {
  const ref = sql.ref(`c.${column}`)
  const key = !isFew ? ref : kind === 'number' ? sql`(${ref} + 0)` : sql`(${ref} + interval '0')`
  return sort.startsWith('-') ? sql`${key} desc, c.id` : sql`${key} asc, c.id`
}

/** Which conversations stand on a page, and how many there are of the filter, at most one more than `upTo`. */
export interface Found {
  readonly total: number
  readonly ids: readonly string[]
}

/** As of an instant, by what was known then. For filters that mean few states: those are looked through before the rows. */
export async function findThen(
  tx: Tx,
  conditions: readonly Condition[],
  { asOf, isJudged, upTo }: Counting & { readonly asOf: EpochMicros },
  keyset: Keyset,
): Promise<Found> {
  const from = sql`(select * from core.conversation_state where learned @> ${sqlInstant(asOf)}) s
    join lateral (select * from core.conversation where id = s.conversation_id offset 0) c on true
    ${verdictAt('s.conversation_id', asOf, isJudged)}`
  return await findFrom(tx, from, conditions, upTo, keyset)
}

/** For filters that name ends: their rows are read once, for the page and the total. */
export async function findNamed(
  tx: Tx,
  conditions: readonly Condition[],
  { asOf, isJudged, upTo }: Counting,
  keyset: Keyset,
): Promise<Found> {
  return await findFrom(tx, source(asOf, isJudged), conditions, upTo, keyset)
}

async function findFrom(
  tx: Tx,
  from: RawBuilder<unknown>,
  conditions: readonly Condition[],
  upTo: number,
  keyset: Keyset,
): Promise<Found> {
  const { rows } = await sql<{ total: number; id: string | null }>`
    with meant as materialized (
      select c.id, c.last_at, c.first_at, c.bytes from ${from} where ${whole(conditions)} limit ${upTo + 1})
    select (select count(*) from meant)::bigint as total, page.id
    from (select) one left join
      (select c.id from meant c where ${beyond(keyset)} order by ${orderOf(keyset, false)} limit ${keyset.limit + 1}) page on true`.execute(
    tx,
  )
  return { total: Number(rows[0]?.total ?? 0), ids: rows.flatMap(({ id }) => id ?? []) }
}

/** How many states fit, as of an instant: no fewer than the conversations of the filter. */
export async function countStates(
  tx: Tx,
  conditions: readonly Condition[],
  { asOf, upTo }: Counting & { readonly asOf: EpochMicros },
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::bigint as total from
      (select from core.conversation_state s where learned @> ${sqlInstant(asOf)} and ${whole(conditions)}
      limit ${upTo + 1}) counted`.execute(tx)
  return Number(rows[0]?.total ?? 0)
}

/** The row with verdict, kinds, answer and zones as they were known; what grew since is left to the reader to withhold. */
export function asKnown(row: ThenRow, asOf: EpochMicros): Table {
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

/** Counted row by row. */
export async function countRows(
  tx: Tx,
  conditions: readonly Condition[],
  { asOf, isJudged, upTo }: Counting,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::bigint as total from
      (select from ${source(asOf, isJudged)} where ${whole(conditions)} limit ${upTo + 1}) counted`.execute(tx)
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
  /** How many of them had each kind of function, in the order of `FunctionKind`, in one text: ten thousand lists are dear to read. */
  readonly kinds: string
  readonly verdict: string | null
  readonly conversations: number
  readonly packets: number | null
  readonly bytes: number | null
  readonly last_at: EpochMicros | null
  readonly severity: number | null
}

function kindCounts(kinds: string, conversations: RawBuilder<unknown>): RawBuilder<string> {
  const counts = FunctionKind.options.map(
    (kind) => sql`coalesce(sum(${conversations}) filter (where ${sql.ref(kinds)} @> array[${sql.lit(kind)}]), 0)`,
  )
  return sql`concat_ws(' ', ${sql.join(counts)})`
}

/** The latest conversations of a filter, put together by their ends. */
export async function gatherPairs(
  tx: Tx,
  conditions: readonly Condition[],
  reading: Reading,
  most: number,
): Promise<PairRow[]> {
  const { asOf, isFew } = reading
  const key = isFew ? sql`(c.last_at + interval '0')` : sql`c.last_at`
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
      l.protocol, ${kindCounts('l.kinds', sql`1`)} as kinds, l.verdict, count(*)::bigint as conversations,
      case when bool_and(l.is_current) then sum(l.packets)::bigint end as packets,
      case when bool_and(l.is_current) then sum(l.bytes)::bigint end as bytes,
      case when bool_and(l.is_current) then max(l.last_at) end as last_at,
      min(b.severity)::integer as severity
    from latest l
      left join core.breach b on l.verdict = 'not-allowed' and b.conversation_id = l.id and b.state = 'open'
    group by l.site, l.cell, l.client_asset, l.server_asset, l.client_address, l.server_address, l.client_zone, l.server_zone,
      l.protocol, l.verdict`.execute(tx)
  return rows
}

/** Zones from the counters: every conversation that the filter means, however many. */
export async function countZonePairs(tx: Tx, filter: ConversationFilter): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    with counted as materialized (
      select c.site, c.cell, c.client_zone, c.server_zone, c.protocol_name as protocol, c.verdict,
        ${kindCounts('c.kinds', sql.ref('c.conversations'))} as kinds,
        sum(c.conversations)::bigint as conversations, sum(c.packets)::bigint as packets, sum(c.bytes)::bigint as bytes
      from core.conversation_count c
      where c.conversations > 0 and ${whole(kindConditions(filter))}
      group by c.site, c.cell, c.client_zone, c.server_zone, c.protocol_name, c.verdict),
    worst as materialized (
      select site, cell, client_zone, server_zone, protocol, min(severity)::integer as severity
      from core.breach where state = 'open' group by site, cell, client_zone, server_zone, protocol)
    select c.site, c.cell, c.client_zone, c.server_zone, c.protocol, c.kinds, c.verdict,
      c.conversations, c.packets, c.bytes, null::uuid as client_asset, null::uuid as server_asset, null::text as client_address,
      null::text as server_address, null::timestamptz as last_at, w.severity
    from counted c left join worst w on c.verdict = 'not-allowed' and w.site = c.site and w.cell = c.cell
      and coalesce(w.client_zone, '') = coalesce(c.client_zone, '') and coalesce(w.server_zone, '') = coalesce(c.server_zone, '')
      and coalesce(w.protocol, '') = coalesce(c.protocol, '')`.execute(tx)
  return rows
}
