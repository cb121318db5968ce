// What figures look like on the wire: durations in seconds, shares with their interval, and what is missing by its name.
import { IncidentSeverity } from '@penstock/model/incidents'
import { DURATION_NAMES, type DurationName, INSTANTS } from '@penstock/model/metrics'
import { z } from 'zod'

export const DurationMetric = z.enum(DURATION_NAMES as readonly [DurationName, ...DurationName[]])
export const Instants = z.enum(INSTANTS)
export const MetricDomain = z.enum(['it', 'ot', 'cross-domain'])
export type MetricDomain = z.infer<typeof MetricDomain>

/** 95 %. */
export const Interval = z.strictObject({ low: z.number(), high: z.number() })

export const ShareView = z.strictObject({ part: z.int(), whole: z.int(), interval: Interval.nullable() })
export type ShareView = z.infer<typeof ShareView>

/** Seconds. With fewer than five the values stand there and no mean; whoever reads counts alone gets neither. */
export const DurationView = z.strictObject({
  n: z.int(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  values: z.array(z.number()).nullable(),
  /** For which it has not happened yet. */
  waiting: z.int(),
  /** Kaplan-Meier, with those that wait; null with fewer than five, or while more than half wait. */
  medianWithWaiting: z.number().nullable(),
  missing: z.array(z.strictObject({ instant: Instants, count: z.int() })),
  /** Whose end lies before their beginning: a clock was wrong. */
  reversed: z.int(),
  /** Of those counted, where a person opened the case and no alert led to it. */
  fromOpening: z.int(),
})
export type DurationView = z.infer<typeof DurationView>

export const BacklogView = z.strictObject({
  open: z.int(),
  ageP50: z.number().nullable(),
  ageP95: z.number().nullable(),
  arrived: z.int(),
  closed: z.int(),
})

/** Incidents of one domain, all severities (null) or one. */
export const IncidentGroup = z.strictObject({
  domain: MetricDomain,
  severity: IncidentSeverity.nullable(),
  incidents: z.int(),
  durations: z.array(z.strictObject({ metric: DurationMetric, figure: DurationView })),
  /** Found by others, of all. */
  escaped: ShareView,
  /** Acknowledged in time, of all that were due. */
  answered: ShareView,
  backlog: BacklogView,
})
export type IncidentGroup = z.infer<typeof IncidentGroup>

export const AlertGroup = z.strictObject({
  domain: z.enum(['it', 'ot']),
  severity: IncidentSeverity.nullable(),
  alerts: z.int(),
  acknowledge: DurationView,
  fidelity: ShareView,
  benign: z.int(),
  untriaged: ShareView,
  backlog: BacklogView,
})
export type AlertGroup = z.infer<typeof AlertGroup>

export const HandoffFigures = z.strictObject({
  sent: z.int(),
  accepted: DurationView,
  /** Clocks of handoffs that were kept, of all that were due. */
  answered: ShareView,
  /** Handoffs with a clock that was not kept. */
  breached: ShareView,
  tips: z.int(),
  /** Neither acknowledged nor ended with a reason when their clock was up. */
  lost: ShareView,
})
export type HandoffFigures = z.infer<typeof HandoffFigures>

const Rate = z.strictObject({ incidents: z.int(), perWindow: z.number(), interval: Interval })
export const FrequencyView = z.strictObject({
  /** Per 30 days and 100 assets. */
  rate: Rate.nullable(),
  windows: z.array(
    z.strictObject({ from: z.string(), to: z.string(), incidents: z.int(), assets: z.int(), rate: Rate.nullable() }),
  ),
  trend: z.strictObject({ s: z.int(), z: z.number(), p: z.number() }).nullable(),
  cusum: z
    .strictObject({
      /** Windows from the first that the rest is compared with. */
      reference: z.int(),
      upper: z.array(z.number()),
      lower: z.array(z.number()),
      signal: z.strictObject({ at: z.string(), since: z.string(), direction: z.enum(['rises', 'falls']) }).nullable(),
    })
    .nullable(),
})
export type FrequencyView = z.infer<typeof FrequencyView>
