// What stands behind `?` on the page of visibility gaps.
import { GapKind } from '@penstock/contract/visibility'
import { z } from 'zod'

export const GapsSearch = z.object({
  /** The gap that is asked for; any when left out. */
  missing: GapKind.optional().catch(undefined),
})
