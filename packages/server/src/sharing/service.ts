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
    const inForce = this.#options.model()
    if (sightings.length === 0 || inForce === null || inForce === 'integrated') return []
    return await this.#asked(site, 'relevance', { from, sightings }, [])
  }

  /** Whose domain these functions are of; what the register has not, or cannot say in time, is left out. */
  async functionDomains(site: string, functions: readonly string[]): Promise<ReadonlyMap<string, Domain>> {
    const told = functions.length === 0 ? [] : await this.#asked(site, 'functions', { functions }, [])
    return new Map(
      functions.flatMap((one, at) => {
        const domain = told?.[at] ?? null
        return domain === null ? [] : [[one, domain] as const]
      }),
    )
  }

  /** `without`: where the site has no plant. Null where it could not be asked; that is warned of, and holds up nobody. */
  async #asked<Kind extends keyof Questions>(
    site: string,
    kind: Kind,
    question: Questions[Kind],
    without: Answers[Kind],
  ): Promise<Answers[Kind] | null> {
    const { store, desk } = this.#options
    const { last } = await store.transaction(HUB_SERVICE, (tx) => findPlantImport(tx, site))
    if (last === null) return without
    const { key, load } = loadablePlant(store, HUB_SERVICE, site, last)
    try {
      return await desk.ask(key, load, kind, question)
    } catch (cause) {
      process.emitWarning(`the register of ${site} was not asked for a case: ${String(cause)}`, {
        code: 'PENSTOCK_SHARING',
      })
      return null
    }
  }
}
