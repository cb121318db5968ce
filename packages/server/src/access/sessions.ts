// Sessions: signing in by link or by password and code, who a session belongs to, signing out.
import type { SessionView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, micros } from '@penstock/model/kernel'
import { domainOfRoles, permissionsOfRoles, Role } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { siteScope } from './policy.ts'
import type { AccountRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { csrfOfSession, hashOfToken, isPassword, newToken } from './secrets.ts'
import { type AccessWork, TOUCH_MICROS } from './work.ts'

const HOUR_MICROS = 3_600_000_000
const SESSION_MICROS = 12 * HOUR_MICROS
const IDLE_MICROS = HOUR_MICROS

export interface OpenedSession {
  readonly token: string
  readonly view: SessionView
}

export class Sessions {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  /** Signs in with a one-time link. Refuses a link that is unknown, used or expired, all alike. */
  async openLink(token: string): Promise<OpenedSession> {
    const at = this.#work.clock()
    return await this.#work.transaction(async (tx) => {
      const accountId = await queries.spendLink(tx, hashOfToken(token), at)
      const account = accountId === undefined ? undefined : await queries.findAccount(tx, accountId)
      if (account === undefined || account.state !== 'active') throw new AppError('access.link-spent')
      return await this.#openSession(tx, account, 'link', at)
    })
  }

  /** Signs in with all three; the answer does not tell which was wrong. */
  async signIn(name: string, password: string, code: string): Promise<OpenedSession> {
    const at = this.#work.clock()
    const account = await this.#work.transaction((tx) => queries.findAccountByName(tx, name))
    const isRight = await isPassword(account?.password_hash ?? null, password)
    const opened = await this.#work.transaction(async (tx) => {
      const fresh = account === undefined ? undefined : await queries.lockAccount(tx, account.id)
      const step = fresh === undefined ? null : this.#work.stepOf(fresh, code, at)
      if (
        fresh === undefined ||
        !isRight ||
        step === null ||
        fresh.totp_confirmed_at === null ||
        fresh.state !== 'active'
      )
        return null
      await queries.confirmTotpRow(tx, fresh.id, step, fresh.totp_confirmed_at)
      return await this.#openSession(tx, fresh, 'password and code', at)
    })
    if (opened !== null) return opened
    await this.#recordRefusal(account, at)
    throw new AppError('access.wrong-credentials')
  }

  async signOut(caller: Caller, token: string): Promise<void> {
    const at = this.#work.clock()
    await this.#work.transaction(async (tx) => {
      await queries.deleteSession(tx, hashOfToken(token))
      await appendAudit(tx, { actor: caller.subject, action: 'session.close', object: caller.subject, details: {}, at })
    })
  }

  /** The caller of a session token, or null when it is unknown, expired or its account suspended. */
  async callerOf(token: string): Promise<Caller | null> {
    const at = this.#work.clock()
    const hash = hashOfToken(token)
    const row = await this.#work.transaction((tx) => queries.findSession(tx, hash))
    if (row === undefined || row.state !== 'active') return null
    if (row.expires_at <= at || row.idle_expires_at <= at) return null
    const idle = micros(at + IDLE_MICROS)
    if (idle - row.idle_expires_at > TOUCH_MICROS)
      await this.#work.transaction((tx) => queries.touchSession(tx, hash, idle))
    return this.#callerOf(row)
  }

  async view(caller: Caller, token: string): Promise<SessionView> {
    const row = await this.#work.transaction((tx) => queries.findSession(tx, hashOfToken(token)))
    if (row === undefined) throw new AppError('not-signed-in')
    return this.#view(row, caller, token, row.expires_at)
  }

  async #openSession(tx: Tx, account: AccountRow, how: string, at: EpochMicros): Promise<OpenedSession> {
    const token = newToken()
    const expiresAt = micros(at + SESSION_MICROS)
    const session = { hash: hashOfToken(token), accountId: account.id }
    await queries.insertSession(tx, session, at, expiresAt, micros(at + IDLE_MICROS))
    const caller = this.#callerOf(account)
    await appendAudit(tx, {
      actor: caller.subject,
      action: 'session.open',
      object: caller.subject,
      details: { how },
      at,
    })
    return { token, view: this.#view(account, caller, token, expiresAt) }
  }

  /** Says whose account was tried, never what was typed: people type passwords into the wrong field. */
  async #recordRefusal(account: AccountRow | undefined, at: EpochMicros): Promise<void> {
    const object = account === undefined ? 'unknown' : idOfUuid('acc', account.id)
    await this.#work.transaction((tx) =>
      appendAudit(tx, { actor: 'nobody', action: 'session.refuse', object, details: {}, at }),
    )
  }

  #callerOf(account: AccountRow): Caller {
    const roles = account.roles.map((role) => Role.parse(role))
    return {
      kind: 'person',
      subject: idOfUuid('acc', account.id),
      name: account.name,
      roles,
      permissions: permissionsOfRoles(roles),
      domain: domainOfRoles(roles),
      sites: siteScope(account.sites),
      policyVersion: this.#work.policy?.version ?? 0,
    }
  }

  #view(account: AccountRow, caller: Caller, token: string, expiresAt: EpochMicros): SessionView {
    return {
      accountId: caller.subject,
      name: account.name,
      roles: [...caller.roles],
      permissions: [...permissionsOfRoles(caller.roles)],
      domain: caller.domain,
      sites: caller.sites,
      policyVersion: caller.policyVersion,
      socModel: this.#work.policy?.model ?? 'integrated',
      hasPassword: account.password_hash !== null,
      hasTotp: account.totp_confirmed_at !== null,
      csrfToken: csrfOfSession(token),
      expiresAt: isoOfMicros(expiresAt),
    }
  }
}
