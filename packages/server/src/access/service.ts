// Use cases of access, each one transaction with its audit entry: first run, sessions, the own account, accounts, tokens.
import type { Policy } from '@penstock/model/operating-model'
import { Accounts } from './accounts.ts'
import { beginAccess, issueFounderLink } from './first-run.ts'
import { OwnAccount } from './own-account.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'
import { type AccessOptions, AccessWork } from './work.ts'

export class AccessService {
  readonly sessions: Sessions
  readonly ownAccount: OwnAccount
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly #work: AccessWork

  constructor(options: AccessOptions) {
    this.#work = new AccessWork(options)
    this.sessions = new Sessions(this.#work)
    this.ownAccount = new OwnAccount(this.#work)
    this.accounts = new Accounts(this.#work)
    this.tokens = new Tokens(this.#work)
  }

  /** The policy in force; null until `begin` ran. */
  get policy(): Policy | null {
    return this.#work.policy
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
