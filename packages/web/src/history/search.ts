// The moment that a page shows, as it stands behind `?`.
import { HistoryClock } from '@penstock/contract/history'
import { microsOfIso } from '@penstock/model/kernel'
import { z } from 'zod'

const Instant = z
  .string()
  .max(40)
  .refine((text) => microsOfIso(text) !== null)
  .optional()
  .catch(undefined)

export const MomentSearch = z.object({
  /** The instant shown; now when left out. */
  asOf: Instant,
  /** The earlier instant that it is compared with. */
  compare: Instant,
  /** What was so, or what we knew; what was so when left out. */
  clock: HistoryClock.optional().catch(undefined),
  /** The one kind of change that a comparison lists; every kind when left out. */
  change: z.enum(['added', 'removed', 'changed']).optional().catch(undefined),
  /** What is in the name of the changes that a comparison lists, and the one field in which they differ. */
  diffText: z.string().max(200).optional().catch(undefined),
  diffField: z.string().max(60).optional().catch(undefined),
})
export type MomentSearch = z.infer<typeof MomentSearch>

/** What stays while one moves from a page with a time bar to another. */
export const MOMENT_KEYS = ['asOf', 'compare', 'clock'] as const
