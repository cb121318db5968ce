// SQL of joint calls and who said that they were held.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable } from 'kysely'
import type { Tx } from './queries.ts'

export type CallRow = Selectable<CoreTables['joint_call']>
export type AttendanceRow = Pick<
  Selectable<CoreTables['joint_call_attendance']>,
  'call_id' | 'due_at' | 'domain' | 'site' | 'by' | 'at'
>

export async function listCalls(tx: Tx, site: string): Promise<CallRow[]> {
  return await tx.selectFrom('joint_call').selectAll().where('site', '=', site).orderBy('name').orderBy('id').execute()
}

/** The call, kept from everybody else's change to the end of the transaction. */
export async function lockCall(tx: Tx, id: string): Promise<CallRow | undefined> {
  return await tx.selectFrom('joint_call').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function listAttendance(tx: Tx, calls: readonly string[]): Promise<AttendanceRow[]> {
  if (calls.length === 0) return []
  return await tx.selectFrom('joint_call_attendance').selectAll().where('call_id', 'in', calls).execute()
}

export async function insertCall(tx: Tx, row: Omit<CallRow, 'ended_at' | 'ended_by'>): Promise<void> {
  await tx
    .insertInto('joint_call')
    .values({ ...row, first_at: sqlInstant(row.first_at), made_at: sqlInstant(row.made_at) })
    .execute()
}

export async function insertAttendance(tx: Tx, row: AttendanceRow): Promise<void> {
  await tx
    .insertInto('joint_call_attendance')
    .values({ ...row, due_at: sqlInstant(row.due_at), at: sqlInstant(row.at) })
    .execute()
}

export async function endCall(tx: Tx, id: string, by: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('joint_call')
    .set({ ended_at: sqlInstant(at), ended_by: by })
    .where('id', '=', id)
    .execute()
}
