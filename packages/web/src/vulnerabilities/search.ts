// What stands behind `?` on the page of vulnerabilities.
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const VulnerabilitySearch = MomentSearch.pick({ asOf: true, clock: true }).extend({
  /** The filter line; left out: what waits for somebody. */
  q: z.string().max(400).optional().catch(undefined),
  /** Columns that are not shown; left out: the ones hidden at first. */
  hide: z.array(z.string().max(40)).max(30).optional().catch(undefined),
  /** The match in the drawer. */
  peek: z.string().max(80).optional().catch(undefined),
})
export type VulnerabilitySearch = z.infer<typeof VulnerabilitySearch>
