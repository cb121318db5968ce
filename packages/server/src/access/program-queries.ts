// SQL of tokens for programs. A token that is revoked is deleted; the audit log keeps that there was one.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable } from 'kysely'
import { type AccountRow, findAccount, type Tx } from './queries.ts'

export type ProgramRow = Selectable<CoreTables['program_token']>

export async function findProgram(
  tx: Tx,
  hash: Uint8Array,
): Promise<{ readonly token: ProgramRow; readonly account: AccountRow } | undefined> {
  const found = tx.selectFrom('program_token').selectAll().where('token_hash', '=', Buffer.from(hash))
  const token = await found.executeTakeFirst()
  const account = token === undefined ? undefined : await findAccount(tx, token.account_id)
  return token === undefined || account === undefined ? undefined : { token, account }
}

export async function listProgramRows(tx: Tx, accountId: string, at: EpochMicros): Promise<ProgramRow[]> {
  return await tx
    .selectFrom('program_token')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', sqlInstant(at))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}

export async function insertProgram(
  tx: Tx,
  token: Pick<ProgramRow, 'id' | 'token_hash' | 'account_id' | 'name' | 'rooms'>,
  at: EpochMicros,
  expiresAt: EpochMicros,
): Promise<void> {
  const values = { ...token, created_at: sqlInstant(at), expires_at: sqlInstant(expiresAt) }
  await tx.insertInto('program_token').values(values).execute()
}

export async function touchProgram(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('program_token')
    .set({ last_used_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}

/** False when the account has no such token. */
export async function deleteProgram(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('program_token')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .returning('id')
    .executeTakeFirst()
  return deleted !== undefined
}

export async function deleteProgramsOf(tx: Tx, accountId: string): Promise<number> {
  const deleted = await tx.deleteFrom('program_token').where('account_id', '=', accountId).returning('id').execute()
  return deleted.length
}
