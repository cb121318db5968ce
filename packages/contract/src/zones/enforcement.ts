// What enforces the partition of a site: the boundaries between its rings with their controls, and what its firewalls were told, held
// against the conduits and what was seen.
import { IsConcluded, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const BoundaryProofView = z.strictObject({
  /** `flow-not-allowed`: no conduit allows it. `seen-though-denied`: the rules of `by` deny it. */
  kind: z.enum(['flow-not-allowed', 'seen-though-denied']),
  /** A known flow of the plant file; null for what was seen. */
  flow: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  protocol: z.string(),
  by: z.string().nullable(),
  /** What was seen, for people who may read that domain's monitoring. */
  conversationId: z.string().nullable(),
})
export type BoundaryProofView = z.infer<typeof BoundaryProofView>

export const RingView = z.strictObject({
  outer: z.string(),
  inner: z.string(),
  state: z.enum(['broken', 'enforcing', 'drawn-only', 'closed']),
  controls: z.array(
    z.strictObject({
      conduit: z.string(),
      isDocumented: z.boolean(),
      devices: z.array(z.string()),
      inspection: z.string(),
      targetLevel: z.int().nullable(),
      rulesRead: z.array(z.strictObject({ device: z.string(), on: z.string() })),
    }),
  ),
  proofs: z.array(BoundaryProofView),
  /** Proofs that only people of another domain's monitoring may see. */
  hiddenProofs: z.int(),
  missing: z.array(z.string()),
})
export type RingView = z.infer<typeof RingView>

export const readRings = route({
  method: 'GET',
  path: '/sites/{site}/zones/rings',
  side: 'hub',
  permission: 'plant:read',
  summary: 'Boundaries between the rings with their controls: enforcing, drawn only, or broken by which flow',
  params: z.strictObject({ site: SiteKey }),
  response: z.strictObject({
    site: SiteKey,
    asOf: z.string(),
    importedAt: z.string().nullable(),
    boundaries: z.array(RingView),
    /** More traffic was seen than is looked at here: the newest counts. */
    isPartial: z.boolean(),
  }),
  refusals: ['not-found', 'segmentation.too-long'],
})

const Counted = { rules: z.int(), unknownCount: z.int(), faultCount: z.int() }

export const FirewallReadingView = z.strictObject({
  device: z.string(),
  dialect: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  readOn: z.string(),
  ...Counted,
  secretsTakenOut: z.int(),
  by: z.string(),
  byName: z.string().nullable(),
  at: z.string(),
})
export type FirewallReadingView = z.infer<typeof FirewallReadingView>

export const ComparedRuleView = z.strictObject({
  rule: z.string(),
  name: z.string().nullable(),
  line: z.int().nullable(),
  state: z.enum(['allowed', 'wider', 'not-allowed', 'within-zone']),
  parts: z.array(
    z.strictObject({
      fromZone: z.string(),
      toZone: z.string(),
      state: z.enum(['allowed', 'wider', 'not-allowed']),
      conduits: z.array(z.string()),
    }),
  ),
  /** Addresses in a zone that no registered asset has. */
  strangers: z.array(z.string()),
})
export type ComparedRuleView = z.infer<typeof ComparedRuleView>

export const FirewallView = z.strictObject({
  device: z.string(),
  dialect: z.string(),
  readOn: z.string(),
  origin: z.string(),
  ...Counted,
  /** Statements that were not understood, the first fifty of `unknownCount`, with their line. */
  unknown: z.array(z.strictObject({ line: z.int(), text: z.string() })),
  compared: z.array(ComparedRuleView),
  conduitsWithoutRule: z.array(z.string()),
  seenThoughDenied: z.array(BoundaryProofView),
  hiddenProofs: z.int(),
})
export type FirewallView = z.infer<typeof FirewallView>

export const readFirewalls = route({
  method: 'GET',
  path: '/sites/{site}/firewalls',
  side: 'hub',
  permission: 'plant:read',
  summary: 'Firewall configurations in force beside the conduits and what was seen, and every one that was brought in',
  params: z.strictObject({ site: SiteKey }),
  response: z.strictObject({
    site: SiteKey,
    firewalls: z.array(FirewallView),
    readings: z.array(FirewallReadingView),
    /** Firewalls of the plant that no configuration was brought in for. */
    unread: z.array(z.string()),
    isPartial: z.boolean(),
  }),
  refusals: ['not-found', 'segmentation.too-long'],
})

export const importFirewall = route({
  method: 'POST',
  path: '/sites/{site}/firewalls',
  side: 'hub',
  permission: 'zone:edit',
  summary: 'Bring in the configuration of a firewall: it becomes part of the plant, without its secrets',
  params: z.strictObject({ site: SiteKey }),
  query: z.strictObject({
    device: z.string().min(1).max(120),
    fileName: z.string().max(255).default('configuration'),
    dialect: z.enum(['cisco-asa', 'fortinet', 'palo-alto', 'iptables', 'nftables', 'pfsense']).optional(),
    /** The day on which it was read from the device; today unless given. */
    readOn: z.iso.date().optional(),
    dryRun: z.stringbool().default(false),
  }),
  upload: 'application/octet-stream',
  response: z.strictObject({
    site: SiteKey,
    isDryRun: z.boolean(),
    dialect: z.string(),
    ...Counted,
    secretsTakenOut: z.int(),
    isConcluded: IsConcluded,
  }),
  refusals: [
    'not-found',
    'plant.not-text',
    'plant.faults',
    'segmentation.no-such-device',
    'segmentation.rules-not-recognised',
    'segmentation.too-long',
  ],
})
