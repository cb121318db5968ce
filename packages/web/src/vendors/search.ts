// What stands behind `?` on the page of this room: the vendor that is looked at.
import { MomentSearch } from '@penstock/web/history'
import { z } from 'zod'

export const VendorsSearch = MomentSearch.pick({ asOf: true }).extend({
  vendor: z.string().max(120).optional().catch(undefined),
  find: z.string().max(200).optional().catch(undefined),
})
export type VendorsSearch = z.infer<typeof VendorsSearch>
