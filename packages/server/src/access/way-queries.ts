// SQL of passkeys, their challenges, and recovery codes. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable } from 'kysely'
import type { Tx } from './queries.ts'

export type PasskeyRow = Selectable<CoreTables['passkey']>
export type ChallengePurpose = 'registration' | 'sign-in'

export async function listPasskeysOf(tx: Tx, accountId: string): Promise<PasskeyRow[]> {
  return await tx
    .selectFrom('passkey')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** How many passkeys each account has. */
export async function countPasskeys(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('passkey')
    .select(['account_id', (row) => row.fn.countAll<number>().as('count')])
    .groupBy('account_id')
    .execute()
  return new Map(rows.map(({ account_id, count }) => [account_id, Number(count)]))
}

export async function findPasskey(tx: Tx, credentialId: string): Promise<PasskeyRow | undefined> {
  return await tx.selectFrom('passkey').selectAll().where('credential_id', '=', credentialId).executeTakeFirst()
}

/** False when the credential is registered already, with whomever. */
export async function insertPasskey(
  tx: Tx,
  passkey: Omit<PasskeyRow, 'created_at' | 'last_used_at'>,
  at: EpochMicros,
): Promise<boolean> {
  const row = await tx
    .insertInto('passkey')
    .values({ ...passkey, created_at: sqlInstant(at), last_used_at: null })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function usePasskeyRow(tx: Tx, id: string, counter: number, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('passkey')
    .set({ counter, last_used_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}

export async function deletePasskey(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('passkey')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function deletePasskeysOf(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('passkey').where('account_id', '=', accountId).execute()
}

export async function insertChallenge(
  tx: Tx,
  challenge: {
    readonly challenge_hash: Uint8Array
    readonly holder_hash: Uint8Array
    readonly purpose: ChallengePurpose
  },
  expiresAt: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('passkey_challenge')
    .values({ ...challenge, expires_at: sqlInstant(expiresAt) })
    .execute()
}

/** Uses the challenge up; true when it was given to this holder, for this purpose, and is in time. */
export async function spendChallenge(
  tx: Tx,
  given: { readonly challengeHash: Uint8Array; readonly holderHash: Uint8Array; readonly purpose: ChallengePurpose },
  at: EpochMicros,
): Promise<boolean> {
  const row = await tx
    .deleteFrom('passkey_challenge')
    .where('challenge_hash', '=', given.challengeHash)
    .where('holder_hash', '=', given.holderHash)
    .where('purpose', '=', given.purpose)
    .returning('expires_at')
    .executeTakeFirst()
  return row !== undefined && row.expires_at > at
}

export async function deleteChallengesExpired(tx: Tx, at: EpochMicros): Promise<void> {
  await tx.deleteFrom('passkey_challenge').where('expires_at', '<=', sqlInstant(at)).execute()
}

export async function insertRecoveryCodes(
  tx: Tx,
  accountId: string,
  hashes: readonly Uint8Array[],
  at: EpochMicros,
): Promise<void> {
  const values = hashes.map((code_hash) => ({ code_hash, account_id: accountId, created_at: sqlInstant(at) }))
  await tx.insertInto('recovery_code').values(values).execute()
}

export async function deleteRecoveryCodesOf(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
}

/** Uses the code up; true when it is one of the account's and was not used. */
export async function spendRecoveryCode(
  tx: Tx,
  accountId: string,
  hash: Uint8Array,
  at: EpochMicros,
): Promise<boolean> {
  const row = await tx
    .updateTable('recovery_code')
    .set({ used_at: sqlInstant(at) })
    .where('code_hash', '=', hash)
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .returning('account_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Unused recovery codes by account, and when they were made. */
export async function countRecoveryCodes(
  tx: Tx,
): Promise<ReadonlyMap<string, { readonly remaining: number; readonly createdAt: EpochMicros }>> {
  const rows = await tx
    .selectFrom('recovery_code')
    .select(['account_id', 'created_at', (row) => row.fn.countAll<number>().as('remaining')])
    .where('used_at', 'is', null)
    .groupBy(['account_id', 'created_at'])
    .execute()
  return new Map(
    rows.map(({ account_id, created_at, remaining }) => [
      account_id,
      { remaining: Number(remaining), createdAt: created_at },
    ]),
  )
}
