// What stands behind `?` on the library of playbooks.
import { z } from 'zod'

export const PlaybooksSearch = z.object({
  model: z.enum(['integrated', 'federated', 'hybrid']).optional().catch(undefined),
  scenario: z
    .string()
    .regex(/^XD-\d{2}$/)
    .optional()
    .catch(undefined),
})
export type PlaybooksSearch = z.infer<typeof PlaybooksSearch>
