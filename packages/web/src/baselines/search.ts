// What stands behind `?` on the Baseline screen: the pair of zones that is open.
import { z } from 'zod'

export const BaselinesSearch = z.object({
  from: z.string().max(200).optional().catch(undefined),
  to: z.string().max(200).optional().catch(undefined),
})
export type BaselinesSearch = z.infer<typeof BaselinesSearch>
