// Tokens for programs that work in a person's name. A token is worth what its account may at that moment, in the rooms of the token, and
// never opens accounts, settings, backups, the audit log or a cell.
import type { ProgramTokenView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import { grantOf, type ProgramRoom, permissionsInRooms } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import type { ProgramRow } from './program-queries.ts'
import * as queries from './program-queries.ts'
import { lockAccount } from './queries.ts'
import { hashOfToken, newToken } from './secrets.ts'
import { type AccessWork, isWelcome, TOUCH_MICROS } from './work.ts'

/** What every secret begins with, so that one that was left lying about is found. */
const PREFIX = 'penstock_'
const DAY_MICROS = 86_400_000_000
/** A use after so long without any is an entry of the audit log. */
const NOTE_MICROS = 3_600_000_000
const MOST_TOKENS = 10

export class Programs {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  /** Who a program works for; null for what is no token of a program, and for one that is over or whose account is. */
  async callerOf(secret: string): Promise<Caller | null> {
    if (!secret.startsWith(PREFIX)) return null
    const at = this.#work.clock()
    const found = await this.#work.transaction((tx) => queries.findProgram(tx, hashOfToken(secret)))
    if (found === undefined || found.token.expires_at <= at || !isWelcome(found.account, at)) return null
    const subject = this.#work.subjectAt(found.account, at)
    const grant = subject.guest === undefined ? grantOf(subject, at) : null
    if (grant === null) return null
    await this.#note(found.token, subject.subject, at)
    const { roles, sites } = subject
    return {
      kind: 'program',
      subject: subject.subject,
      name: found.account.name,
      roles,
      permissions: permissionsInRooms(grant.permissions, found.token.rooms as ProgramRoom[]),
      domain: null,
      sites,
      policyVersion: this.#work.policy?.version ?? 0,
    }
  }

  async list(caller: Caller): Promise<ProgramTokenView[]> {
    const account = uuidOfId(caller.subject) ?? newUuid()
    const rows = await this.#work.transaction((tx) => queries.listProgramRows(tx, account, this.#work.clock()))
    return rows.map(viewOf)
  }

  async create(caller: Caller, given: { name: string; rooms: readonly ProgramRoom[]; days: number }) {
    const at = this.#work.clock()
    const secret = PREFIX + newToken()
    const id = newUuid()
    const token = await this.#work.transaction(async (tx) => {
      const account = await lockAccount(tx, uuidOfId(caller.subject) ?? newUuid())
      if (account === undefined || caller.guest !== undefined) throw new AppError('not-found')
      if ((await queries.listProgramRows(tx, account.id, at)).length >= MOST_TOKENS)
        throw new AppError('access.too-many-tokens', { most: MOST_TOKENS })
      const expiresAt = micros(Math.min(at + given.days * DAY_MICROS, account.ends_at ?? Number.POSITIVE_INFINITY))
      const rooms = [...new Set(given.rooms)]
      const row = { id, token_hash: Buffer.from(hashOfToken(secret)), account_id: account.id, name: given.name, rooms }
      await queries.insertProgram(tx, row, at, expiresAt)
      const details = { name: given.name, rooms, expiresAt: isoOfMicros(expiresAt) }
      const event = { actor: caller.subject, action: 'program-token.create', object: idOfUuid('tok', id), details, at }
      await appendAudit(tx, event)
      return { ...row, created_at: at, expires_at: expiresAt, last_used_at: null }
    })
    return { token: viewOf(token), secret }
  }

  async revoke(caller: Caller, tokenId: string): Promise<void> {
    const at = this.#work.clock()
    await this.#work.transaction(async (tx) => {
      const account = uuidOfId(caller.subject) ?? newUuid()
      if (!(await queries.deleteProgram(tx, account, uuidOfId(tokenId) ?? newUuid()))) throw new AppError('not-found')
      const event = { actor: caller.subject, action: 'program-token.revoke', object: tokenId, details: {}, at }
      await appendAudit(tx, event)
    })
  }

  /** What a program does is its person's deed; that a program did it shows by when its token was used. */
  async #note({ id, last_used_at }: ProgramRow, actor: string, at: EpochMicros): Promise<void> {
    const ago = last_used_at === null ? Number.POSITIVE_INFINITY : at - last_used_at
    if (ago <= TOUCH_MICROS) return
    await this.#work.transaction(async (tx) => {
      await queries.touchProgram(tx, id, at)
      if (ago <= NOTE_MICROS) return
      await appendAudit(tx, { actor, action: 'program-token.use', object: idOfUuid('tok', id), details: {}, at })
    })
  }
}

function viewOf(row: ProgramRow): ProgramTokenView {
  return {
    id: idOfUuid('tok', row.id),
    name: row.name,
    rooms: row.rooms as ProgramRoom[],
    createdAt: isoOfMicros(row.created_at),
    expiresAt: isoOfMicros(row.expires_at),
    lastUsedAt: isoOrNull(row.last_used_at),
  }
}
