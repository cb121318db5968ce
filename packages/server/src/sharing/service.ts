// Use case of sharing: the declared plant of a site as it is known now, asked by the hub itself.
import type { Domain } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
import type { Relevance, Sighting } from '@penstock/model/sharing'
import type { Desk } from '@penstock/server/desk'
import { findPlantImport, loadablePlant } from '@penstock/server/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Answers, Questions } from './question.ts'

export interface SharingOptions {
  readonly store: Store<CoreTables>
  readonly desk: Desk<Questions, Answers>
  /** The SOC model in force; null before there is one. */
  readonly model: () => SocModel | null
}

export class SharingService {
  readonly #options: SharingOptions

  constructor(options: SharingOptions) {
    this.#options = options
  }

  /** What the other side has to know of; nothing where the model makes joint cases by itself, null where it could not be judged. */
  async relevantIn(site: string, from: Domain, sightings: readonly Sighting[]): Promise<readonly Relevance[] | null> {
    const { store, desk, model } = this.#options
    const inForce = model()
    if (sightings.length === 0 || inForce === null || inForce === 'integrated') return []
    const { last } = await store.transaction(HUB_SERVICE, (tx) => findPlantImport(tx, site))
    if (last === null) return []
    const { key, load } = loadablePlant(store, HUB_SERVICE, site, last)
    try {
      return await desk.ask(key, load, 'relevance', { from, sightings })
    } catch (cause) {
      process.emitWarning(`what a case of ${site} means to the other side was not judged: ${String(cause)}`, {
        code: 'PENSTOCK_SHARING',
      })
      return null
    }
  }
}
