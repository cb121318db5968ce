// SQL of the jobs room in a cell's store.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

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

export async function startJob(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('job')
    .set({ state: 'running', phase: 'reading', started_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}

export async function moveJob(tx: Tx, id: string, phase: string, done: number): Promise<void> {
  await tx.updateTable('job').set({ phase, done }).where('id', '=', id).where('state', '=', 'running').execute()
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
      ended_at: sqlInstant(at),
      ...(end.state === 'succeeded' ? { done: row.fn.coalesce('total', 'done') } : {}),
      problem: end.problem === null ? null : sqlJson(end.problem),
      result: end.result === null ? null : sqlJson(end.result),
    }))
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
}
