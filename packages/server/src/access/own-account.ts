// The caller's own account: password and authenticator.
import { type EpochMicros, uuidOfId } from '@penstock/model/kernel'
import { type AuditEvent, appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import type { AccountRow } from './queries.ts'
import * as queries from './queries.ts'
import { hashOfPassword, isPassword, seal } from './secrets.ts'
import { newTotpSecret, totpUri } from './totp.ts'
import type { AccessWork } from './work.ts'

export class OwnAccount {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  async setPassword(
    caller: Caller,
    change: { name?: string | undefined; current?: string | undefined; password: string },
  ) {
    const at = this.#work.clock()
    const account = await this.#own(caller)
    if (account.password_hash !== null && !(await isPassword(account.password_hash, change.current ?? '')))
      throw new AppError('access.wrong-credentials')
    const password_hash = await hashOfPassword(change.password)
    await this.#work.transaction(async (tx) => {
      const other = change.name === undefined ? undefined : await queries.findAccountByName(tx, change.name)
      if (other !== undefined && other.id !== account.id) throw new AppError('access.name-taken')
      await queries.changeAccountRow(tx, account.id, {
        password_hash,
        ...(change.name === undefined ? {} : { name: change.name }),
      })
      await appendAudit(tx, eventOf(caller, 'account.password', at))
    })
  }

  async startTotp(caller: Caller): Promise<{ readonly secret: string; readonly uri: string }> {
    const at = this.#work.clock()
    const { id, name } = await this.#own(caller)
    const secret = newTotpSecret()
    const totp_secret = seal(secret, this.#work.sealingKey)
    await this.#work.transaction(async (tx) => {
      const account = await queries.lockAccount(tx, id)
      if (account === undefined) throw new AppError('not-found')
      if (account.totp_confirmed_at !== null) throw new AppError('access.totp-already')
      await queries.changeAccountRow(tx, id, { totp_secret })
      await appendAudit(tx, eventOf(caller, 'account.totp-start', at))
    })
    return { secret, uri: totpUri(secret, name) }
  }

  async confirmTotp(caller: Caller, code: string): Promise<void> {
    const at = this.#work.clock()
    const { id } = await this.#own(caller)
    await this.#work.transaction(async (tx) => {
      const account = await queries.lockAccount(tx, id)
      if (account === undefined) throw new AppError('not-found')
      if (account.totp_confirmed_at !== null) throw new AppError('access.totp-already')
      if (account.totp_secret === null) throw new AppError('access.totp-not-started')
      const step = this.#work.stepOf(account, code, at)
      if (step === null) throw new AppError('access.wrong-code')
      await queries.confirmTotpRow(tx, id, step, at)
      await appendAudit(tx, eventOf(caller, 'account.totp', at))
    })
  }

  async #own(caller: Caller): Promise<AccountRow> {
    const row = await this.#work.transaction((tx) => queries.findAccount(tx, uuidOfId(caller.subject) ?? newUuid()))
    if (row === undefined) throw new AppError('not-found')
    return row
  }
}

/** What somebody did to their own account. */
function eventOf({ subject }: Caller, action: string, at: EpochMicros): AuditEvent {
  return { actor: subject, action, object: subject, details: {}, at }
}
