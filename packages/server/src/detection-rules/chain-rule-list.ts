// The rules that feed suspicions in a cell, as whoever reads its monitoring sees them.
import type { ChainRuleRow } from '@penstock/contract/detection-rules'
import type { DataNeed } from '@penstock/model/detections'
import { logSourceText } from '@penstock/model/events'
import type { Domain } from '@penstock/model/kernel'
import { chainRules } from '@penstock/server/correlation'

export interface ChainRuleListOptions {
  readonly domain: Domain
  readonly isOff: (rule: string) => boolean
}

export class ChainRuleList {
  readonly #options: ChainRuleListOptions

  constructor(options: ChainRuleListOptions) {
    this.#options = options
  }

  list() {
    const { domain, isOff } = this.#options
    const items = chainRules()
      .filter((rule) => rule.domain === null || rule.domain === domain)
      .map(
        ({ id, title, by, kinds, scenarios, techniques, needs }): ChainRuleRow => ({
          ...{ id, title, by, kinds: [...kinds], scenarios: [...scenarios], techniques: [...techniques] },
          ...{ needs: needs.map(needText), standing: isOff(id) ? 'disabled' : 'enabled' },
        }),
      )
    return { domain, items }
  }
}

/** In words of log sources and protocols. */
export function needText({ protocols, ...source }: DataNeed): string {
  return protocols === null ? logSourceText(source) : `${logSourceText(source)}: ${protocols.join(', ')}`
}
