// SQL of the jobs room, in a cell's store and in the hub's.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

/** The same tables in every store. */
export type JobsTx = Transaction<Pick<MonitoringTables, 'job' | 'audit_entry' | 'audit_root' | 'audit_anchor'>>
export type JobRow = Selectable<MonitoringTables['job']>

export async function insertJob(
  tx: JobsTx,
  job: Pick<JobRow, 'id' | 'kind' | 'site' | 'subject' | 'phase' | 'total' | 'unit' | 'created_by'> & {
    readonly input: unknown
  },
  at: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('job')
    .values({ ...job, input: sqlJson(job.input), state: 'queued', created_at: sqlInstant(at) })
    .execute()
}

export async function findJob(tx: JobsTx, id: string): Promise<JobRow | undefined> {
  return await tx.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listJobRows(tx: JobsTx): Promise<JobRow[]> {
  return await tx.selectFrom('job').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(200).execute()
}

/** The oldest job of a kind that has not ended; one that ran when the process died is among them. */
export async function findUnfinished(tx: JobsTx, kind: string): Promise<JobRow | undefined> {
  return await tx
    .selectFrom('job')
    .selectAll()
    .where('kind', '=', kind)
    .where('state', 'in', ['queued', 'running'])
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

export async function findNewest(tx: JobsTx, kind: string, createdBy?: string): Promise<JobRow | undefined> {
  const found = tx.selectFrom('job').selectAll().where('kind', '=', kind)
  return await (createdBy === undefined ? found : found.where('created_by', '=', createdBy))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Subjects of a kind's jobs that were cancelled. */
export async function listCancelled(tx: JobsTx, kind: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('job')
    .select('subject')
    .where('kind', '=', kind)
    .where('state', '=', 'cancelled')
    .execute()
  return rows.map(({ subject }) => subject)
}

/** What jobs of a kind work on, of those that are not done or may still go on. */
export async function listOpenInputs(tx: JobsTx, kind: string): Promise<unknown[]> {
  const rows = await tx
    .selectFrom('job')
    .select('input')
    .where('kind', '=', kind)
    .where('state', '!=', 'succeeded')
    .execute()
  return rows.map(({ input }) => input)
}

/** Counts the attempt; the clock may have gone back since the job was created, the job has not. */
export async function startJob(tx: JobsTx, id: string, phase: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('job')
    .set((row) => ({
      state: 'running',
      phase,
      started_at: sql<never>`greatest(${sqlInstant(at)}, created_at)`,
      attempts: row('attempts', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

/** A job that gets further than it ever was is not one that fails at the same place each time. */
export async function moveJob(
  tx: JobsTx,
  id: string,
  phase: string,
  done: number,
  total: number | null | undefined,
): Promise<void> {
  await tx
    .updateTable('job')
    .set((row) => ({
      phase,
      done,
      ...(total === undefined ? {} : { total }),
      attempts: row.case().when('done', '<', done).then(1).else(row.ref('attempts')).end(),
    }))
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

/** It was stopped in order, so this attempt says nothing about the job. */
export async function forgetAttempts(tx: JobsTx, id: string): Promise<void> {
  await tx.updateTable('job').set({ attempts: 0 }).where('id', '=', id).execute()
}

/** Puts a job that failed or was cancelled back into the queue; undefined when it is not one. */
export async function resumeJob(tx: JobsTx, id: string): Promise<JobRow | undefined> {
  return await tx
    .updateTable('job')
    .set({ state: 'queued', phase: 'queued', attempts: 0, started_at: null, ended_at: null, problem: null })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'cancelled'])
    .returningAll()
    .executeTakeFirst()
}

export async function endJob(
  tx: JobsTx,
  id: string,
  end: {
    readonly state: 'succeeded' | 'failed' | 'cancelled'
    readonly problem: unknown
    readonly result: unknown
  },
  at: EpochMicros,
): Promise<JobRow | undefined> {
  return await tx
    .updateTable('job')
    .set((row) => ({
      state: end.state,
      phase: end.state,
      ended_at: sql<never>`greatest(${sqlInstant(at)}, coalesce(started_at, created_at))`,
      ...(end.state === 'succeeded' ? { done: row.fn.coalesce('total', 'done') } : {}),
      problem: end.problem === null ? null : sqlJson(end.problem),
      result: end.result === null ? null : sqlJson(end.result),
    }))
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
}
