// What alerts say of a SOC: how soon a person looked, what they were worth, what waits. All alerts count, not only those that became incidents.
import type { FindingLevel } from '@penstock/model/detections'
import type { IncidentSeverity } from '@penstock/model/incidents'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { type Backlog, backlogOf } from './backlog.ts'
import { type DurationFigure, figureOf, type Span } from './durations.ts'
import { type Share, shareOf } from './shares.ts'

/** 1 critical … 4 low, as cases have it. */
export const SEVERITY_OF_LEVEL: Readonly<Record<FindingLevel, IncidentSeverity>> = {
  critical: 1,
  high: 2,
  medium: 3,
  low: 4,
  informational: 4,
}

export interface Alert {
  readonly id: string
  readonly domain: Domain
  readonly severity: IncidentSeverity
  readonly raisedAt: EpochMicros
  readonly acknowledgedAt: EpochMicros | null
  readonly closedAt: EpochMicros | null
  readonly verdict: 'true-positive' | 'benign' | 'false-positive' | 'duplicate' | null
}

export interface AlertFigures {
  readonly alerts: number
  /** From raising to the first acknowledgement; what closed without one misses it. */
  readonly acknowledge: DurationFigure
  /** True of true and false; what was benign and true is counted by itself, duplicates not at all. */
  readonly fidelity: Share
  readonly benign: number
  readonly untriaged: Share
  readonly backlog: Backlog
}

export function alertFigures(
  alerts: readonly Alert[],
  span: { readonly since: EpochMicros; readonly now: EpochMicros },
): AlertFigures {
  const own = alerts.filter(({ verdict }) => verdict !== 'duplicate')
  const judged = own.filter(({ verdict }) => verdict === 'true-positive' || verdict === 'false-positive')
  return {
    alerts: alerts.length,
    acknowledge: figureOf(own.map((alert) => ({ span: acknowledgedAfter(alert, span.now), isFromOpening: false }))),
    fidelity: shareOf(judged, ({ verdict }) => verdict === 'true-positive'),
    benign: own.filter(({ verdict }) => verdict === 'benign').length,
    untriaged: shareOf(own, ({ verdict }) => verdict === null),
    backlog: backlogOf(
      own.map(({ raisedAt, closedAt }) => ({ from: raisedAt, to: closedAt })),
      span,
    ),
  }
}

/** In seconds. */
export function acknowledgedAfter({ raisedAt, acknowledgedAt, closedAt }: Alert, now: EpochMicros): Span {
  if (acknowledgedAt !== null)
    return acknowledgedAt < raisedAt
      ? { state: 'reversed' }
      : { state: 'happened', seconds: (acknowledgedAt - raisedAt) / 1_000_000 }
  if (closedAt !== null) return { state: 'missing', instant: 'acknowledged' }
  return { state: 'waiting', seconds: Math.max(0, now - raisedAt) / 1_000_000 }
}
