// What stands behind `?` on the Sources screen: which states are shown, which source is open, and whether one is being enrolled,
// and which networks are OT for the start from an export.
import { MOST_LETTERS } from '@penstock/contract/route'
import { SourceState } from '@penstock/model/sources'
import { z } from 'zod'

export const SourcesSearch = z.object({
  state: SourceState.optional().catch(undefined),
  source: z.string().max(80).optional().catch(undefined),
  enrol: z.literal(true).optional().catch(undefined),
  edr: z.literal(true).optional().catch(undefined),
  ot: z.string().max(MOST_LETTERS).optional().catch(undefined),
})
export type SourcesSearch = z.infer<typeof SourcesSearch>
