// SQL of the shadow room in the core store: findings as they stand at an instant, their steps, what people decide.
import type { ShadowFilter, ShadowSort } from '@penstock/contract/shadow'
import type { EpochMicros } from '@penstock/model/kernel'
import { uuidOfId } from '@penstock/model/kernel'
import type { Triage, TriageState } from '@penstock/model/shadow'
import { beyond, type Keyset, keysetOf } from '@penstock/server/http'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type InsertObject, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type FindingRow = Selectable<CoreTables['shadow_finding']>
export type StepRow = Selectable<CoreTables['shadow_step']>
/** A finding as it stands at an instant. */
export type StandingRow = FindingRow & {
  readonly state_then: string
  readonly since_then: EpochMicros
  readonly worst: number
}

/** Whether it is tolerated no longer: under review again from the instant on until which it was. */
const isOver = (at: EpochMicros) => sql<boolean>`(state = 'tolerated' and until <= ${sqlInstant(at)})`
/**
 * By severity, then by confidence: 1000 for critical and certain, beyond 5000 where the severity is not known. A model beside a controller
 * comes before all.
 */
const WORST = sql<number>`(case when is_beside_control then 0 else coalesce(severity, 5) * 1000 end
  + round((1 - score) * 999))::integer`

export function triageOf(row: FindingRow): Triage {
  const { owner, until, since, was_beside_control: wasBesideControl } = row
  return { state: row.state as TriageState, owner, until, since, wasBesideControl }
}

/** The instant that a list is of; of the past it is told from steps and versions. */
export interface Moment {
  readonly at: EpochMicros
  readonly isPast: boolean
}

/** Findings as they stood at an instant: each by its last version and step until then. */
function pastFindings(at: EpochMicros) {
  return sql<FindingRow>`(
    select finding.id, finding.site, cell, host, indicator, edition, category, title, asset_id, label, first_at, opened_at, body,
      finding.version, was_beside_control, judged.name, judged.zone, judged.score, judged.severity, judged.is_beside_control,
      judged.last_at, step.is_told, step.state, step.owner, step.until, step.since
    from shadow_finding as finding
    join lateral (
      select * from shadow_version where finding_id = finding.id and at <= ${sqlInstant(at)} order by at desc limit 1
    ) as judged on true
    join lateral (
      select * from shadow_step where finding_id = finding.id and at <= ${sqlInstant(at)} order by at desc, id desc limit 1
    ) as step on true)`
}

/** Findings that somebody is asked about, as they stand at an instant. */
function standing(tx: Tx, { at, isPast }: Moment) {
  return tx
    .selectFrom((from) =>
      from
        .selectFrom(isPast ? pastFindings(at).as('stored') : from.selectFrom('shadow_finding').selectAll().as('stored'))
        .selectAll()
        .select([
          sql<string>`case when ${isOver(at)} then 'under-review' else state end`.as('state_then'),
          sql<EpochMicros>`case when ${isOver(at)} then until else since end`.as('since_then'),
          WORST.as('worst'),
        ])
        .where('is_told', '=', true)
        .as('finding'),
    )
    .selectAll()
}

function filtered(tx: Tx, filter: ShadowFilter, moment: Moment) {
  const { site, text, asset, zone, state, severity, category, indicator, owner, domain, control } = filter
  let found = standing(tx, moment)
  if (site !== undefined) found = found.where('site', '=', site)
  if (zone !== undefined) found = found.where('zone', '=', zone)
  if (state !== undefined) found = found.where('state_then', '=', state)
  if (category !== undefined) found = found.where('category', '=', category)
  if (indicator !== undefined) found = found.where('indicator', '=', indicator)
  if (owner !== undefined) found = found.where('owner', '=', owner)
  if (domain !== undefined) found = found.where('cell', '=', domain)
  if (control !== undefined) found = found.where('is_beside_control', '=', control)
  if (asset !== undefined) found = found.where('asset_id', '=', uuidOfId(asset) ?? NOBODY)
  if (severity === 'unknown') found = found.where('severity', 'is', null)
  else if (severity !== undefined) found = found.where('severity', '=', Number(severity))
  if (text !== undefined)
    found = found.where(
      sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', label, host, name, indicator))) > 0`,
    )
  return found
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

const SORTS = {
  /** The worst first, of equal ones the surest. */
  severity: { column: 'worst', kind: 'number' },
  confidence: { column: 'score', kind: 'number' },
  since: { column: 'since_then', kind: 'instant' },
  firstAt: { column: 'first_at', kind: 'instant' },
  lastAt: { column: 'last_at', kind: 'instant' },
  device: { column: 'label', kind: 'text' },
} as const satisfies Record<string, Pick<Keyset, 'column' | 'kind'>>

export function keysetBy(
  sort: ShadowSort,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Keyset {
  return keysetOf(page, { sort, ...SORTS[sort.replace('-', '') as keyof typeof SORTS], isAlwaysKnown: true })
}

export async function listPage(tx: Tx, filter: ShadowFilter, moment: Moment, keyset: Keyset): Promise<StandingRow[]> {
  const direction = keyset.sort.startsWith('-') ? sql`desc` : sql`asc`
  return await filtered(tx, filter, moment)
    .where(beyond(keyset))
    .orderBy(sql`${sql.ref(keyset.column)} ${direction}`)
    .orderBy('id')
    .limit(keyset.limit + 1)
    .execute()
}

export async function countFindings(tx: Tx, filter: ShadowFilter, moment: Moment): Promise<number> {
  const row = await tx
    .selectFrom(filtered(tx, filter, moment).as('meant'))
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function findStanding(tx: Tx, id: string, moment: Moment): Promise<StandingRow | undefined> {
  return await standing(tx, moment).where('id', '=', id).executeTakeFirst()
}

/** The steps that a finding had taken by an instant. */
export async function listSteps(tx: Tx, findingId: string, at: EpochMicros): Promise<StepRow[]> {
  return await tx
    .selectFrom('shadow_step')
    .selectAll()
    .where('finding_id', '=', findingId)
    .where('at', '<=', sqlInstant(at))
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Findings that are kept from everybody else's decisions to the end of the transaction, in the order of their ids. */
export async function lockFindings(tx: Tx, ids: readonly string[]): Promise<FindingRow[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('shadow_finding')
    .selectAll()
    .where(sql<boolean>`id = any(${sqlTexts([...ids])}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

export async function upsertFindings(
  tx: Tx,
  rows: readonly InsertObject<CoreTables, 'shadow_finding'>[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('shadow_finding')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          edition: update.ref('excluded.edition'),
          name: update.ref('excluded.name'),
          category: update.ref('excluded.category'),
          title: update.ref('excluded.title'),
          zone: update.ref('excluded.zone'),
          score: update.ref('excluded.score'),
          severity: update.ref('excluded.severity'),
          is_told: update.ref('excluded.is_told'),
          is_beside_control: update.ref('excluded.is_beside_control'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          body: sql<never>`excluded.body`,
          state: update.ref('excluded.state'),
          owner: update.ref('excluded.owner'),
          until: sql<never>`excluded.until`,
          since: sql<never>`excluded.since`,
          was_beside_control: update.ref('excluded.was_beside_control'),
          version: update.ref('excluded.version'),
        })),
      )
      .execute()
}

export async function insertVersions(
  tx: Tx,
  rows: readonly InsertObject<CoreTables, 'shadow_version'>[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('shadow_version')
      .values([...chunk])
      // Twice at one instant: of one that stands twice the last counts.
      .onConflict((conflict) => conflict.columns(['finding_id', 'at']).doNothing())
      .execute()
}

export async function insertSteps(tx: Tx, rows: readonly InsertObject<CoreTables, 'shadow_step'>[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('shadow_step')
      .values([...chunk])
      .execute()
}

/** Stores what was decided about one. */
export async function setTriage(tx: Tx, id: string, triage: Triage, version: number): Promise<void> {
  await tx
    .updateTable('shadow_finding')
    .set({
      state: triage.state,
      owner: triage.owner,
      until: triage.until === null ? null : sqlInstant(triage.until),
      since: sqlInstant(triage.since),
      was_beside_control: triage.wasBesideControl,
      version,
    })
    .where('id', '=', id)
    .execute()
}

export async function listDevices(tx: Tx, site: string) {
  return await tx
    .selectFrom('shadow_finding')
    .select(['id', 'host', 'asset_id', 'label'])
    .where('site', '=', site)
    .execute()
}

interface Named {
  readonly id: string
  readonly asset: string | null
  readonly label: string
}

/** Says which asset each is on, and how people call it. */
export async function setDevices(tx: Tx, rows: readonly Named[]): Promise<void> {
  for (const chunk of chunks(rows)) {
    const [ids, assets, labels] = [
      chunk.map(({ id }) => id),
      chunk.map(({ asset }) => asset),
      chunk.map(({ label }) => label),
    ].map(sqlTexts)
    await tx
      .updateTable('shadow_finding')
      .from(sql<Named>`unnest(${ids}::uuid[], ${assets}::uuid[], ${labels}::text[])`.as<'named'>(NAMED))
      .set((row) => ({ asset_id: row.ref('named.asset'), label: row.ref('named.label') }))
      .whereRef('shadow_finding.id', '=', 'named.id')
      .execute()
  }
}

const NAMED = sql`named (id, asset, label)`

interface Waiting {
  readonly undecided: number
  readonly critical: number
  readonly high: number
  readonly medium: number
  readonly low: number
  readonly median: number | null
  readonly oldest: number | null
}

const NOTHING_WAITS: Waiting = { undecided: 0, critical: 0, high: 0, medium: 0, low: 0, median: null, oldest: null }

/** What waited for a decision at an instant, from the steps that findings had taken by then and how they were judged. */
export async function countWaiting(tx: Tx, site: string | undefined, at: EpochMicros): Promise<Waiting> {
  const then = sqlInstant(at)
  const ofSite = site === undefined ? sql`` : sql`and site = ${site}`
  const { rows } = await sql<Waiting>`
    with standing as (
      select distinct on (finding_id) finding_id, is_told, state, until, since from shadow_step
      where at <= ${then} ${ofSite} order by finding_id, at desc, id desc),
    judged as (
      select distinct on (finding_id) finding_id, severity from shadow_version
      where at <= ${then} ${ofSite} order by finding_id, at desc),
    waiting as (
      select severity, (extract(epoch from ${then}::timestamptz - case when state = 'tolerated' then until else since end)
        * 1000000)::bigint as age
      from standing left join judged using (finding_id)
      where is_told and (state = 'under-review' or (state = 'tolerated' and until <= ${then})))
    select count(*)::integer as undecided, count(*) filter (where severity = 1)::integer as critical,
      count(*) filter (where severity = 2)::integer as high, count(*) filter (where severity = 3)::integer as medium,
      count(*) filter (where severity = 4)::integer as low, max(age)::double precision as oldest,
      percentile_cont(0.5) within group (order by age::double precision) as median
    from waiting`.execute(tx)
  return rows[0] ?? NOTHING_WAITS
}
