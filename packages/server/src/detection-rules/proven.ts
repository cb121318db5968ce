// What detectors and the rules of chains cover: they count as tested where they were seen to work on the traffic and the lines of this very cell,
// which nobody said to be wrong.
import { BEHAVIOUR_RULES, type CoveringRule, type DataNeed, type FindingLevel } from '@penstock/model/detections'
import type { EpochMicros } from '@penstock/model/kernel'
import { chainRules } from '@penstock/server/correlation'
import type { Provers } from './coverage-queries.ts'

export interface ProvenRule extends CoveringRule {
  readonly kind: 'detector' | 'chain'
  readonly title: string
  readonly level: FindingLevel
}

const SENSOR: readonly DataNeed[] = [{ product: 'penstock', service: 'conversations', protocols: null }]

/** Zone breaches and shadow have a rule for each rule and sign that was met; those that never were are not known here. */
export function detectorRules({ raised }: Provers): readonly ProvenRule[] {
  const at = new Map(raised.map((row) => [row.rule, row.at]))
  const known = Object.entries(BEHAVIOUR_RULES).map(([id, { title, level, techniques }]) =>
    detector(id, title, level, techniques, at.get(id) ?? null),
  )
  const met = raised
    .filter(({ rule }) => !Object.hasOwn(BEHAVIOUR_RULES, rule))
    .map(({ rule, title, level, techniques, at: testedAt }) => detector(rule, title, level, techniques, testedAt))
  return [...known, ...met]
}

function detector(
  id: string,
  title: string,
  level: FindingLevel,
  techniques: readonly string[],
  testedAt: EpochMicros | null,
): ProvenRule {
  return { kind: 'detector', id, title, level, techniques, isInForce: true, testedAt, needs: SENSOR }
}

export function chainCoverage(
  { told }: Provers,
  domain: string,
  isOff: (rule: string) => boolean,
): readonly ProvenRule[] {
  const last = new Map(told.map((row) => [row.rule, row.at]))
  return chainRules()
    .filter((rule) => rule.domain === null || rule.domain === domain)
    .map(({ id, title, techniques, needs }) => ({
      ...{ kind: 'chain' as const, id: `chain:${id}`, title, level: 'informational' as const, techniques, needs },
      ...{ isInForce: !isOff(id), testedAt: last.get(id) ?? null },
    }))
}
