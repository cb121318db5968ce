// What stands behind `?` on the audit page: who, what, and the span, as the route takes them.
import { z } from 'zod'

export const AuditSearch = z.object({
  actor: z.string().max(100).optional().catch(undefined),
  action: z.string().max(80).optional().catch(undefined),
  from: z.iso.datetime({ offset: true }).optional().catch(undefined),
  to: z.iso.datetime({ offset: true }).optional().catch(undefined),
})
export type AuditSearch = z.infer<typeof AuditSearch>
