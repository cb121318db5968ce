// Durations between two instants of incidents, metric by metric and never pooled over domains. Who still waits is censored; an instant that
// nobody recorded is counted as missing by its name, and one that lies before the other is counted as reversed.
import type { EpochMicros } from '@penstock/model/kernel'
import { type Distribution, distributionOf, FEWEST_FOR_A_MEAN } from './distribution.ts'
import type { InstantName, TimedIncident } from './instants.ts'
import { medianOf, survivalOf, type Waited } from './kaplan-meier.ts'

export interface DurationRule {
  readonly from: InstantName
  readonly to: InstantName
  /** Incidents that others reported are counted apart where it matters who found them. */
  readonly found?: 'by-us' | 'by-others'
  /** False for what cannot still happen: an event was ingested, or nobody can say when. */
  readonly canWait: boolean
}

/** Each is named by what it runs from and to: no single "MTTR" stands for two things. */
export const DURATIONS = {
  dwell: { from: 'occurred', to: 'contained', canWait: true },
  detect: { from: 'occurred', to: 'alerted', found: 'by-us', canWait: false },
  'detect-reported': { from: 'occurred', to: 'alerted', found: 'by-others', canWait: false },
  ingest: { from: 'occurred', to: 'ingested', canWait: false },
  acknowledge: { from: 'alerted', to: 'acknowledged', canWait: true },
  triage: { from: 'acknowledged', to: 'triaged', canWait: true },
  qualify: { from: 'alerted', to: 'declared', canWait: true },
  'contain-declared': { from: 'declared', to: 'contained', canWait: true },
  'contain-alerted': { from: 'alerted', to: 'contained', canWait: true },
  recover: { from: 'declared', to: 'recovered', canWait: true },
  'owner-informed': { from: 'alerted', to: 'owner-informed', canWait: true },
} as const satisfies Readonly<Record<string, DurationRule>>
export type DurationName = keyof typeof DURATIONS
export const DURATION_NAMES = Object.keys(DURATIONS) as readonly DurationName[]

export type Span =
  | { readonly state: 'happened'; readonly seconds: number }
  | { readonly state: 'waiting'; readonly seconds: number }
  | { readonly state: 'missing'; readonly instant: InstantName }
  | { readonly state: 'reversed' }

/** Null where the metric is not about this incident. */
export function spanOf(incident: TimedIncident, name: DurationName, now: EpochMicros): Span | null {
  const rule: DurationRule = DURATIONS[name]
  if (rule.found !== undefined && incident.isReported !== (rule.found === 'by-others')) return null
  const [from, to] = [incident.instants[rule.from], incident.instants[rule.to]]
  if (from === undefined) return { state: 'missing', instant: rule.from }
  if (to !== undefined)
    return to.at < from.at ? { state: 'reversed' } : { state: 'happened', seconds: (to.at - from.at) / SECOND }
  if (incident.isOpen && rule.canWait) return { state: 'waiting', seconds: Math.max(0, now - from.at) / SECOND }
  return { state: 'missing', instant: rule.to }
}

const SECOND = 1_000_000

export interface DurationFigure {
  /** Of those for which it happened, in seconds. */
  readonly happened: Distribution
  /** For which it has not happened yet. */
  readonly waiting: number
  /** Kaplan-Meier, with those that wait, in seconds; null with fewer than five, or while more than half wait. */
  readonly medianWithWaiting: number | null
  readonly missing: Readonly<Partial<Record<InstantName, number>>>
  readonly reversed: number
  /** Of those counted, where the alert is the opening of the case by a person. */
  readonly fromOpening: number
}

export function durationFigure(
  incidents: readonly TimedIncident[],
  name: DurationName,
  now: EpochMicros,
): DurationFigure {
  const rule: DurationRule = DURATIONS[name]
  const restsOnAlert = rule.from === 'alerted' || rule.to === 'alerted'
  return figureOf(
    incidents.flatMap((incident) => {
      const span = spanOf(incident, name, now)
      const isFromOpening = restsOnAlert && incident.instants.alerted?.basis === 'opening'
      return span === null ? [] : [{ span, isFromOpening }]
    }),
  )
}

export function figureOf(spans: readonly { readonly span: Span; readonly isFromOpening: boolean }[]): DurationFigure {
  const times: Waited[] = []
  const missing: Partial<Record<InstantName, number>> = {}
  let [reversed, fromOpening] = [0, 0]
  for (const { span, isFromOpening } of spans) {
    if (span.state === 'reversed') reversed++
    else if (span.state === 'missing') missing[span.instant] = (missing[span.instant] ?? 0) + 1
    else {
      times.push({ time: span.seconds, hasHappened: span.state === 'happened' })
      if (isFromOpening) fromOpening++
    }
  }
  const happened = times.filter(({ hasHappened }) => hasHappened)
  return {
    happened: distributionOf(happened.map(({ time }) => time)),
    waiting: times.length - happened.length,
    medianWithWaiting: times.length < FEWEST_FOR_A_MEAN ? null : medianOf(survivalOf(times)),
    missing,
    reversed,
    fromOpening,
  }
}
