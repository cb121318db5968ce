// Use cases of access, each one transaction with its audit entry: first run, ways in, sessions, the own account, accounts, tokens.
import type { Policy } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import type { Caller, Stays } from '@penstock/server/http'
import { Accounts } from './accounts.ts'
import { Door } from './door.ts'
import { beginAccess, issueFounderLink } from './first-run.ts'
import { Invitations } from './invitations.ts'
import { OwnAccount } from './own-account.ts'
import { Passkeys } from './passkeys.ts'
import { Programs } from './programs.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'
import { type AccessOptions, AccessWork } from './work.ts'

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
