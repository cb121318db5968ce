// The checks over what a site declares now, with the conduits on which traffic was observed.
import type { Response } from '@penstock/contract/route'
import type { checkSegmentation } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import type { Desk } from '@penstock/server/desk'
import type { Caller } from '@penstock/server/http'
import { type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { listSeenConduits } from '@penstock/server/zones'
import type { Answers, Questions } from './question.ts'

export interface SegmentationOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
}

export class SegmentationService {
  readonly #options: SegmentationOptions

  constructor(options: SegmentationOptions) {
    this.#options = options
  }

  async check(caller: Caller, site: SiteKey): Promise<Response<typeof checkSegmentation>> {
    const { store, desk } = this.#options
    const { key, scope, about, load } = await askedPlant(this.#options, caller, site, undefined)
    const { importedAt } = about
    if (importedAt === null) return { site, importedAt, findings: [], boundaries: [] }
    const seen = await store.transaction(scope, (tx) => listSeenConduits(tx, site))
    return { site, importedAt, ...(await desk.ask(key, () => load(), 'check', { seen })) }
  }
}
