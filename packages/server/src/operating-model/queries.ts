// SQL of decisions by four eyes and of break-glass. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type RequestRow = Selectable<CoreTables['four_eyes']>
export type ApprovalRow = Selectable<CoreTables['four_eyes_approval']>
export type GlassRow = Selectable<CoreTables['break_glass']>
export type ExceptionEndRow = Selectable<CoreTables['domain_exception_end']>
export type ReviewRow = Selectable<CoreTables['break_glass_review']>

/** Requests that a list goes back to at most. */
const MOST = 200

export async function insertRequest(tx: Tx, row: RequestRow): Promise<void> {
  const { payload, requested_at, expires_at, decided_at: _open, ...rest } = row
  const values = {
    ...rest,
    payload: sqlJson(payload),
    requested_at: sqlInstant(requested_at),
    expires_at: sqlInstant(expires_at),
    decided_at: null,
  }
  await tx.insertInto('four_eyes').values(values).execute()
}

/** The request, kept from everybody else's decision to the end of the transaction. */
export async function lockRequest(tx: Tx, id: string, kind: string): Promise<RequestRow | undefined> {
  return await tx
    .selectFrom('four_eyes')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', kind)
    .forUpdate()
    .executeTakeFirst()
}

export async function listRequests(tx: Tx, kind: string): Promise<RequestRow[]> {
  return await tx
    .selectFrom('four_eyes')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('requested_at', 'desc')
    .orderBy('id')
    .limit(MOST)
    .execute()
}

export async function listRequestsById(tx: Tx, ids: readonly string[]): Promise<RequestRow[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('four_eyes')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
}

export async function listApprovals(tx: Tx, requestIds: readonly string[]): Promise<ApprovalRow[]> {
  if (requestIds.length === 0) return []
  return await tx
    .selectFrom('four_eyes_approval')
    .selectAll()
    .where('request_id', 'in', [...requestIds])
    .orderBy('at')
    .execute()
}

export async function insertApproval(tx: Tx, row: ApprovalRow): Promise<void> {
  await tx
    .insertInto('four_eyes_approval')
    .values({ ...row, at: sqlInstant(row.at) })
    .execute()
}

export async function decideRequest(
  tx: Tx,
  id: string,
  decided: { readonly state: string; readonly by: string; readonly at: EpochMicros; readonly note: string | null },
): Promise<void> {
  const { state, by, at, note } = decided
  await tx
    .updateTable('four_eyes')
    .set({ state, decided_by: by, decided_at: sqlInstant(at), note })
    .where('id', '=', id)
    .execute()
}

export async function insertGlass(tx: Tx, row: Omit<GlassRow, 'ended_by'>): Promise<void> {
  const { scope, begins_at, ends_at, ...rest } = row
  const instants = { begins_at: begins_at && sqlInstant(begins_at), ends_at: ends_at && sqlInstant(ends_at) }
  await tx
    .insertInto('break_glass')
    .values({ ...rest, ...instants, scope: sqlJson(scope), ended_by: null })
    .execute()
}

export async function beginGlass(tx: Tx, id: string, from: EpochMicros, until: EpochMicros): Promise<void> {
  const set = { begins_at: sqlInstant(from), ends_at: sqlInstant(until) }
  await tx.updateTable('break_glass').set(set).where('id', '=', id).execute()
}

export async function endGlass(tx: Tx, id: string, by: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('break_glass')
    .set({ ends_at: sqlInstant(at), ended_by: by })
    .where('id', '=', id)
    .execute()
}

export async function listGlass(tx: Tx, ids: readonly string[]): Promise<GlassRow[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('break_glass')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
}

export async function listReviews(tx: Tx, ids: readonly string[]): Promise<ReviewRow[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('break_glass_review')
    .selectAll()
    .where('break_glass_id', 'in', [...ids])
    .execute()
}

export async function insertReview(tx: Tx, row: ReviewRow): Promise<void> {
  await tx
    .insertInto('break_glass_review')
    .values({ ...row, at: sqlInstant(row.at) })
    .execute()
}

export async function listExceptionEnds(tx: Tx, requestIds: readonly string[]): Promise<ExceptionEndRow[]> {
  if (requestIds.length === 0) return []
  return await tx
    .selectFrom('domain_exception_end')
    .selectAll()
    .where('request_id', 'in', [...requestIds])
    .execute()
}

export async function insertExceptionEnd(tx: Tx, row: ExceptionEndRow): Promise<void> {
  await tx
    .insertInto('domain_exception_end')
    .values({ ...row, at: sqlInstant(row.at) })
    .execute()
}
