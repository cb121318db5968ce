// Lists page by cursor: the cursor is opaque to clients, the total is exact.
import { z } from 'zod'

export const PageQuery = z.strictObject({
  cursor: z.string().max(4000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), total: z.int().min(0), nextCursor: z.string().nullable() })
}

/** RFC 9457 problem. Clients switch on `code`; the UI owns the sentences. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  instance: z.string(),
  details: z.unknown().optional(),
})
export type Problem = z.infer<typeof Problem>
