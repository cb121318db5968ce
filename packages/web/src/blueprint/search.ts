// What stands behind `?` on the page of this room: which deviations are listed, the form in which a blueprint is agreed on, a planned link.
import { DeviationKind } from '@penstock/contract/blueprint'
import { z } from 'zod'

export const BlueprintSearch = z.object({
  kind: DeviationKind.optional().catch(undefined),
  /** Deviations that stand open when left out. */
  state: z.literal('closed').optional().catch(undefined),
  stage: z.string().max(120).optional().catch(undefined),
  agree: z.literal(true).optional().catch(undefined),
  /** A planned link. */
  from: z.string().min(1).max(120).optional().catch(undefined),
  to: z.string().min(1).max(120).optional().catch(undefined),
  protocol: z.string().min(1).max(120).optional().catch(undefined),
  /** Whose coverage is shown; that of today's sensors when left out. */
  standing: z.literal('design').optional().catch(undefined),
})
export type BlueprintSearch = z.infer<typeof BlueprintSearch>
