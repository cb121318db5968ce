// What stands behind `?` on the access page.
import { z } from 'zod'

export const AccessSearch = z.object({
  /** Whom the list shows; everybody when left out. */
  show: z.enum(['members', 'guests']).optional().catch(undefined),
  /** The account in the drawer. */
  peek: z.string().max(80).optional().catch(undefined),
})
