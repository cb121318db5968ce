// What stands behind `?` on the Hunt screen: which hypothesis is open, or what is being written.
import { z } from 'zod'

export const HuntSearch = z.object({
  /** Key of the hypothesis, which both domains share. */
  hunt: z.uuid().optional().catch(undefined),
  write: z.literal(true).optional().catch(undefined),
})
export type HuntSearch = z.infer<typeof HuntSearch>
