// Keeps for the lists how much each entry of the declared plant matters: derived anew when another import made the plant or somebody found
// something out about it, on a thread.
import { compareTexts } from '@penstock/model/kernel'
import type { Desk } from '@penstock/server/desk'
import { recordChange } from '@penstock/server/facts'
import { findPlantImport, readPlantLists } from '@penstock/server/plant'
import { type Clock, HUB_SERVICE, MarkedSites, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { keyWith, readFindings, withFindings } from './known-plant.ts'
import * as queries from './queries.ts'
import { type Answers, LISTS, type Questions } from './question.ts'

export interface CriticalityKeeperOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly desk: Desk<Questions, Answers>
  readonly onChange: () => void
}

/** More than a site has assets, so that the level comes before the place at the site. */
const PLACES_A_LEVEL = 10_000_000

export class CriticalityKeeper {
  readonly #options: CriticalityKeeperOptions
  readonly #sites = new MarkedSites({
    take: (site) => this.#keep(site),
    failure: { text: 'the criticality of assets was not derived', code: 'PENSTOCK_CRITICALITY' },
  })

  readonly #stopped = Promise.withResolvers<null>()

  constructor(options: CriticalityKeeperOptions) {
    this.#options = options
  }

  /** Marks sites whose plant may have moved. */
  mark(sites: Iterable<string>): void {
    this.#sites.mark(sites)
  }

  /** What is being computed is let go: the next start sees that it is missing. */
  async stop(): Promise<void> {
    this.#stopped.resolve(null)
    await this.#sites.stop()
  }

  async #keep(site: string): Promise<void> {
    const { store, clock, desk, onChange } = this.#options
    const read = <T>(run: (tx: queries.Tx) => Promise<T>): Promise<T> => store.transaction(HUB_SERVICE, run)
    const at = clock()
    const { last } = await read((tx) => findPlantImport(tx, site))
    if (last === null) return
    const findings = await read((tx) => readFindings(tx, site, at))
    const key = keyWith(site, last.id, findings)
    const basis = uuidOfContent([key])
    if ((await read((tx) => queries.findRankedBasis(tx, site))) === basis) return
    const load = async () =>
      withFindings(await read((tx) => readPlantLists(tx, site, LISTS, last.learned_at)), findings)
    const told = await Promise.race([desk.ask(key, load, 'ranks', {}), this.#stopped.promise])
    if (told === null) return
    const rows = told.ranks.map(({ asset, level, standing, afterH, stops, studies }, at) => ({
      ...{ site, level, standing, stops, basis },
      declared_id: asset,
      after_h: afterH,
      place: (5 - (level ?? 0)) * PLACES_A_LEVEL + at + 1,
      studies: [...studies],
    }))
    await read(async (tx) => {
      await queries.replaceCriticality(
        tx,
        site,
        rows.sort((a, b) => compareTexts(a.declared_id, b.declared_id)),
      )
      await recordChange(tx, { kind: 'register', site, object: site }, clock())
    })
    onChange()
  }
}
