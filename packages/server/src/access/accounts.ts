// Accounts as an administrator keeps them. A change of rights ends the sessions that had the old ones and makes a new policy.
import type { AccountView, changeAccount } from '@penstock/contract/access'
import type { Body } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import { Capacity, checkGuest, checkRoles, Role } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import { accountViews } from './account-view.ts'
import { deleteProgramsOf } from './program-queries.ts'
import type { AccountRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { deleteSessionsOf } from './session-queries.ts'
import { deletePasskeysOf, deleteRecoveryCodesOf } from './way-queries.ts'
import type { AccessWork } from './work.ts'

type Change = Body<typeof changeAccount>

export class Accounts {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  /** Everybody who has come in. */
  async list(): Promise<AccountView[]> {
    const at = this.#work.clock()
    return await this.#work.transaction(async (tx) => {
      const rows = await queries.listAccountRows(tx)
      return await accountViews(
        tx,
        rows.filter(({ state }) => state === 'active' || state === 'suspended'),
        at,
      )
    })
  }

  /** Names by id, of everybody there ever was. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#work.transaction(queries.listAccountRows)
    return new Map(rows.map(({ id, name }) => [idOfUuid('acc', id), name]))
  }

  async change(caller: Caller, accountId: string, change: Change): Promise<AccountView> {
    const at = this.#work.clock()
    if (accountId === caller.subject) throw new AppError('access.own-rights')
    const checked = checkRoles(change.roles ?? ['compliance'])
    if (!checked.ok) throw new AppError(checked.refusal.code)
    const changed = await this.#work.reportingOnePerson(caller, at, async (tx) => {
      const row = await lockPresent(tx, accountId)
      if (row.version !== change.version) throw new AppError('version-moved', { version: row.version })
      checkTerms(row, change, at)
      await queries.changeAccountRow(tx, row.id, {
        ...(change.roles === undefined ? {} : { roles: [...change.roles] }),
        ...(change.sites === undefined ? {} : { sites: change.sites === '*' ? ['*'] : [...change.sites] }),
        ...(change.state === undefined ? {} : { state: change.state }),
        ...(change.endsAt === undefined ? {} : { ends_at: change.endsAt }),
        ...(change.rooms === undefined ? {} : { rooms: [...change.rooms] }),
        ...(change.identities === undefined ? {} : { identities: change.identities }),
      })
      // What shows who somebody is takes a live account away; what would give one more is refused.
      const ended = change.identities === undefined ? [] : await this.#work.suspendSeconds(tx, caller, at)
      await this.#work.checkOnePerson(tx, accountId, at)
      // Rights moved: whoever is signed in with the old ones signs in again.
      await deleteSessionsOf(tx, row.id)
      const policy = await this.#work.renew(tx, caller.subject, at)
      const { version: _version, endsAt, ...rest } = change
      const end = endsAt === undefined ? {} : { endsAt: isoOrNull(endsAt) }
      const details = { ...rest, ...end }
      await appendAudit(tx, { actor: caller.subject, action: 'account.change', object: accountId, details, at })
      const after = await queries.findAccount(tx, row.id)
      const [view] = after === undefined ? [] : await accountViews(tx, [after], at)
      if (view === undefined) throw new AppError('internal')
      return { policy, view, ended }
    })
    await this.#work.publish(changed.policy)
    this.#work.stays.end(({ subject }) => subject === accountId || changed.ended.includes(subject))
    return changed.view
  }

  /** Takes back every way to sign in and every session, and gives the person one new way: a link. */
  async recover(caller: Caller, accountId: string): Promise<{ token: string; expiresAt: EpochMicros }> {
    const at = this.#work.clock()
    if (accountId === caller.subject) throw new AppError('access.own-rights')
    const link = await this.#work.transaction(async (tx) => {
      const account = await lockPresent(tx, accountId)
      await queries.changeAccountRow(tx, account.id, {
        password_hash: null,
        totp_secret: null,
        totp_confirmed_at: null,
      })
      await deletePasskeysOf(tx, account.id)
      await deleteRecoveryCodesOf(tx, account.id)
      const ended = await deleteSessionsOf(tx, account.id)
      const details = { endedSessions: ended.length, revokedTokens: await deleteProgramsOf(tx, account.id) }
      await appendAudit(tx, { actor: caller.subject, action: 'account.recover', object: accountId, details, at })
      return await this.#work.newLink(tx, { account, kind: 'recovery', issuer: caller.subject, at })
    })
    this.#work.stays.end(({ subject }) => subject === accountId)
    return link
  }
}

/** The account of somebody who has come in; invitations and what is unknown are alike absent. */
async function lockPresent(tx: Tx, accountId: string): Promise<AccountRow> {
  const row = await queries.lockAccount(tx, uuidOfId(accountId) ?? newUuid())
  if (row === undefined || row.state === 'invited' || row.state === 'withdrawn') throw new AppError('not-found')
  return row
}

/** A guest stays within its capacity and keeps an end; an end that is set lies ahead. */
function checkTerms(row: AccountRow, { roles, endsAt, rooms }: Change, at: EpochMicros): void {
  if (row.capacity === null) {
    if (rooms !== undefined) throw new AppError('access.not-a-guest')
    if (endsAt !== undefined && endsAt !== null && endsAt <= at) throw new AppError('access.guest-end')
    return
  }
  const until = endsAt === undefined ? micros(at + 1) : endsAt
  const terms = {
    capacity: Capacity.parse(row.capacity),
    roles: roles ?? row.roles.map((role) => Role.parse(role)),
    until,
  }
  const checked = checkGuest(terms, at)
  if (!checked.ok) throw new AppError(checked.refusal.code)
}
