// SQL of sessions and one-time links. Each function asks one question.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable } from 'kysely'
import type { AccountRow, Tx } from './queries.ts'

export type SessionRow = Selectable<CoreTables['session']>
export type LinkKind = 'founding' | 'invitation' | 'recovery'

export async function insertSession(
  tx: Tx,
  session: Pick<SessionRow, 'token_hash' | 'account_id' | 'id' | 'how' | 'agent'>,
  at: EpochMicros,
  expiresAt: EpochMicros,
  idleExpiresAt: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('session')
    .values({
      ...session,
      created_at: sqlInstant(at),
      last_seen_at: sqlInstant(at),
      expires_at: sqlInstant(expiresAt),
      idle_expires_at: sqlInstant(idleExpiresAt),
    })
    .execute()
}

export async function findSession(
  tx: Tx,
  hash: Uint8Array,
): Promise<
  | {
      readonly session: Pick<SessionRow, 'id' | 'created_at' | 'expires_at' | 'idle_expires_at'>
      readonly account: AccountRow
    }
  | undefined
> {
  const row = await tx
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .selectAll('account')
    .select([
      'session.id as session_id',
      'session.created_at as opened_at',
      'session.expires_at',
      'session.idle_expires_at',
    ])
    .where('session.token_hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { session_id, opened_at, expires_at, idle_expires_at, ...account } = row
  return { session: { id: session_id, created_at: opened_at, expires_at, idle_expires_at }, account }
}

export async function touchSession(
  tx: Tx,
  hash: Uint8Array,
  at: EpochMicros,
  idleExpiresAt: EpochMicros,
): Promise<void> {
  await tx
    .updateTable('session')
    .set({ idle_expires_at: sqlInstant(idleExpiresAt), last_seen_at: sqlInstant(at) })
    .where('token_hash', '=', hash)
    .execute()
}

/** Open sessions of an account, the one used last first. */
export async function listSessionsOf(tx: Tx, accountId: string, at: EpochMicros): Promise<SessionRow[]> {
  return await tx
    .selectFrom('session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', sqlInstant(at))
    .where('idle_expires_at', '>', sqlInstant(at))
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute()
}

/** How many sessions each account has open, and when one was last used. */
export async function countSessions(
  tx: Tx,
  at: EpochMicros,
): Promise<ReadonlyMap<string, { readonly count: number; readonly lastSeenAt: EpochMicros }>> {
  const rows = await tx
    .selectFrom('session')
    .select((row) => ['account_id', row.fn.countAll<number>().as('count'), row.fn.max('last_seen_at').as('lastSeenAt')])
    .where('expires_at', '>', sqlInstant(at))
    .where('idle_expires_at', '>', sqlInstant(at))
    .groupBy('account_id')
    .execute()
  return new Map(rows.map(({ account_id, count, lastSeenAt }) => [account_id, { count: Number(count), lastSeenAt }]))
}

export async function deleteSession(tx: Tx, hash: Uint8Array): Promise<void> {
  await tx.deleteFrom('session').where('token_hash', '=', hash).execute()
}

/** Ends one session of an account; false when it has no such session. */
export async function deleteSessionOf(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('session')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends the sessions of an account, all but the one that is kept. */
export async function deleteSessionsOf(tx: Tx, accountId: string, keptId: string | null = null): Promise<string[]> {
  const all = tx.deleteFrom('session').where('account_id', '=', accountId)
  const rows = await (keptId === null ? all : all.where('id', '<>', keptId)).returning('id').execute()
  return rows.map(({ id }) => id)
}

export async function deleteSessionsExpired(tx: Tx, at: EpochMicros): Promise<void> {
  await tx.deleteFrom('session').where('expires_at', '<', sqlInstant(at)).execute()
}

export async function insertLink(
  tx: Tx,
  link: { readonly token_hash: Uint8Array; readonly account_id: string; readonly kind: LinkKind },
  at: EpochMicros,
  expiresAt: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('sign_in_link')
    .values({ ...link, created_at: sqlInstant(at), expires_at: sqlInstant(expiresAt) })
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

/** When the last unused link of each account ends. */
export async function listLinkEnds(tx: Tx): Promise<ReadonlyMap<string, EpochMicros>> {
  const rows = await tx
    .selectFrom('sign_in_link')
    .select(['account_id', 'expires_at'])
    .where('used_at', 'is', null)
    .orderBy('expires_at')
    .execute()
  return new Map(rows.map(({ account_id, expires_at }) => [account_id, expires_at]))
}
