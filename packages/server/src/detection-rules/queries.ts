// SQL of the rules that a cell runs: how they stand, what they were met by, and what correlations are fed with.
import type { EvidenceRef } from '@penstock/model/detections'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlInstants, sqlJson, sqlTexts } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'
import type { LoadReport, RuleReport } from './words.ts'

export type Tx = Transaction<MonitoringTables>
export type EngineRow = Selectable<MonitoringTables['detection_engine']>
export type StoredRule = Selectable<MonitoringTables['detection_rule_state']>
export type FeedRow = Selectable<MonitoringTables['detection_feed']>

const ENGINE = 'rules'

export async function findEngine(tx: Tx): Promise<EngineRow | undefined> {
  return await tx.selectFrom('detection_engine').selectAll().where('id', '=', ENGINE).executeTakeFirst()
}

/** Stores which rules are run from now on; what each was met by stays. */
export async function putRules(tx: Tx, rules: readonly RuleReport[]): Promise<void> {
  await tx.updateTable('detection_rule_state').set({ is_present: false }).where('is_present', '=', true).execute()
  const first = new Map(rules.toReversed().map((rule) => [rule.id, rule]))
  for (const chunk of chunks([...first.values()]))
    await tx
      .insertInto('detection_rule_state')
      .values(
        chunk.map(({ isQuiet, techniques, faults, needs, ...rule }) => ({
          ...rule,
          techniques: [...techniques],
          ...{ is_quiet: isQuiet, is_present: true, hits: 0, suppressed_hits: 0, last_hit_at: null },
          faults: sqlJson(faults),
          needs: sqlJson(needs),
          ...{ tested_at: null, tested_by: null, tested_version: null },
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          kind: row.ref('excluded.kind'),
          pack: row.ref('excluded.pack'),
          path: row.ref('excluded.path'),
          version: row.ref('excluded.version'),
          title: row.ref('excluded.title'),
          level: row.ref('excluded.level'),
          techniques: row.ref('excluded.techniques'),
          standing: row.ref('excluded.standing'),
          is_quiet: row.ref('excluded.is_quiet'),
          is_present: true,
          faults: sql<never>`excluded.faults`,
          needs: sql<never>`excluded.needs`,
        })),
      )
      .execute()
}

export async function putEngine(
  tx: Tx,
  given: {
    readonly setVersion: number
    readonly folderVersion: number
    readonly report: LoadReport
    readonly at: EpochMicros
  },
): Promise<void> {
  const { setVersion, folderVersion, report, at } = given
  const row = {
    set_version: setVersion,
    folder_version: folderVersion,
    compiled_at: sqlInstant(at),
    rules: report.rules.filter(({ standing }) => standing === 'enabled').length,
    skipped: sqlJson(report.skipped.slice(0, 500)),
    window_micros: report.windowMicros,
  }
  await tx
    .insertInto('detection_engine')
    .values({ id: ENGINE, ...row, correlation: null, pruned_to: null, last_error: null, last_error_at: null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

/** The set that the engine goes by, where it was loaded before. */
export async function setVersion(tx: Tx, version: number): Promise<void> {
  await tx.updateTable('detection_engine').set({ set_version: version }).where('id', '=', ENGINE).execute()
}

/** Matches that wait for correlations. */
export async function countFeedsAfter(tx: Tx, nr: number): Promise<number> {
  const { waiting } = await tx
    .selectFrom('detection_feed')
    .select((row) => row.fn.countAll<number>().as('waiting'))
    .where('nr', '>', nr)
    .executeTakeFirstOrThrow()
  return Number(waiting)
}

/** What each suppression held back, those of the latest matches first. */
export async function listHeld(tx: Tx, limit: number) {
  return await tx
    .selectFrom('detection')
    .where('suppressed_by', 'is not', null)
    .groupBy('suppressed_by')
    .select((row) => [
      'suppressed_by',
      row.fn.countAll<number>().as('detections'),
      sql<number>`sum(count)`.as('matches'),
      sql<EpochMicros>`max(last_at)`.as('last_at'),
    ])
    .orderBy('last_at', 'desc')
    .limit(limit)
    .execute()
}

export interface Hit {
  readonly rule: string
  readonly hits: number
  readonly suppressed: number
  readonly at: EpochMicros
}

export async function addHits(tx: Tx, hits: readonly Hit[]): Promise<void> {
  if (hits.length === 0) return
  const texts = (of: (hit: Hit) => string | number) => sqlTexts(hits.map((hit) => String(of(hit))))
  await sql`update detection_rule_state set hits = detection_rule_state.hits + met.hits,
      suppressed_hits = detection_rule_state.suppressed_hits + met.suppressed, last_hit_at = greatest(last_hit_at, met.at)
    from unnest(${texts(({ rule }) => rule)}, ${texts((hit) => hit.hits)}::bigint[],
      ${texts(({ suppressed }) => suppressed)}::bigint[], ${sqlInstants(hits.map(({ at }) => at))})
      as met (rule, hits, suppressed, at)
    where detection_rule_state.id = met.rule`.execute(tx)
}

export async function setFaulty(tx: Tx, rule: string, text: string): Promise<void> {
  const faults = sqlJson([{ line: null, word: '', text }])
  await tx.updateTable('detection_rule_state').set({ standing: 'faulty', faults }).where('id', '=', rule).execute()
}

/** What was carried without being asked. */
export async function addUnmatched(tx: Tx, events: number, error: string, at: EpochMicros): Promise<void> {
  await setError(tx, error, at)
  await tx
    .updateTable('detection_engine')
    .set({
      unmatched_batches: sql<number>`unmatched_batches + 1`,
      unmatched_events: sql<number>`unmatched_events + ${events}`,
    })
    .where('id', '=', ENGINE)
    .execute()
}

/** Why rules could not be run; also before the first were loaded. */
export async function setError(tx: Tx, error: string, at: EpochMicros): Promise<void> {
  const told = {
    last_error: error.replaceAll('\u0000', '').toWellFormed().slice(0, 500),
    last_error_at: sqlInstant(at),
  }
  const none = { id: ENGINE, set_version: 0, folder_version: 0, rules: 0, window_micros: 0, correlation: null }
  await tx
    .insertInto('detection_engine')
    .values({ ...none, compiled_at: sqlInstant(at), skipped: sqlJson([]), pruned_to: null, ...told })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(told))
    .execute()
}

export async function insertFeeds(tx: Tx, rows: readonly Omit<FeedRow, 'nr'>[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('detection_feed')
      .values(
        chunk.map((row) => ({
          ...row,
          at: sqlInstant(row.at),
          received_at: sqlInstant(row.received_at),
          fields: sqlJson(row.fields),
          evidence: sqlJson(row.evidence),
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

export async function listFeeds(tx: Tx, after: number, limit: number): Promise<FeedRow[]> {
  return await tx.selectFrom('detection_feed').selectAll().where('nr', '>', after).orderBy('nr').limit(limit).execute()
}

/** Evidence of the matches of these rules in a span that say each of these values. */
export async function listFeedEvidence(
  tx: Tx,
  asked: {
    readonly site: string
    readonly rules: readonly string[]
    readonly since: EpochMicros
    readonly to: EpochMicros
    readonly values: readonly string[]
    readonly limit: number
  },
): Promise<readonly EvidenceRef[]> {
  const { site, rules, since, to, values, limit } = asked
  const rows = await tx
    .selectFrom('detection_feed')
    .select('evidence')
    .where('site', '=', site)
    .where('rule', 'in', [...rules])
    .where('at', '>=', sqlInstant(since))
    .where('at', '<=', sqlInstant(to))
    .where(
      sql<boolean>`${sqlTexts(values)} <@ (select array_agg(lower(value)) from jsonb_each_text(fields) as field (name, value))`,
    )
    .orderBy('at')
    .orderBy('nr')
    .limit(limit)
    .execute()
  return rows.map(({ evidence }) => evidence)
}

export async function putCorrelation(tx: Tx, counts: Readonly<Record<string, number>> | null): Promise<void> {
  if (counts === null) return
  await tx
    .updateTable('detection_engine')
    .set({ correlation: sqlJson(counts) })
    .where('id', '=', ENGINE)
    .execute()
}

/** Forgets feeds that no window reaches any more, and those beyond `most`. */
export async function forgetFeeds(tx: Tx, keepMicros: number, most: number): Promise<void> {
  const edge = await tx
    .selectFrom('detection_feed')
    .select((select) => [select.fn.max('at').as('latest'), select.fn.max('nr').as('last')])
    .executeTakeFirst()
  if (edge?.latest == null) return
  const gone = await tx
    .deleteFrom('detection_feed')
    .where((row) =>
      row.or([row('at', '<', sqlInstant(micros(edge.latest - keepMicros))), row('nr', '<=', Number(edge.last) - most)]),
    )
    .returning('at')
    .execute()
  if (gone.length === 0) return
  const to = sqlInstant(micros(Math.max(...gone.map(({ at }) => at))))
  await tx
    .updateTable('detection_engine')
    .set({ pruned_to: sql<never>`greatest(pruned_to, ${to})` })
    .where('id', '=', ENGINE)
    .execute()
}
