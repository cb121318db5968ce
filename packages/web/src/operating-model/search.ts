// Which part of the operating model is looked at.
import { z } from 'zod'

export const PARTS = ['model', 'adviser', 'rehearsal', 'break-glass', 'calls', 'segregation'] as const

export const OperatingModelSearch = z.object({
  part: z.enum(PARTS).optional().catch(undefined),
  /** Of the rehearsal. */
  scenario: z.string().max(20).optional().catch(undefined),
})
export type OperatingModelSearch = z.infer<typeof OperatingModelSearch>
