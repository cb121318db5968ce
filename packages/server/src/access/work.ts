// What the use cases of access share: store, clock and keys, the policy in force, one-time links, authenticator codes.
import type { KeyObject } from 'node:crypto'
import { type EpochMicros, idOfUuid, micros } from '@penstock/model/kernel'
import type { Policy } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { renewPolicy } from './policy.ts'
import type { AccountRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { hashOfToken, newToken, unseal } from './secrets.ts'
import { stepOfCode } from './totp.ts'

export interface AccessOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly policyKey: KeyObject
  readonly sealingKey: Uint8Array
  /** Called after the policy changed and before the change is answered, so that no cell works on an old one. */
  readonly onPolicy: (policy: Policy) => Promise<void>
}

const LINK_MICROS = 24 * 3_600_000_000
/** A session or token is marked as used at most this often, so that reading stays reading. */
export const TOUCH_MICROS = 60_000_000

export class AccessWork {
  readonly clock: Clock
  readonly sealingKey: Uint8Array
  readonly #options: AccessOptions
  #policy: Policy | null = null

  constructor(options: AccessOptions) {
    this.#options = options
    this.clock = options.clock
    this.sealingKey = options.sealingKey
  }

  /** The policy in force; null until the first run is done. */
  get policy(): Policy | null {
    return this.#policy
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
  async renew(tx: Tx, approver: string, at: EpochMicros): Promise<Policy> {
    return await renewPolicy(tx, approver, this.#options.policyKey, at)
  }

  async publish(policy: Policy): Promise<void> {
    this.#policy = policy
    await this.#options.onPolicy(policy)
  }

  /** A one-time link for an account, good for a day, as its issuer's deed: the token that is in it. */
  async newLink(tx: Tx, accountId: string, issuer: string, at: EpochMicros): Promise<string> {
    const token = newToken()
    await queries.insertLink(tx, { hash: hashOfToken(token), accountId }, at, micros(at + LINK_MICROS))
    const object = idOfUuid('acc', accountId)
    await appendAudit(tx, { actor: issuer, action: 'account.link', object, details: {}, at })
    return token
  }

  /** The time step of an authenticator code, or null when it is wrong or was used. */
  stepOf(account: AccountRow, code: string, at: EpochMicros): number | null {
    if (account.totp_secret === null) return null
    const secret = unseal(account.totp_secret, this.sealingKey)
    return stepOfCode(secret, code, Math.floor(at / 1000), account.totp_last_step)
  }
}
