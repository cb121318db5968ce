// The page of a zone as of an instant where the zone has too many states to look each up. A conversation stands in the order of time
// among those of its zone of now; the few that have moved since are found by the states that ended.
import type { EpochMicros } from '@penstock/model/kernel'
import { beyond, type Keyset } from '@penstock/server/http'
import { sqlInstant } from '@penstock/store/state'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, Tx } from './filter.ts'
import { asKnown, orderOf, source, type Table, THEN, type ThenRow, verdictAt, whole } from './queries.ts'

/** What was asked of an instant: of rows and histories, of the states alone, and the ends of now that lead to most of it. */
export interface ZoneThen {
  readonly asOf: EpochMicros
  readonly conditions: readonly Condition[]
  readonly states: readonly Condition[]
  readonly now: readonly Condition[]
}

/** How many states of the zone that held at the instant have ended since, at most one more than `upTo`. */
export async function countEnded(tx: Tx, { asOf, states }: ZoneThen, upTo: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::bigint as total from
      (select from ${ended(asOf, states)} limit ${upTo + 1}) counted`.execute(tx)
  return Number(rows[0]?.total ?? 0)
}

/** Those of each end of now that were of the zone then as well, from an index of their order, and those that were and are no more. */
export async function listZoneThen(
  tx: Tx,
  { asOf, conditions, states, now }: ZoneThen,
  keyset: Keyset,
): Promise<Table[]> {
  const [order, all] = [orderOf(keyset, false), [...conditions, beyond(keyset)]]
  const page = (from: RawBuilder<unknown>, which: Condition) =>
    sql`(select c.* ${THEN} from ${from} where ${whole([which, ...all])} order by ${order} limit ${keyset.limit + 1})`
  const moved = sql`${ended(asOf, states)}
    join lateral (select * from core.conversation where id = s.conversation_id offset 0) c on true
    ${verdictAt('s.conversation_id', asOf, true)}`
  const isElsewhere: Condition = sql`not coalesce(${sql.join([...now], sql` or `)}, false)`
  const parts = [...now.map((end) => page(source(asOf), end)), page(moved, isElsewhere)]
  const { rows } = await sql<ThenRow>`
    select c.* from (${sql.join(parts, sql` union all `)}) c order by ${order} limit ${keyset.limit + 1}`.execute(tx)
  return rows.map((row) => asKnown(row, asOf))
}

function ended(asOf: EpochMicros, states: readonly Condition[]): RawBuilder<unknown> {
  return sql`(select * from core.conversation_state s
    where upper_inf(learned)::integer = 0 and learned @> ${sqlInstant(asOf)} and ${whole(states)} offset 0) s`
}
