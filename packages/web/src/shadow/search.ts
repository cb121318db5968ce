// What stands behind `?` on the page of shadow infrastructure.
import { ShadowSort } from '@penstock/contract/shadow'
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const ShadowSearch = MomentSearch.pick({ asOf: true }).extend({
  /** The filter line; left out: what waits for a decision. */
  q: z.string().max(400).optional().catch(undefined),
  sort: ShadowSort.optional().catch(undefined),
  /** Columns that are not shown; left out: the ones hidden at first. */
  hide: z.array(z.string().max(40)).max(30).optional().catch(undefined),
  /** The finding in the drawer. */
  peek: z.string().max(80).optional().catch(undefined),
})
export type ShadowSearch = z.infer<typeof ShadowSearch>
