// The order of the queue: consequence for the process first, then the level of the rule, then age. What nobody knows stands in the middle, as
// in the queue of cases; what the plant knows to matter to nothing comes last.
import type { FindingLevel } from '@penstock/model/detections'
import { compareTexts, type EpochMicros } from '@penstock/model/kernel'
import type { Consequence } from './stake.ts'

export interface QueueKey {
  readonly id: string
  readonly consequence: Consequence
  readonly level: FindingLevel
  /** When it was found first: who waits longest comes first. */
  readonly raisedAt: EpochMicros
}

const LEVELS: readonly FindingLevel[] = ['critical', 'high', 'medium', 'low', 'informational']
const UNKNOWN = 3

export function compareQueue(a: QueueKey, b: QueueKey): number {
  return (
    compareConsequences(a.consequence, b.consequence) ||
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    a.raisedAt - b.raisedAt ||
    compareTexts(a.id, b.id)
  )
}

/** What is worse comes first. */
export function compareConsequences(a: Consequence, b: Consequence): number {
  return weightOf(b) - weightOf(a)
}

/** The severity of the pages for a level of a rule; what is told for information is low. */
export function severityOfLevel(level: FindingLevel): 1 | 2 | 3 | 4 {
  return ({ critical: 1, high: 2, medium: 3, low: 4, informational: 4 } as const)[level]
}

function weightOf(consequence: Consequence): number {
  switch (consequence.kind) {
    case 'level':
      return consequence.level
    case 'unknown':
      return UNKNOWN
    case 'none':
      return 0
  }
}
