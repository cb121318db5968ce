// The visibility-gap list: assets that no sensor covers, no study names or nobody owns, by process consequence.
import { AssetRow } from '@penstock/contract/assets'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { SensorState } from '@penstock/model/observations'
import { z } from 'zod'

export const GapKind = z.enum(['sensor', 'study', 'owner'])
export type GapKind = z.infer<typeof GapKind>

/** Who covered an asset, or does. */
export const CoveringSensor = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: SensorState,
  lastAt: z.string(),
})

export const GapRow = AssetRow.pick({
  id: true,
  reference: true,
  site: true,
  declaredId: true,
  name: true,
  role: true,
  zone: true,
  owner: true,
  team: true,
  ips: true,
  macs: true,
  lastAt: true,
  criticality: true,
}).extend({
  /** What is missing, in the order of the questions. */
  gaps: z.array(GapKind),
  /** Sensors that heard it within a month, whether they watch now or not. */
  heardBy: z.array(CoveringSensor),
  /** False where the person may not see the sensors of its domain: then nothing is said of them. */
  isCoverageTold: z.boolean(),
})
export type GapRow = z.infer<typeof GapRow>

export const listGaps = route({
  method: 'GET',
  path: '/visibility/gaps',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Assets that no sensor covers, no study names or nobody owns, those that matter most first',
  query: PageQuery.extend({
    site: SiteKey.optional(),
    zone: z.string().max(80).optional(),
    missing: GapKind.optional(),
  }),
  response: pageOf(GapRow).extend({
    asOf: z.string(),
    /** Assets that were looked at, how many of them have any gap, and how many have each. */
    assets: z.int(),
    any: z.int(),
    missing: z.strictObject({ sensor: z.int(), study: z.int(), owner: z.int() }),
    /** Sensors that watch now, of those that the person may see; null without the right to see any. */
    watching: z.strictObject({ sensors: z.int(), of: z.int() }).nullable(),
    /** Of which domain the person sees sensors: of assets of the other nothing is said. */
    domain: z.enum(['it', 'ot']).nullable(),
  }),
  refusals: ['not-found'],
})
