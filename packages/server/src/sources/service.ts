// Use cases of sources of events, each one transaction with its audit entry: enrolment, the wrong door, and the list.
import {
  KeptEvents,
  ListenerStanding,
  type ListenerView,
  SourceActivity,
  type SourcesView,
  type SourceView,
} from '@penstock/contract/sources'
import { eventFormats, findEventFormat } from '@penstock/model/events'
import {
  type Domain,
  type EpochMicros,
  idOfUuid,
  isoOfMicros,
  isoOrNull,
  micros,
  microsOfIso,
  uuidOfId,
} from '@penstock/model/kernel'
import { sourceKindOf } from '@penstock/model/operating-model'
import {
  clashOf,
  findNamed,
  hasPeers,
  judgeSource,
  type ListenerBinding,
  type ListenerOptions,
  listenerPlace,
} from '@penstock/model/sources'
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
  /** Those of the configuration. */
  readonly listeners: readonly ListenerOptions[]
  /** Asks a cell how its sources and listeners stand; rejects while it does not answer. */
  readonly askCell: (domain: Domain) => Promise<unknown>
}

interface Wanted {
  readonly name: string
  readonly domain: Domain
  readonly site: string
  readonly format: string
  readonly everySeconds: number
  readonly listener?: ListenerBinding | undefined
}

const DOMAINS = ['it', 'ot'] as const
const Answer = z.strictObject({
  sources: z.record(z.string(), SourceActivity),
  listeners: z.array(ListenerStanding),
  kept: KeptEvents,
})
type Answer = z.infer<typeof Answer>

export class SourcesService {
  readonly #options: SourcesOptions

  constructor(options: SourcesOptions) {
    this.#options = options
  }

  async list(caller: Caller, { site }: { readonly site?: string | undefined }): Promise<SourcesView> {
    const { store, clock, scopeOf } = this.#options
    if (site !== undefined && !maySeeSite(caller, site)) throw new AppError('not-found')
    const rows = await store.transaction(scopeOf(caller), (tx) => listEnrolled(tx, site))
    // A cell is asked only about what this person may see of it.
    const domains = DOMAINS.filter((domain) => caller.domain === null || caller.domain === domain)
    const answers = await this.#askAll(domains)
    const now = clock()
    return {
      asOf: isoOfMicros(now),
      items: await this.#views(rows, answers, now),
      cells: domains.map((domain) => {
        const answer = answers.get(domain) ?? null
        return { domain, isAnswering: answer !== null, kept: caller.sites === '*' ? (answer?.kept ?? null) : null }
      }),
      listeners: this.#options.listeners
        .filter(({ domain }) => domains.includes(domain))
        .map((listener) => listenerView(listener, answers.get(listener.domain) ?? null, caller.sites === '*')),
      formats: eventFormats.map(({ id, title }) => ({ id, title })),
    }
  }

  /** Those of every site that stopped, for whoever is told of it; of a cell that does not answer nothing is known. */
  async listSilent(): Promise<readonly SourceView[]> {
    const rows = await this.#own((tx) => listEnrolled(tx, undefined))
    if (rows.sources.length === 0) return []
    const views = await this.#views(rows, await this.#askAll(DOMAINS), this.#options.clock())
    return views.filter(({ state }) => state === 'silent')
  }

  /** The token is answered once and kept as a hash. */
  async enrol(caller: Caller, wanted: Wanted) {
    const { clock, access, isKnownSite } = this.#options
    const { name, domain, site, format, everySeconds, listener } = wanted
    if (caller.domain !== null && caller.domain !== domain) throw new AppError('access.other-domain')
    if (!maySeeSite(caller, site) || !(await isKnownSite(site))) throw new AppError('not-found')
    if (findEventFormat(format) === null) throw new AppError('ingest.format-unknown')
    const createdBy = uuidOfId(caller.subject)
    if (createdBy === null) throw new AppError('not-found')
    const at = clock()
    if (listener !== undefined) this.#checkListener(domain, listener)
    const issued = await this.#own(async (tx) => {
      if (listener !== undefined) await refuseTaken(tx, domain, listener)
      const token = { name, domain, site, sourceKind: sourceKindOf(format), listener, createdBy }
      const made = await access.tokens.issue(tx, token, caller.subject, at)
      await queries.insertSource(tx, {
        ...{ id: made.uuid, name, domain, site, format, every_seconds: everySeconds },
        kind: listener === undefined ? 'token' : 'listener',
        ...{ enrolled_by: caller.subject, enrolled_at: at },
      })
      const bound = listener === undefined ? {} : { listener: listener.name, peers: listener.peers }
      const details = { domain, site, format, ...bound }
      await appendAudit(tx, { actor: caller.subject, action: 'source.enrol', object: made.id, details, at })
      return made
    })
    await access.tokens.publish(issued.policy)
    return { id: issued.id, token: listener === undefined ? issued.secret : null }
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

  /**
   * Who spoke through a listener of a cell and is enrolled in the other domain: the source is quarantined, and told once until somebody
   * looked. What it said was not read.
   */
  async noteStrangers(domain: Domain): Promise<void> {
    const answer = await this.#ask(domain)
    const strangers = answer?.listeners.flatMap((listener) => listener.strangers) ?? []
    if (strangers.length === 0) return
    const at = this.#options.clock()
    await this.#own(async (tx) => {
      const foreign = (await queries.listCredentials(tx))
        .filter((row) => row.revoked_at === null && row.peers !== null && row.domain !== domain)
        .map((row) => ({ ...row, peers: row.peers ?? [] }))
      const bySource = Map.groupBy(
        strangers.flatMap((stranger) => {
          const found = findNamed(foreign, stranger.address)
          return found === null ? [] : [{ ...stranger, id: found.id }]
        }),
        ({ id }) => id,
      )
      for (const [id, heard] of bySource) await this.#quarantine(tx, id, domain, heard, at)
    })
  }

  async #quarantine(
    tx: queries.Tx,
    id: string,
    asked: Domain,
    heard: readonly { readonly lines: number; readonly lastAt: string }[],
    at: EpochMicros,
  ): Promise<void> {
    const source = await queries.findSource(tx, id)
    if (source === undefined) return
    const { domain, site } = source
    const row = { id: newUuid(), source_id: id, domain, site, asked_domain: asked, asked_site: null }
    const lines = heard.reduce((sum, each) => sum + each.lines, 0)
    const lastAt = micros(Math.max(...heard.map((each) => microsOfIso(each.lastAt) ?? 0)))
    if (!(await queries.storeMisuse(tx, row, { lines, lastAt }))) return
    const subject = idOfUuid('tok', id)
    const details = { domain, site, asked, askedSite: null }
    await appendAudit(tx, { actor: subject, action: 'source.quarantine', object: subject, details, at })
  }

  #checkListener(domain: Domain, { name, peers }: ListenerBinding): void {
    const found = this.#options.listeners.find((each) => each.name === name && each.domain === domain)
    if (found === undefined || (peers.length > 0 && !hasPeers(found))) throw new AppError('sources.listener-unknown')
  }

  async #views(
    { sources, misuse }: Awaited<ReturnType<typeof listEnrolled>>,
    answers: ReadonlyMap<Domain, Answer | null>,
    now: EpochMicros,
  ): Promise<SourceView[]> {
    const credentials = new Map((await this.#own(queries.listCredentials)).map((row) => [row.id, row]))
    return sources.map((row) => {
      const credential = credentials.get(row.id)
      return viewOf(row, { credential, misuse: misuse.get(row.id) ?? [], answers }, now)
    })
  }

  async #askAll(domains: readonly Domain[]): Promise<ReadonlyMap<Domain, Answer | null>> {
    return new Map(await Promise.all(domains.map(async (domain) => [domain, await this.#ask(domain)] as const)))
  }

  /** What the cell tells of its sources and listeners; null while it does not answer. */
  async #ask(domain: Domain): Promise<Answer | null> {
    try {
      return Answer.parse(await this.#options.askCell(domain))
    } catch {
      return null
    }
  }

  async #own<T>(run: (tx: queries.Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }
}

async function listEnrolled(tx: queries.Tx, site: string | undefined) {
  return {
    sources: await queries.listSourceRows(tx, site),
    misuse: Map.groupBy(await queries.listOpenMisuse(tx), (row) => row.source_id),
  }
}

function viewOf(
  row: SourceRow,
  told: {
    readonly credential: queries.CredentialRow | undefined
    readonly misuse: readonly MisuseRow[]
    readonly answers: ReadonlyMap<Domain, Answer | null>
  },
  now: EpochMicros,
): SourceView {
  const id = idOfUuid('tok', row.id)
  const domain = domainOf(row.domain)
  const answer = told.answers.get(domain) ?? null
  const activity = answer?.sources[id] ?? null
  const endedAt = told.credential?.revoked_at ?? row.ended_at
  const { listener = null, peers = null } = told.credential ?? {}
  return {
    id,
    ...{ name: row.name, domain, site: row.site, format: row.format, everySeconds: row.every_seconds },
    kind: row.kind === 'listener' ? 'listener' : 'token',
    listener: listener === null ? null : { name: listener, peers: peers ?? [] },
    enrolledAt: isoOfMicros(row.enrolled_at),
    revokedAt: isoOrNull(endedAt),
    state: judgeSource(
      {
        isRevoked: endedAt !== null,
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

/** Of who is not enrolled only those learn who see every site: an address is of none. */
function listenerView(listener: ListenerOptions, answer: Answer | null, mayKnowStrangers: boolean): ListenerView {
  const { name, domain, by } = listener
  const found = answer?.listeners.find((each) => each.name === name)
  const about = { name, domain, by, place: listenerPlace(listener) }
  if (found === undefined) return { ...about, standing: null }
  const { state, detail, port, connections, lost, strangers } = found
  return {
    ...about,
    standing: { state, detail, port, connections, lost, strangers: mayKnowStrangers ? strangers : [] },
  }
}

/** Two of one listener must be told apart. */
async function refuseTaken(tx: queries.Tx, domain: Domain, wanted: ListenerBinding): Promise<void> {
  for (const { revoked_at, listener, domain: of, peers } of await queries.listCredentials(tx))
    if (
      revoked_at === null &&
      of === domain &&
      listener === wanted.name &&
      clashOf(wanted, { peers: peers ?? [] }) !== null
    )
      throw new AppError('sources.listener-taken')
}

function domainOf(text: string): Domain {
  return text === 'it' ? 'it' : 'ot'
}
