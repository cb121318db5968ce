// The ways in that need no ceremony: one-time link, password with code, recovery code. What is wrong is never told apart.
import { idOfUuid } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import * as queries from './queries.ts'
import { recoveryHash } from './recovery-code.ts'
import { hashOfToken, isPassword } from './secrets.ts'
import { spendLink } from './session-queries.ts'
import type { OpenedSession, Sessions } from './sessions.ts'
import { spendRecoveryCode } from './way-queries.ts'
import { type AccessWork, isWelcome } from './work.ts'

export class Door {
  readonly #work: AccessWork
  readonly #sessions: Sessions

  constructor(work: AccessWork, sessions: Sessions) {
    this.#work = work
    this.#sessions = sessions
  }

  /** Signs in with a one-time link. Refuses a link that is unknown, used or expired, all alike. An invitation is taken up by it. */
  async openLink(token: string, agent: string): Promise<OpenedSession> {
    const at = this.#work.clock()
    const { policy, opened } = await this.#work.transaction(async (tx) => {
      const accountId = await spendLink(tx, hashOfToken(token), at)
      const account = accountId === undefined ? undefined : await queries.lockAccount(tx, accountId)
      if (account === undefined) throw new AppError('access.link-spent')
      const isInvited = account.state === 'invited'
      if (!isWelcome({ ...account, state: isInvited ? 'active' : account.state }, at))
        throw new AppError('access.link-spent')
      if (!isInvited) {
        return { policy: null, opened: await this.#sessions.open(tx, account, { how: 'link', agent, at }) }
      }
      await queries.changeAccountRow(tx, account.id, { state: 'active' })
      const inviter = account.invited_by === null ? 'penstock' : idOfUuid('acc', account.invited_by)
      const renewed = await this.#work.renew(tx, inviter, at)
      const object = idOfUuid('acc', account.id)
      await appendAudit(tx, { actor: object, action: 'invitation.accept', object, details: { invitedBy: inviter }, at })
      return { policy: renewed, opened: await this.#sessions.open(tx, account, { how: 'link', agent, at }) }
    })
    if (policy === null) return opened
    await this.#work.publish(policy)
    return { ...opened, view: { ...opened.view, policyVersion: policy.version } }
  }

  /** Signs in with all three; the answer does not tell which was wrong. */
  async signIn(name: string, password: string, code: string, agent: string): Promise<OpenedSession> {
    const at = this.#work.clock()
    const account = await this.#work.transaction((tx) => queries.findAccountByName(tx, name))
    const isRight = await isPassword(account?.password_hash ?? null, password)
    const opened = await this.#work.transaction(async (tx) => {
      const fresh = account === undefined ? undefined : await queries.lockAccount(tx, account.id)
      const step = fresh === undefined ? null : this.#work.stepOf(fresh, code, at)
      if (fresh === undefined || !isRight || step === null || fresh.totp_confirmed_at === null || !isWelcome(fresh, at))
        return null
      await queries.confirmTotpRow(tx, fresh.id, step, fresh.totp_confirmed_at)
      return await this.#sessions.open(tx, fresh, { how: 'password and code', agent, at })
    })
    if (opened !== null) return opened
    await this.#work.recordRefusal(account?.id, {}, at)
    throw new AppError('access.wrong-credentials')
  }

  /** Signs in with a recovery code, which is spent by it. An unknown name does the same work as a known one. */
  async recover(name: string, code: string, agent: string): Promise<OpenedSession> {
    const at = this.#work.clock()
    const hash = recoveryHash(code)
    const { account, opened } = await this.#work.transaction(async (tx) => {
      const known = await queries.findAccountByName(tx, name)
      const fresh = await queries.lockAccount(tx, known?.id ?? newUuid())
      const isMine = await spendRecoveryCode(tx, fresh?.id ?? newUuid(), hash, at)
      if (fresh === undefined || !isMine || !isWelcome(fresh, at)) return { account: fresh, opened: null }
      return { account: fresh, opened: await this.#sessions.open(tx, fresh, { how: 'recovery code', agent, at }) }
    })
    if (opened !== null) return opened
    await this.#work.recordRefusal(account?.id, { way: 'recovery code' }, at)
    throw new AppError('access.wrong-credentials')
  }
}
