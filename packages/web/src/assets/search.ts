// What stands behind `?` on the pages of this room.
import { AssetSort } from '@penstock/contract/assets'
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'
import { BUILT_IN_VIEWS } from './built-in-views.ts'

export const AssetsSearch = MomentSearch.extend({
  /** The filter line. */
  q: z.string().max(400).optional().catch(undefined),
  /** One of the two built-in sets of columns. */
  view: z.enum(BUILT_IN_VIEWS).optional().catch(undefined),
  sort: AssetSort.optional().catch(undefined),
  /** Columns that are not shown; left out: the ones hidden at first. */
  hide: z.array(z.string().max(40)).max(60).optional().catch(undefined),
  /** The asset in the drawer. */
  peek: z.string().max(80).optional().catch(undefined),
})

/** What a record shows beside its summary. */
export const AssetTab = z.enum(['summary', 'state', 'values', 'baseline', 'transfers', 'logons', 'activity'])
export type AssetTab = z.infer<typeof AssetTab>

export const AssetSearch = MomentSearch.pick({ asOf: true, clock: true }).extend({
  tab: AssetTab.optional().catch(undefined),
})

export const UnregisteredSearch = MomentSearch.pick({ asOf: true, clock: true }).extend({
  state: z.enum(['open', 'closed']).optional().catch(undefined),
})
