// What stands behind the pseudonyms of a chain, for people of the domain whose cell told them.
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const MOST_FEATURES = 200

export const FeatureView = z.strictObject({
  id: z.string(),
  kind: z.string(),
  site: z.string(),
  at: z.string(),
  /** By class, in the cell's own words: hostile text. */
  entities: z.array(z.strictObject({ entityClass: z.string(), names: z.array(z.string()) })),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type FeatureView = z.infer<typeof FeatureView>

export const listFeatures = route({
  method: 'GET',
  path: '/features',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'What this cell told the correlator under these keyed ids, in its own words',
  query: z.strictObject({
    site: SiteKey.optional(),
    ids: z
      .string()
      .regex(/^[0-9a-f]{64}(?:,[0-9a-f]{64})*$/)
      .transform((text) => [...new Set(text.split(','))])
      .refine((ids) => ids.length <= MOST_FEATURES, `at most ${MOST_FEATURES} ids`),
  }),
  response: z.strictObject({ items: z.array(FeatureView) }),
  refusals: [],
})
