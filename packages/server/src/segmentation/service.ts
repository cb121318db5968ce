// The checks over what a site declares now, or declared at a moment, with the conduits on which traffic was observed.
import type { Query, Response } from '@penstock/contract/route'
import type { checkSegmentation, RuleSetView, readRuleSet } from '@penstock/contract/zones'
import type { EpochMicros, SiteKey } from '@penstock/model/kernel'
import type { Desk } from '@penstock/server/desk'
import { fileNameOf } from '@penstock/server/history'
import type { Caller } from '@penstock/server/http'
import { type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { listSeenConduits, listSeenConduitsAt } from '@penstock/server/zones'
import { listOthers } from './ground.ts'
import type { Answers, Questions } from './question.ts'

export interface SegmentationOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
}

export class SegmentationService {
  readonly #options: SegmentationOptions

  constructor(options: SegmentationOptions) {
    this.#options = options
  }

  /** Known flows, and the conduits on which traffic was seen, are those of the moment as well. */
  async check(caller: Caller, site: SiteKey, at?: EpochMicros): Promise<Response<typeof checkSegmentation>> {
    const { store, desk } = this.#options
    const { key, scope, about, moment, load } = await askedPlant(this.#options, caller, site, at)
    const { asOf, importedAt } = about
    if (importedAt === null) return { site, asOf, importedAt, findings: [], boundaries: [] }
    const seen = await store.transaction(scope, (tx) =>
      moment === null ? listSeenConduits(tx, site) : listSeenConduitsAt(tx, site, moment),
    )
    return { site, asOf, importedAt, ...(await desk.ask(key, () => load(), 'check', { seen })) }
  }

  async ruleSet(caller: Caller, site: SiteKey, asked: Query<typeof readRuleSet>): Promise<RuleSetView> {
    const { store, desk, clock } = this.#options
    const { format } = asked
    const device = asked.device ?? null
    const { key, scope, load } = await askedPlant(this.#options, caller, site, undefined)
    const others = (await store.transaction(scope, (tx) => listOthers(tx, site))).filter(({ zone }) => zone !== null)
    const { text, rules, leftOut } = await desk.ask(key, () => load(), 'ruleSet', { format, device, others })
    const fileName = fileNameOf(
      'rules',
      device === null ? site : `${site}-${device.replaceAll(/[^\w.-]+/g, '-')}`,
      ENDINGS[format],
      clock(),
      null,
    )
    return { site, device, fileName, text, rules, leftOut: leftOut.map((one) => ({ ...one })) }
  }
}

const ENDINGS = { nftables: 'nft', 'cisco-asa': 'cfg', neutral: 'json' } as const
