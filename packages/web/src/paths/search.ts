// What stands behind `?` on the page of this room: the goal that is looked at, and what is taken away in a what-if.
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const PathsSearch = MomentSearch.pick({ asOf: true }).extend({
  goal: z.string().max(200).optional().catch(undefined),
  /** Ids of facts with commas between them, each in percent-encoding. */
  without: z.string().max(8000).optional().catch(undefined),
  /** Goals that nothing reaches are shown too. */
  all: z.literal(true).optional().catch(undefined),
  find: z.string().max(200).optional().catch(undefined),
})
export type PathsSearch = z.infer<typeof PathsSearch>
