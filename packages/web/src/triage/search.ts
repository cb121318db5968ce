// What stands behind `?` on the page of triage.
import { z } from 'zod'

export const TriageSearch = z.object({
  /** Left out: what waits. */
  state: z.enum(['open', 'new', 'acknowledged', 'closed']).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  /** Domain and id of the detection in the panel. */
  open: z
    .string()
    .regex(/^(it|ot)\/[a-z0-9_]{1,60}$/)
    .optional()
    .catch(undefined),
})
export type TriageSearch = z.infer<typeof TriageSearch>
