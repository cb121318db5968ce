// SQL of matches: what the matcher made of each over time, what people decided, and the queue as of a moment.
import type { VulnerabilityFilter } from '@penstock/contract/vulnerabilities'
import type { Closing, Opening, State, Version } from '@penstock/model/history'
import { type EpochMicros, isoOfMicros, microsOfIso, uuidOfId } from '@penstock/model/kernel'
import type { Patch } from '@penstock/model/vulnerabilities'
import { type Moment, wasSoAt } from '@penstock/server/history'
import { beyond, type Keyset } from '@penstock/server/http'
import { chunks } from '@penstock/server/runtime'
import { manyRows, spanOfText, spanText, sqlInstant, sqlInstants, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { JudgedBody } from './judged.ts'
import type { Tx } from './queries.ts'

export type MatchRow = Selectable<CoreTables['vulnerability_match']>
export type StepRow = Selectable<CoreTables['vulnerability_step']>

export async function listMatchesOf(tx: Tx, assets: readonly string[]): Promise<MatchRow[]> {
  return await tx
    .selectFrom('vulnerability_match')
    .selectAll()
    .where(sql<boolean>`asset_id = any(${sqlTexts([...assets])}::uuid[])`)
    .execute()
}

/** The newest version of each match. */
export async function listNewestVersions(tx: Tx, matches: readonly string[]): Promise<Map<string, Version>> {
  const rows = await tx
    .selectFrom('vulnerability_version')
    .distinctOn('match_id')
    .select(['match_id', 'body', 'learned'])
    .select([
      sql<string | null>`case when isempty(held) then null else held::text end`.as('held'),
      sql<number>`count(*) filter (where not isempty(held)) over (partition by match_id)`.as('lived'),
    ])
    .where(sql<boolean>`match_id = any(${sqlTexts([...matches])}::uuid[])`)
    .orderBy('match_id')
    .orderBy('learned', 'desc')
    .execute()
  return new Map(
    rows.map((row) => {
      const held = row.held === null ? null : spanOfText(row.held)
      const version: Version = {
        state: row.body as State,
        shown: {},
        heldFrom: held?.from ?? null,
        heldTo: held?.to ?? null,
        learnedTo: spanOfText(row.learned).to,
        isFirst: Number(row.lived) <= 1,
      }
      return [row.match_id, version]
    }),
  )
}

export async function insertMatches(
  tx: Tx,
  rows: readonly Pick<MatchRow, 'id' | 'site' | 'asset_id' | 'advisory_id'>[],
  at: EpochMicros,
): Promise<void> {
  for (const chunk of chunks(rows)) {
    const opened = {
      opened_at: isoOfMicros(at),
      since: isoOfMicros(at),
      state: 'open',
      until: null,
      epss: null,
      version: 1,
    }
    const { columns, query } = manyRows(
      'vulnerability_match',
      chunk.map((row) => ({ ...row, ...opened })),
    )
    await tx.insertInto('vulnerability_match').columns(columns).expression(query).execute()
  }
}

export async function closeVersions(tx: Tx, closed: readonly Closing[], at: EpochMicros): Promise<void> {
  for (const chunk of chunks(closed)) {
    const ids = sqlTexts(chunk.map(({ id }) => id))
    const ends = sqlInstants(chunk.map(({ heldTo }) => heldTo))
    await tx
      .updateTable('vulnerability_version')
      .from(sql<{ id: string; end: string }>`unnest(${ids}::uuid[], ${ends})`.as<'closed'>(sql`closed (id, "end")`))
      .set({
        learned: sql<never>`tstzrange(lower(learned), ${sqlInstant(at)}, '[)')`,
        held: sql<never>`case when isempty(held) then held else tstzrange(lower(held), greatest(lower(held), closed."end"), '[)') end`,
      })
      .whereRef('match_id', '=', 'closed.id')
      .where(sql<boolean>`upper_inf(learned)`)
      .execute()
  }
}

export async function insertVersions(
  tx: Tx,
  site: string,
  opened: readonly (Pick<Opening, 'id' | 'heldFrom'> & { readonly body: JudgedBody })[],
  at: EpochMicros,
): Promise<void> {
  const learned = spanText({ from: at, to: null })
  for (const chunk of chunks(opened)) {
    const { columns, query } = manyRows(
      'vulnerability_version',
      chunk.map(({ id, heldFrom, body }) => ({
        match_id: id,
        site,
        grade: body.grade,
        rank: body.rank,
        is_known_exploited: body.isKnownExploited,
        decision: body.ssvc?.when ?? null,
        way: body.ssvc?.how ?? null,
        cves: body.cves,
        body,
        held: spanText({ from: heldFrom, to: null }),
        learned,
      })),
    )
    await tx.insertInto('vulnerability_version').columns(columns).expression(query).execute()
  }
}

/** The last instant at which anything of the site was learned, or null. */
export async function findLastLearned(tx: Tx, site: string): Promise<EpochMicros | null> {
  const row = await tx
    .selectFrom('vulnerability_version')
    .select([
      sql<string | null>`max(lower(learned))::text`.as('begun'),
      sql<string | null>`max(upper(learned))::text`.as('ended'),
    ])
    .where('site', '=', site)
    .executeTakeFirst()
  const instants = [row?.begun, row?.ended].flatMap((text) => microsOfIso(text ?? '') ?? [])
  return instants.length === 0 ? null : (Math.max(...instants) as EpochMicros)
}

/** Scores by match, null where there is none. */
export async function setScores(
  tx: Tx,
  rows: readonly { readonly id: string; readonly epss: unknown }[],
): Promise<void> {
  for (const chunk of chunks(rows)) {
    const ids = sqlTexts(chunk.map(({ id }) => id))
    const scores = sqlTexts(chunk.map(({ epss }) => (epss === null ? null : JSON.stringify(epss))))
    await tx
      .updateTable('vulnerability_match')
      .from(
        sql<{ id: string; epss: string | null }>`unnest(${ids}::uuid[], ${scores})`.as<'told'>(sql`told (id, epss)`),
      )
      .set({ epss: sql<never>`told.epss::jsonb` })
      .whereRef('vulnerability_match.id', '=', 'told.id')
      .execute()
  }
}

export async function lockMatch(tx: Tx, id: string) {
  return await tx
    .selectFrom('vulnerability_match')
    .innerJoin('asset', 'asset.id', 'vulnerability_match.asset_id')
    .selectAll('vulnerability_match')
    .select(DOMAIN.as('domain'))
    .where('vulnerability_match.id', '=', id)
    .forUpdate('vulnerability_match')
    .executeTakeFirst()
}

/** Stores what a person decided, or what opened it again. */
export async function setPatch(tx: Tx, id: string, { state, until }: Patch, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('vulnerability_match')
    .set((row) => ({
      state,
      until: until === null ? null : sqlInstant(until),
      since: sqlInstant(at),
      version: row('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

export async function insertSteps(
  tx: Tx,
  rows: readonly Insertable<CoreTables['vulnerability_step']>[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('vulnerability_step')
      .values([...chunk])
      .execute()
}

/** Steps that a match had taken by an instant, or has taken. */
export async function listSteps(tx: Tx, matchId: string, by: EpochMicros | null): Promise<StepRow[]> {
  return await tx
    .selectFrom('vulnerability_step')
    .selectAll()
    .where('match_id', '=', matchId)
    .where(by === null ? sql<boolean>`true` : sql<boolean>`at <= ${sqlInstant(by)}`)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Whose people decide: as declared; else level 4 and above is IT, and all else, also what nobody placed, is OT. */
const DOMAIN = sql<'it' | 'ot'>`case coalesce(asset.body -> 'asset' ->> 'domain',
  case when asset.purdue_level >= 4 then 'it' else 'ot' end) when 'it' then 'it' else 'ot' end`

/** A moment of the past, or now. */
export interface AskedMoment {
  readonly moment: Moment | null
  readonly now: EpochMicros
}

function standing(tx: Tx, { moment, now }: AskedMoment) {
  const at = sqlInstant(moment?.at ?? now)
  return tx.selectFrom((from) => {
    const joined = from
      .selectFrom('vulnerability_version as version')
      .innerJoin('vulnerability_match as match', 'match.id', 'version.match_id')
      .innerJoin('asset', 'asset.id', 'match.asset_id')
      .leftJoinLateral(
        (lateral) =>
          lateral
            .selectFrom('vulnerability_step')
            .select(['state', 'until', 'at'])
            .whereRef('match_id', '=', 'match.id')
            .where(moment === null ? sql<boolean>`true` : sql<boolean>`at <= ${at}`)
            .orderBy('at', 'desc')
            .orderBy('id', 'desc')
            .limit(1)
            .as('step'),
        (join) => join.onTrue(),
      )
      .select([
        'match.id',
        'match.site',
        'match.asset_id',
        'match.advisory_id',
        'match.opened_at',
        'match.version',
        'match.epss',
        'version.grade',
        'version.rank',
        'version.is_known_exploited',
        'version.decision',
        'version.way',
        'version.cves',
        'version.body',
        'asset.vendor',
        'asset.model',
        'asset.zone',
      ])
      .select([
        sql<string>`coalesce(step.state, 'open')`.as('state'),
        sql<EpochMicros | null>`step.until`.as('until'),
        sql<EpochMicros>`coalesce(step.at, match.opened_at)`.as('since'),
        sql<boolean>`coalesce(step.until <= ${at}, false)`.as('is_overdue'),
        sql<string>`coalesce(asset.declared_id, asset.name, asset.ips[1], asset.macs[1], asset.reference)`.as('label'),
        sql<boolean>`upper_inf(version.learned)`.as('is_current'),
        sql<string>`version.learned::text`.as('learned'),
        DOMAIN.as('domain'),
      ])
    const so = moment === null ? sql<boolean>`upper_inf(version.learned)` : wasSoAt(moment)
    return joined.where(so).as('standing')
  })
}

function filtered(tx: Tx, filter: VulnerabilityFilter, asked: AskedMoment) {
  const { site, text, asset, advisory, cve, grade, decision, how, vendor, zone, domain, kev, state, waiting } = filter
  let found = standing(tx, asked)
  if (site !== undefined) found = found.where('site', '=', site)
  if (asset !== undefined) found = found.where('asset_id', '=', uuidOfId(asset) ?? NOBODY)
  if (advisory !== undefined) found = found.where('advisory_id', '=', advisory)
  if (cve !== undefined) found = found.where(sql<boolean>`cves @> array[${cve}]::text[]`)
  found = found.where('grade', 'in', grade ?? ['A', 'B', 'C'])
  if (decision !== undefined) found = found.where('decision', '=', decision)
  if (how !== undefined) found = found.where('way', '=', how)
  if (vendor !== undefined) found = found.where(sql<boolean>`lower(vendor) = lower(${vendor})`)
  if (zone !== undefined) found = found.where('zone', '=', zone)
  if (domain !== undefined) found = found.where('domain', '=', domain)
  if (kev !== undefined) found = found.where('is_known_exploited', '=', kev)
  if (state !== undefined) found = found.where('state', '=', state)
  if (waiting !== undefined) found = found.where(sql<boolean>`(${WAITS}) = ${waiting}`)
  if (text !== undefined)
    found = found.where(
      sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', label, advisory_id, body ->> 'title', array_to_string(cves, ' ')))) > 0`,
    )
  return found
}

/** Nobody has decided, or what was decided has run out. */
const WAITS = sql<boolean>`state = 'open' or is_overdue`
const NOBODY = '00000000-0000-0000-0000-000000000000'

export async function listQueue(tx: Tx, filter: VulnerabilityFilter, asked: AskedMoment, keyset: Keyset) {
  return await filtered(tx, filter, asked)
    .selectAll()
    .where(beyond(keyset))
    .orderBy('rank')
    .orderBy('id')
    .limit(keyset.limit + 1)
    .execute()
}
export type StandingRow = Awaited<ReturnType<typeof listQueue>>[number]

/** What still concerns assets of a site: neither patched nor judged not affected by people, or that has run out. */
export async function listWeaknesses(tx: Tx, site: string, asked: AskedMoment) {
  return await standing(tx, asked)
    .select(['asset_id', 'advisory_id', 'grade', 'cves', 'is_known_exploited'])
    .where('site', '=', site)
    .where('grade', 'in', ['A', 'B', 'C'])
    .where(sql<boolean>`(state not in ('patched', 'not-affected') or is_overdue)`)
    .orderBy('asset_id')
    .orderBy('advisory_id')
    .execute()
}

/** Measures that people decided on and that hold now. */
export async function listMeasures(tx: Tx, site: string, now: EpochMicros) {
  return await tx
    .selectFrom('vulnerability_match as match')
    .innerJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('vulnerability_step')
          .select(['state', 'until', 'words'])
          .whereRef('match_id', '=', 'match.id')
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .as('step'),
      (join) => join.onTrue(),
    )
    .select(['match.asset_id', 'match.advisory_id', 'step.words', 'step.until'])
    .where('match.site', '=', site)
    .where('step.state', '=', 'mitigated')
    .where('step.until', '>', sqlInstant(now))
    .orderBy('match.advisory_id')
    .execute()
}

export async function countQueue(tx: Tx, filter: VulnerabilityFilter, asked: AskedMoment): Promise<number> {
  const row = await filtered(tx, filter, asked)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function findStanding(tx: Tx, id: string, asked: AskedMoment): Promise<StandingRow | undefined> {
  return await standing(tx, asked).selectAll().where('id', '=', id).executeTakeFirst()
}

/** What the matcher made of one match over time, oldest first, as far as it was known by an instant, or is. */
export async function listVersions(tx: Tx, matchId: string, by: EpochMicros | null) {
  return await tx
    .selectFrom('vulnerability_version')
    .select(['grade', 'decision', 'is_known_exploited', 'body', 'learned'])
    .select(sql<string | null>`case when isempty(held) then null else held::text end`.as('held'))
    .where('match_id', '=', matchId)
    .where(by === null ? sql<boolean>`true` : sql<boolean>`lower(learned) <= ${sqlInstant(by)}`)
    .orderBy('learned')
    .execute()
}

/** How many wait: by grade, exploited, linked to safety. */
export async function countWaiting(tx: Tx, site: string | undefined, now: EpochMicros) {
  const row = await filtered(tx, { site, waiting: true }, { moment: null, now })
    .select([
      sql<number>`count(*) filter (where grade = 'A')`.as('a'),
      sql<number>`count(*) filter (where grade = 'B')`.as('b'),
      sql<number>`count(*) filter (where grade = 'C')`.as('c'),
      sql<number>`count(*) filter (where is_known_exploited)`.as('exploited'),
      sql<number>`count(*) filter (where body -> 'isSafetyLinked' = 'true'::jsonb)`.as('safety'),
    ])
    .executeTakeFirstOrThrow()
  const [A, B, C, knownExploited, safetyLinked] = [row.a, row.b, row.c, row.exploited, row.safety].map(Number)
  return { A: A!, B: B!, C: C!, knownExploited: knownExploited!, safetyLinked: safetyLinked! }
}
