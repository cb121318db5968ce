// What the use cases of access share: store, clock and keys, the policy in force, one-time links, authenticator codes.
import type { KeyObject } from 'node:crypto'
import { type EpochMicros, idOfUuid, micros } from '@penstock/model/kernel'
import { domainOfRoles, type Policy, type PolicySubject, personAt, Role } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, Stays } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { holdersOf } from './persons.ts'
import { type PolicyChange, renewPolicy } from './policy.ts'
import { subjectOf } from './policy-subject.ts'
import type { AccountRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { hashOfToken, newToken, unseal } from './secrets.ts'
import { deleteLinksOf, deleteSessionsOf, insertLink, type LinkKind } from './session-queries.ts'
import { stepOfCode } from './totp.ts'

export interface AccessOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly policyKey: KeyObject
  readonly sealingKey: Uint8Array
  /** Origin under which people reach the pages: passkeys are bound to it. */
  readonly address: () => string
  /** Called after the policy changed and before the change is answered, so that no cell works on an old one. */
  readonly onPolicy: (policy: Policy) => Promise<void>
  /** What another room keeps of each new token, in the transaction that makes it. */
  readonly onToken?: (tx: Tx, tokenId: string) => Promise<void>
}

const DAY_MICROS = 24 * 3_600_000_000
/** How long a one-time link is good. */
const LINK_MICROS: Readonly<Record<LinkKind, number>> = {
  founding: DAY_MICROS,
  invitation: 7 * DAY_MICROS,
  recovery: DAY_MICROS,
}
/** A session or token is marked as used at most this often, so that reading stays reading. */
export const TOUCH_MICROS = 60_000_000

export class AccessWork {
  readonly clock: Clock
  readonly sealingKey: Uint8Array
  /** Who is being answered; ended with the session or the right. */
  readonly stays: Stays
  readonly #options: AccessOptions
  #policy: Policy | null = null

  constructor(options: AccessOptions) {
    this.#options = options
    this.clock = options.clock
    this.sealingKey = options.sealingKey
    this.stays = new Stays(options.clock)
  }

  get address(): string {
    return this.#options.address()
  }

  /** The policy in force; null until the first run is done. */
  get policy(): Policy | null {
    return this.#policy
  }

  /** An account as it is at `at`: in the other domain while a dated exception runs. */
  subjectAt(account: AccountRow, at: EpochMicros): PolicySubject {
    return personAt(subjectOf(account), this.#policy?.exceptions, at)
  }

  /** One use case is one transaction. */
  async transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }

  /** Takes up the policy that the store holds. */
  async recall(tx: Tx): Promise<void> {
    this.#policy = (await queries.findPolicy(tx))?.body ?? null
  }

  /** Writes the next policy in the transaction of the change; `publish` it after the commit. */
  async renew(tx: Tx, approver: string, at: EpochMicros, change?: PolicyChange): Promise<Policy> {
    return await renewPolicy(tx, approver, this.#options.policyKey, at, change)
  }

  async onToken(tx: Tx, tokenId: string): Promise<void> {
    await this.#options.onToken?.(tx, tokenId)
  }

  async publish(policy: Policy): Promise<void> {
    this.#policy = policy
    await this.#options.onPolicy(policy)
  }

  /** Refused where one person would have live accounts of both domains, were whoever is invited in already. */
  async checkOnePerson(tx: Tx, account: string, at: EpochMicros): Promise<void> {
    const rows = await queries.listAccountRows(tx)
    const names = namesIn(rows)
    const [found] = holdersOf(rows, new Set(['active', 'invited']), this.#policy?.exceptions, at)
    if (found === undefined) return
    const others = found.accounts.filter((one) => one !== account).map((one) => names.get(one) ?? one)
    throw new AppError('access.one-person', { accounts: others })
  }

  /** Of accounts of one person that hold both domains the younger ones are suspended, as the eldest had its right first; answers them. */
  async suspendSeconds(tx: Tx, caller: Pick<Caller, 'subject'>, at: EpochMicros): Promise<readonly string[]> {
    const ended: string[] = []
    const live = new Set(['active', 'invited'])
    for (;;) {
      const rows = await queries.listAccountRows(tx)
      const [found] = holdersOf(rows, live, this.#policy?.exceptions, at)
      if (found === undefined) return ended
      const youngest = rows
        .filter((row) => live.has(row.state) && found.accounts.includes(idOfUuid('acc', row.id)))
        .filter(({ roles }) => domainOfRoles(roles.map((role) => Role.parse(role))) !== null)
        .at(-1)!
      await queries.changeAccountRow(tx, youngest.id, {
        state: youngest.state === 'invited' ? 'withdrawn' : 'suspended',
      })
      await deleteLinksOf(tx, youngest.id)
      await deleteSessionsOf(tx, youngest.id)
      const object = idOfUuid('acc', youngest.id)
      const details = { accounts: found.accounts }
      await appendAudit(tx, { actor: caller.subject, action: 'account.segregate', object, details, at })
      ended.push(object)
    }
  }

  /** A refusal for one person's second domain leaves an entry, though nothing else of it stays. */
  async reportingOnePerson<T>(
    caller: Pick<Caller, 'subject'>,
    at: EpochMicros,
    run: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.transaction(run)
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'access.one-person') {
        const { accounts } = cause.details as { readonly accounts: readonly string[] }
        const event = { actor: caller.subject, action: 'account.refuse', object: 'access.one-person', at }
        await this.transaction((tx) => appendAudit(tx, { ...event, details: { accounts } }))
      }
      throw cause
    }
  }

  /** A one-time link for an account, as its issuer's deed: the token that is in it. Older links of an account that has a person are void. */
  async newLink(tx: Tx, { account, kind, issuer, at }: NewLink): Promise<{ token: string; expiresAt: EpochMicros }> {
    const token = newToken()
    const expiresAt = micros(Math.min(at + LINK_MICROS[kind], account.ends_at ?? Number.POSITIVE_INFINITY))
    if (kind !== 'founding') await deleteLinksOf(tx, account.id)
    await insertLink(tx, { token_hash: hashOfToken(token), account_id: account.id, kind }, at, expiresAt)
    const object = idOfUuid('acc', account.id)
    await appendAudit(tx, { actor: issuer, action: 'account.link', object, details: { kind }, at })
    return { token, expiresAt }
  }

  /** Says whose account was tried, never what was typed: people type passwords into the wrong field. */
  async recordRefusal(accountId: string | undefined, details: Readonly<Record<string, string>>, at: EpochMicros) {
    const object = accountId === undefined ? 'unknown' : idOfUuid('acc', accountId)
    await this.transaction((tx) => appendAudit(tx, { actor: 'nobody', action: 'session.refuse', object, details, at }))
  }

  /** The time step of an authenticator code, or null when it is wrong or was used. */
  stepOf(account: AccountRow, code: string, at: EpochMicros): number | null {
    if (account.totp_secret === null) return null
    const secret = unseal(account.totp_secret, this.sealingKey)
    return stepOfCode(secret, code, Math.floor(at / 1000), account.totp_last_step)
  }
}

interface NewLink {
  readonly account: Pick<AccountRow, 'id' | 'ends_at'>
  readonly kind: LinkKind
  readonly issuer: string
  readonly at: EpochMicros
}

function namesIn(rows: readonly AccountRow[]): ReadonlyMap<string, string> {
  return new Map(rows.map(({ id, name }) => [idOfUuid('acc', id), name]))
}

/** True while an account may come in at all. */
export function isWelcome({ state, ends_at }: Pick<AccountRow, 'state' | 'ends_at'>, at: EpochMicros): boolean {
  return state === 'active' && (ends_at === null || ends_at > at)
}
