// What the checks of segmentation find on the declared plant of a site, and how the boundaries between its rings stand.
import { InstantText } from '@penstock/contract/history'
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
    'Every check of zones and conduits on the plant as it is declared, or was known to be at an instant, with facts and the way, and the boundaries between the rings',
  params: z.strictObject({ site: SiteKey }),
  query: z.strictObject({ asOf: InstantText.optional() }),
  response: z.strictObject({
    site: SiteKey,
    asOf: z.string(),
    /** null before the first plant. */
    importedAt: z.string().nullable(),
    findings: z.array(SegmentationFindingView),
    boundaries: z.array(RingBoundaryView),
  }),
  refusals: ['not-found', 'history.in-future', 'segmentation.too-long'],
})

export const RuleSetView = z.strictObject({
  site: SiteKey,
  /** Of one device; null: every documented conduit. */
  device: z.string().nullable(),
  fileName: z.string(),
  text: z.string(),
  rules: z.int(),
  /** What no rule can hold: `no-address`, `no-port`, `function-codes`. */
  leftOut: z.array(z.strictObject({ conduit: z.string(), what: z.string(), because: z.string() })),
})
export type RuleSetView = z.infer<typeof RuleSetView>

const RuleSetAsked = z.strictObject({
  format: z.enum(['nftables', 'cisco-asa', 'neutral']).default('nftables'),
  device: z.string().max(120).optional(),
})
const RULE_SET_REFUSALS = [
  'not-found',
  'segmentation.too-long',
  'segmentation.no-such-device',
  'segmentation.rules-not-written',
] as const

export const readRuleSet = route({
  method: 'GET',
  path: '/sites/{site}/zones/rule-set',
  side: 'hub',
  permission: 'plant:read',
  summary: 'The rules that the documented conduits ask for, in the words of a firewall, as a proposal',
  params: z.strictObject({ site: SiteKey }),
  query: RuleSetAsked,
  response: RuleSetView,
  refusals: RULE_SET_REFUSALS,
})

export const exportRuleSet = route({
  method: 'GET',
  path: '/sites/{site}/zones/rule-set/file',
  side: 'hub',
  permission: 'plant:read',
  summary: 'The same as a file',
  params: z.strictObject({ site: SiteKey }),
  query: RuleSetAsked,
  stream: '*/*',
  refusals: RULE_SET_REFUSALS,
})
