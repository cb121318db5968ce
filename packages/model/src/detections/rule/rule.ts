// A Sigma rule as it is run: searches with their tests, and the condition that joins them.
import type { LogSource } from '@penstock/model/events'
import type { RegularExpression } from '../expression/expression.ts'
import type { Addresses } from '../value/addresses.ts'
import type { TextPattern } from '../value/pattern.ts'

export interface SigmaRule {
  /** Its id; a rule without one goes by its name or its title. */
  readonly id: string
  readonly title: string
  readonly level: RuleLevel | null
  readonly status: string | null
  readonly tags: readonly string[]
  readonly description: string | null
  readonly author: string | null
  /** As the file says it. */
  readonly date: string | null
  readonly modified: string | null
  readonly references: readonly string[]
  readonly falsePositives: readonly string[]
  readonly related: readonly { readonly id: string; readonly type: string }[]
  readonly source: LogSource
  /** One of them suffices. */
  readonly condition: Condition
}

export const RULE_LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type RuleLevel = (typeof RULE_LEVELS)[number]

export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'some'; readonly least: number; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | FieldSearch
  | KeywordSearch

/** Tests of one field: any of them, or all of them. */
export interface FieldSearch {
  readonly kind: 'field'
  readonly field: string
  readonly all: boolean
  readonly tests: readonly ValueTest[]
}

/** Tests of every value in the event, however deep. */
export interface KeywordSearch {
  readonly kind: 'keywords'
  readonly all: boolean
  readonly tests: readonly ValueTest[]
}

export type ValueTest =
  | { readonly kind: 'text'; readonly pattern: TextPattern }
  | { readonly kind: 'expression'; readonly expression: RegularExpression }
  | { readonly kind: 'addresses'; readonly addresses: Addresses }
  | { readonly kind: 'compare'; readonly part: TimePart | null; readonly by: Comparison; readonly value: number }
  | { readonly kind: 'field'; readonly field: string; readonly at: Position; readonly isCased: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'either'; readonly of: readonly ValueTest[] }
  | { readonly kind: 'exists'; readonly wanted: boolean }

export type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
export type Position = 'whole' | 'anywhere' | 'start' | 'end'
export const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type TimePart = (typeof TIME_PARTS)[number]
