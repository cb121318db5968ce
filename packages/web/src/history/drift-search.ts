// What stands behind `?` on the page of drift.
import { GapKind } from '@penstock/contract/drift'
import { z } from 'zod'
import { MomentSearch } from './search.ts'

export const DriftSearch = MomentSearch.pick({ clock: true, change: true, diffText: true, diffField: true }).extend({
  /** The agreed state that now is compared with; the last one when left out. */
  since: z.string().max(80).optional().catch(undefined),
  of: z.enum(['assets', 'zones', 'conversations']).optional().catch(undefined),
  gap: GapKind.optional().catch(undefined),
  /** Gaps that stand open when left out. */
  gaps: z.enum(['closed']).optional().catch(undefined),
  /** Whether the form is open in which a state is agreed on. */
  agree: z.literal(true).optional().catch(undefined),
})
export type DriftSearch = z.infer<typeof DriftSearch>
