// SQL of a comparison: what was so at either moment, side by side, without what is the same on both. One shape for everything.
import { type Moment, wasSoAt } from '@penstock/server/history'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type DiffKind = 'asset' | 'zone' | 'conduit' | 'flow' | 'conversation'
export type Change = 'added' | 'removed' | 'changed'
type Fields = Readonly<Record<string, unknown>>

export interface Compared {
  readonly kind: DiffKind
  readonly id: string
  readonly label: string
  readonly change: Change
  readonly before: Fields | null
  readonly after: Fields | null
}

/** What was so of some kinds at a moment: kind, id, label, state. */
export type Side = (moment: Moment) => RawBuilder<unknown>

export function registered(site: string, kinds: readonly DiffKind[]): Side {
  return (moment) => sql`
    select kind, object_id as id, state, coalesce(
      state ->> 'name', state ->> 'declaredId', state -> 'ips' ->> 0, state -> 'macs' ->> 0, state ->> 'protocol', object_id
    ) as label
    from state_version
    where site = ${site} and kind = any(${[...kinds]}::text[]) and ${wasSoAt(moment)}`
}

/** A conversation that has been silent for so long is not there any more, on the clock of the plant. */
const SILENCE = sql`interval '1 day'`

/** Conversations of the person's own label: row-level security leaves out the others. */
export function spoken(site: string): Side {
  return (moment) => sql`
    select 'conversation' as kind, c.id::text as id,
      coalesce(c.client_ip, c.client_mac, 'unknown') || ' → ' || coalesce(c.server_ip, c.server_mac, 'unknown') || ' '
        || coalesce(c.protocol_name, 'unknown') as label,
      jsonb_strip_nulls(jsonb_build_object(
        'verdict', v.verdict, 'conduit', v.conduit, 'rule', v.rule, 'functions', nullif(to_jsonb(s.kinds), '[]'),
        'isAnswered', s.is_answered, 'clientZone', s.client_zone, 'serverZone', s.server_zone)) as state
    from conversation c
    join (select * from conversation_state where site = ${site} and ${wasSoAt(moment)}) s on s.conversation_id = c.id
    left join (select * from conversation_verdict where site = ${site} and ${wasSoAt(moment)}) v on v.conversation_id = c.id
    where c.site = ${site}
      and ${moment.clock === 'learned' ? sql`true` : sql`c.last_at + ${SILENCE} > ${sqlInstant(moment.at)}`}`
}

/** What of a comparison is asked for. */
export interface DiffFilter {
  readonly text?: string | undefined
  readonly field?: string | undefined
}

function moved(side: Side, from: Moment, to: Moment, { text, field }: DiffFilter): RawBuilder<unknown> {
  const named = text === undefined ? sql`true` : sql`position(lower(${text}) in lower(coalesce(b.label, a.label))) > 0`
  const differs =
    field === undefined ? sql`true` : sql`(a.state -> ${field}::text) is distinct from (b.state -> ${field}::text)`
  return sql`
    select coalesce(b.kind, a.kind) as kind, coalesce(b.id, a.id) as id, coalesce(b.label, a.label) as label,
      a.state as before, b.state as after,
      case when a.id is null then 'added' when b.id is null then 'removed' else 'changed' end as change
    from (${side(from)}) a full join (${side(to)}) b on a.kind = b.kind and a.id = b.id
    where a.state is distinct from b.state and ${named} and ${differs}`
}

export async function countMoved(
  tx: Tx,
  side: Side,
  from: Moment,
  to: Moment,
  filter: DiffFilter = {},
): Promise<Record<Change, number>> {
  const { rows } = await sql<{ change: Change; count: number }>`
    select change, count(*)::integer as count from (${moved(side, from, to, filter)}) moved group by change`.execute(tx)
  const of = (change: Change): number => rows.find((row) => row.change === change)?.count ?? 0
  return { added: of('added'), removed: of('removed'), changed: of('changed') }
}

export async function listMoved(
  tx: Tx,
  side: Side,
  from: Moment,
  to: Moment,
  page: DiffFilter & { readonly change: Change | undefined; readonly offset: number; readonly limit: number },
): Promise<readonly Compared[]> {
  const { rows } = await sql<Compared>`
    select * from (${moved(side, from, to, page)}) moved
    where ${page.change === undefined ? sql`true` : sql`change = ${page.change}`}
    order by kind, label, id offset ${page.offset} limit ${page.limit}`.execute(tx)
  return rows
}
