// Reading the register: the list, the counts, one asset with its provenance.
import type { AnswerCounts, AssetFilter, AssetRecord } from '@penstock/contract/assets'
import type { AsOfQuery } from '@penstock/contract/history'
import type { PersonDecision } from '@penstock/model/assets'
import { uuidOfId } from '@penstock/model/kernel'
import { momentOf } from '@penstock/server/history'
import type { Caller } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { captureNames, fileNames, isAbout } from './about-asset.ts'
import type { AssetBody } from './asset-body.ts'
import { countKnown, listPeers, listRows, marksOf, placesOf } from './lists.ts'
import { neighboursOf } from './modules.ts'
import * as queries from './queries.ts'
import { recordAt } from './record-at.ts'
import { assetRecord } from './views.ts'
import { type AssetsOptions, getRow, readAs } from './work.ts'

export class AssetReads {
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
  }

  async list(
    caller: Caller,
    filter: AssetFilter,
    page: { sort: string; cursor?: string | undefined; limit: number; exposure?: boolean },
    asked: AsOfQuery,
  ) {
    const moment = momentOf(asked, this.#options.clock())
    const isExposed = page.exposure === true && caller.permissions.has('monitoring:read')
    return await readAs(this.#options, caller, (tx) => listRows(tx, filter, page, moment, isExposed))
  }

  async count(caller: Caller, site: string | undefined): Promise<AnswerCounts> {
    return await readAs(this.#options, caller, (tx) => countKnown(tx, site))
  }

  async record(caller: Caller, assetId: string, asked: AsOfQuery = { clock: 'held' }): Promise<AssetRecord> {
    const moment = momentOf(asked, this.#options.clock())
    const maySeeTraffic = caller.permissions.has('monitoring:read')
    if (moment !== null)
      return await readAs(this.#options, caller, (tx) => recordAt(tx, assetId, moment, maySeeTraffic))
    const files = await this.#fileNames(caller, assetId)
    return await readAs(this.#options, caller, async (tx) => {
      const row = await getRow(tx, assetId)
      const askedId = uuidOfId(assetId)
      const openedAs =
        askedId === null || askedId === row.id ? null : (await queries.findAssetRow(tx, askedId))?.reference
      const marks = (await marksOf(tx, [row.id])).get(row.id) ?? { isUnregistered: false, breaches: 0 }
      const { asset } = row.body as AssetBody
      const ledger = (await queries.listDecisions(tx, row.site)).filter((decision) =>
        isAbout(decision.body as PersonDecision, asset),
      )
      const peers = maySeeTraffic ? await listPeers(tx, row.id) : null
      const names = maySeeTraffic ? new Map([...files, ...(await captureNames(tx, row.id))]) : new Map<string, string>()
      const around = await neighboursOf(tx, row.site, asset)
      return assetRecord(row, marks, await placesOf(tx, row.site), names, peers, ledger, around, openedAs ?? null)
    })
  }

  /** Names of the files of the person's own domain that speak of the asset. */
  async #fileNames(caller: Caller, assetId: string): Promise<ReadonlyMap<string, string>> {
    const { domain } = caller
    if (domain === null || !caller.permissions.has('monitoring:read')) return new Map()
    const row = await readAs(this.#options, caller, (tx) => getRow(tx, assetId))
    return await this.#options.store.transaction(HUB_SERVICE, (tx) => fileNames(tx, domain, row))
  }
}
