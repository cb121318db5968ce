// Figures as the pages are told of them.
import type {
  AfterSwitch,
  AlertGroup,
  DurationView,
  FrequencyView,
  HandoffFigures,
  IncidentGroup,
  InstantView,
  ShareView,
  SocMetrics,
} from '@penstock/contract/metrics'
import type { IncidentSeverity } from '@penstock/model/incidents'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import {
  type Alert,
  acceptedAfter,
  alertFigures,
  backlogOf,
  DURATION_NAMES,
  type DurationFigure,
  duesOfHandoffs,
  duesOfIncidents,
  durationFigure,
  figureOf,
  frequencyOf,
  lostTips,
  type Span,
  shareOf,
  type TimedHandoff,
  type TimedIncident,
  type TimedInstant,
  type Window,
} from '@penstock/model/metrics'

interface Stretch {
  readonly since: EpochMicros
  readonly now: EpochMicros
}

/** For each domain that has incidents all of them, then each severity. */
export function incidentGroups(incidents: readonly TimedIncident[], stretch: Stretch): IncidentGroup[] {
  return groupsOf(['it', 'ot', 'cross-domain'] as const, incidents).map(({ of, ...group }) => ({
    ...group,
    incidents: of.length,
    durations: DURATION_NAMES.map((metric) => ({
      metric,
      figure: durationView(durationFigure(of, metric, stretch.now)),
    })),
    escaped: shareView(of, ({ isReported }) => isReported),
    answered: shareView(duesOfIncidents(of, stretch.now), ({ isMet }) => isMet),
    backlog: backlogOf(
      of.map(({ openedAt, instants }) => ({ from: openedAt, to: instants.closed?.at ?? null })),
      stretch,
    ),
  }))
}

export function alertGroups(alerts: readonly Alert[], stretch: Stretch): AlertGroup[] {
  return groupsOf(['it', 'ot'] as const, alerts).map(({ of, ...group }) => {
    const { acknowledge, ...figures } = alertFigures(of, stretch)
    return { ...group, ...figures, acknowledge: durationView(acknowledge) }
  })
}

function groupsOf<Name extends string, Item extends { readonly domain: string; readonly severity: IncidentSeverity }>(
  domains: readonly Name[],
  items: readonly Item[],
): { domain: Name; severity: IncidentSeverity | null; of: Item[] }[] {
  return domains.flatMap((domain) => {
    const all = items.filter((item) => item.domain === domain)
    return ([null, 1, 2, 3, 4] as const).flatMap((severity) => {
      const of = severity === null ? all : all.filter((item) => item.severity === severity)
      return of.length === 0 ? [] : [{ domain, severity, of }]
    })
  })
}

export function handoffFigures(all: readonly TimedHandoff[], now: EpochMicros): HandoffFigures {
  const handoffs = all.filter(({ handoff }) => handoff.kind === 'handoff')
  const dues = duesOfHandoffs(handoffs, now)
  const due = new Set(dues.map(({ id }) => id))
  const missed = new Set(dues.filter(({ isMet }) => !isMet).map(({ id }) => id))
  const spans = handoffs.flatMap(({ handoff }) => {
    const span = acceptanceOf(handoff, now)
    return span === null ? [] : [{ span, isFromOpening: false }]
  })
  return {
    sent: handoffs.length,
    accepted: durationView(figureOf(spans)),
    answered: shareView(dues, ({ isMet }) => isMet),
    breached: shareView([...due], (id) => missed.has(id)),
    tips: all.length - handoffs.length,
    lost: { ...lostTips(all, now) },
  }
}

/** Null for what was rejected or ended before anybody took it. */
function acceptanceOf(handoff: TimedHandoff['handoff'], now: EpochMicros): Span | null {
  const seconds = acceptedAfter(handoff)
  if (seconds !== null) return { state: 'happened', seconds }
  const isOpen = ['sent', 'delivered', 'acknowledged'].includes(handoff.state)
  if (!isOpen || handoff.sentAt === null) return null
  return { state: 'waiting', seconds: Math.max(0, now - handoff.sentAt) / 1_000_000 }
}

export function frequencyView(
  windows: readonly Pick<Window, 'from' | 'to'>[],
  incidents: readonly TimedIncident[],
  assets: readonly number[],
): FrequencyView {
  const filled = windows.map(({ from, to }, i) => ({
    ...{ from, to, assets: assets[i] ?? 0 },
    incidents: incidents.filter(({ openedAt }) => openedAt > from && openedAt <= to).length,
  }))
  const { rate, windows: told, trend, cusum } = frequencyOf(filled)
  // Windows without assets have no rate and are no part of a trend.
  const known = told.filter((window) => window.rate !== null)
  const at = (index: number): string => isoOfMicros(known[index]!.to)
  return {
    rate: rate === null ? null : { ...rate },
    windows: told.map(({ from, to, ...window }) => ({ from: isoOfMicros(from), to: isoOfMicros(to), ...window })),
    trend: trend === null ? null : { s: trend.s, z: trend.z, p: trend.p },
    cusum:
      cusum === null
        ? null
        : {
            reference: cusum.reference,
            upper: cusum.steps.map(({ upper }) => upper),
            lower: cusum.steps.map(({ lower }) => lower),
            signal:
              cusum.signal === null
                ? null
                : { ...cusum.signal, at: at(cusum.signal.at), since: at(cusum.signal.since) },
          },
  }
}

export function shareView<Item>(items: readonly Item[], isPart: (item: Item) => boolean): ShareView {
  return { ...shareOf(items, isPart) }
}

function durationView({ happened, missing, ...rest }: DurationFigure): DurationView {
  const told =
    'values' in happened
      ? { mean: null, median: null, p90: null, values: [...happened.values] }
      : { mean: happened.mean, median: happened.median, p90: happened.p90, values: null }
  return {
    ...{ n: happened.n, ...told, ...rest },
    missing: Object.entries(missing).map(([instant, count]) => ({
      instant: instant as DurationView['missing'][number]['instant'],
      count,
    })),
  }
}

function counted(view: DurationView): DurationView {
  return { ...view, ...{ mean: null, median: null, p90: null, values: null, medianWithWaiting: null } }
}

/** Shares and counts alone. */
export function withoutTimes(view: AfterSwitch): AfterSwitch {
  type Figure = NonNullable<AfterSwitch['measures']>[number]['after']
  const untimed = (figure: Figure): Figure => ({ ...figure, accepted: figure.accepted && counted(figure.accepted) })
  const measures = view.measures?.map((one) => ({
    ...one,
    before: one.before && untimed(one.before),
    after: untimed(one.after),
  }))
  return { ...view, measures: measures ?? null }
}

/** How many, and nothing else: no duration of anything can be read off. */
export function countsOnly(figures: SocMetrics): SocMetrics {
  const unaged = <Group extends Pick<IncidentGroup, 'backlog'>>(group: Group): Group => ({
    ...group,
    backlog: { ...group.backlog, ageP50: null, ageP95: null },
  })
  return {
    ...figures,
    incidents: figures.incidents.map((group) => ({
      ...unaged(group),
      durations: group.durations.map(({ metric, figure }) => ({ metric, figure: counted(figure) })),
    })),
    alerts: figures.alerts.map((group) => ({ ...unaged(group), acknowledge: counted(group.acknowledge) })),
    handoffs: { ...figures.handoffs, accepted: counted(figures.handoffs.accepted) },
  }
}

export function instantView(given: TimedInstant | undefined, names: ReadonlyMap<string, string>): InstantView | null {
  if (given === undefined) return null
  return {
    at: isoOfMicros(given.at),
    basis: given.basis,
    revisions: given.revisions.map(({ at, writtenAt, by, reason, skewMs }) => ({
      ...{ at: isoOfMicros(at), writtenAt: isoOfMicros(writtenAt), reason, skewMs },
      byName: by === null ? null : (names.get(by) ?? null),
    })),
  }
}
