// The figures as CSV: one line for each metric, domain and severity. Durations in seconds, shares as part and whole with the interval.
import type { AlertGroup, DurationView, IncidentGroup, ShareView, SocMetrics } from '@penstock/contract/metrics'
import { neutralised, writeCsv } from '@penstock/model/plant'

const HEADS = [
  ...[
    'metric',
    'domain',
    'severity',
    'n',
    'mean_s',
    'median_s',
    'p90_s',
    'median_with_waiting_s',
    'waiting',
    'values_s',
  ],
  ...['missing', 'reversed', 'from_opening', 'part', 'whole', 'low_95', 'high_95'],
] as const
type Line = Partial<Record<(typeof HEADS)[number], string | number | null>>

export function metricsCsv(told: SocMetrics, site: string | undefined): string {
  const about = `# SOC metrics | site ${site ?? 'all granted'} | since ${told.since} | as of ${told.asOf} | reads ${told.reads}`
  const lines = [
    ...told.incidents.flatMap(ofIncidents),
    ...told.alerts.flatMap(ofAlerts),
    ...ofHandoffs(told),
    ...ofFrequency(told),
    { metric: 'break-glass-begun', n: told.breakGlass.begun },
    share('break-glass-reviewed-72h', told.breakGlass.reviewed),
    ...told.sources.map(({ name, domain, delayMs }) => ({
      ...{ metric: `ingest-delay-last-hour: ${name}`, domain },
      ...{
        median_s: seconds(delayMs?.p50),
        p90_s: null,
        values_s: delayMs === null ? null : `p95=${delayMs.p95 / 1000} p99=${delayMs.p99 / 1000}`,
      },
    })),
    ...told.coverage.flatMap(({ domain, matrix, figure }) => {
      const whole = figure?.applicable ?? null
      const missing = figure === null ? 'the cell does not answer' : null
      return [
        { metric: `coverage-${matrix}`, domain, part: figure?.covered ?? null, whole, missing },
        { metric: `visibility-${matrix}`, domain, part: figure?.visible ?? null, whole, missing },
      ]
    }),
    ...told.unmeasured.map((metric) => ({ metric, missing: 'nothing here records it yet' })),
  ]
  const cells = (lines as Line[]).map((line) => HEADS.map((head) => neutralised(String(line[head] ?? ''))))
  return `\ufeff${writeCsv([[about], HEADS, ...cells])}`
}

function ofIncidents({ domain, severity, incidents, durations, escaped, answered, backlog }: IncidentGroup): Line[] {
  const of = { domain, severity: severity ?? 'all' }
  return [
    { metric: 'incidents', ...of, n: incidents },
    ...durations.map(({ metric, figure }) => ({ metric, ...of, ...duration(figure) })),
    { ...share('escape-rate', escaped), ...of },
    { ...share('sla-attainment', answered), ...of },
    { metric: 'backlog-open', ...of, n: backlog.open, median_s: backlog.ageP50, values_s: p95(backlog.ageP95) },
    { metric: 'arrived', ...of, n: backlog.arrived },
    { metric: 'closed', ...of, n: backlog.closed },
  ]
}

function ofAlerts({ domain, severity, alerts, acknowledge, fidelity, benign, untriaged, backlog }: AlertGroup): Line[] {
  const of = { domain, severity: severity ?? 'all' }
  return [
    { metric: 'alerts', ...of, n: alerts },
    { metric: 'alert-acknowledge', ...of, ...duration(acknowledge) },
    { ...share('alert-fidelity', fidelity), ...of },
    { metric: 'alerts-benign', ...of, n: benign },
    { ...share('alerts-untriaged', untriaged), ...of },
    { metric: 'alerts-open', ...of, n: backlog.open, median_s: backlog.ageP50, values_s: p95(backlog.ageP95) },
  ]
}

function ofHandoffs({ handoffs }: SocMetrics): Line[] {
  const of = { domain: 'cross-domain' }
  return [
    { metric: 'handoffs-sent', ...of, n: handoffs.sent },
    { metric: 'handoff-accept', ...of, ...duration(handoffs.accepted) },
    { ...share('handoff-sla-attainment', handoffs.answered), ...of },
    { ...share('handoff-breach-rate', handoffs.breached), ...of },
    { metric: 'tips-sent', ...of, n: handoffs.tips },
    { ...share('lost-indicator-rate', handoffs.lost), ...of },
  ]
}

function ofFrequency({ frequency }: SocMetrics): Line[] {
  if (frequency === null) return []
  const windows = frequency.windows.map(({ to, incidents, assets, rate }) => ({
    ...{ metric: `incidents-per-30d-per-100-assets: to ${to.slice(0, 10)}`, part: incidents, whole: assets },
    ...{
      mean_s: null,
      n: rate?.perWindow ?? null,
      low_95: rate?.interval.low ?? null,
      high_95: rate?.interval.high ?? null,
    },
  }))
  const { rate, trend } = frequency
  return [
    ...windows,
    {
      metric: 'incidents-per-30d-per-100-assets',
      ...{ n: rate?.perWindow ?? null, part: rate?.incidents ?? null },
      ...{ low_95: rate?.interval.low ?? null, high_95: rate?.interval.high ?? null },
    },
    { metric: 'mann-kendall-p', n: trend?.p ?? null },
  ]
}

function duration(figure: DurationView): Line {
  return {
    ...{ n: figure.n, mean_s: figure.mean, median_s: figure.median, p90_s: figure.p90 },
    ...{ median_with_waiting_s: figure.medianWithWaiting, waiting: figure.waiting },
    values_s: figure.values?.join(' ') ?? null,
    missing: figure.missing.map(({ instant, count }) => `${instant}=${count}`).join(' '),
    ...{ reversed: figure.reversed, from_opening: figure.fromOpening },
  }
}

function share(metric: string, { part, whole, interval }: ShareView): Line {
  return { metric, part, whole, low_95: interval?.low ?? null, high_95: interval?.high ?? null }
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1000
}

function p95(age: number | null): string | null {
  return age === null ? null : `p95=${age}`
}
