// Values that were written beyond what a point was learned to hold, as findings: who wrote, where, what, and between which limits it was.
import type { WrittenBeyond } from '@penstock/model/baselines'
import { addressOf } from '@penstock/model/observations'
import type { Finding } from '../finding.ts'
import { findingOf, type Ground, told } from './ground.ts'
import { behaviourRule } from './rules.ts'

/** One for each writer and device: what went furthest beyond, in widths of its limits. */
export function writtenFindings(ground: Ground, written: readonly WrittenBeyond[]): Finding[] {
  const endsOf = ({ operation }: WrittenBeyond) => ({
    source: addressOf(operation.client),
    target: addressOf(operation.server),
  })
  return [...Map.groupBy(written, (one) => JSON.stringify(endsOf(one))).values()].map((of) => {
    const furthest = of.reduce((a, b) => (beyond(b) > beyond(a) ? b : a))
    const { operation, place, value, limits } = furthest
    const { at, protocol, name, proof } = operation
    return findingOf(ground, {
      ...{ rule: behaviourRule('behaviour.written-value'), at, ...endsOf(furthest) },
      evidence: [{ kind: 'proof', proof }],
      values: told({
        protocol,
        what: name,
        place,
        observed: value,
        usualLow: limits.low,
        usualHigh: limits.high,
      }),
    })
  })
}

function beyond({ value, limits: { low, high } }: WrittenBeyond): number {
  return Math.max(low - value, value - high) / Math.max(high - low, Number.EPSILON)
}
