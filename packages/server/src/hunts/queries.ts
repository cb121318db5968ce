// SQL of the room of hunts, in a cell's store. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type HuntRow = Selectable<MonitoringTables['hunt']>
export type VersionRow = Selectable<MonitoringTables['hunt_version']>
export type RunRow = Selectable<MonitoringTables['hunt_run']>
export type FollowUpRow = Selectable<MonitoringTables['hunt_follow_up']>

/** Hunts, the latest changed first; `owner`: of this person only. */
export async function listHunts(tx: Tx, owner: string | null, limit: number): Promise<HuntRow[]> {
  return await tx
    .selectFrom('hunt')
    .selectAll()
    .$if(owner !== null, (rows) => rows.where('owner', '=', owner ?? ''))
    .orderBy('changed_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countHunts(tx: Tx): Promise<number> {
  const row = await tx.selectFrom('hunt').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow()
  return row.count
}

export async function findHunt(tx: Tx, id: string): Promise<HuntRow | undefined> {
  return await tx.selectFrom('hunt').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function lockHunt(tx: Tx, id: string): Promise<HuntRow | undefined> {
  return await tx.selectFrom('hunt').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** True when no hunt has its key yet. */
export async function insertHunt(tx: Tx, row: HuntRow): Promise<boolean> {
  const made = await tx
    .insertInto('hunt')
    .values({
      ...row,
      draft: sqlJson(row.draft),
      created_at: sqlInstant(row.created_at),
      changed_at: sqlInstant(row.changed_at),
      next_at: instantOrNull(row.next_at),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export async function updateHunt(
  tx: Tx,
  id: string,
  change: Pick<HuntRow, 'version' | 'site' | 'draft' | 'changed_at' | 'next_at' | 'halted'>,
): Promise<void> {
  const { draft, changed_at, next_at, ...rest } = change
  await tx
    .updateTable('hunt')
    .set({
      ...rest,
      draft: sqlJson(draft),
      changed_at: sqlInstant(changed_at),
      next_at: instantOrNull(next_at),
    })
    .where('id', '=', id)
    .execute()
}

export async function setNext(tx: Tx, id: string, next: EpochMicros | null, halted: string | null): Promise<void> {
  await tx
    .updateTable('hunt')
    .set({ next_at: instantOrNull(next), halted })
    .where('id', '=', id)
    .execute()
}

export async function listDue(tx: Tx, at: EpochMicros): Promise<HuntRow[]> {
  return await tx.selectFrom('hunt').selectAll().where('next_at', '<=', sqlInstant(at)).orderBy('next_at').execute()
}

export async function insertVersion(tx: Tx, row: VersionRow): Promise<void> {
  await tx
    .insertInto('hunt_version')
    .values({ ...row, draft: sqlJson(row.draft), at: sqlInstant(row.at) })
    .execute()
}

export async function listVersions(tx: Tx, hunt: string): Promise<VersionRow[]> {
  return await tx.selectFrom('hunt_version').selectAll().where('hunt', '=', hunt).orderBy('version', 'desc').execute()
}

/** True when its instant was not run before. */
export async function insertRun(tx: Tx, row: RunRow): Promise<boolean> {
  const made = await tx
    .insertInto('hunt_run')
    .values({
      ...row,
      ...writtenOf(row),
      begun_at: sqlInstant(row.begun_at),
      from_at: sqlInstant(row.from_at),
      to_at: sqlInstant(row.to_at),
      due_at: instantOrNull(row.due_at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export async function endRun(
  tx: Tx,
  id: string,
  end: Pick<RunRow, 'ended_at' | 'state' | 'found' | 'counts' | 'rows' | 'coverage'>,
): Promise<void> {
  await tx.updateTable('hunt_run').set(writtenOf(end)).where('id', '=', id).execute()
}

export async function findRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  return await tx.selectFrom('hunt_run').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The latest runs of each hunt, `most` of each. */
export async function listRuns(tx: Tx, hunts: readonly string[], most: number): Promise<RunRow[]> {
  if (hunts.length === 0) return []
  const ranked = tx
    .selectFrom('hunt_run')
    .select(['id', sql<number>`row_number() over (partition by hunt order by begun_at desc, id desc)`.as('place')])
    .where('hunt', 'in', [...hunts])
    .as('ranked')
  return await tx
    .selectFrom('hunt_run')
    .innerJoin(ranked, 'ranked.id', 'hunt_run.id')
    .selectAll('hunt_run')
    .where('ranked.place', '<=', most)
    .orderBy('hunt_run.begun_at', 'desc')
    .orderBy('hunt_run.id', 'desc')
    .execute()
}

/** Runs that a stop left unfinished. */
export async function listUnfinished(tx: Tx): Promise<RunRow[]> {
  return await tx.selectFrom('hunt_run').selectAll().where('state', '=', 'running').orderBy('begun_at').execute()
}

export async function insertFollowUp(tx: Tx, row: FollowUpRow): Promise<void> {
  await tx
    .insertInto('hunt_follow_up')
    .values({
      ...row,
      at: sqlInstant(row.at),
      incident: row.incident === null ? null : sqlJson(row.incident),
    })
    .execute()
}

/** Of these runs, the last first. */
export async function listFollowUps(tx: Tx, runs: readonly string[]): Promise<FollowUpRow[]> {
  if (runs.length === 0) return []
  return await tx
    .selectFrom('hunt_follow_up')
    .selectAll()
    .where('run', 'in', [...runs])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Ends of conversations that a sensor heard in the period, some of them where there are more than `limit`. */
export async function listHeard(
  tx: Tx,
  from: EpochMicros,
  to: EpochMicros,
  limit: number,
): Promise<{ site: string; ip: string | null; mac: string | null }[]> {
  const side = (end: 'client' | 'server') =>
    tx
      .selectFrom('conversation')
      .select(['site', sql.ref<string | null>(`${end}_ip`).as('ip'), sql.ref<string | null>(`${end}_mac`).as('mac')])
      .distinct()
      .where('last_at', '>=', sqlInstant(from))
      .where('first_at', '<', sqlInstant(to))
  return await side('client').union(side('server')).limit(limit).execute()
}

/** What sensors send that listen all the time. */
export async function listLiveCaptures(tx: Tx): Promise<{ id: string; site: string; sensor: string }[]> {
  return await tx
    .selectFrom('capture')
    .select(['id', 'site', 'sensor'])
    .where('sha256', 'is', null)
    .orderBy('sensor')
    .execute()
}

function writtenOf(row: Pick<RunRow, 'ended_at' | 'state' | 'found' | 'counts' | 'rows' | 'coverage'>) {
  return {
    ended_at: instantOrNull(row.ended_at),
    state: row.state,
    found: row.found,
    counts: sqlJson(row.counts),
    rows: sqlJson(row.rows),
    coverage: row.coverage === null ? null : sqlJson(row.coverage),
  }
}

function instantOrNull(at: EpochMicros | null) {
  return at === null ? null : sqlInstant(at)
}

/** Runs that ended well in a stretch, at any of these sites, and those of them that somebody promoted to a case. */
export async function countYield(
  tx: Tx,
  {
    from,
    to,
    sites,
  }: { readonly from: EpochMicros; readonly to: EpochMicros; readonly sites: readonly string[] | '*' },
): Promise<{ readonly done: number; readonly promoted: number }> {
  const row = await tx
    .selectFrom('hunt_run as run')
    .select([
      sql<number>`count(*)::int`.as('done'),
      sql<number>`count(*) filter (where exists (
        select from monitoring.hunt_follow_up as follow where follow.run = run.id and follow.outcome = 'promoted'
      ))::int`.as('promoted'),
    ])
    .where('run.state', '=', 'done')
    .where('run.ended_at', '>=', sqlInstant(from))
    .where('run.ended_at', '<', sqlInstant(to))
    .$if(sites !== '*', (rows) => rows.where(sql<boolean>`run.sites && ${sites === '*' ? [] : sites}::text[]`))
    .executeTakeFirstOrThrow()
  return { done: row.done, promoted: row.promoted }
}
