// Zones and conduits as drawn and as seen, breaches.
import { AsOfQuery } from '@penstock/contract/history'
import { PacketProof } from '@penstock/contract/observations'
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export * from './enforcement.ts'
export * from './levels.ts'
export * from './proposals.ts'
export * from './records.ts'
export * from './segmentation.ts'

export const MapZone = z.strictObject({
  id: z.string(),
  name: z.string(),
  purdue: z.string().nullable(),
  /** Row from the top, 0 for the highest level; the industrial DMZ lies between 4 and 3. */
  lane: z.int(),
  /** Place in abstract units of the layout; the page scales it. */
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  subnets: z.array(z.string()),
  slTarget: z.number().nullable(),
  assets: z.int(),
  observedAssets: z.int(),
  unregistered: z.int(),
  breaches: z.int(),
})
export type MapZone = z.infer<typeof MapZone>

export const MapEdge = z.strictObject({
  id: z.string(),
  /** Null for traffic between two zones that no conduit joins. */
  conduit: z.string().nullable(),
  zoneA: z.string(),
  zoneB: z.string(),
  direction: z.enum(['both', 'a-to-b']).nullable(),
  status: z.string().nullable(),
  enforcedBy: z.array(z.string()),
  /** allowed-seen: solid · allowed-never-seen: dashed · breach: severity colour with a mark. */
  judgement: z.enum(['allowed-seen', 'allowed-never-seen', 'breach', 'unknown']),
  crossesLanes: z.int(),
  protocols: z.array(
    z.strictObject({
      protocol: z.string(),
      state: z.enum(['allowed-seen', 'allowed-never-seen', 'not-allowed', 'unknown']),
      conversations: z.int(),
      lastAt: z.string().nullable(),
    }),
  ),
})
export type MapEdge = z.infer<typeof MapEdge>

export const ZoneMapView = z.strictObject({
  site: SiteKey,
  modelVersion: z.int().nullable(),
  asOf: z.string(),
  lanes: z.array(z.strictObject({ index: z.int(), label: z.string() })),
  zones: z.array(MapZone),
  edges: z.array(MapEdge),
})
export type ZoneMapView = z.infer<typeof ZoneMapView>

export const readZoneMap = route({
  method: 'GET',
  path: '/sites/{site}/zone-map',
  side: 'hub',
  permission: 'zone:read',
  summary: 'Zones in Purdue lanes, conduits with what was seen on them',
  params: z.strictObject({ site: SiteKey }),
  query: AsOfQuery,
  response: ZoneMapView,
  refusals: ['not-found', 'history.in-future'],
})

export const BreachView = z.strictObject({
  id: z.string(),
  site: SiteKey,
  severity: z.int().min(1).max(4),
  state: z.enum(['open', 'resolved']),
  clientAsset: z.string().nullable(),
  serverAsset: z.string().nullable(),
  clientLabel: z.string(),
  serverLabel: z.string(),
  clientZone: z.string().nullable(),
  serverZone: z.string().nullable(),
  protocol: z.string().nullable(),
  serverPort: z.int().nullable(),
  conduit: z.string().nullable(),
  rule: z.string(),
  basis: z.enum(['observed', 'inferred']),
  facts: z.array(z.string()),
  firstAt: z.string(),
  lastAt: z.string(),
  conversationId: z.string(),
  domain: z.enum(['it', 'ot']),
  /** The packet that proves it; null for people without a grant for that domain's monitoring. */
  proof: PacketProof.nullable(),
})
export type BreachView = z.infer<typeof BreachView>

export const listBreaches = route({
  method: 'GET',
  path: '/breaches',
  side: 'hub',
  permission: 'zone:read',
  summary: 'Seen but not allowed, worst first',
  query: z
    .strictObject({
      site: SiteKey.optional(),
      zone: z.string().max(80).optional(),
      conduit: z.string().max(80).optional(),
      state: z.enum(['open', 'resolved']).default('open'),
    })
    .extend(AsOfQuery.shape),
  response: z.strictObject({ items: z.array(BreachView) }),
  refusals: ['history.in-future'],
})
