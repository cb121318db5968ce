// Use cases of vulnerabilities: the queue, one match, what people decide about it, why an advisory was or was not shown, and figures.
import type { AsOfQuery } from '@penstock/contract/history'
import type {
  AdvisoryImportView,
  ShownOrWhyNot,
  VulnerabilityFilter,
  VulnerabilityRecord,
  VulnerabilityRow,
  VulnerabilitySummary,
} from '@penstock/contract/vulnerabilities'
import type { Asset } from '@penstock/model/assets'
import { idOfUuid, isoOfMicros, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import { InstalledSoftware } from '@penstock/model/plant'
import {
  BillIndex,
  type DeviceIdentity,
  decidePatch,
  identityOfAsset,
  identityOfSoftware,
  identityOfValues,
  type KnownRevision,
  latestRevisions,
  type PatchDecision,
  whyNotShown,
} from '@penstock/model/vulnerabilities'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { type Moment, momentOf } from '@penstock/server/history'
import { AppError, type Caller, isWhole, keysetOf, maySeeSite, type Paged, pagedBy } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { readBills } from './feed-snapshot.ts'
import * as matches from './match-queries.ts'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import {
  importView,
  type ReadRevision,
  readRevision,
  revisionView,
  vulnerabilityRecord,
  vulnerabilityRow,
} from './views.ts'

export interface VulnerabilitiesOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  readonly onChange: () => void
  /** Names of people, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

const BY_RANK = { sort: 'queue', column: 'rank', kind: 'number', isAlwaysKnown: true } as const

export class VulnerabilitiesService {
  readonly #options: VulnerabilitiesOptions

  constructor(options: VulnerabilitiesOptions) {
    this.#options = options
  }

  async list(
    caller: Caller,
    filter: VulnerabilityFilter,
    page: Page,
    query: AsOfQuery,
  ): Promise<Paged<VulnerabilityRow>> {
    const asked = this.#asked(query)
    const keyset = keysetOf(page, BY_RANK)
    return await this.#read(caller, async (tx) => {
      const rows = await matches.listQueue(tx, filter, asked, keyset)
      const total = isWhole(keyset, rows) ? rows.length : await matches.countQueue(tx, filter, asked)
      const { items, nextCursor } = pagedBy(keyset, rows, total)
      return { items: items.map((row) => vulnerabilityRow(row, asked.moment !== null)), total, nextCursor }
    })
  }

  async record(caller: Caller, matchId: string, query: AsOfQuery): Promise<VulnerabilityRecord> {
    const id = uuidOfId(matchId)
    if (id === null) throw new AppError('not-found')
    const asked = this.#asked(query)
    const at = asked.moment?.at ?? null
    const knownBy = asked.moment?.clock === 'learned' ? asked.moment.at : null
    const names = await this.#options.accountNames()
    const { row, versions, steps } = await this.#read(caller, async (tx) => {
      const found = await matches.findStanding(tx, id, asked)
      if (found === undefined) throw new AppError('not-found')
      return {
        row: found,
        versions: await matches.listVersions(tx, id, knownBy),
        steps: await matches.listSteps(tx, id, at),
      }
    })
    const revisions = (await this.#published((tx) => queries.listRevisions(tx, row.advisory_id)))
      .filter(({ learned_at }) => knownBy === null || learned_at <= knownBy)
      .map(readRevision)
    return vulnerabilityRecord(row, { isPast: asked.moment !== null, revisions, versions, steps, names })
  }

  async summary(caller: Caller, site: string | undefined): Promise<VulnerabilitySummary> {
    const now = this.#options.clock()
    const { feed, marks, lists } = await this.#published(async (tx) => ({
      feed: await queries.countFeed(tx),
      marks: await queries.listRevisionMarks(tx),
      lists: await queries.listNewestLists(tx),
    }))
    return await this.#read(caller, async (tx) => {
      const listOf = (kind: string) => {
        const found = lists.find((one) => one.kind === kind)
        if (found === undefined) return null
        return { version: found.version, entries: found.entries, learnedAt: isoOfMicros(found.learned_at) }
      }
      const newest = marks.reduce((latest, { published_at }) => Math.max(latest, published_at), 0)
      const standing = latestRevisions(
        marks.map((row) => ({ ...row, id: row.advisory_id, currentDate: isoOfMicros(row.published_at) })),
      )
      return {
        advisories: standing.filter((row) => !row.is_withdrawn).length,
        revisions: marks.length,
        newestAt: marks.length === 0 ? null : isoOfMicros(micros(newest)),
        kev: listOf('kev'),
        epss: listOf('epss'),
        ...(await queries.countSubjects(tx, site, feed)),
        waiting: await matches.countWaiting(tx, site, now),
      }
    })
  }

  async imports(): Promise<AdvisoryImportView[]> {
    const names = await this.#options.accountNames()
    const rows = await this.#published(queries.listAdvisoryImports)
    return rows.map((row) => importView(row, names))
  }

  /** Decides about one match; refuses what was not seen as it stands, and what is the other domain's. */
  async decide(
    caller: Caller,
    matchId: string,
    given: { readonly version: number; readonly decision: PatchDecision; readonly reason: string },
  ): Promise<VulnerabilityRecord> {
    const id = uuidOfId(matchId)
    if (id === null) throw new AppError('not-found')
    const { decision, reason } = given
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const row = await matches.lockMatch(tx, id)
      if (row === undefined || !maySeeSite(caller, row.site)) throw new AppError('not-found')
      if (caller.domain !== row.domain) throw new AppError('vulnerabilities.other-domain')
      if (row.version !== given.version) throw new AppError('version-moved', { version: row.version })
      const at = this.#options.clock()
      const decided = decidePatch(decision, at)
      if (!decided.ok) throw new AppError(decided.refusal.code)
      const { state, until, words } = decided.value
      await matches.setPatch(tx, id, decided.value, at)
      await matches.insertSteps(tx, [
        {
          id: newUuid(),
          match_id: id,
          site: row.site,
          at: isoOfMicros(at),
          state,
          until: isoOrNull(until),
          words,
          by: caller.subject,
          reason,
        },
      ])
      const details = {
        asset: idOfUuid('ast', row.asset_id),
        advisory: row.advisory_id,
        state,
        until: isoOrNull(until),
        words,
        reason,
        version: row.version + 1,
      }
      await appendAudit(tx, { actor: caller.subject, action: 'vulnerability.decide', object: matchId, details, at })
      await recordChange(tx, { kind: 'vulnerabilities', site: row.site, object: row.site }, at)
    })
    this.#options.onChange()
    return await this.record(caller, matchId, { clock: 'held' })
  }

  /** Whether an advisory was shown for an asset at a moment, by what could be known then or by what was so then. */
  async explain(caller: Caller, assetId: string, advisoryId: string, query: AsOfQuery): Promise<ShownOrWhyNot> {
    const { moment, now } = this.#asked(query)
    const id = uuidOfId(assetId)
    const { revisions, others, bills } = await this.#published(async (tx) => {
      const own = await queries.listRevisions(tx, advisoryId)
      const named = [...new Set(own.flatMap(({ cves }) => cves))]
      const naming = await queries.listRevisionsNaming(tx, named, advisoryId)
      const rows = await queries.listBills(tx, moment)
      return {
        revisions: own.map(readRevision),
        others: naming.map(readRevision),
        bills: new BillIndex(await readBills(rows)),
      }
    })
    return await this.#read(caller, async (tx) => {
      const asset = id === null ? undefined : await queries.findAsset(tx, id)
      if (asset === undefined || revisions.length === 0) throw new AppError('not-found')
      const known = await productsAt(tx, asset, moment)
      const parts = known?.flatMap((device) => bills.componentsOf(device).map(({ identity }) => identity)) ?? []
      const products = known === null ? null : [...known, ...parts]
      const at = moment?.at ?? now
      const vex = knownRevisions(others).filter(({ advisory }) => advisory.isVex)
      const told = whyNotShown(knownRevisions(revisions), products, at, query.clock, vex)
      return {
        ...told,
        at: isoOfMicros(at),
        clock: query.clock,
        trail: [...told.trail],
        revisions: revisions.map(revisionView),
      }
    })
  }

  #asked(query: AsOfQuery): matches.AskedMoment {
    const now = this.#options.clock()
    return { moment: momentOf(query, now), now }
  }

  /** What was published belongs to no site; the hub's own role reads it. */
  async #published<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

function knownRevisions(read: readonly ReadRevision[]): readonly KnownRevision[] {
  return read.flatMap(({ row, advisory }) =>
    advisory === null ? [] : [{ advisory, publishedAt: row.published_at, learnedAt: row.learned_at }],
  )
}

/** The device and what runs on it at a moment; null where it was not there. */
async function productsAt(
  tx: Tx,
  asset: NonNullable<Awaited<ReturnType<typeof queries.findAsset>>>,
  moment: Moment | null,
): Promise<readonly DeviceIdentity[] | null> {
  const { id, site, declared_id: declaredId } = asset
  const device = await deviceAt(tx, asset, moment)
  if (device === null) return null
  const listed = declaredId === null ? [] : await queries.listSoftware(tx, site, declaredId, moment)
  const software = listed.map((body) => identityOfSoftware(id, InstalledSoftware.parse(body))?.identity ?? null)
  return [device === 'unidentified' ? null : device, ...software].filter((one) => one !== null)
}

async function deviceAt(
  tx: Tx,
  asset: { readonly id: string; readonly body: unknown; readonly is_gone: boolean },
  moment: Moment | null,
): Promise<DeviceIdentity | 'unidentified' | null> {
  if (moment === null) {
    const known = identityOfAsset(asset.id, (asset.body as { readonly asset: Asset }).asset)
    return asset.is_gone ? null : (known?.identity ?? 'unidentified')
  }
  const state = await queries.findAssetState(tx, asset.id, moment)
  if (state === undefined) return null
  const valueFrom = (name: string): string | null => {
    const value = state[name]
    return typeof value === 'string' ? value : null
  }
  return identityOfValues(asset.id, valueFrom) ?? 'unidentified'
}
