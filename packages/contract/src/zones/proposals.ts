// Zones and conduits proposed from what was seen on a site, and what people decide about each.
import { IsConcluded, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { PlantId } from '@penstock/model/plant'
import { z } from 'zod'

const ProposalState = {
  /** Names what is proposed, from one look to the next. */
  key: z.string(),
  /** Of the facts that it stands on; a decision sends the one that was seen. */
  version: z.string(),
}

export const ZoneProposalView = z.strictObject({
  ...ProposalState,
  id: z.string(),
  name: z.string(),
  purdue: z.string().nullable(),
  subnet: z.string().nullable(),
  /** A network on which what must stand apart stands too: the zone is drawn only until that is mended. */
  sharesNetwork: z.string().nullable(),
  members: z.array(
    z.strictObject({
      host: z.string(),
      name: z.string(),
      isRegistered: z.boolean(),
      /** Why it stands here: `role`, `level`, `temporary`, `address`, `serves`, or `network`. */
      ground: z.string(),
      said: z.string(),
    }),
  ),
})
export type ZoneProposalView = z.infer<typeof ZoneProposalView>

export const ServiceView = z.strictObject({
  client: z.string(),
  server: z.string(),
  protocol: z.string(),
  conversations: z.int(),
  /** One of them. */
  conversationId: z.string(),
})
export type ServiceView = z.infer<typeof ServiceView>

/** `because`: `unanswered`, `no-name`, `past-dmz`, `level-jump`, `writes-safety`, `reaches-safety`, `engineering`, `unregistered`, `function-limit`. */
export const LeftOutView = ServiceView.extend({ because: z.string() })
export type LeftOutView = z.infer<typeof LeftOutView>

const Ends = z.strictObject({ a: z.array(PlantId).max(2000), b: z.array(PlantId).max(2000) })

export const ConduitProposalView = z.strictObject({
  ...ProposalState,
  id: z.string(),
  zoneA: z.string(),
  zoneB: z.string(),
  direction: z.enum(['both', 'a-to-b']),
  protocols: z.array(z.string()),
  /** Null: any member of the zones. */
  endpoints: Ends.nullable(),
  functionLimits: z.array(z.strictObject({ protocol: z.string(), functions: z.array(z.int()) })),
  /** Firewalls that stand in both zones; empty: nothing enforces it yet. */
  enforcedBy: z.array(z.string()),
  /** The surveyed conduit whose place it takes. */
  before: z.string().nullable(),
  /** A documented conduit that joins the same zones and does not allow it. */
  beside: z.string().nullable(),
  allows: z.array(ServiceView),
  denies: z.array(LeftOutView),
  /** Proposals of zones to accept first, by key. */
  needs: z.array(z.string()),
})
export type ConduitProposalView = z.infer<typeof ConduitProposalView>

const Standing = z.strictObject({ allowed: z.int(), notAllowed: z.int(), unknown: z.int() })

export const PartitionView = z.strictObject({
  site: SiteKey,
  asOf: z.string(),
  zones: z.array(ZoneProposalView),
  conduits: z.array(ConduitProposalView),
  /** Seen between two zones, and nothing of it is proposed to be allowed. */
  stopped: z.array(z.strictObject({ zoneA: z.string(), zoneB: z.string(), denies: z.array(LeftOutView) })),
  refused: z.array(
    z.strictObject({
      ...ProposalState,
      kind: z.enum(['zone', 'conduit']),
      id: z.string(),
      reason: z.string(),
      by: z.string(),
      byName: z.string().nullable(),
      at: z.string(),
    }),
  ),
  /** Devices without an address by which they could be placed. */
  unplaced: z.array(z.string()),
  /** Conversations by verdict as drawn now, and if everything were accepted. */
  asDrawn: Standing,
  ifAccepted: Standing,
  /** There was more traffic than is looked at: the newest counts. */
  isPartial: z.boolean(),
})
export type PartitionView = z.infer<typeof PartitionView>

export const listZoneProposals = route({
  method: 'GET',
  path: '/sites/{site}/zones/proposals',
  side: 'hub',
  permission: 'monitoring:read',
  summary: 'Zones and conduits proposed from roles, levels and the traffic that the caller may see',
  params: z.strictObject({ site: SiteKey }),
  response: PartitionView,
  refusals: ['not-found', 'segmentation.too-long'],
})

export const AcceptedZoneBody = z.strictObject({
  id: PlantId,
  name: z.string().trim().min(1).max(400),
  purdue: z
    .string()
    .regex(/^[0-5](\.5)?(\+|-[0-5](\.5)?)?$/)
    .nullable(),
  subnet: z.string().max(100).nullable(),
  /** Of those proposed. */
  members: z.array(PlantId).max(5000),
})
export type AcceptedZoneBody = z.infer<typeof AcceptedZoneBody>

export const AcceptedConduitBody = z.strictObject({
  id: PlantId,
  direction: z.enum(['both', 'a-to-b']),
  protocols: z.array(z.string().min(1).max(400)).min(1).max(200),
  endpoints: Ends.nullable(),
  enforcedBy: z.array(PlantId).max(100),
})
export type AcceptedConduitBody = z.infer<typeof AcceptedConduitBody>

export const ProposalDecision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('accept-zone'), zone: AcceptedZoneBody }),
  z.strictObject({ decision: z.literal('accept-conduit'), conduit: AcceptedConduitBody }),
  z.strictObject({ decision: z.literal('refuse') }),
  z.strictObject({ decision: z.literal('ask-again') }),
])
export type ProposalDecision = z.infer<typeof ProposalDecision>

export const decideZoneProposal = route({
  method: 'POST',
  path: '/sites/{site}/zones/proposals/decision',
  side: 'hub',
  permission: 'zone:edit',
  summary:
    'Accept a proposal, as it is or edited, so that it becomes part of the plant; refuse it; or have it asked again',
  params: z.strictObject({ site: SiteKey }),
  body: z.strictObject({
    key: z.string().max(400),
    version: z.string().max(100),
    reason: z.string().trim().min(1).max(500),
    decided: ProposalDecision,
  }),
  response: z.strictObject({ site: SiteKey, isConcluded: IsConcluded }),
  refusals: [
    'not-found',
    'plant.faults',
    'segmentation.proposal-moved',
    'segmentation.zone-first',
    'segmentation.not-proposed',
    'segmentation.too-long',
  ],
})
