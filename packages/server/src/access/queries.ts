// SQL of the access room. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Policy } from '@penstock/model/operating-model'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type AccountRow = Selectable<CoreTables['account']>
export type TokenRow = Selectable<CoreTables['api_token']>

export async function findAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return await tx.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The account, kept from everybody else's changes to the end of the transaction: what is decided on it holds when it is written. */
export async function lockAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return await tx.selectFrom('account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function findAccountByName(tx: Tx, name: string): Promise<AccountRow | undefined> {
  return await tx.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst()
}

export async function listAccountRows(tx: Tx): Promise<AccountRow[]> {
  return await tx.selectFrom('account').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function insertAccount(
  tx: Tx,
  account: { readonly id: string; readonly name: string; readonly roles: string[]; readonly sites: string[] },
  at: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('account')
    .values({ ...account, state: 'active', created_at: sqlInstant(at) })
    .execute()
}

export async function changeAccountRow(
  tx: Tx,
  id: string,
  change: {
    readonly name?: string
    readonly password_hash?: string
    readonly totp_secret?: string
    readonly totp_last_step?: number
    readonly roles?: string[]
    readonly sites?: string[]
    readonly state?: string
  },
): Promise<void> {
  await tx
    .updateTable('account')
    .set((row) => ({ ...change, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function confirmTotpRow(tx: Tx, id: string, step: number, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('account')
    .set((row) => ({ totp_confirmed_at: sqlInstant(at), totp_last_step: step, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function insertSession(
  tx: Tx,
  session: { readonly hash: Uint8Array; readonly accountId: string },
  at: EpochMicros,
  expiresAt: EpochMicros,
  idleExpiresAt: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('session')
    .values({
      token_hash: session.hash,
      account_id: session.accountId,
      created_at: sqlInstant(at),
      expires_at: sqlInstant(expiresAt),
      idle_expires_at: sqlInstant(idleExpiresAt),
    })
    .execute()
}

export async function findSession(
  tx: Tx,
  hash: Uint8Array,
): Promise<(AccountRow & { readonly expires_at: EpochMicros; readonly idle_expires_at: EpochMicros }) | undefined> {
  return await tx
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .selectAll('account')
    .select(['session.expires_at', 'session.idle_expires_at'])
    .where('session.token_hash', '=', hash)
    .executeTakeFirst()
}

export async function touchSession(tx: Tx, hash: Uint8Array, idleExpiresAt: EpochMicros): Promise<void> {
  await tx
    .updateTable('session')
    .set({ idle_expires_at: sqlInstant(idleExpiresAt) })
    .where('token_hash', '=', hash)
    .execute()
}

export async function deleteSession(tx: Tx, hash: Uint8Array): Promise<void> {
  await tx.deleteFrom('session').where('token_hash', '=', hash).execute()
}

export async function deleteSessionsOf(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('session').where('account_id', '=', accountId).execute()
}

export async function deleteSessionsExpired(tx: Tx, at: EpochMicros): Promise<void> {
  await tx.deleteFrom('session').where('expires_at', '<', sqlInstant(at)).execute()
}

export async function insertLink(
  tx: Tx,
  link: { readonly hash: Uint8Array; readonly accountId: string },
  at: EpochMicros,
  expiresAt: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('sign_in_link')
    .values({
      token_hash: link.hash,
      account_id: link.accountId,
      created_at: sqlInstant(at),
      expires_at: sqlInstant(expiresAt),
    })
    .execute()
}

/** Uses the link up: the account it was for, or undefined when it is unknown, used or expired. */
export async function spendLink(tx: Tx, hash: Uint8Array, at: EpochMicros): Promise<string | undefined> {
  const row = await tx
    .updateTable('sign_in_link')
    .set({ used_at: sqlInstant(at) })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sqlInstant(at))
    .returning('account_id')
    .executeTakeFirst()
  return row?.account_id
}

export async function deleteLinksOf(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('sign_in_link').where('account_id', '=', accountId).execute()
}

export async function listTokenRows(tx: Tx): Promise<TokenRow[]> {
  return await tx.selectFrom('api_token').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function findToken(tx: Tx, hash: Uint8Array): Promise<TokenRow | undefined> {
  return await tx.selectFrom('api_token').selectAll().where('token_hash', '=', hash).executeTakeFirst()
}

export async function insertToken(
  tx: Tx,
  token: Pick<TokenRow, 'id' | 'token_hash' | 'name' | 'domain' | 'site' | 'source_kind' | 'created_by'>,
  at: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('api_token')
    .values({ ...token, created_at: sqlInstant(at) })
    .execute()
}

export async function revokeTokenRow(tx: Tx, id: string, at: EpochMicros): Promise<TokenRow | undefined> {
  return await tx
    .updateTable('api_token')
    .set({ revoked_at: sqlInstant(at) })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

export async function touchToken(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('api_token')
    .set({ last_used_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}

export async function findPolicy(tx: Tx): Promise<{ readonly body: Policy; readonly signature: string } | undefined> {
  return await tx
    .selectFrom('policy')
    .select(['body', 'signature'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertPolicy(tx: Tx, policy: Policy, signature: string, at: EpochMicros): Promise<void> {
  await tx
    .insertInto('policy')
    .values({ version: policy.version, body: sqlJson(policy), signature, learned_at: sqlInstant(at) })
    .execute()
}
