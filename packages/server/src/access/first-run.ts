// The first run: the founding account, and one-time links for it until an administrator can sign in by themselves.
import type { Role } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { newUuid } from '@penstock/server/runtime'
import type { AccountRow } from './queries.ts'
import * as queries from './queries.ts'
import type { AccessWork } from './work.ts'

const FOUNDER = 'founder'
const FOUNDER_ROLES: readonly Role[] = ['administrator', 'ot-lead']

/**
 * Readies the store at start. Until somebody can sign in with password and authenticator there is a one-time link: its
 * token is returned, older ones are void. Null when accounts can sign in by themselves.
 */
export async function beginAccess(work: AccessWork): Promise<string | null> {
  const at = work.clock()
  return await work.transaction(async (tx) => {
    await queries.deleteSessionsExpired(tx, at)
    const accounts = await queries.listAccountRows(tx)
    let founder = accounts.find(isAdministrator)
    if (accounts.length === 0) {
      const account = { id: newUuid(), name: FOUNDER, roles: [...FOUNDER_ROLES], sites: ['*'] }
      await queries.insertAccount(tx, account, at)
      await work.renew(tx, 'penstock', at)
      await appendAudit(tx, { actor: 'penstock', action: 'account.found', object: FOUNDER, details: {}, at })
      founder = await queries.findAccount(tx, account.id)
    }
    await work.recall(tx)
    if (founder === undefined || accounts.some(canSignIn)) return null
    await queries.deleteLinksOf(tx, founder.id)
    return await work.newLink(tx, founder.id, 'penstock', at)
  })
}

/** A further one-time link for the founding account, for whoever owns the process; null once an administrator can sign in. */
export async function issueFounderLink(work: AccessWork): Promise<string | null> {
  const at = work.clock()
  return await work.transaction(async (tx) => {
    const accounts = await queries.listAccountRows(tx)
    const founder = accounts.find(isAdministrator)
    return founder === undefined || accounts.some(canSignIn) ? null : await work.newLink(tx, founder.id, 'penstock', at)
  })
}

function isAdministrator(account: AccountRow): boolean {
  return account.roles.includes('administrator')
}

function canSignIn(account: AccountRow): boolean {
  const { state, password_hash, totp_confirmed_at } = account
  // All three: an authenticator without a password opens nothing, and would lock everybody out for good.
  return isAdministrator(account) && state === 'active' && password_hash !== null && totp_confirmed_at !== null
}
