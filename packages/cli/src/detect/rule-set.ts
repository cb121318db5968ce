// Rules and correlations of folders and packs as they are run on what a sensor sees.
import { type CorrelationRule, quietRules } from '@penstock/model/correlation'
import { type DetectionEngine, indexedEngine, techniquesOf } from '@penstock/model/detections'
import type { RuleFolder } from '@penstock/server/detections'
import { linkCorrelations } from './linked-correlations.ts'

/** What a match is told with. */
export interface RuleHead {
  readonly title: string
  readonly level: string | null
  readonly techniques: readonly string[]
}

export class RuleSet {
  readonly engine: DetectionEngine
  readonly correlations: readonly CorrelationRule[]
  /** Rules that only feed correlations. */
  readonly quiet: ReadonlySet<string>
  readonly #heads = new Map<string, RuleHead>()

  constructor(folder: RuleFolder) {
    const rules = folder.rules.map(({ rule }) => rule)
    this.engine = indexedEngine(rules)
    this.correlations = linkCorrelations(folder).rules
    this.quiet = quietRules(this.correlations)
    for (const { id, title, level, tags } of [...rules, ...this.correlations])
      this.#heads.set(id, { title, level, techniques: techniquesOf(tags) })
  }

  head(id: string): RuleHead {
    return this.#heads.get(id) ?? { title: id, level: null, techniques: [] }
  }
}
