// Rules and correlations of folders and packs as they are run on what a sensor sees.
import { type CorrelationRule, linkRules, quietRules, readCorrelationSource } from '@penstock/model/correlation'
import { type DetectionEngine, indexedEngine, techniquesOf } from '@penstock/model/detections'
import type { RuleFolder } from '@penstock/server/detections'

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

  constructor({ rules, correlations, names }: RuleFolder) {
    this.engine = indexedEngine(rules.map(({ rule }) => rule))
    const read = correlations.flatMap(({ source }) => {
      const result = readCorrelationSource(source)
      return result.ok ? [result.value] : []
    })
    const nameOf = new Map([...names].map(([name, id]) => [id, name]))
    const known = rules.map(({ rule: { id } }) => ({ id, name: nameOf.get(id) ?? null }))
    this.correlations = linkRules(read, known).rules
    this.quiet = quietRules(this.correlations)
    for (const { id, title, level, tags } of [...rules.map(({ rule }) => rule), ...this.correlations])
      this.#heads.set(id, { title, level, techniques: techniquesOf(tags) })
  }

  head(id: string): RuleHead {
    return this.#heads.get(id) ?? { title: id, level: null, techniques: [] }
  }
}
