// Accounts as an administrator keeps them. A change of rights ends the sessions that had the old ones and makes a new policy.
import type { AccountView } from '@penstock/contract/access'
import { idOfUuid, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import { checkRoles, Role, type SiteScope } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import { siteScope } from './policy.ts'
import type { AccountRow } from './queries.ts'
import * as queries from './queries.ts'
import type { AccessWork } from './work.ts'

export class Accounts {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  async list(): Promise<AccountView[]> {
    return (await this.#work.transaction(queries.listAccountRows)).map(accountView)
  }

  async create(caller: Caller, given: { name: string; roles: readonly Role[]; sites: SiteScope }) {
    const at = this.#work.clock()
    const checked = checkRoles(given.roles)
    if (!checked.ok) throw new AppError(checked.refusal.code)
    const made = await this.#work.transaction(async (tx) => {
      if ((await queries.findAccountByName(tx, given.name)) !== undefined) throw new AppError('access.name-taken')
      const id = newUuid()
      const sites = given.sites === '*' ? ['*'] : [...given.sites]
      await queries.insertAccount(tx, { id, name: given.name, roles: [...given.roles], sites }, at)
      const policy = await this.#work.renew(tx, caller.subject, at)
      const link = await this.#work.newLink(tx, id, caller.subject, at)
      const object = idOfUuid('acc', id)
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'account.create',
        object,
        details: { roles: [...given.roles], sites },
        at,
      })
      const row = await queries.findAccount(tx, id)
      if (row === undefined) throw new AppError('internal')
      return { policy, link, account: accountView(row) }
    })
    await this.#work.publish(made.policy)
    return { account: made.account, link: made.link }
  }

  async change(
    caller: Caller,
    accountId: string,
    change: {
      version: number
      roles?: readonly Role[] | undefined
      sites?: SiteScope | undefined
      state?: 'active' | 'suspended' | undefined
    },
  ): Promise<AccountView> {
    const at = this.#work.clock()
    if (accountId === caller.subject) throw new AppError('access.own-rights')
    const checked = checkRoles(change.roles ?? ['compliance'])
    if (!checked.ok) throw new AppError(checked.refusal.code)
    const changed = await this.#work.transaction(async (tx) => {
      const row = await queries.lockAccount(tx, uuidOfId(accountId) ?? newUuid())
      if (row === undefined) throw new AppError('not-found')
      if (row.version !== change.version) throw new AppError('version-moved', { version: row.version })
      await queries.changeAccountRow(tx, row.id, {
        ...(change.roles === undefined ? {} : { roles: [...change.roles] }),
        ...(change.sites === undefined ? {} : { sites: change.sites === '*' ? ['*'] : [...change.sites] }),
        ...(change.state === undefined ? {} : { state: change.state }),
      })
      // Rights moved: whoever is signed in with the old ones signs in again.
      await queries.deleteSessionsOf(tx, row.id)
      const policy = await this.#work.renew(tx, caller.subject, at)
      const details = { roles: change.roles ?? null, sites: change.sites ?? null, state: change.state ?? null }
      await appendAudit(tx, { actor: caller.subject, action: 'account.change', object: accountId, details, at })
      return { policy, row: await queries.findAccount(tx, row.id) }
    })
    await this.#work.publish(changed.policy)
    if (changed.row === undefined) throw new AppError('not-found')
    return accountView(changed.row)
  }
}

function accountView(row: AccountRow): AccountView {
  return {
    id: idOfUuid('acc', row.id),
    name: row.name,
    roles: row.roles.map((role) => Role.parse(role)),
    sites: siteScope(row.sites),
    state: row.state === 'active' ? 'active' : 'suspended',
    hasPassword: row.password_hash !== null,
    hasTotp: row.totp_confirmed_at !== null,
    createdAt: isoOfMicros(row.created_at),
    version: row.version,
  }
}
