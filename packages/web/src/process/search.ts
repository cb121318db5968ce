// What stands behind `?` on the page of this room: what is down, for how long, the hour that is looked at, and which answer is shown.
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const ProcessAnswer = z.enum(['outage', 'ranking', 'recovery', 'targets', 'hidden', 'management', 'sectors'])
export type ProcessAnswer = z.infer<typeof ProcessAnswer>

export const ProcessSearch = MomentSearch.pick({ asOf: true }).extend({
  /** Ids of functions and assets with commas between them, each in percent-encoding. */
  down: z.string().max(4000).optional().catch(undefined),
  /** How long they are down; a day when left out. */
  hours: z.number().min(0.01).max(10_000).optional().catch(undefined),
  /** The hour of the outage that the picture shows; when most stands, when left out. */
  at: z.number().min(0).max(100_000).optional().catch(undefined),
  /** The outage when left out. */
  answer: ProcessAnswer.optional().catch(undefined),
  /** Of the ranking: single units when left out. */
  order: z.literal(2).optional().catch(undefined),
  /** The function whose panel is open. */
  open: z.string().max(200).optional().catch(undefined),
})
export type ProcessSearch = z.infer<typeof ProcessSearch>
