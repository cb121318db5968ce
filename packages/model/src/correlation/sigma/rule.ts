// A Sigma correlation rule (specification 2.1, with the metric operators), read and linked to the rules that it refers to.

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const
export type CorrelationType = (typeof CORRELATION_TYPES)[number]

export const COMPARISONS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
/** All of them must hold: `gt: 100` with `lte: 200` is a range. */
export type Comparison = readonly [(typeof COMPARISONS)[number], number]

export interface CorrelationRule {
  readonly id: string
  /** By which other rules of the set may refer to it. */
  readonly name: string | null
  readonly title: string
  readonly level: string | null
  /** As the file says them: `attack.t0843`. */
  readonly tags: readonly string[]
  readonly type: CorrelationType
  /** What it correlates: ids or names of rules or correlations as read, ids once linked. */
  readonly rules: readonly string[]
  /** Alias → rule (id or name) → field of that rule's events. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Empty: one group for all. */
  readonly groupBy: readonly string[]
  readonly windowMicros: number
  readonly comparisons: readonly Comparison[]
  /** The field that is counted or measured; null for event counts and temporal ones. */
  readonly field: string | null
  /** 1 to 100; null where nothing is ranked. */
  readonly percentile: number | null
  /** Whether the rules that it refers to tell of their matches by themselves as well. */
  readonly generates: boolean
}

export function isSatisfied(comparisons: readonly Comparison[], value: number): boolean {
  for (const [comparison, limit] of comparisons) if (!holds(comparison, value, limit)) return false
  return true
}

function holds(comparison: Comparison[0], value: number, limit: number): boolean {
  switch (comparison) {
    case 'gt':
      return value > limit
    case 'gte':
      return value >= limit
    case 'lt':
      return value < limit
    case 'lte':
      return value <= limit
    case 'eq':
      return value === limit
    case 'neq':
      return value !== limit
  }
}
