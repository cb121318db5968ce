// What a cell lets the correlator know instead of names: keyed pseudonyms. The key stays in the cells, so the function that uses it is given.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { Scenario, StageCondition } from './scenario.ts'
import { canonicalName, type Entities, EntityClass, type Signal } from './signal.ts'
import type { Tie } from './ties.ts'

/** A keyed hash (HMAC-SHA-256) of a text under the key that both cells hold for the period, as text without the text in it. */
export type Keyed = (period: number, text: string) => string

export interface PseudonymPeriod {
  /**
   * Length of a period, at least the longest window. Each thing is named by the key of its period and by that of the one before, so
   * that any two signals within a period's length share a name; with the older key destroyed nothing before it can be linked.
   */
  readonly micros: number
}

/** Two years in three periods: longer than the longest window of the scenarios (270 days). */
export const PSEUDONYM_PERIOD: PseudonymPeriod = { micros: 280 * 86_400_000_000 }

/** The signal as it leaves the cell: kind, domain, site, instant, pseudonyms, and of its values only those that a stage asks for. */
export function pseudonymSignal(
  signal: Signal,
  keyed: Keyed,
  valuesKept: ReadonlySet<string>,
  period: PseudonymPeriod = PSEUDONYM_PERIOD,
): Signal {
  const { id, entities, values, ...open } = signal
  return {
    ...open,
    id: keyed(periodOf(signal.at, period), `signal|${id}`),
    entities: pseudonymEntities(entities, signal.at, keyed, period),
    values: Object.fromEntries(Object.entries(values).filter(([name]) => valuesKept.has(name))),
  }
}

export function pseudonymTie(tie: Tie, keyed: Keyed, period: PseudonymPeriod = PSEUDONYM_PERIOD): Tie {
  const entities = pseudonymEntities(tie.entities, tie.from, keyed, period)
  return { ...tie, id: keyed(periodOf(tie.from, period), `tie|${tie.id}`), entities }
}

/** Names of values that some stage asks for: numbers and words of a few letters, no names of anybody. */
export function valuesAskedFor(scenarios: readonly Scenario[]): ReadonlySet<string> {
  const named = (condition: StageCondition): readonly string[] => {
    if ('any' in condition) return condition.any.flatMap(named)
    if (!('value' in condition)) return []
    return 'outside' in condition ? [condition.value, ...condition.outside] : [condition.value]
  }
  return new Set(scenarios.flatMap(({ stages }) => stages.flatMap(({ where }) => where.flatMap(named))))
}

function pseudonymEntities(entities: Entities, at: EpochMicros, keyed: Keyed, period: PseudonymPeriod): Entities {
  const own = periodOf(at, period)
  const made: Partial<Record<EntityClass, readonly (readonly string[])[]>> = {}
  for (const one of EntityClass.options) {
    const things = entities[one]
    if (things === undefined) continue
    made[one] = things.map((thing) =>
      [thing].flat().flatMap((name) => [own, own - 1].map((number) => keyed(number, `${one}|${canonicalName(name)}`))),
    )
  }
  return made
}

function periodOf(at: EpochMicros, period: PseudonymPeriod): number {
  return Math.floor(micros(at) / period.micros)
}
