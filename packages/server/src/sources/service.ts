// Use cases of sources of events, each one transaction with its audit entry: enrolment, the wrong door, and the list.
import { SourceActivity, type SourcesView, type SourceView } from '@penstock/contract/sources'
import { eventFormats, findEventFormat } from '@penstock/model/events'
import {
  type Domain,
  type EpochMicros,
  idOfUuid,
  isoOfMicros,
  isoOrNull,
  microsOfIso,
  uuidOfId,
} from '@penstock/model/kernel'
import { sourceKindOf } from '@penstock/model/operating-model'
import { judgeSource } from '@penstock/model/sources'
import type { AccessService } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { z } from 'zod'
import type { MisuseRow, SourceRow } from './queries.ts'
import * as queries from './queries.ts'

export interface SourcesOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly access: AccessService
  readonly scopeOf: (caller: Caller) => Scope
  readonly isKnownSite: (site: string) => Promise<boolean>
  /** Asks a cell how its sources stand; rejects while it does not answer. */
  readonly askCell: (domain: Domain) => Promise<unknown>
}

interface Wanted {
  readonly name: string
  readonly domain: Domain
  readonly site: string
  readonly format: string
  readonly everySeconds: number
}

const DOMAINS = ['it', 'ot'] as const
const Activities = z.record(z.string(), SourceActivity)
type Activities = z.infer<typeof Activities>

export class SourcesService {
  readonly #options: SourcesOptions

  constructor(options: SourcesOptions) {
    this.#options = options
  }

  async list(caller: Caller, { site }: { readonly site?: string | undefined }): Promise<SourcesView> {
    const { store, clock, scopeOf } = this.#options
    if (site !== undefined && !maySeeSite(caller, site)) throw new AppError('not-found')
    const rows = await store.transaction(scopeOf(caller), async (tx) => ({
      sources: await queries.listSourceRows(tx, site),
      misuse: Map.groupBy(await queries.listOpenMisuse(tx), (row) => row.source_id),
    }))
    const revoked = new Map((await this.#own(queries.listRevoked)).map((row) => [row.id, row.revoked_at]))
    // A cell is asked only about what this person may see of it.
    const domains = DOMAINS.filter((domain) => caller.domain === null || caller.domain === domain)
    const answers = new Map(
      await Promise.all(domains.map(async (domain) => [domain, await this.#ask(domain)] as const)),
    )
    const now = clock()
    return {
      asOf: isoOfMicros(now),
      items: rows.sources.map((row) => {
        const endedAt = revoked.get(row.id) ?? row.ended_at
        return viewOf(row, { endedAt, misuse: rows.misuse.get(row.id) ?? [], answers }, now)
      }),
      cells: domains.map((domain) => ({ domain, isAnswering: answers.get(domain) !== null })),
      formats: eventFormats.map(({ id, title }) => ({ id, title })),
    }
  }

  /** The token is answered once and kept as a hash. */
  async enrol(caller: Caller, wanted: Wanted) {
    const { clock, access, isKnownSite } = this.#options
    const { name, domain, site, format, everySeconds } = wanted
    if (caller.domain !== null && caller.domain !== domain) throw new AppError('access.other-domain')
    if (!maySeeSite(caller, site) || !(await isKnownSite(site))) throw new AppError('not-found')
    if (findEventFormat(format) === null) throw new AppError('ingest.format-unknown')
    const createdBy = uuidOfId(caller.subject)
    if (createdBy === null) throw new AppError('not-found')
    const at = clock()
    const issued = await this.#own(async (tx) => {
      const token = { name, domain, site, sourceKind: sourceKindOf(format), createdBy }
      const made = await access.tokens.issue(tx, token, caller.subject, at)
      await queries.insertSource(tx, {
        ...{ id: made.uuid, name, domain, site, format, kind: 'token', every_seconds: everySeconds },
        ...{ enrolled_by: caller.subject, enrolled_at: at },
      })
      const details = { domain, site, format }
      await appendAudit(tx, { actor: caller.subject, action: 'source.enrol', object: made.id, details, at })
      return made
    })
    await access.tokens.publish(issued.policy)
    return { id: issued.id, token: issued.secret }
  }

  /** Somebody looked at what came to the wrong door. */
  async release(caller: Caller, sourceId: string): Promise<void> {
    const at = this.#options.clock()
    await this.#own(async (tx) => {
      const source = await queries.findSource(tx, uuidOfId(sourceId) ?? newUuid())
      const isOther = source !== undefined && caller.domain !== null && caller.domain !== source.domain
      if (source === undefined || isOther || !maySeeSite(caller, source.site)) throw new AppError('not-found')
      if ((await queries.releaseMisuse(tx, source.id, caller.subject, at)) === 0) throw new AppError('not-found')
      await appendAudit(tx, { actor: caller.subject, action: 'source.release', object: sourceId, details: {}, at })
    })
  }

  /**
   * A token at the door of another domain, or with the name of another site: counted and told; nothing of what it brought is read. Does
   * nothing for a token that is none of a source of events.
   */
  async noteWrongDoor(caller: Caller, asked: { readonly domain: Domain; readonly site: string | null }): Promise<void> {
    const at = this.#options.clock()
    const id = uuidOfId(caller.subject)
    if (id === null) return
    await this.#own(async (tx) => {
      const source = await queries.findSource(tx, id)
      if (source === undefined) return
      const { domain, site } = source
      const row = { id: newUuid(), source_id: id, domain, site, asked_domain: asked.domain, asked_site: asked.site }
      if (!(await queries.countMisuse(tx, row, at))) return
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'source.quarantine',
        object: caller.subject,
        details: { domain, site, asked: asked.domain, askedSite: asked.site },
        at,
      })
    })
  }

  /** What the cell tells, by source; null while it does not answer. */
  async #ask(domain: Domain): Promise<Activities | null> {
    try {
      return Activities.parse(await this.#options.askCell(domain))
    } catch {
      return null
    }
  }

  async #own<T>(run: (tx: queries.Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }
}

function viewOf(
  row: SourceRow,
  told: {
    readonly endedAt: EpochMicros | null
    readonly misuse: readonly MisuseRow[]
    readonly answers: ReadonlyMap<Domain, Activities | null>
  },
  now: EpochMicros,
): SourceView {
  const id = idOfUuid('tok', row.id)
  const domain = domainOf(row.domain)
  const answer = told.answers.get(domain) ?? null
  const activity = answer?.[id] ?? null
  return {
    id,
    ...{ name: row.name, domain, site: row.site, format: row.format, everySeconds: row.every_seconds },
    kind: row.kind === 'listener' ? 'listener' : 'token',
    enrolledAt: isoOfMicros(row.enrolled_at),
    revokedAt: isoOrNull(told.endedAt),
    state: judgeSource(
      {
        isRevoked: told.endedAt !== null,
        isQuarantined: told.misuse.length > 0,
        isCellAnswering: answer !== null,
        heardAt: activity === null ? null : microsOfIso(activity.heardAt),
        everySeconds: row.every_seconds,
        events: activity?.window.events ?? 0,
        unknown: activity?.window.unknown ?? 0,
      },
      now,
    ),
    activity,
    misuse: told.misuse.map((each) => ({
      domain: domainOf(each.asked_domain),
      site: each.asked_site,
      attempts: each.attempts,
      firstAt: isoOfMicros(each.first_at),
      lastAt: isoOfMicros(each.last_at),
    })),
  }
}

function domainOf(text: string): Domain {
  return text === 'it' ? 'it' : 'ot'
}
