// Use cases of access, each one transaction with its audit entry: first run, ways in, sessions, the own account, accounts, tokens.
import { type EpochMicros, uuidOfId } from '@penstock/model/kernel'
import { diffPolicies, type Policy, type SocModel, turnedBy } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, type Stays } from '@penstock/server/http'
import { Accounts } from './accounts.ts'
import { Door } from './door.ts'
import { beginAccess, issueFounderLink } from './first-run.ts'
import { Invitations } from './invitations.ts'
import { OwnAccount } from './own-account.ts'
import { Passkeys } from './passkeys.ts'
import type { PolicyChange } from './policy.ts'
import { Programs } from './programs.ts'
import { findFoundedModel, findPolicy, listSites, lockPolicies, type Tx } from './queries.ts'
import { deleteSessionsOf } from './session-queries.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'
import { type AccessOptions, AccessWork } from './work.ts'

export interface Decided<T> {
  readonly result: T
  readonly change: { readonly approver: string; readonly to: PolicyChange } | null
}

export class AccessService {
  readonly sessions: Sessions
  readonly door: Door
  readonly passkeys: Passkeys
  readonly ownAccount: OwnAccount
  readonly accounts: Accounts
  readonly invitations: Invitations
  readonly tokens: Tokens
  readonly programs: Programs
  readonly #work: AccessWork

  constructor(options: AccessOptions) {
    this.#work = new AccessWork(options)
    this.sessions = new Sessions(this.#work)
    this.door = new Door(this.#work, this.sessions)
    this.passkeys = new Passkeys(this.#work, this.sessions)
    this.ownAccount = new OwnAccount(this.#work)
    this.accounts = new Accounts(this.#work)
    this.invitations = new Invitations(this.#work)
    this.tokens = new Tokens(this.#work)
    this.programs = new Programs(this.#work)
  }

  /** The policy in force; null until `begin` ran. */
  get policy(): Policy | null {
    return this.#work.policy
  }

  /** Who is being answered; ended with the session or the right. */
  get stays(): Stays {
    return this.#work.stays
  }

  /**
   * A decision about the policy in one transaction: what `run` gives as a change is the next version, in both cells before it is
   * answered; null changes nothing. Whoever reaches otherwise than before is not answered on with the old reach, and whom an exception
   * moves to another domain signs in anew.
   */
  async decide<T>(run: (tx: Tx, held: Policy) => Promise<Decided<T>>): Promise<T> {
    const decided = await this.#work.transaction(async (tx) => {
      const held = await heldPolicy(tx)
      const { result, change } = await run(tx, held)
      if (change === null) return { result, held, policy: null, turned: [] }
      const at = this.#work.clock()
      const policy = await this.#work.renew(tx, change.approver, at, change.to)
      const turned = turnedBy(held, policy, at)
      for (const account of turned.map(uuidOfId)) if (account !== null) await deleteSessionsOf(tx, account)
      return { result, held, policy, turned }
    })
    const { result, held, policy, turned } = decided
    if (policy === null) return result
    await this.#work.publish(policy)
    const moved = new Set([...diffPolicies(held, policy).map(({ who }) => who), ...turned])
    this.#work.stays.end(({ subject }) => moved.has(subject))
    return result
  }

  /** The policy in force, with the sites of now. */
  async heldPolicy(): Promise<Policy> {
    return await this.#work.transaction(heldPolicy)
  }

  /** The model that this installation began with, and since when. */
  async foundedModel(): Promise<{ readonly model: SocModel; readonly at: EpochMicros } | undefined> {
    return await this.#work.transaction(findFoundedModel)
  }

  /** Every request of a guest is an entry with whoever answers for it, written before it is answered. */
  async recordGuest({ subject, guest }: Caller, method: string, url: string): Promise<void> {
    if (guest === undefined) return
    const details = { sponsor: guest.sponsor, capacity: guest.capacity, method }
    const event = {
      actor: subject,
      action: 'guest.request',
      object: url.slice(0, 500),
      details,
      at: this.#work.clock(),
    }
    await this.#work.transaction((tx) => appendAudit(tx, event))
  }

  /** Readies the store at start; gives the token of a one-time link until an administrator can sign in without one. */
  async begin(): Promise<string | null> {
    return await beginAccess(this.#work)
  }

  /** A further one-time link for the founding account; null once an administrator can sign in. */
  async issueFounderLink(): Promise<string | null> {
    return await issueFounderLink(this.#work)
  }
}

/** The policy in force with the sites of now, kept from everybody else's changes to the end of the transaction. */
async function heldPolicy(tx: Tx): Promise<Policy> {
  await lockPolicies(tx)
  const held = await findPolicy(tx)
  if (held === undefined) throw new AppError('internal')
  return { ...held.body, knownSites: await listSites(tx) }
}
