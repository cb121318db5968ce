// From a set of rules to a path that a person can follow: assets in the order in which they fall, conduits, evidence a hop.
import { compareTexts } from '@penstock/model/kernel'
import type { AttackModel } from './attack-model.ts'
import type { RuleSet } from './engine/index.ts'
import type { PathFact } from './facts/fact.ts'
import { type AttackRule, type Band, bandOf } from './rules/attack-rule.ts'
import type { Goal } from './rules/goals.ts'
import type { Start } from './rules/starts.ts'

export interface PathEvidence {
  /** The asset that the step touches; null where it has no place. */
  readonly step: string | null
  readonly from: string | null
  readonly rule: AttackRule['kind']
  readonly text: string
  readonly technique: string | null
  /** Id in the vocabulary of the plant; null where no one protocol carries it. */
  readonly protocol: string | null
  readonly cost: number
  readonly band: Band
  readonly crosses: readonly string[]
  readonly facts: readonly PathFact[]
}

export interface AttackPath {
  readonly goal: string
  readonly goalText: string
  /** Where it begins; the cheapest of those that share all steps. */
  readonly start: string
  /** Assets in the order in which they fall; `{A, B}` fall side by side. */
  readonly steps: readonly string[]
  /** Conduits in the order of the steps. */
  readonly crosses: readonly string[]
  /** Sum of the efforts of its rules, each once. */
  readonly cost: number
  readonly evidence: readonly PathEvidence[]
}

export function explain(model: AttackModel, goal: Goal, start: Start, set: RuleSet): AttackPath {
  const rules = set.rules.map((at) => model.rules[at]!)
  const order = levelsOf(rules)
  // A reach belongs to the moment at which its asset falls, not to the one at which it first could have been used.
  const momentOf = ({ rule, level }: LevelledRule): number =>
    rule.at === null ? level : (order.assets.get(rule.at) ?? level)
  const sorted = order.rules.toSorted(
    (a, b) => momentOf(a) - momentOf(b) || compareTexts(a.rule.at ?? '', b.rule.at ?? ''),
  )
  const crosses = [...new Set(sorted.flatMap(({ rule }) => rule.crosses))]
  const evidence = sorted
    .filter(({ rule }) => rule.kind !== 'goal' && rule.kind !== 'implied')
    .map(
      ({ rule }): PathEvidence => ({
        step: rule.at,
        from: rule.from,
        rule: rule.kind,
        text: rule.text,
        technique: rule.technique,
        protocol: rule.protocol ?? null,
        cost: rule.cost,
        band: bandOf(rule.cost),
        crosses: rule.crosses,
        facts: rule.facts.map((id) => model.facts.get(id)!),
      }),
    )
  return {
    goal: goal.id,
    goalText: goal.text,
    start: start.id,
    steps: stepsOf(order.assets),
    crosses,
    cost: set.cost,
    evidence,
  }
}

interface LevelledRule {
  readonly rule: AttackRule
  readonly level: number
}

interface Placed {
  readonly level: number
  readonly asset: string | null
}

/**
 * An asset falls after those on which its first foothold rests. A level grows where a rule needs something that lies on
 * another asset; a reach is no foothold yet, so it does not date an asset.
 */
function levelsOf(rules: readonly AttackRule[]): {
  readonly rules: readonly LevelledRule[]
  readonly assets: ReadonlyMap<string, number>
} {
  const nodes = new Map<string, Placed>()
  const assets = new Map<string, number>()
  const placed: LevelledRule[] = []
  let waiting = [...rules]
  while (waiting.length > 0) {
    const ready = waiting.filter((rule) => rule.pre.every((name) => nodes.has(name)))
    if (ready.length === 0) break
    for (const rule of ready) {
      let level = 1
      let asset: string | null = rule.at
      for (const name of rule.pre) {
        const before = nodes.get(name)!
        const isElsewhere = rule.at !== null && before.asset !== null && before.asset !== rule.at
        level = Math.max(level, before.level + (isElsewhere ? 1 : 0))
        if (rule.at === null && (asset === null || before.level >= level)) asset = before.asset
      }
      placed.push({ rule, level })
      if (!nodes.has(rule.post)) nodes.set(rule.post, { level, asset })
      const isFoothold = rule.at !== null && rule.kind !== 'reach' && rule.kind !== 'goal'
      if (isFoothold) assets.set(rule.at, Math.min(level, assets.get(rule.at) ?? Number.POSITIVE_INFINITY))
    }
    waiting = waiting.filter((rule) => !ready.includes(rule))
  }
  return { rules: placed, assets }
}

function stepsOf(assets: ReadonlyMap<string, number>): readonly string[] {
  const byLevel = new Map<number, string[]>()
  for (const [asset, level] of assets) byLevel.set(level, [...(byLevel.get(level) ?? []), asset])
  return [...byLevel]
    .toSorted(([a], [b]) => a - b)
    .map(([, names]) => (names.length === 1 ? names[0]! : `{${names.toSorted(compareTexts).join(', ')}}`))
}
