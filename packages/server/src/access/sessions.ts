// Sessions: opening one, whose it is, what is open, and ending it with everything that hangs on it.
import { OpenSessionView, type SessionView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import { grantOf, hasTurned } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import { guestView } from './account-view.ts'
import { type AccountRow, findAccount, type Tx } from './queries.ts'
import { csrfOfSession, hashOfToken, newToken } from './secrets.ts'
import * as queries from './session-queries.ts'
import { countPasskeys } from './way-queries.ts'
import { type AccessWork, TOUCH_MICROS } from './work.ts'

const HOUR_MICROS = 3_600_000_000
const SESSION_MICROS = 12 * HOUR_MICROS
const IDLE_MICROS = HOUR_MICROS

export interface OpenedSession {
  readonly token: string
  readonly view: SessionView
}

/** Who a session token belongs to. */
export interface Presence {
  readonly caller: Caller
  readonly sessionId: string
  /** End of the session or of the account, whichever is first. */
  readonly endsAt: EpochMicros
}

export class Sessions {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  /** Opens a session for an account that proved itself, in the transaction that took the proof. */
  async open(
    tx: Tx,
    account: AccountRow,
    { how, agent, at }: { how: OpenSessionView['how']; agent: string; at: EpochMicros },
  ): Promise<OpenedSession> {
    const token = newToken()
    const expiresAt = micros(at + SESSION_MICROS)
    const session = { token_hash: hashOfToken(token), account_id: account.id, id: newUuid(), how, agent }
    await queries.insertSession(tx, session, at, expiresAt, micros(at + IDLE_MICROS))
    const caller = this.#callerOf(account, at)
    if (caller === null) throw new AppError('not-signed-in')
    const details = { how, session: idOfUuid('ses', session.id) }
    await appendAudit(tx, { actor: caller.subject, action: 'session.open', object: caller.subject, details, at })
    return { token, view: await this.#view(tx, account, caller, token, expiresAt) }
  }

  /** Whose token it is, or null when it is unknown, expired, or its account is suspended or at its end. */
  async find(token: string): Promise<Presence | null> {
    const at = this.#work.clock()
    const hash = hashOfToken(token)
    const found = await this.#work.transaction((tx) => queries.findSession(tx, hash))
    if (found === undefined || found.account.state !== 'active') return null
    const { session, account } = found
    if (session.expires_at <= at || session.idle_expires_at <= at) return null
    const { subject, until } = this.#work.subjectAt(account, at)
    // Signed in before an exception began or ended: with the rights of another domain.
    if (hasTurned(subject, this.#work.policy?.exceptions, session.created_at, at)) return null
    const caller = this.#callerOf(account, at)
    if (caller === null) return null
    const idle = micros(at + IDLE_MICROS)
    if (idle - session.idle_expires_at > TOUCH_MICROS)
      await this.#work.transaction((tx) => queries.touchSession(tx, hash, at, idle))
    const endsAt = micros(Math.min(session.expires_at, until ?? session.expires_at))
    return { caller, sessionId: idOfUuid('ses', session.id), endsAt }
  }

  async view(caller: Caller, token: string): Promise<SessionView> {
    return await this.#work.transaction(async (tx) => {
      const found = await queries.findSession(tx, hashOfToken(token))
      if (found === undefined) throw new AppError('not-signed-in')
      return await this.#view(tx, found.account, caller, token, found.session.expires_at)
    })
  }

  async signOut(caller: Caller, token: string, sessionId: string): Promise<void> {
    await this.#work.transaction(async (tx) => {
      await queries.deleteSession(tx, hashOfToken(token))
      await this.#record(tx, caller, 'session.close', caller.subject, { session: sessionId })
    })
    this.#work.stays.end(({ session }) => session === sessionId)
  }

  /** Open sessions of an account. `currentId`: the one that asks. */
  async list(accountId: string, currentId: string | null): Promise<OpenSessionView[]> {
    const at = this.#work.clock()
    const rows = await this.#work.transaction(async (tx) => {
      const account = await findAccount(tx, uuidOfId(accountId) ?? newUuid())
      if (account === undefined) throw new AppError('not-found')
      return await queries.listSessionsOf(tx, account.id, at)
    })
    return rows.map((row) => {
      const id = idOfUuid('ses', row.id)
      return {
        id,
        how: OpenSessionView.shape.how.parse(row.how),
        agent: row.agent,
        createdAt: isoOfMicros(row.created_at),
        lastSeenAt: isoOfMicros(row.last_seen_at),
        expiresAt: isoOfMicros(row.expires_at),
        isCurrent: id === currentId,
      }
    })
  }

  /** Ends one session of an account at once; `not-found` for one that it does not have. */
  async end(caller: Caller, accountId: string, sessionId: string): Promise<void> {
    await this.#work.transaction(async (tx) => {
      const [account, id] = [uuidOfId(accountId) ?? newUuid(), uuidOfId(sessionId) ?? newUuid()]
      if (!(await queries.deleteSessionOf(tx, account, id))) throw new AppError('not-found')
      await this.#record(tx, caller, 'session.end', accountId, { session: sessionId })
    })
    this.#work.stays.end(({ session }) => session === sessionId)
  }

  /** Ends every session of an account at once, but the one that is kept. */
  async endAll(caller: Caller, accountId: string, keptId: string | null): Promise<void> {
    await this.#work.transaction(async (tx) => {
      const account = await findAccount(tx, uuidOfId(accountId) ?? newUuid())
      if (account === undefined) throw new AppError('not-found')
      const kept = keptId === null ? null : uuidOfId(keptId)
      const ended = await queries.deleteSessionsOf(tx, account.id, kept)
      await this.#record(tx, caller, 'session.end', accountId, { ended: ended.length })
    })
    this.#work.stays.end(({ subject, session }) => subject === accountId && session !== keptId)
  }

  async #record(tx: Tx, caller: Caller, action: string, object: string, details: Record<string, unknown>) {
    await appendAudit(tx, { actor: caller.subject, action, object, details, at: this.#work.clock() })
  }

  #callerOf(account: AccountRow, at: EpochMicros): Caller | null {
    const subject = this.#work.subjectAt(account, at)
    const grant = grantOf(subject, at)
    if (grant === null) return null
    const { roles, sites, guest } = subject
    const policyVersion = this.#work.policy?.version ?? 0
    return {
      kind: 'person',
      name: account.name,
      subject: subject.subject,
      roles,
      sites,
      ...grant,
      policyVersion,
      guest,
    }
  }

  async #view(
    tx: Tx,
    account: AccountRow,
    caller: Caller,
    token: string,
    expiresAt: EpochMicros,
  ): Promise<SessionView> {
    const at = this.#work.clock()
    const permissions = grantOf(this.#work.subjectAt(account, at), at)?.permissions ?? []
    return {
      accountId: caller.subject,
      name: account.name,
      roles: [...caller.roles],
      permissions: [...permissions],
      domain: caller.domain,
      sites: caller.sites,
      policyVersion: caller.policyVersion,
      socModel: this.#work.policy?.model ?? 'integrated',
      hasPassword: account.password_hash !== null,
      hasTotp: account.totp_confirmed_at !== null,
      passkeys: (await countPasskeys(tx)).get(account.id) ?? 0,
      guest: await guestView(tx, account),
      endsAt: isoOrNull(account.ends_at),
      csrfToken: csrfOfSession(token),
      expiresAt: isoOfMicros(expiresAt),
    }
  }
}
