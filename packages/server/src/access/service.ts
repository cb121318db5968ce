// Use cases of access: first run, signing in, the own account, accounts, tokens. Each is one transaction with its audit entry.
import type { KeyObject } from 'node:crypto'
import type { AccountView, SessionView, TokenView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import {
  checkRoles,
  domainOfRoles,
  type Policy,
  permissionsOfRoles,
  Role,
  type SiteScope,
} from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { renewPolicy, siteScope } from './policy.ts'
import type { AccountRow, TokenRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { csrfOfSession, hashOfPassword, hashOfToken, isPassword, newToken, seal, unseal } from './secrets.ts'
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts'

const HOUR_MICROS = 3_600_000_000
const SESSION_MICROS = 12 * HOUR_MICROS
const IDLE_MICROS = HOUR_MICROS
const LINK_MICROS = 24 * HOUR_MICROS
/** A session is marked as used at most this often, so that reading stays reading. */
const TOUCH_MICROS = 60_000_000
const FOUNDER = 'founder'
const FOUNDER_ROLES: readonly Role[] = ['administrator', 'ot-lead']

export interface AccessOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly policyKey: KeyObject
  readonly sealingKey: Uint8Array
  /** Called after the policy changed and before the change is answered, so that no cell works on an old one. */
  readonly onPolicy: (policy: Policy) => Promise<void>
}

export interface OpenedSession {
  readonly token: string
  readonly view: SessionView
}

export class AccessService {
  readonly #options: AccessOptions
  #policy: Policy | null = null

  constructor(options: AccessOptions) {
    this.#options = options
  }

  /** The policy in force; null until `begin` ran. */
  get policy(): Policy | null {
    return this.#policy
  }

  /**
   * Readies the store at start. Until somebody can sign in with password and authenticator there is a one-time link: its
   * token is returned, older ones are void. Null when accounts can sign in by themselves.
   */
  async begin(): Promise<string | null> {
    const at = this.#options.clock()
    return await this.#write(async (tx) => {
      await queries.deleteSessionsExpired(tx, at)
      let founder = await queries.findAccountByName(tx, FOUNDER)
      const accounts = await queries.listAccountRows(tx)
      if (accounts.length === 0) {
        const account = { id: newUuid(), name: FOUNDER, roles: [...FOUNDER_ROLES], sites: ['*'] }
        await queries.insertAccount(tx, account, at)
        await this.#renew(tx, 'penstock', at)
        await appendAudit(tx, { actor: 'penstock', action: 'account.found', object: FOUNDER, details: {}, at })
        founder = await queries.findAccount(tx, account.id)
      }
      this.#policy = (await queries.findPolicy(tx))?.body ?? null
      if (founder === undefined) founder = accounts.find((account) => account.roles.includes('administrator'))
      const canSignIn = accounts.some((row) => row.roles.includes('administrator') && row.totp_confirmed_at !== null)
      if (canSignIn || founder === undefined) return null
      await queries.deleteLinksOf(tx, founder.id)
      return await this.#newLink(tx, founder.id, at)
    })
  }

  /** A further one-time link for the founding account, for whoever owns the process; null once an administrator can sign in. */
  async issueFounderLink(): Promise<string | null> {
    const at = this.#options.clock()
    return await this.#write(async (tx) => {
      const accounts = await queries.listAccountRows(tx)
      const founder = accounts.find((account) => account.roles.includes('administrator'))
      const canSignIn = accounts.some((row) => row.roles.includes('administrator') && row.totp_confirmed_at !== null)
      return founder === undefined || canSignIn ? null : await this.#newLink(tx, founder.id, at)
    })
  }

  /** Signs in with a one-time link. Refuses a link that is unknown, used or expired, all alike. */
  async openLink(token: string): Promise<OpenedSession> {
    const at = this.#options.clock()
    return await this.#write(async (tx) => {
      const accountId = await queries.spendLink(tx, hashOfToken(token), at)
      const account = accountId === undefined ? undefined : await queries.findAccount(tx, accountId)
      if (account === undefined || account.state !== 'active') throw new AppError('access.link-spent')
      return await this.#openSession(tx, account, 'link', at)
    })
  }

  /** Signs in with all three; the answer does not tell which was wrong. */
  async signIn(name: string, password: string, code: string): Promise<OpenedSession> {
    const at = this.#options.clock()
    const account = await this.#read((tx) => queries.findAccountByName(tx, name))
    const isRight = await isPassword(account?.password_hash ?? null, password)
    return await this.#write(async (tx) => {
      const fresh = account === undefined ? undefined : await queries.findAccount(tx, account.id)
      const step = fresh === undefined ? null : this.#stepOf(fresh, code, at)
      if (
        fresh === undefined ||
        !isRight ||
        step === null ||
        fresh.totp_confirmed_at === null ||
        fresh.state !== 'active'
      )
        throw new AppError('access.wrong-credentials')
      await queries.confirmTotpRow(tx, fresh.id, step, fresh.totp_confirmed_at)
      return await this.#openSession(tx, fresh, 'password and code', at)
    })
  }

  async signOut(caller: Caller, token: string): Promise<void> {
    const at = this.#options.clock()
    await this.#write(async (tx) => {
      await queries.deleteSession(tx, hashOfToken(token))
      await appendAudit(tx, { actor: caller.subject, action: 'session.close', object: caller.subject, details: {}, at })
    })
  }

  /** The caller of a session token, or null when it is unknown, expired or its account suspended. */
  async callerOfSession(token: string): Promise<Caller | null> {
    const at = this.#options.clock()
    const hash = hashOfToken(token)
    const row = await this.#read((tx) => queries.findSession(tx, hash))
    if (row === undefined || row.state !== 'active') return null
    if (row.expires_at <= at || row.idle_expires_at <= at) return null
    const idle = micros(at + IDLE_MICROS)
    if (idle - row.idle_expires_at > TOUCH_MICROS) await this.#write((tx) => queries.touchSession(tx, hash, idle))
    return this.#callerOf(row)
  }

  /** The caller of an API token: it may only write observations of its own domain and site. */
  async callerOfToken(token: string): Promise<Caller | null> {
    const at = this.#options.clock()
    const row = await this.#read((tx) => queries.findToken(tx, hashOfToken(token)))
    if (row === undefined || row.revoked_at !== null) return null
    if (row.expires_at !== null && row.expires_at <= at) return null
    if (row.last_used_at === null || at - row.last_used_at > TOUCH_MICROS)
      await this.#write((tx) => queries.touchToken(tx, row.id, at))
    return {
      kind: 'source',
      subject: idOfUuid('tok', row.id),
      name: row.name,
      roles: [],
      permissions: new Set(['observation:write']),
      domain: row.domain === 'it' ? 'it' : 'ot',
      sites: [row.site],
      policyVersion: this.#policy?.version ?? 0,
    }
  }

  async sessionView(caller: Caller, token: string): Promise<SessionView> {
    const row = await this.#read((tx) => queries.findSession(tx, hashOfToken(token)))
    if (row === undefined) throw new AppError('not-signed-in')
    return this.#view(row, caller, token, row.expires_at)
  }

  async setPassword(
    caller: Caller,
    change: { name?: string | undefined; current?: string | undefined; password: string },
  ) {
    const at = this.#options.clock()
    const account = await this.#own(caller)
    if (account.password_hash !== null && !(await isPassword(account.password_hash, change.current ?? '')))
      throw new AppError('access.wrong-credentials')
    const password_hash = await hashOfPassword(change.password)
    await this.#write(async (tx) => {
      const other = change.name === undefined ? undefined : await queries.findAccountByName(tx, change.name)
      if (other !== undefined && other.id !== account.id) throw new AppError('access.name-taken')
      await queries.changeAccountRow(tx, account.id, {
        password_hash,
        ...(change.name === undefined ? {} : { name: change.name }),
      })
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'account.password',
        object: caller.subject,
        details: {},
        at,
      })
    })
  }

  async startTotp(caller: Caller): Promise<{ readonly secret: string; readonly uri: string }> {
    const account = await this.#own(caller)
    if (account.totp_confirmed_at !== null) throw new AppError('access.totp-already')
    const secret = newTotpSecret()
    const totp_secret = seal(secret, this.#options.sealingKey)
    await this.#write((tx) => queries.changeAccountRow(tx, account.id, { totp_secret }))
    return { secret, uri: totpUri(secret, account.name) }
  }

  async confirmTotp(caller: Caller, code: string): Promise<void> {
    const at = this.#options.clock()
    const account = await this.#own(caller)
    if (account.totp_confirmed_at !== null) throw new AppError('access.totp-already')
    if (account.totp_secret === null) throw new AppError('access.totp-not-started')
    const step = this.#stepOf(account, code, at)
    if (step === null) throw new AppError('access.wrong-code')
    await this.#write(async (tx) => {
      await queries.confirmTotpRow(tx, account.id, step, at)
      await appendAudit(tx, { actor: caller.subject, action: 'account.totp', object: caller.subject, details: {}, at })
    })
  }

  async listAccounts(): Promise<AccountView[]> {
    return (await this.#read(queries.listAccountRows)).map(accountView)
  }

  async createAccount(caller: Caller, given: { name: string; roles: readonly Role[]; sites: SiteScope }) {
    const at = this.#options.clock()
    const checked = checkRoles(given.roles)
    if (!checked.ok) throw new AppError(checked.refusal.code)
    const made = await this.#write(async (tx) => {
      if ((await queries.findAccountByName(tx, given.name)) !== undefined) throw new AppError('access.name-taken')
      const id = newUuid()
      const sites = given.sites === '*' ? ['*'] : [...given.sites]
      await queries.insertAccount(tx, { id, name: given.name, roles: [...given.roles], sites }, at)
      const policy = await this.#renew(tx, caller.subject, at)
      const link = await this.#newLink(tx, id, at)
      const object = idOfUuid('acc', id)
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'account.create',
        object,
        details: { roles: [...given.roles], sites },
        at,
      })
      const row = await queries.findAccount(tx, id)
      if (row === undefined) throw new AppError('internal')
      return { policy, link, account: accountView(row) }
    })
    await this.#publish(made.policy)
    return { account: made.account, link: made.link }
  }

  async changeAccount(
    caller: Caller,
    accountId: string,
    change: {
      version: number
      roles?: readonly Role[] | undefined
      sites?: SiteScope | undefined
      state?: 'active' | 'suspended' | undefined
    },
  ): Promise<AccountView> {
    const at = this.#options.clock()
    if (accountId === caller.subject) throw new AppError('access.own-rights')
    const checked = checkRoles(change.roles ?? ['compliance'])
    if (!checked.ok) throw new AppError(checked.refusal.code)
    const changed = await this.#write(async (tx) => {
      const row = await queries.findAccount(tx, uuidOfId(accountId) ?? newUuid())
      if (row === undefined) throw new AppError('not-found')
      if (row.version !== change.version) throw new AppError('version-moved', { version: row.version })
      await queries.changeAccountRow(tx, row.id, {
        ...(change.roles === undefined ? {} : { roles: [...change.roles] }),
        ...(change.sites === undefined ? {} : { sites: change.sites === '*' ? ['*'] : [...change.sites] }),
        ...(change.state === undefined ? {} : { state: change.state }),
      })
      // Rights moved: whoever is signed in with the old ones signs in again.
      await queries.deleteSessionsOf(tx, row.id)
      const policy = await this.#renew(tx, caller.subject, at)
      const details = { roles: change.roles ?? null, sites: change.sites ?? null, state: change.state ?? null }
      await appendAudit(tx, { actor: caller.subject, action: 'account.change', object: accountId, details, at })
      return { policy, row: await queries.findAccount(tx, row.id) }
    })
    await this.#publish(changed.policy)
    if (changed.row === undefined) throw new AppError('not-found')
    return accountView(changed.row)
  }

  async listTokens(caller: Caller): Promise<TokenView[]> {
    const rows = await this.#read(queries.listTokenRows)
    return rows.filter((row) => caller.domain === null || row.domain === caller.domain).map(tokenView)
  }

  async createToken(caller: Caller, given: { name: string; domain: 'it' | 'ot'; site: string; sourceKind: string }) {
    const at = this.#options.clock()
    if (caller.domain !== null && caller.domain !== given.domain) throw new AppError('access.other-domain')
    const secret = newToken()
    const id = newUuid()
    const created_by = uuidOfId(caller.subject)
    if (created_by === null) throw new AppError('not-found')
    const made = await this.#write(async (tx) => {
      const { name, domain, site, sourceKind } = given
      await queries.insertToken(
        tx,
        { id, token_hash: Buffer.from(hashOfToken(secret)), name, domain, site, source_kind: sourceKind, created_by },
        at,
      )
      const policy = await this.#renew(tx, caller.subject, at)
      const object = idOfUuid('tok', id)
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'token.create',
        object,
        details: { domain, site, sourceKind },
        at,
      })
      const row = (await queries.listTokenRows(tx)).find((token) => token.id === id)
      if (row === undefined) throw new AppError('internal')
      return { policy, token: tokenView(row) }
    })
    await this.#publish(made.policy)
    return { token: made.token, secret }
  }

  async revokeToken(caller: Caller, tokenId: string): Promise<void> {
    const at = this.#options.clock()
    const policy = await this.#write(async (tx) => {
      const row = await queries.revokeTokenRow(tx, uuidOfId(tokenId) ?? newUuid(), at)
      if (row === undefined || (caller.domain !== null && row.domain !== caller.domain)) throw new AppError('not-found')
      await appendAudit(tx, { actor: caller.subject, action: 'token.revoke', object: tokenId, details: {}, at })
      return await this.#renew(tx, caller.subject, at)
    })
    await this.#publish(policy)
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
      policyVersion: this.#policy?.version ?? 0,
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
      socModel: this.#policy?.model ?? 'integrated',
      hasPassword: account.password_hash !== null,
      hasTotp: account.totp_confirmed_at !== null,
      csrfToken: csrfOfSession(token),
      expiresAt: isoOfMicros(expiresAt),
    }
  }

  #stepOf(account: AccountRow, code: string, at: EpochMicros): number | null {
    if (account.totp_secret === null) return null
    const secret = unseal(account.totp_secret, this.#options.sealingKey)
    return stepOfCode(secret, code, Math.floor(at / 1000), account.totp_last_step)
  }

  async #own(caller: Caller): Promise<AccountRow> {
    const row = await this.#read((tx) => queries.findAccount(tx, uuidOfId(caller.subject) ?? newUuid()))
    if (row === undefined) throw new AppError('not-found')
    return row
  }

  async #newLink(tx: Tx, accountId: string, at: EpochMicros): Promise<string> {
    const token = newToken()
    await queries.insertLink(tx, { hash: hashOfToken(token), accountId }, at, micros(at + LINK_MICROS))
    return token
  }

  async #renew(tx: Tx, approver: string, at: EpochMicros): Promise<Policy> {
    return await renewPolicy(tx, approver, this.#options.policyKey, at)
  }

  async #publish(policy: Policy): Promise<void> {
    this.#policy = policy
    await this.#options.onPolicy(policy)
  }

  async #read<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }

  async #write<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }
}

function accountView(row: AccountRow): AccountView {
  return {
    id: idOfUuid('acc', row.id),
    name: row.name,
    roles: row.roles.map((role) => Role.parse(role)),
    sites: siteScope(row.sites),
    state: row.state === 'active' ? 'active' : 'suspended',
    hasPassword: row.password_hash !== null,
    hasTotp: row.totp_confirmed_at !== null,
    createdAt: isoOfMicros(row.created_at),
    version: row.version,
  }
}

function tokenView(row: TokenRow): TokenView {
  return {
    id: idOfUuid('tok', row.id),
    name: row.name,
    domain: row.domain === 'it' ? 'it' : 'ot',
    site: row.site,
    sourceKind: row.source_kind,
    createdAt: isoOfMicros(row.created_at),
    lastUsedAt: row.last_used_at === null ? null : isoOfMicros(row.last_used_at),
    revokedAt: row.revoked_at === null ? null : isoOfMicros(row.revoked_at),
  }
}
