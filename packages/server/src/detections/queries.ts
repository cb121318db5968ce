// SQL of the room of detections, in a cell's store. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlInstants, sqlJson, sqlTexts } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type InsertObject, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type DetectionRow = Selectable<MonitoringTables['detection']>
export type EntryRow = Selectable<MonitoringTables['detection_entry']>

/** What further findings are added to: a rule, a subject, and whether it is suppressed. */
export type Place = Pick<DetectionRow, 'rule' | 'subject_key' | 'suppressed_by'>

/** Of these, the findings that were counted before. */
export async function listKnownMatches(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('detection_match')
    .select('id')
    .where(sql<boolean>`id = any(${sqlTexts(ids)}::uuid[])`)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The ids of those for whose place there was no open one. */
export async function insertWhereNoneIsOpen(tx: Tx, rows: readonly DetectionRow[]): Promise<ReadonlySet<string>> {
  const made = new Set<string>()
  for (const chunk of chunks(rows)) {
    const stored = await tx
      .insertInto('detection')
      .values(chunk.map(writtenOf))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute()
    for (const { id } of stored) made.add(id)
  }
  return made
}

/** The open ones of these places, held to the end of the transaction, in the order of their ids. */
export async function lockOpen(tx: Tx, places: readonly Place[]): Promise<DetectionRow[]> {
  if (places.length === 0) return []
  const rules = sqlTexts(places.map(({ rule }) => rule))
  const keys = sqlTexts(places.map(({ subject_key }) => subject_key))
  const by = sqlTexts(places.map(({ suppressed_by }) => suppressed_by ?? NOBODY))
  return await tx
    .selectFrom('detection')
    .selectAll()
    .where('state', '<>', 'closed')
    .where(
      sql<boolean>`(rule, md5(subject_key), coalesce(suppressed_by, ${NOBODY}::uuid)) in
        (select rule, md5(key), by::uuid from unnest(${rules}, ${keys}, ${by}) as place (rule, key, by))`,
    )
    .orderBy('id')
    .forUpdate()
    .execute()
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The ids of those that were not counted before. */
export async function insertMatches(
  tx: Tx,
  rows: readonly { readonly id: string; readonly detection: string }[],
  at: EpochMicros,
): Promise<ReadonlySet<string>> {
  const stored = await tx
    .insertInto('detection_match')
    .columns(['id', 'detection', 'raised_at'])
    .expression(
      sql`select id, detection, ${sqlInstant(at)} from unnest(
        ${sqlTexts(rows.map(({ id }) => id))}::uuid[], ${sqlTexts(rows.map(({ detection }) => detection))}::uuid[]
      ) as match (id, detection)`,
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return new Set(stored.map(({ id }) => id))
}

export async function forgetMatches(tx: Tx, before: EpochMicros): Promise<void> {
  await tx.deleteFrom('detection_match').where('raised_at', '<', sqlInstant(before)).execute()
}

/** Stores what further findings added. */
export async function updateMatched(tx: Tx, rows: readonly DetectionRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await sql`update detection set count = given.count, first_at = given.first_at, last_at = given.last_at, level = given.level,
        rule_version = given.rule_version, title = given.title, evidence = given.evidence::jsonb
      from unnest(${sqlTexts(chunk.map(({ id }) => id))}::uuid[], ${sqlTexts(chunk.map(({ count }) => String(count)))}::bigint[],
        ${sqlInstants(chunk.map(({ first_at }) => first_at))}, ${sqlInstants(chunk.map(({ last_at }) => last_at))},
        ${sqlTexts(chunk.map(({ level }) => level))}, ${sqlTexts(chunk.map(({ rule_version }) => rule_version))},
        ${sqlTexts(chunk.map(({ title }) => title))}, ${sqlTexts(chunk.map(({ evidence }) => JSON.stringify(evidence)))})
        as given (id, count, first_at, last_at, level, rule_version, title, evidence)
      where detection.id = given.id`.execute(tx)
}

export async function lockOne(tx: Tx, id: string): Promise<DetectionRow | undefined> {
  return await tx.selectFrom('detection').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Stores state, verdict and version; false when it would be a second open one of its place. */
export async function updateWorked(tx: Tx, row: DetectionRow): Promise<boolean> {
  const { id, state, verdict, version } = row
  const others = state === 'closed' ? [] : await lockOpen(tx, [row])
  if (others.some((other) => other.id !== id)) return false
  await tx.updateTable('detection').set({ state, verdict, version }).where('id', '=', id).execute()
  return true
}

export async function insertEntry(tx: Tx, row: EntryRow): Promise<void> {
  await tx
    .insertInto('detection_entry')
    .values({ ...row, at: sqlInstant(row.at), body: sqlJson(row.body) })
    .execute()
}

function writtenOf(row: DetectionRow): InsertObject<MonitoringTables, 'detection'> {
  return {
    ...row,
    first_at: sqlInstant(row.first_at),
    last_at: sqlInstant(row.last_at),
    raised_at: sqlInstant(row.raised_at),
    subject: sqlJson(row.subject),
    evidence: sqlJson(row.evidence),
    values: sqlJson(row.values),
  }
}
