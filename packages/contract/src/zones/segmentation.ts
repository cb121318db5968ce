// What the checks of segmentation find on the declared plant of a site, and how the boundaries between its rings stand.
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const SegmentationFindingView = z.strictObject({
  /** `segmentation.safety-can-be-written`; the sentence is the reader's. */
  rule: z.string(),
  /** `question`: nothing is wrong by itself, the owner has to say whether it is meant so. */
  kind: z.enum(['finding', 'question']),
  /** The clause that asks for it. */
  source: z.string(),
  /** Entry of the plant that it is about. */
  id: z.string(),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** Assets, zones and conduits in the order in which one comes through. */
  path: z.array(z.string()),
  /** Conduits that it makes red. */
  conduits: z.array(z.string()),
  /** Places in the plant file that say so. */
  places: z.array(z.string()),
})
export type SegmentationFindingView = z.infer<typeof SegmentationFindingView>

export const RingBoundaryView = z.strictObject({
  outer: z.string(),
  inner: z.string(),
  state: z.enum(['broken', 'enforcing', 'drawn-only', 'closed']),
  conduits: z.array(z.string()),
  /** Known flows that no conduit allows, by id. */
  brokenBy: z.array(z.string()),
  missing: z.array(z.string()),
})

export const checkSegmentation = route({
  method: 'GET',
  path: '/sites/{site}/segmentation',
  side: 'hub',
  permission: 'plant:read',
  summary:
    'Every check of zones and conduits on the declared plant, with facts and the way, and the boundaries between the rings',
  params: z.strictObject({ site: SiteKey }),
  response: z.strictObject({
    site: SiteKey,
    /** null before the first plant. */
    importedAt: z.string().nullable(),
    findings: z.array(SegmentationFindingView),
    boundaries: z.array(RingBoundaryView),
  }),
  refusals: ['not-found', 'segmentation.too-long'],
})
