// Holds assets against the advisories: those whose row or place in the plant moved after each conclusion of their register, all of them
// after an import. Off the request path, a few at a time; what a kill cuts off is seen in the store and done at the next start.
import { setImmediate } from 'node:timers/promises'
import { loadSsvcTables } from '@penstock/catalogs/ssvc-tables@1'
import type { Asset } from '@penstock/model/assets'
import { type Concluded, growHistory } from '@penstock/model/history'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import type { InstalledSoftware } from '@penstock/model/plant'
import {
  bestMatches,
  identityOfAsset,
  identityOfSoftware,
  type KnownContext,
  type KnownDevice,
  plantContext,
  reopeningOf,
} from '@penstock/model/vulnerabilities'
import { recordChange } from '@penstock/server/facts'
import { listSiteKeys, readDeclaredPlant } from '@penstock/server/plant'
import { type Clock, HUB_SERVICE, isSameJson, MarkedSites, newUuid, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { buildSnapshot, type FeedSnapshot } from './feed-snapshot.ts'
import { type JudgedBody, judgeMatch, stateOfBody, storedContext } from './judged.ts'
import * as matches from './match-queries.ts'
import type { JudgedSubject, SubjectRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface MatchingOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly onChange: () => void
}

/** Assets that are judged in one transaction. */
const PAGE = 50
const FIRST = '00000000-0000-0000-0000-000000000000'

interface Judged {
  readonly row: SubjectRow
  readonly subject: JudgedSubject
  readonly bodies: readonly {
    readonly advisoryId: string
    readonly body: JudgedBody
    readonly publishedAt: EpochMicros
  }[]
  /** False where nothing that bears on it moved. */
  readonly isMoved: boolean
  readonly bornAt: EpochMicros | null
}

interface PlantOfSite {
  readonly stamp: string
  readonly contextOf: ReturnType<typeof plantContext>
  /** What runs on each declared asset. */
  readonly software: ReadonlyMap<string, readonly InstalledSoftware[]>
}

export class Matching {
  readonly #options: MatchingOptions
  readonly #tables = loadSsvcTables()
  readonly #sites = new MarkedSites({
    take: (site) => this.#judgeSite(site),
    failure: { text: 'assets were not held against the advisories', code: 'PENSTOCK_MATCHING' },
  })
  readonly #plants = new Map<string, PlantOfSite>()
  #snapshot: FeedSnapshot | null = null

  constructor(options: MatchingOptions) {
    this.#options = options
  }

  /** Marks sites whose register moved; they are judged soon. */
  mark(sites: Iterable<string>): void {
    this.#sites.mark(sites)
  }

  /** Marks every site: something was brought in. */
  markAll(): void {
    const { store } = this.#options
    void store.transaction(HUB_SERVICE, listSiteKeys).then(
      (sites) => this.mark(sites),
      (cause: unknown) => this.#sites.tryAgain(cause, () => this.markAll()),
    )
  }

  async stop(): Promise<void> {
    await this.#sites.stop()
  }

  async #judgeSite(site: string): Promise<void> {
    const { store, onChange } = this.#options
    const read = <T>(run: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(HUB_SERVICE, run)
    const feed = await read(queries.countFeed)
    // Nothing was ever brought in: nobody waits for an answer.
    if (feed === 0) return
    if (this.#snapshot?.feed !== feed) this.#snapshot = await buildSnapshot(store)
    const snapshot = this.#snapshot
    const stamp = await read((tx) => queries.findPlantStamp(tx, site))
    let plant = this.#plants.get(site)
    const all = plant?.stamp !== stamp
    if (plant === undefined || all) {
      const declared = await read((tx) => readDeclaredPlant(tx, site))
      const software = Map.groupBy(declared?.swInventory ?? [], ({ asset }) => asset)
      plant = { stamp, contextOf: plantContext(declared), software }
    }
    let [after, hasChanged] = [FIRST, false]
    while (!this.#sites.isStopped) {
      const page = { all, after, limit: PAGE }
      const rows = await read((tx) => queries.listToJudge(tx, site, snapshot.feed, page))
      if (rows.length === 0) break
      after = rows.at(-1)!.id
      const judged: Judged[] = []
      for (const row of rows) {
        judged.push(this.#judge(row, snapshot, plant))
        await setImmediate()
      }
      const changed = await read((tx) => this.#store(tx, site, snapshot.feed, judged))
      hasChanged ||= changed
    }
    if (this.#sites.isStopped) return
    this.#plants.set(site, plant)
    if (hasChanged) onChange()
  }

  #judge(row: SubjectRow, snapshot: FeedSnapshot, { contextOf, software }: PlantOfSite): Judged {
    const { asset } = row.body as { readonly asset: Asset }
    const products = row.is_gone ? [] : productsOf(row.id, asset, software.get(row.declared_id ?? '') ?? [])
    const known = contextOf({ declaredId: row.declared_id, zone: row.zone })
    const context = storedContext(known)
    const subject = {
      asset_id: row.id,
      identity: products.length === 0 ? null : products.map(({ identity }) => identity),
      facts: products.map(({ facts }) => facts),
      context,
      learned_at: isoOfMicros(row.learned_at),
    }
    const isMoved =
      row.known === null ||
      row.known.feed !== snapshot.feed ||
      !isSameJson(
        [row.known.identity, row.known.facts, row.known.context],
        [subject.identity, subject.facts, subject.context],
      )
    const bornAt = asset.firstAt ?? asset.declared?.at ?? null
    const bodies = isMoved ? this.#bodiesOf(products, known, snapshot) : []
    return { row, subject, bodies, isMoved, bornAt }
  }

  #bodiesOf(products: readonly KnownDevice[], known: KnownContext, snapshot: FeedSnapshot): Judged['bodies'] {
    const parts = products.flatMap(({ identity }) => snapshot.bills.componentsOf(identity))
    return bestMatches(snapshot.matcher, [...products, ...parts]).flatMap(({ match, of }) => {
      const advisory = snapshot.advisories.get(match.advisoryId)
      if (advisory === undefined) return []
      const body = judgeMatch(match, advisory, of, known, snapshot, this.#tables)
      return [{ advisoryId: match.advisoryId, body, publishedAt: advisory.publishedAt }]
    })
  }

  /** Stores what the judgements change; true when anything did. */
  async #store(tx: Tx, site: string, feed: number, judged: readonly Judged[]): Promise<boolean> {
    await queries.storeSubjects(
      tx,
      site,
      feed,
      judged
        .filter(({ row, isMoved }) => isMoved || row.known?.learnedAt !== row.learned_at)
        .map(({ subject }) => subject),
    )
    const moved = judged.filter(({ isMoved }) => isMoved)
    if (moved.length === 0) return false
    const known = await matches.listMatchesOf(
      tx,
      moved.map(({ row }) => row.id),
    )
    const byId = new Map(known.map((row) => [row.id, row]))
    const last = await matches.findLastLearned(tx, site)
    const now = this.#options.clock()
    const at = last === null || now > last ? now : micros(last + 1)
    const before = await matches.listNewestVersions(tx, [...byId.keys()])
    const bodies = new Map<string, JudgedBody>()
    const concluded = new Map<string, Concluded>()
    const opened: Pick<matches.MatchRow, 'id' | 'site' | 'asset_id' | 'advisory_id'>[] = []
    for (const { row, bodies: ofAsset, bornAt } of moved)
      for (const { advisoryId, body, publishedAt } of ofAsset) {
        const id = uuidOfContent(['vulnerability', row.id, advisoryId])
        // What was never said to affect it, and does not, is no match: it is told when somebody asks.
        if (body.grade === 'N' && !byId.has(id)) continue
        if (!byId.has(id)) opened.push({ id, site, asset_id: row.id, advisory_id: advisoryId })
        bodies.set(id, body)
        concluded.set(id, {
          state: stateOfBody(body),
          shown: {},
          source: advisoryId,
          bornAt: micros(Math.max(publishedAt, bornAt ?? at)),
          changedAt: ({ state }) => (state['advisoryVersion'] === body.advisoryVersion ? at : publishedAt),
        })
      }
    const grown = growHistory(before, concluded, at)
    await matches.insertMatches(tx, opened, at)
    await matches.closeVersions(tx, grown.closed, at)
    await matches.insertVersions(
      tx,
      site,
      grown.opened.map(({ id, heldFrom }) => ({ id, heldFrom, body: bodies.get(id)! })),
      at,
    )
    await this.#reopen(tx, byId, before, bodies, at)
    await matches.setScores(tx, this.#scoresOf(bodies))
    if (grown.closed.length + grown.opened.length === 0) return false
    await recordChange(tx, { kind: 'vulnerabilities', site, object: site }, at)
    return true
  }

  /** A decision that was taken on what is no longer so is asked for again. */
  async #reopen(
    tx: Tx,
    known: ReadonlyMap<string, matches.MatchRow>,
    before: Awaited<ReturnType<typeof matches.listNewestVersions>>,
    bodies: ReadonlyMap<string, JudgedBody>,
    at: EpochMicros,
  ): Promise<void> {
    for (const [id, body] of bodies) {
      const row = known.get(id)
      const version = before.get(id)
      if (row === undefined || version === undefined) continue
      const was = version.state as unknown as JudgedBody
      const reopening = reopeningOf(row.state as Parameters<typeof reopeningOf>[0], was, body)
      if (reopening === null) continue
      await matches.setPatch(tx, id, { state: 'open', until: null, words: null }, at)
      await matches.insertSteps(tx, [
        { id: newUuid(), match_id: id, site: row.site, at: isoOfMicros(at), state: 'open', reopening },
      ])
    }
  }

  #scoresOf(bodies: ReadonlyMap<string, JudgedBody>): { readonly id: string; readonly epss: unknown }[] {
    const epss = this.#snapshot?.epss ?? null
    return [...bodies].map(([id, { cves }]) => {
      const scored = cves.flatMap((cve) => {
        const probability = epss?.byCve.get(cve)
        return probability === undefined ? [] : [{ cve, probability }]
      })
      const highest = scored.toSorted((a, b) => b.probability - a.probability)[0]
      return { id, epss: highest === undefined ? null : { ...highest, scoredOn: epss?.scoredOn ?? null } }
    })
  }
}

/** The device itself, and what runs on it. */
function productsOf(id: string, asset: Asset, software: readonly InstalledSoftware[]): readonly KnownDevice[] {
  return [identityOfAsset(id, asset), ...software.map((one) => identityOfSoftware(id, one))].filter(
    (known) => known !== null,
  )
}
