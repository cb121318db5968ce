// The caller's own account: password, authenticator and recovery codes. The last way to sign in is never taken away.
import type { WaysView } from '@penstock/contract/access'
import { type EpochMicros, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import { type AuditEvent, appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import { passkeyView } from './passkeys.ts'
import type { AccountRow } from './queries.ts'
import * as queries from './queries.ts'
import { newRecoveryCode, RECOVERY_CODES, recoveryHash } from './recovery-code.ts'
import { hashOfPassword, isPassword, seal } from './secrets.ts'
import { deleteSessionsOf } from './session-queries.ts'
import { newTotpSecret, totpUri } from './totp.ts'
import { countRecoveryCodes, deleteRecoveryCodesOf, insertRecoveryCodes, listPasskeysOf } from './way-queries.ts'
import type { AccessWork } from './work.ts'

export class OwnAccount {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  /** A change of the password ends the other sessions: one of them may be why it is changed. */
  async setPassword(
    caller: Caller,
    sessionId: string | null,
    change: { name?: string | undefined; current?: string | undefined; password: string },
  ) {
    const at = this.#work.clock()
    const account = await this.#own(caller)
    if (account.password_hash !== null && !(await isPassword(account.password_hash, change.current ?? '')))
      throw new AppError('access.wrong-credentials')
    const isChange = account.password_hash !== null
    const password_hash = await hashOfPassword(change.password)
    await this.#work.transaction(async (tx) => {
      const other = change.name === undefined ? undefined : await queries.findAccountByName(tx, change.name)
      if (other !== undefined && other.id !== account.id) throw new AppError('access.name-taken')
      await queries.changeAccountRow(tx, account.id, {
        password_hash,
        ...(change.name === undefined ? {} : { name: change.name }),
      })
      if (isChange) await deleteSessionsOf(tx, account.id, sessionId === null ? null : uuidOfId(sessionId))
      await appendAudit(tx, eventOf(caller, 'account.password', at))
    })
    if (isChange) this.#work.stays.end(({ subject, session }) => subject === caller.subject && session !== sessionId)
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

  /** Removes the authenticator, so that another can be enrolled; a passkey must be there to come in with meanwhile. */
  async removeTotp(caller: Caller): Promise<void> {
    const at = this.#work.clock()
    const { id } = await this.#own(caller)
    await this.#work.transaction(async (tx) => {
      const account = await queries.lockAccount(tx, id)
      if (account === undefined || account.totp_confirmed_at === null) throw new AppError('not-found')
      if ((await listPasskeysOf(tx, id)).length === 0) throw new AppError('access.last-way')
      await queries.changeAccountRow(tx, id, { totp_secret: null, totp_confirmed_at: null })
      await appendAudit(tx, eventOf(caller, 'account.totp-remove', at))
    })
  }

  /** New recovery codes in the clear, this once; older ones are void. */
  async makeRecoveryCodes(caller: Caller): Promise<string[]> {
    const at = this.#work.clock()
    const { id } = await this.#own(caller)
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
    await this.#work.transaction(async (tx) => {
      await queries.lockAccount(tx, id)
      await deleteRecoveryCodesOf(tx, id)
      await insertRecoveryCodes(tx, id, codes.map(recoveryHash), at)
      await appendAudit(tx, eventOf(caller, 'account.recovery-codes', at))
    })
    return codes
  }

  async ways(caller: Caller): Promise<WaysView> {
    const { id, password_hash, totp_confirmed_at } = await this.#own(caller)
    return await this.#work.transaction(async (tx) => {
      const codes = (await countRecoveryCodes(tx)).get(id)
      return {
        hasPassword: password_hash !== null,
        hasTotp: totp_confirmed_at !== null,
        passkeys: (await listPasskeysOf(tx, id)).map(passkeyView),
        recovery: {
          remaining: codes?.remaining ?? 0,
          createdAt: codes === undefined ? null : isoOfMicros(codes.createdAt),
        },
      }
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
