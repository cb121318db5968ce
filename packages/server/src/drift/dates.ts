// Source and date of each field that a comparison shows: the version since which the field has had its value.
import type { FieldDiff } from '@penstock/contract/drift'
import { changedFields, isSameValue, type State } from '@penstock/model/history'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import type { Moment } from '@penstock/server/history'
import { type Span, spanOfText, sqlTexts } from '@penstock/store/state'
import { sql } from 'kysely'
import type { Compared, Tx } from './comparing.ts'

interface Past {
  readonly state: State
  readonly source: string
  readonly held: Span | null
  readonly learned: Span
}

/** The versions of these things up to a moment, oldest first. */
export async function listPasts(
  tx: Tx,
  site: string,
  items: readonly Compared[],
  to: Moment,
): Promise<Map<string, Past[]>> {
  if (items.length === 0) return new Map()
  const rows = items[0]?.kind === 'conversation' ? await pastsOfTalk(tx, items) : await pastsOfStates(tx, site, items)
  const pasts = rows
    .map((row): Past & { readonly key: string } => ({
      key: `${row.kind} ${row.id}`,
      state: row.state,
      source: row.source,
      held: row.held === null ? null : spanOfText(row.held),
      learned: spanOfText(row.learned),
    }))
    .filter((past) => beginOf(past, to.clock) <= to.at)
  return Map.groupBy(pasts, ({ key }) => key)
}

function beginOf({ held, learned }: Past, clock: Moment['clock']): number {
  return (clock === 'held' ? held?.from : learned.from) ?? Number.POSITIVE_INFINITY
}

interface PastRow {
  readonly kind: string
  readonly id: string
  readonly state: State
  readonly source: string
  readonly held: string | null
  readonly learned: string
}

async function pastsOfStates(tx: Tx, site: string, items: readonly Compared[]): Promise<readonly PastRow[]> {
  const { rows } = await sql<PastRow>`
    select kind, object_id as id, state, source, case when isempty(held) then null else held::text end as held,
      learned::text as learned
    from state_version
    where site = ${site} and (kind, object_id) in (
      select * from unnest(${sqlTexts(items.map(({ kind }) => kind))}, ${sqlTexts(items.map(({ id }) => id))}))
    order by kind, object_id, learned`.execute(tx)
  return rows
}

async function pastsOfTalk(tx: Tx, items: readonly Compared[]): Promise<readonly PastRow[]> {
  const { rows } = await sql<PastRow>`
    select 'conversation' as kind, conversation_id::text as id,
      jsonb_strip_nulls(jsonb_build_object('verdict', verdict, 'conduit', conduit, 'rule', rule)) as state,
      'zone model ' || zone_model_version as source, case when isempty(held) then null else held::text end as held,
      learned::text as learned
    from conversation_verdict
    where conversation_id = any(${sqlTexts(items.map(({ id }) => id))}::uuid[])
    order by conversation_id, learned`.execute(tx)
  return rows
}

/** What said the values that fields of assets have, by asset, field and value; the newest word counts. */
export async function listFieldSources(tx: Tx, items: readonly Compared[]): Promise<ReadonlyMap<string, string>> {
  const ids = items.flatMap(({ kind, id }) => (kind === 'asset' ? [id] : []))
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('asset_field')
    .select(['asset_id', 'field', 'value', 'source'])
    .where('asset_id', 'in', ids)
    .orderBy('learned')
    .execute()
  return new Map(
    rows.map((row) => [sourceKey(row.asset_id, row.field, textOf(row.value)), sourceText(row.source)] as const),
  )
}

function sourceKey(id: string, field: string, value: string | null): string {
  return JSON.stringify([id, field, value])
}

function sourceText(said: unknown): string {
  const { protocol, method, source } = said as Readonly<Record<string, string | null | undefined>>
  if (typeof protocol === 'string') return typeof method === 'string' ? `${protocol}: ${method}` : protocol
  return source ?? method ?? 'unknown'
}

/** The fields of one thing that moved, each with what said it and since when. */
export function datedFields(item: Compared, pasts: readonly Past[], sources: ReadonlyMap<string, string>): FieldDiff[] {
  return changedFields((item.before ?? {}) as State, (item.after ?? {}) as State).map(({ field, before, after }) => {
    const since = item.after === null ? null : firstWith(pasts, field, after)
    const last = pasts.at(-1)
    // What was removed ended when its last version did.
    const [heldAt, learnedAt] =
      item.after === null ? [last?.held?.to, last?.learned.to] : [since?.held?.from, since?.learned.from]
    return {
      field,
      before: textOf(before),
      after: textOf(after),
      source: sources.get(sourceKey(item.id, field, textOf(after))) ?? (since ?? last)?.source ?? 'unknown',
      heldAt: isoOrNull(heldAt),
      learnedAt: isoOrNull(learnedAt),
    }
  })
}

/** The oldest version of the run, up to now, in which the field has had this value. */
function firstWith(pasts: readonly Past[], field: string, value: unknown): Past | null {
  let first: Past | null = null
  for (const past of pasts.toReversed()) {
    if (!isSameValue(past.state[field] ?? null, value)) break
    first = past
  }
  return first ?? pasts.at(-1) ?? null
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map((each) => textOf(each) ?? '').join(', ')
  return JSON.stringify(value)
}

function isoOrNull(at: EpochMicros | null | undefined): string | null {
  return at === null || at === undefined ? null : isoOfMicros(micros(at))
}
