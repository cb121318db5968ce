// What stands behind `?` on the page of SOC metrics.
import { DurationMetric, MetricDays, MetricDomain } from '@penstock/contract/metrics'
import { z } from 'zod'

export const MetricsSearch = z.object({
  days: MetricDays.optional().catch(undefined),
  severity: z.coerce.number().int().min(1).max(4).optional().catch(undefined),
  /** The number that is open: its metric and its domain. */
  behind: DurationMetric.optional().catch(undefined),
  of: MetricDomain.optional().catch(undefined),
})
export type MetricsSearch = z.infer<typeof MetricsSearch>
