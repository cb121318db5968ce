// SQL of accounts, tokens and the policy. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Identity, Policy, SocModel } from '@penstock/model/operating-model'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

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
  return await tx
    .selectFrom('account')
    .selectAll()
    .where('name', '=', name)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirst()
}

export async function listAccountRows(tx: Tx): Promise<AccountRow[]> {
  return await tx.selectFrom('account').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function insertAccount(
  tx: Tx,
  account: Pick<AccountRow, 'id' | 'name' | 'roles' | 'sites' | 'state'> &
    Partial<Pick<AccountRow, 'invited_by' | 'ends_at' | 'capacity' | 'rooms' | 'sponsor' | 'identities'>>,
  at: EpochMicros,
): Promise<void> {
  const { ends_at = null, identities = [], ...rest } = account
  const values = {
    ...rest,
    identities: sqlJson(identities),
    ends_at: ends_at === null ? null : sqlInstant(ends_at),
    created_at: sqlInstant(at),
  }
  await tx.insertInto('account').values(values).execute()
}

export async function changeAccountRow(
  tx: Tx,
  id: string,
  change: {
    readonly name?: string
    readonly password_hash?: string | null
    readonly totp_secret?: string | null
    readonly totp_confirmed_at?: null
    readonly roles?: string[]
    readonly sites?: string[]
    readonly state?: string
    readonly ends_at?: EpochMicros | null
    readonly rooms?: string[]
    readonly identities?: readonly Identity[]
  },
): Promise<void> {
  const { ends_at, identities, ...others } = change
  const rest = { ...others, ...(identities === undefined ? {} : { identities: sqlJson(identities) }) }
  const end = ends_at === undefined ? {} : { ends_at: ends_at === null ? null : sqlInstant(ends_at) }
  await tx
    .updateTable('account')
    .set((row) => ({ ...rest, ...end, version: row('version', '+', 1) }))
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

export async function listTokenRows(tx: Tx): Promise<TokenRow[]> {
  return await tx.selectFrom('api_token').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function findToken(tx: Tx, hash: Uint8Array): Promise<TokenRow | undefined> {
  return await tx.selectFrom('api_token').selectAll().where('token_hash', '=', hash).executeTakeFirst()
}

export async function insertToken(
  tx: Tx,
  token: Pick<
    TokenRow,
    'id' | 'token_hash' | 'name' | 'domain' | 'site' | 'source_kind' | 'listener' | 'peers' | 'created_by'
  >,
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

/** Number of the advisory lock of decisions about the policy. */
const POLICY_LOCK = 7_140_001n

/** Waits for whoever decides about the policy, and keeps others waiting to the end of the transaction. */
export async function lockPolicies(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(POLICY_LOCK)})`.execute(tx)
}

export async function findPolicy(tx: Tx): Promise<{ readonly body: Policy; readonly signature: string } | undefined> {
  return await tx
    .selectFrom('policy')
    .select(['body', 'signature'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Keys of every site. */
export async function listSites(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('site').select('site').orderBy('site').execute()
  return rows.map(({ site }) => site)
}

/** The model of the first policy that there was, and since when. */
export async function findFoundedModel(
  tx: Tx,
): Promise<{ readonly model: SocModel; readonly at: EpochMicros } | undefined> {
  const row = await tx
    .selectFrom('policy')
    .select(['body', 'learned_at'])
    .orderBy('version')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : { model: row.body.model, at: row.learned_at }
}

export async function insertPolicy(tx: Tx, policy: Policy, signature: string, at: EpochMicros): Promise<void> {
  await tx
    .insertInto('policy')
    .values({ version: policy.version, body: sqlJson(policy), signature, learned_at: sqlInstant(at) })
    .execute()
}
