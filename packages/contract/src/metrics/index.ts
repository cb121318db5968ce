// SOC metrics: the figures by domain and severity, the incidents behind a number, and all of it as a file.
import { route } from '@penstock/contract/route'
import { IncidentSeverity, Verdict } from '@penstock/model/incidents'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { ASSUMPTIONS, type MeasureId } from '@penstock/model/metrics'
import { SocModel } from '@penstock/model/operating-model'
import { z } from 'zod'
import {
  AlertGroup,
  DurationMetric,
  DurationView,
  FrequencyView,
  HandoffFigures,
  IncidentGroup,
  Instants,
  MetricDomain,
  ShareView,
} from './shapes.ts'

export * from './shapes.ts'

/** Incidents that were opened so many days back, and no earlier ones. */
export const MetricDays = z.enum(['90', '180', '360'])
export type MetricDays = z.infer<typeof MetricDays>
const MetricQuery = z.strictObject({ site: SiteKey.optional(), days: MetricDays.default('360') })

export const SocMetrics = z.strictObject({
  asOf: z.string(),
  since: z.string(),
  /** `own`: everything of the own domain. `both`: figures of both, and no incident behind them. `counts`: how many, and nothing else. */
  reads: z.enum(['own', 'both', 'counts']),
  incidents: z.array(IncidentGroup),
  alerts: z.array(AlertGroup),
  handoffs: HandoffFigures,
  frequency: FrequencyView.nullable(),
  breakGlass: z.strictObject({
    begun: z.int(),
    /** Reviewed within 72 hours, of those reviewed or due. */
    reviewed: ShareView,
  }),
  /** From the event to its arrival, of the last hour, source by source. */
  sources: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      domain: Domain,
      delayMs: z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
    }),
  ),
  /** Of each domain that is read and each matrix of ATT&CK; null while the cell does not answer. */
  coverage: z.array(
    z.strictObject({
      domain: Domain,
      matrix: z.enum(['ics', 'enterprise']),
      figure: z
        .strictObject({
          /** Techniques with a rule in force that was tested and has its data, at every site that is asked for. */
          covered: z.int(),
          /** Of which any data arrives that would show them, at every such site. */
          visible: z.int(),
          /** Of ICS those that are for an asset of the plant there; of enterprise all. */
          applicable: z.int(),
        })
        .nullable(),
    }),
  ),
  /** Metrics of the list that nothing here can measure yet. */
  unmeasured: z.array(z.enum(['workload'])),
})
export type SocMetrics = z.infer<typeof SocMetrics>

export const readSocMetrics = route({
  method: 'GET',
  path: '/metrics/soc',
  side: 'hub',
  permission: 'metric:read',
  summary:
    'How the SOC does, from incidents, handoffs, tips and detections: durations with censoring, shares and rates with intervals, by domain and severity',
  query: MetricQuery,
  response: SocMetrics,
  refusals: ['not-found'],
})

export const exportSocMetrics = route({
  method: 'GET',
  path: '/metrics/soc.csv',
  side: 'hub',
  permission: 'metric:read',
  summary: 'The same figures as CSV, one line for each metric, domain and severity',
  query: MetricQuery,
  stream: 'text/csv',
  refusals: ['not-found'],
})

const RevisionView = z.strictObject({
  at: z.string(),
  writtenAt: z.string(),
  byName: z.string().nullable(),
  reason: z.string(),
  /** How far the clock of the source was ahead, where it was corrected by that. */
  skewMs: z.int().nullable(),
})

export const InstantView = z.strictObject({
  at: z.string(),
  basis: z.enum(['said', 'deed', 'alert', 'report', 'opening']),
  revisions: z.array(RevisionView),
})
export type InstantView = z.infer<typeof InstantView>

/** One incident behind a number. */
export const MetricIncident = z.strictObject({
  id: z.string(),
  reference: z.string(),
  domain: MetricDomain,
  severity: IncidentSeverity,
  isOpen: z.boolean(),
  verdict: Verdict.nullable(),
  from: InstantView.nullable(),
  to: InstantView.nullable(),
  state: z.enum(['happened', 'waiting', 'missing', 'reversed']),
  seconds: z.number().nullable(),
  missing: Instants.nullable(),
})
export type MetricIncident = z.infer<typeof MetricIncident>

export const listMetricIncidents = route({
  method: 'GET',
  path: '/metrics/soc/incidents',
  side: 'hub',
  permission: 'incident:read',
  summary:
    'The incidents of the own domain behind one duration, at most 500: both instants with every revision, and what is missing',
  query: MetricQuery.extend({
    metric: DurationMetric,
    domain: MetricDomain,
    severity: z.coerce.number().pipe(IncidentSeverity).optional(),
  }),
  response: z.strictObject({ items: z.array(MetricIncident), total: z.int() }),
  refusals: ['not-found'],
})

const StretchFigure = z.strictObject({
  share: ShareView,
  /** How long handoffs took to be accepted; null for what is no handoff. */
  accepted: DurationView.nullable(),
})

export const AfterSwitch = z.strictObject({
  asOf: z.string(),
  model: SocModel,
  /** Null where the model in force is the one that was founded. */
  modelBefore: SocModel.nullable(),
  adoptedAt: z.string(),
  days: z.int(),
  /** Until these are over there are no measures. */
  missingDays: z.int(),
  /** From when on the stretch before is counted. */
  beforeSince: z.string().nullable(),
  reads: z.enum(['own', 'both', 'counts']),
  /** What the adviser was told and said before the model was adopted; null where nobody kept it. */
  advice: z
    .strictObject({
      edition: z.string(),
      recommended: SocModel,
      tie: z.boolean(),
      staged: z.boolean(),
      answers: z.array(
        z.strictObject({
          factor: z.string(),
          name: z.string(),
          level: z.int(),
          words: z.string(),
          /** False where the records say otherwise. */
          isBorneOut: z.boolean(),
        }),
      ),
      /** What it would say were the answers that did not hold one level lower; null while all held or days are missing. */
      advisedAnew: SocModel.nullable(),
    })
    .nullable(),
  measures: z
    .array(
      z.strictObject({
        id: z.enum(Object.keys(ASSUMPTIONS) as [MeasureId, ...MeasureId[]]),
        /** Null where it is not told by domain. */
        domain: Domain.nullable(),
        assumed: z.enum(['all', 'none', 'under-tenth', 'not-less']),
        /** `answer`: of the answer to the factor that was kept with the decision. `none-said`: that answer claims nothing of it, the rule holds. */
        basis: z.enum(['rule', 'answer', 'none-said']),
        factor: z.string().nullable(),
        level: z.int().nullable(),
        before: StretchFigure.nullable(),
        after: StretchFigure,
        /** False while the cell that knows it does not answer. */
        isAnswered: z.boolean(),
        verdict: z.enum(['as-assumed', 'not-as-assumed', 'no-record']),
      }),
    )
    .nullable(),
})
export type AfterSwitch = z.infer<typeof AfterSwitch>

export const readAfterSwitch = route({
  method: 'GET',
  path: '/metrics/soc/after-switch',
  side: 'hub',
  permission: 'metric:read',
  summary:
    'Ninety days after the operating model was adopted: handoffs, hunts and duties as recorded, beside the model before and what the adviser assumes',
  response: AfterSwitch,
  refusals: ['not-found'],
})
