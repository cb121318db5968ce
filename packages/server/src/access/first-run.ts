// The first run: the founding account, and one-time links for it until an administrator can sign in by themselves.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Role } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { newUuid } from '@penstock/server/runtime'
import type { AccountRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { deleteLinksOf, deleteSessionsExpired } from './session-queries.ts'
import { countPasskeys } from './way-queries.ts'
import { type AccessWork, isWelcome } from './work.ts'

const FOUNDER = 'founder'
const FOUNDER_ROLES: readonly Role[] = ['administrator', 'ot-lead']

/**
 * Readies the store at start. Until somebody can sign in with password and authenticator there is a one-time link: its
 * token is returned, older ones are void. Null when accounts can sign in by themselves.
 */
export async function beginAccess(work: AccessWork): Promise<string | null> {
  const at = work.clock()
  return await work.transaction(async (tx) => {
    await deleteSessionsExpired(tx, at)
    const accounts = await queries.listAccountRows(tx)
    let founder = accounts.find(isAdministrator)
    if (accounts.length === 0) {
      const account = { id: newUuid(), name: FOUNDER, roles: [...FOUNDER_ROLES], sites: ['*'], state: 'active' }
      await queries.insertAccount(tx, account, at)
      await work.renew(tx, 'penstock', at)
      await appendAudit(tx, { actor: 'penstock', action: 'account.found', object: FOUNDER, details: {}, at })
      founder = await queries.findAccount(tx, account.id)
    }
    await work.recall(tx)
    if (founder === undefined || (await someoneCanSignIn(tx, accounts, at))) return null
    await deleteLinksOf(tx, founder.id)
    return await foundingLink(work, tx, founder, at)
  })
}

/** A further one-time link for the founding account, for whoever owns the process; null once an administrator can sign in. */
export async function issueFounderLink(work: AccessWork): Promise<string | null> {
  const at = work.clock()
  return await work.transaction(async (tx) => {
    const accounts = await queries.listAccountRows(tx)
    const founder = accounts.find(isAdministrator)
    if (founder === undefined || (await someoneCanSignIn(tx, accounts, at))) return null
    return await foundingLink(work, tx, founder, at)
  })
}

async function foundingLink(work: AccessWork, tx: Tx, account: AccountRow, at: EpochMicros): Promise<string> {
  return (await work.newLink(tx, { account, kind: 'founding', issuer: 'penstock', at })).token
}

function isAdministrator(account: AccountRow): boolean {
  return account.roles.includes('administrator')
}

async function someoneCanSignIn(tx: Tx, accounts: readonly AccountRow[], at: EpochMicros): Promise<boolean> {
  const passkeys = await countPasskeys(tx)
  return accounts.some((account) => {
    const { id, password_hash, totp_confirmed_at } = account
    // Both: an authenticator without a password opens nothing, and would lock everybody out for good.
    const hasPassword = password_hash !== null && totp_confirmed_at !== null
    return isAdministrator(account) && isWelcome(account, at) && (hasPassword || passkeys.has(id))
  })
}
