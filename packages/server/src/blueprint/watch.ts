// Holds each site against the blueprint in force, continuously: after whatever moved it, and every minute for what time alone moves, such as
// a sensor that falls silent.
import { Blueprint, type Deviation, deviationKey } from '@penstock/model/blueprint'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import type { Desk } from '@penstock/server/desk'
import { recordChange } from '@penstock/server/facts'
import { findPlantImport, loadablePlant } from '@penstock/server/plant'
import { type Clock, HUB_SERVICE, isSameJson, MarkedSites, newUuid } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { readObserved } from './observed.ts'
import * as queries from './queries.ts'
import type { Answers, Questions } from './question.ts'

export interface WatchOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly desk: Desk<Questions, Answers>
  /** Whether a cell answers now: what its sensors do is not known otherwise. */
  readonly isAnswering: (domain: Domain) => boolean
  /** Called after something was recorded for live pages. */
  readonly onChange: () => void
}

const EVERY_MS = 60_000

export class BlueprintWatch {
  readonly #options: WatchOptions
  readonly #sites = new MarkedSites({ take: (site) => this.#take(site) })
  readonly #timer: NodeJS.Timeout
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: WatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.markAll().catch(() => {}), EVERY_MS).unref()
  }

  mark(sites: Iterable<string>): void {
    this.#sites.mark(sites)
  }

  async markAll(): Promise<void> {
    this.mark(await this.#options.store.transaction(HUB_SERVICE, queries.listDrawnSites))
  }

  /** Compares now, after whatever is being compared. */
  async hold(site: string): Promise<void> {
    const mine = this.#last.then(() => this.#hold(site))
    this.#last = mine.catch(() => undefined)
    await mine
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#sites.stop()
    await this.#last
  }

  async #take(site: string): Promise<void> {
    await this.hold(site).catch((cause: unknown) => {
      process.emitWarning(`site ${site} was not held against its blueprint: ${String(cause)}`, {
        code: 'PENSTOCK_BLUEPRINT',
      })
    })
  }

  async #hold(site: string): Promise<void> {
    const { store, clock, desk, isAnswering, onChange } = this.#options
    const at = clock()
    const asked = await store.transaction(HUB_SERVICE, async (tx) => {
      const row = await queries.findBlueprint(tx, site)
      if (row === undefined) return null
      const { last } = await findPlantImport(tx, site)
      return { row, last, observed: await readObserved(tx, site, at, isAnswering) }
    })
    if (asked === null) return
    const { row, last, observed } = asked
    const plant = loadablePlant(store, HUB_SERVICE, site, last)
    const question = { blueprint: Blueprint.parse(row.document), observed }
    const found = await desk.ask(plant.key, () => plant.load(), 'deviations', question)
    const hasMoved = await store.transaction(HUB_SERVICE, async (tx) => {
      // Agreed on meanwhile: the next one is held against that.
      if ((await queries.findBlueprint(tx, site))?.version !== row.version) return false
      const moved = await recordDeviations(tx, site, found, at)
      const held = await queries.findHeld(tx, site)
      await queries.storeHeld(tx, site, row.version, at)
      const isNews = moved > 0 || held?.version !== row.version
      if (isNews) await recordChange(tx, { kind: 'blueprint', site, object: site }, at)
      return isNews
    })
    if (hasMoved) onChange()
  }
}

/** Opens what deviates anew and closes what does no more; answers how many moved. */
async function recordDeviations(
  tx: queries.Tx,
  site: string,
  found: readonly Deviation[],
  at: EpochMicros,
): Promise<number> {
  const open = new Map((await queries.listOpenDeviations(tx, site)).map((row) => [deviationKey(row), row]))
  const fresh: Deviation[] = []
  let retold = 0
  for (const one of found) {
    const row = open.get(deviationKey(one))
    open.delete(deviationKey(one))
    if (row === undefined) fresh.push(one)
    else if (!isSameJson(row.facts, one.facts) || row.stage !== one.stage || row.domain !== one.domain) {
      await queries.retellDeviation(tx, row.id, one)
      retold++
    }
  }
  const opened = fresh.map((one) => ({ ...one, id: newUuid(), site, opened_at: at }))
  await queries.openDeviations(tx, opened)
  await queries.closeDeviations(
    tx,
    [...open.values()].map(({ id }) => id),
    at,
  )
  return fresh.length + open.size + retold
}
