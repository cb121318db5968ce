// Invitations: an account begins as invited and has no right until its one-time link is opened.
import type { AccountView, createAccount, InvitationView } from '@penstock/contract/access'
import type { Body } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, uuidOfId } from '@penstock/model/kernel'
import { checkGuest, checkRoles } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import { accountViews, guestView } from './account-view.ts'
import { siteScope, subjectOf } from './policy-subject.ts'
import type { AccountRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { deleteLinksOf, listLinkEnds } from './session-queries.ts'
import { type AccessWork, isWelcome } from './work.ts'

type Invitation = Body<typeof createAccount>

interface Issued {
  readonly token: string
  readonly expiresAt: EpochMicros
}

export class Invitations {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  async invite(caller: Caller, given: Invitation): Promise<Issued & { readonly account: AccountView }> {
    const at = this.#work.clock()
    checkInvitation(given, at)
    return await this.#work.reportingOnePerson(caller, at, async (tx) => {
      if ((await queries.findAccountByName(tx, given.name)) !== undefined) throw new AppError('access.name-taken')
      const { name, guest, endsAt = null } = given
      const invited_by = uuidOfId(caller.subject)
      const sites = given.sites === '*' ? ['*'] : [...given.sites]
      const row = { id: newUuid(), name, roles: [...given.roles], sites, state: 'invited', invited_by, ends_at: endsAt }
      const sponsor = guest === undefined ? null : await sponsorOf(tx, guest.sponsorId ?? caller.subject, at)
      const terms = guest === undefined ? {} : { capacity: guest.capacity, rooms: [...guest.rooms], sponsor }
      await queries.insertAccount(tx, { ...row, ...terms, identities: given.identities ?? [] }, at)
      await this.#work.checkOnePerson(tx, idOfUuid('acc', row.id), at)
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'account.create',
        object: idOfUuid('acc', row.id),
        details: {
          roles: row.roles,
          sites,
          ...(given.identities === undefined ? {} : { identities: given.identities }),
          ...(endsAt === null ? {} : { endsAt: isoOfMicros(endsAt) }),
          ...(guest === undefined || sponsor === null
            ? {}
            : { capacity: guest.capacity, rooms: guest.rooms, sponsor: idOfUuid('acc', sponsor) }),
        },
        at,
      })
      const link = await this.#work.newLink(tx, { account: row, kind: 'invitation', issuer: caller.subject, at })
      const made = await queries.findAccount(tx, row.id)
      const [account] = made === undefined ? [] : await accountViews(tx, [made], at)
      if (account === undefined) throw new AppError('internal')
      return { ...link, account }
    })
  }

  async list(): Promise<InvitationView[]> {
    const at = this.#work.clock()
    return await this.#work.transaction(async (tx) => {
      const rows = await queries.listAccountRows(tx)
      const ends = await listLinkEnds(tx)
      const names = new Map(rows.map(({ id, name }) => [id, name]))
      const views: InvitationView[] = []
      for (const row of rows.filter(({ state }) => state === 'invited')) {
        const end = ends.get(row.id)
        views.push({
          accountId: idOfUuid('acc', row.id),
          name: row.name,
          roles: subjectOf(row).roles,
          sites: siteScope(row.sites),
          guest: await guestView(tx, row),
          endsAt: isoOrNull(row.ends_at),
          invitedBy: row.invited_by === null ? null : (names.get(row.invited_by) ?? null),
          invitedAt: isoOfMicros(row.created_at),
          linkExpiresAt: end === undefined ? null : isoOfMicros(end),
          isLapsed: end === undefined || end <= at,
        })
      }
      return views
    })
  }

  async resend(caller: Caller, accountId: string): Promise<Issued> {
    const at = this.#work.clock()
    return await this.#work.transaction(async (tx) => {
      const account = await lockInvited(tx, accountId)
      return await this.#work.newLink(tx, { account, kind: 'invitation', issuer: caller.subject, at })
    })
  }

  async withdraw(caller: Caller, accountId: string): Promise<void> {
    const at = this.#work.clock()
    await this.#work.transaction(async (tx) => {
      const account = await lockInvited(tx, accountId)
      await deleteLinksOf(tx, account.id)
      await queries.changeAccountRow(tx, account.id, { state: 'withdrawn' })
      const event = { actor: caller.subject, action: 'invitation.withdraw', object: accountId, details: {}, at }
      await appendAudit(tx, event)
    })
  }
}

function checkInvitation({ roles, endsAt, guest }: Invitation, at: EpochMicros): void {
  const checked = checkRoles(roles)
  if (!checked.ok) throw new AppError(checked.refusal.code)
  if (guest === undefined) {
    if (endsAt !== undefined && endsAt <= at) throw new AppError('access.guest-end')
    return
  }
  const terms = checkGuest({ capacity: guest.capacity, roles, until: endsAt ?? null }, at)
  if (!terms.ok) throw new AppError(terms.refusal.code)
}

/** Whoever answers for a guest is in the house and no guest. */
async function sponsorOf(tx: Tx, accountId: string, at: EpochMicros): Promise<string> {
  const row = await queries.findAccount(tx, uuidOfId(accountId) ?? newUuid())
  if (row === undefined || !isWelcome(row, at) || row.capacity !== null) throw new AppError('access.no-sponsor')
  return row.id
}

async function lockInvited(tx: Tx, accountId: string): Promise<AccountRow> {
  const row = await queries.lockAccount(tx, uuidOfId(accountId) ?? newUuid())
  if (row === undefined || row.state !== 'invited') throw new AppError('not-found')
  return row
}
