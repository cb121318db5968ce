// How a request names an instant, and on which of the two clocks.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { z } from 'zod'

/** ISO 8601; no offset means UTC, a date is its first instant. From 1685 on, as the store's microseconds do. */
export const InstantText = z
  .string()
  .max(40)
  .transform((text, context): EpochMicros => {
    const at = microsOfIso(text)
    if (at !== null && Number.isSafeInteger(at)) return at
    context.addIssue({ code: 'custom', message: 'not an ISO 8601 instant from 1685 on, such as 2026-10-01T06:00:00Z' })
    return z.NEVER
  })

/** `held`: what was so in the plant at the instant, as known today. `learned`: what we knew at the instant. */
export const HistoryClock = z.enum(['held', 'learned'])
export type HistoryClock = z.infer<typeof HistoryClock>

/** Without `asOf` a request asks about now. */
export const AsOfQuery = z.strictObject({ asOf: InstantText.optional(), clock: HistoryClock.default('held') })
export type AsOfQuery = z.output<typeof AsOfQuery>
