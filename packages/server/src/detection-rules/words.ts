// What passes between a cell and the thread in which its rules run: plain data.

import type { CorrelationCounts } from '@penstock/model/correlation'
import type { ArrivedData, DataNeed, FindingLevel, FindingSubject } from '@penstock/model/detections'
import type { EpochMicros } from '@penstock/model/kernel'

/** A file of rules as it is in force. */
export interface ForceFile {
  /** Where it comes from: an edition of the catalogue, or `folder`. */
  readonly pack: string
  readonly path: string
  readonly text: string
}

/** Events that the rules of a file must meet. */
export interface ForceTrial {
  readonly pack: string
  readonly path: string
  readonly events: readonly AskedEvent[]
}

export interface RuleOrder {
  readonly files: readonly ForceFile[]
  /** Asked of the rules once they are loaded. */
  readonly trials: readonly ForceTrial[]
  /** Ids of rules that are switched off. */
  readonly disabled: readonly string[]
  readonly latenessMicros: number
}

export type RuleStanding = 'enabled' | 'disabled' | 'faulty'

/** A rule as the thread read it. */
export interface RuleReport {
  readonly id: string
  readonly kind: 'sigma' | 'sigma-correlation'
  readonly pack: string
  readonly path: string
  /** Of the text of its file, shortened. */
  readonly version: string
  readonly title: string
  readonly level: FindingLevel
  readonly techniques: readonly string[]
  readonly standing: RuleStanding
  /** Only feeds correlations. */
  readonly isQuiet: boolean
  readonly faults: readonly RuleFaultReport[]
  /** What must arrive for it to be met; empty for what is no rule. */
  readonly needs: readonly DataNeed[]
}

export interface RuleFaultReport {
  readonly line: number | null
  readonly word: string
  readonly text: string
}

export interface SkippedFile {
  readonly pack: string
  readonly path: string
  readonly reason: string
}

export interface LoadReport {
  readonly rules: readonly RuleReport[]
  readonly skipped: readonly SkippedFile[]
  /** Ids of rules that met what they are for when they were loaded. */
  readonly proven: readonly string[]
  /** Longest window of a correlation; 0 without any. */
  readonly windowMicros: number
}

/** An event as it is asked: JSON, as telemetry keeps it. */
export interface AskedEvent {
  readonly at: EpochMicros
  readonly ocsf: string
  readonly fields: string
  readonly logSources: string
}

export interface MatchReport {
  /** Place of the event in the question. */
  readonly event: number
  readonly rule: string
  readonly subject: FindingSubject
  readonly values: Readonly<Record<string, string | number>>
  /** What correlations group and measure by; null for a rule that feeds none. */
  readonly feed: Readonly<Record<string, string | number>> | null
}

export interface MatchAnswer {
  readonly matches: readonly MatchReport[]
  /** Rules that threw, and how often: they are run no more. */
  readonly thrown: Readonly<Record<string, number>>
  /** What the events are of, each once. */
  readonly arrived: readonly Omit<ArrivedData, 'site'>[]
}

/** A match that feeds correlations, once it is stored. */
export interface Feed {
  readonly id: string
  readonly site: string
  readonly rule: string
  readonly at: EpochMicros
  readonly receivedAt: EpochMicros
  readonly fields: Readonly<Record<string, unknown>>
}

export interface AlertReport {
  readonly site: string
  readonly rule: string
  readonly at: EpochMicros
  readonly since: EpochMicros
  readonly group: readonly { readonly field: string; readonly value: string }[]
  readonly value: number
  /** Rules whose matches counted. */
  readonly of: readonly string[]
}

export interface FeedAnswer {
  readonly alerts: readonly AlertReport[]
  readonly counts: CorrelationCounts | null
}

export type Question =
  | { readonly do: 'load'; readonly order: RuleOrder }
  | { readonly do: 'match'; readonly events: readonly AskedEvent[] }
  | { readonly do: 'feed'; readonly feeds: readonly Feed[] }
  /** Nothing came for as long as one may be late: what waits is taken. */
  | { readonly do: 'settle' }

export interface Answers {
  readonly load: LoadReport
  readonly match: MatchAnswer
  readonly feed: FeedAnswer
  readonly settle: FeedAnswer
}
