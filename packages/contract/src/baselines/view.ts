// What is usual between two ends, as clients read it.
import { z } from 'zod'

/** `learning` until the window is over; `proposed` until its owner approves it; deviations are told in both of the last two. */
export const BaselineStatus = z.enum(['none', 'learning', 'proposed', 'active'])
export type BaselineStatus = z.infer<typeof BaselineStatus>

export const RangeView = z.strictObject({ low: z.number(), high: z.number() })

export const BaselineFunctionView = z.strictObject({
  code: z.string(),
  name: z.string(),
  isChange: z.boolean(),
  standing: z.enum(['learned', 'quarantined', 'approved']),
  intervals: z.int(),
  /** Lowest and highest address that is usual; null where the protocol names none. */
  addresses: RangeView.nullable(),
  targets: z.array(z.string()),
  /** Usual time between two requests, in microseconds, for each shift and phase in which enough was seen. */
  cadence: z.array(z.strictObject({ phase: z.string(), gapMicros: RangeView })),
})
export type BaselineFunctionView = z.infer<typeof BaselineFunctionView>

export const BaselinePairView = z.strictObject({
  id: z.string(),
  client: z.string(),
  server: z.string(),
  protocol: z.string(),
  status: BaselineStatus,
  learnUntil: z.string(),
  approvedBy: z.string().nullable(),
  approvedAt: z.string().nullable(),
  intervals: z.int(),
  functions: z.array(BaselineFunctionView),
})
export type BaselinePairView = z.infer<typeof BaselinePairView>
