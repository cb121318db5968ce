// What stands behind `?` on the pages of this room.
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const ZonesSearch = MomentSearch.extend({
  /** Whose panel is open: an edge id, `breach:` and a breach id (its edge), or `zone:` and a zone id. */
  open: z.string().max(200).optional().catch(undefined),
  /** Highlight keeps everything and dims the rest. */
  highlight: z.enum(['breach', 'never-seen', 'crossing']).optional().catch(undefined),
  /** Filter takes the rest away. */
  only: z.enum(['breach', 'seen']).optional().catch(undefined),
})
export type ZonesSearch = z.infer<typeof ZonesSearch>

export const BreachesSearch = MomentSearch.pick({ asOf: true, clock: true }).extend({
  state: z.enum(['open', 'resolved']).optional().catch(undefined),
  severity: z.int().min(1).max(4).optional().catch(undefined),
  conduit: z.string().max(80).optional().catch(undefined),
  breach: z.string().max(80).optional().catch(undefined),
})
