// Routes of the __kebab__ room.
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const __Pascal__View = z.strictObject({ site: SiteKey, items: z.int().min(0) })
export type __Pascal__View = z.infer<typeof __Pascal__View>

export const read__Pascal__ = route({
  method: 'GET',
  path: '/sites/{site}/__kebab__',
  side: 'hub',
  permission: 'plant:read',
  summary: 'What the plant declares about __kebab__',
  params: z.strictObject({ site: SiteKey }),
  response: __Pascal__View,
  refusals: ['not-found', '__kebab__.nothing-declared'],
})
