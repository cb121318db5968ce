// API tokens: each may only write observations of one domain and one site.
import type { TokenView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, uuidOfId } from '@penstock/model/kernel'
import { type Policy, permissionOfSource } from '@penstock/model/operating-model'
import type { ListenerBinding } from '@penstock/model/sources'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import type { TokenRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { hashOfToken, newToken } from './secrets.ts'
import { type AccessWork, TOUCH_MICROS } from './work.ts'

interface NewToken {
  readonly name: string
  readonly domain: 'it' | 'ot'
  readonly site: string
  readonly sourceKind: string
  /** By what it is known in place of a token; its secret is then nobody's. */
  readonly listener?: ListenerBinding | undefined
  /** The account, as the store spells it. */
  readonly createdBy: string
}

export class Tokens {
  readonly #work: AccessWork

  constructor(work: AccessWork) {
    this.#work = work
  }

  /** The caller of an API token: it may only write observations of its own domain and site. */
  async callerOf(token: string): Promise<Caller | null> {
    const at = this.#work.clock()
    const row = await this.#work.transaction((tx) => queries.findToken(tx, hashOfToken(token)))
    if (row === undefined || row.revoked_at !== null) return null
    if (row.expires_at !== null && row.expires_at <= at) return null
    if (row.last_used_at === null || at - row.last_used_at > TOUCH_MICROS)
      await this.#work.transaction((tx) => queries.touchToken(tx, row.id, at))
    return {
      kind: 'source',
      subject: idOfUuid('tok', row.id),
      name: row.name,
      roles: [],
      permissions: new Set([permissionOfSource(row.source_kind)]),
      domain: row.domain === 'it' ? 'it' : 'ot',
      sites: [row.site],
      policyVersion: this.#work.policy?.version ?? 0,
    }
  }

  async list(caller: Caller): Promise<TokenView[]> {
    const rows = await this.#work.transaction(queries.listTokenRows)
    return rows.filter((row) => caller.domain === null || row.domain === caller.domain).map(tokenView)
  }

  async create(caller: Caller, given: { name: string; domain: 'it' | 'ot'; site: string; sourceKind: string }) {
    const at = this.#work.clock()
    if (caller.domain !== null && caller.domain !== given.domain) throw new AppError('access.other-domain')
    const createdBy = uuidOfId(caller.subject)
    if (createdBy === null) throw new AppError('not-found')
    const made = await this.#work.transaction(async (tx) => {
      const issued = await this.issue(tx, { ...given, createdBy }, caller.subject, at)
      const row = (await queries.listTokenRows(tx)).find((token) => token.id === issued.uuid)
      if (row === undefined) throw new AppError('internal')
      return { ...issued, token: tokenView(row) }
    })
    await this.publish(made.policy)
    return { token: made.token, secret: made.secret }
  }

  /** Makes a token within a use case that may be another room's; `publish` its policy after the commit. */
  async issue(tx: Tx, given: NewToken, actor: string, at: EpochMicros) {
    const secret = newToken()
    const uuid = newUuid()
    const { name, domain, site, sourceKind, listener, createdBy: created_by } = given
    await queries.insertToken(
      tx,
      {
        id: uuid,
        token_hash: Buffer.from(hashOfToken(secret)),
        name,
        domain,
        site,
        source_kind: sourceKind,
        listener: listener?.name ?? null,
        peers: listener === undefined ? null : [...listener.peers],
        created_by,
      },
      at,
    )
    await this.#work.onToken(tx, uuid)
    const policy = await this.#work.renew(tx, actor, at)
    const id = idOfUuid('tok', uuid)
    const bound = listener === undefined ? {} : { listener: listener.name, peers: listener.peers }
    const details = { domain, site, sourceKind, ...bound }
    await appendAudit(tx, { actor, action: 'token.create', object: id, details, at })
    return { id, uuid, secret, policy }
  }

  /** Makes the policy that a token changed the one in force, here and in the cells. */
  async publish(policy: Policy): Promise<void> {
    await this.#work.publish(policy)
  }

  async revoke(caller: Caller, tokenId: string): Promise<void> {
    const at = this.#work.clock()
    const policy = await this.#work.transaction(async (tx) => {
      const row = await queries.revokeTokenRow(tx, uuidOfId(tokenId) ?? newUuid(), at)
      if (row === undefined || (caller.domain !== null && row.domain !== caller.domain)) throw new AppError('not-found')
      await appendAudit(tx, { actor: caller.subject, action: 'token.revoke', object: tokenId, details: {}, at })
      return await this.#work.renew(tx, caller.subject, at)
    })
    await this.#work.publish(policy)
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
    lastUsedAt: isoOrNull(row.last_used_at),
    revokedAt: isoOrNull(row.revoked_at),
  }
}
