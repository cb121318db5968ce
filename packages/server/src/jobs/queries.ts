// SQL of the jobs room in a cell's store.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type JobRow = Selectable<MonitoringTables['job']>

export async function insertJob(
  tx: Tx,
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

export async function findJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  return await tx.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listJobRows(tx: Tx): Promise<JobRow[]> {
  return await tx.selectFrom('job').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(200).execute()
}

/** The oldest job that has not ended; one that ran when the process died is among them. */
export async function findUnfinished(tx: Tx): Promise<JobRow | undefined> {
  return await tx
    .selectFrom('job')
    .selectAll()
    .where('state', 'in', ['queued', 'running'])
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** Counts the attempt; the clock may have gone back since the job was created, the job has not. */
export async function startJob(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('job')
    .set((row) => ({
      state: 'running',
      phase: 'reading',
      started_at: sql<never>`greatest(${sqlInstant(at)}, created_at)`,
      attempts: row('attempts', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

/** A job that gets further than it ever was is not one that fails at the same place each time. */
export async function moveJob(tx: Tx, id: string, phase: string, done: number): Promise<void> {
  await tx
    .updateTable('job')
    .set((row) => ({
      phase,
      done,
      attempts: row.case().when('done', '<', done).then(1).else(row.ref('attempts')).end(),
    }))
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

/** It was stopped in order, so this attempt says nothing about the job. */
export async function forgetAttempts(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('job').set({ attempts: 0 }).where('id', '=', id).execute()
}

/** Puts a job that failed or was cancelled back into the queue; undefined when it is not one. */
export async function resumeJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  return await tx
    .updateTable('job')
    .set({ state: 'queued', phase: 'queued', attempts: 0, started_at: null, ended_at: null, problem: null })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'cancelled'])
    .returningAll()
    .executeTakeFirst()
}

export async function endJob(
  tx: Tx,
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
