// What stands behind `?` on the traffic page.
import { ConversationSort } from '@penstock/contract/traffic'
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const TrafficSearch = MomentSearch.extend({
  /** The filter line. */
  q: z.string().max(400).optional().catch(undefined),
  /** The table when left out. */
  view: z.enum(['graph']).optional().catch(undefined),
  /** Nodes of the graph; zones when left out. */
  by: z.enum(['asset']).optional().catch(undefined),
  sort: ConversationSort.optional().catch(undefined),
  /** Columns that are not shown; left out: the ones hidden at first. */
  hide: z.array(z.string().max(40)).max(30).optional().catch(undefined),
  /** The conversation in the drawer. */
  peek: z.string().max(80).optional().catch(undefined),
  /** The node or edge whose panel is open. */
  open: z.string().max(300).optional().catch(undefined),
  /** Assets whose other conversations were added to the graph by hand. */
  expand: z.array(z.string().max(80)).max(10).optional().catch(undefined),
  /** Highlight keeps everything and dims the rest. */
  highlight: z.enum(['breach', 'control', 'crossing']).optional().catch(undefined),
})
export type TrafficSearch = z.infer<typeof TrafficSearch>
