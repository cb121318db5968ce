// What changed between two instants, the state that people agreed on, and the gaps since: when each opened, widened and closed.
import { HistoryClock, InstantText } from '@penstock/contract/history'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const SiteParams = z.strictObject({ site: SiteKey })
const Change = z.enum(['added', 'removed', 'changed'])

/** One field, as text; null is unknown, or not there. */
export const FieldDiff = z.strictObject({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** What said it. */
  source: z.string(),
  /** When it became so in the plant, and when we learned it. */
  heldAt: z.string().nullable(),
  learnedAt: z.string().nullable(),
})
export type FieldDiff = z.infer<typeof FieldDiff>

export const DiffItem = z.strictObject({
  kind: z.enum(['asset', 'zone', 'conduit', 'flow', 'conversation']),
  /** An asset's or conversation's id, the zone's or conduit's own, or that of what flows between two zones. */
  id: z.string(),
  label: z.string(),
  change: Change,
  /** Every field of what was added or removed; the fields that differ of what changed. */
  fields: z.array(FieldDiff),
})
export type DiffItem = z.infer<typeof DiffItem>

export const DiffView = pageOf(DiffItem).extend({
  from: z.string(),
  to: z.string(),
  clock: HistoryClock,
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
})
export type DiffView = z.infer<typeof DiffView>

/** `to` is now when left out. Counters and when something was last seen are no part of a comparison. */
const Compared = z.strictObject({
  from: InstantText,
  to: InstantText.optional(),
  clock: HistoryClock.default('held'),
  change: Change.optional(),
  /** Only what has this in its name, in any case of letters. */
  text: z.string().trim().min(1).max(200).optional(),
  /** Only what differs in this field; what was added or removed differs in all that it has. */
  field: z.string().min(1).max(60).optional(),
})
export const DiffQuery = PageQuery.extend(Compared.shape)
export type DiffQuery = z.output<typeof DiffQuery>

export const DiffFormat = z.enum(['csv', 'xlsx'])
export type DiffFormat = z.infer<typeof DiffFormat>

const diff = {
  method: 'GET',
  side: 'hub',
  params: SiteParams,
  query: DiffQuery,
  response: DiffView,
  refusals: ['not-found', 'history.in-future', 'history.backwards'],
} as const

export const diffAssets = route({
  ...diff,
  path: '/sites/{site}/assets/diff',
  permission: 'asset:read',
  summary: 'Assets added, removed and changed between two instants, field by field',
})

export const diffZones = route({
  ...diff,
  path: '/sites/{site}/zones/diff',
  permission: 'zone:read',
  summary: 'Zones, conduits and what flowed between zones: added, removed and changed between two instants',
})

export const diffConversations = route({
  ...diff,
  path: '/sites/{site}/conversations/diff',
  permission: 'monitoring:read',
  summary: 'Conversations added, removed and judged otherwise between two instants; of the person’s own label only',
})

const exported = {
  method: 'GET',
  side: 'hub',
  params: SiteParams,
  query: Compared.extend({ format: DiffFormat.default('csv') }),
  stream: '*/*',
  refusals: ['not-found', 'history.in-future', 'history.backwards', 'drift.too-long'],
} as const

export const exportAssetsDiff = route({
  ...exported,
  path: '/sites/{site}/assets/diff/export',
  permission: 'asset:read',
  summary: 'The comparison of assets as a file, a line for each field, with the same filter',
})

export const exportZonesDiff = route({
  ...exported,
  path: '/sites/{site}/zones/diff/export',
  permission: 'zone:read',
  summary: 'The comparison of zones, conduits and what flowed as a file, with the same filter',
})

export const exportConversationsDiff = route({
  ...exported,
  path: '/sites/{site}/conversations/diff/export',
  permission: 'monitoring:read',
  summary: 'The comparison of conversations of the person’s own label as a file, with the same filter',
})

export const AgreedStateView = z.strictObject({
  id: z.string(),
  site: SiteKey,
  name: z.string(),
  /** The state is what was known at this instant. */
  at: z.string(),
  reason: z.string(),
  agreedBy: z.string(),
  /** Null for an account that is gone. */
  agreedByName: z.string().nullable(),
  agreedAt: z.string(),
})
export type AgreedStateView = z.infer<typeof AgreedStateView>

export const listAgreedStates = route({
  method: 'GET',
  path: '/sites/{site}/agreed-states',
  side: 'hub',
  permission: 'asset:read',
  summary: 'States of the plant that people agreed on, newest first',
  params: SiteParams,
  response: z.strictObject({ items: z.array(AgreedStateView) }),
  refusals: ['not-found'],
})

export const agreeState = route({
  method: 'POST',
  path: '/sites/{site}/agreed-states',
  side: 'hub',
  permission: 'drift:agree',
  summary: 'Agree on the plant as it was known at an instant: drift is told from there on',
  params: SiteParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(120),
    /** Now when left out. */
    at: InstantText.optional(),
    reason: z.string().trim().min(1).max(500),
  }),
  response: AgreedStateView,
  refusals: ['not-found', 'history.in-future'],
})

export const GapKind = z.enum([
  'unregistered-talker',
  'breach',
  'conduit-never-seen',
  'owner-unknown',
  'zone-unknown',
  'version-differs',
])
export type GapKind = z.infer<typeof GapKind>

const Counts = z.strictObject({ added: z.int(), removed: z.int(), changed: z.int() })

export const DriftView = z.strictObject({
  /** The last agreed state; null when there is none, and then there is no drift to tell. */
  agreed: AgreedStateView.nullable(),
  now: z.string(),
  assets: Counts.nullable(),
  zones: Counts.nullable(),
  /** Null without a right to monitoring. */
  conversations: Counts.nullable(),
  gaps: z.array(z.strictObject({ kind: GapKind, open: z.int(), openWhenAgreed: z.int().nullable() })),
})
export type DriftView = z.infer<typeof DriftView>

export const readDrift = route({
  method: 'GET',
  path: '/sites/{site}/drift',
  side: 'hub',
  permission: 'asset:read',
  summary: 'What moved since the last agreed state, by what we knew then and know now, and how many gaps stand open',
  params: SiteParams,
  response: DriftView,
  refusals: ['not-found'],
})

export const GapView = z.strictObject({
  kind: GapKind,
  /** Of the asset, finding, breach or conduit. */
  id: z.string(),
  label: z.string(),
  openedAt: z.string(),
  widenedAt: z.array(z.string()),
  narrowedAt: z.array(z.string()),
  closedAt: z.string().nullable(),
})
export type GapView = z.infer<typeof GapView>

export const listGaps = route({
  method: 'GET',
  path: '/sites/{site}/gaps',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Gaps with the instants at which each opened, widened, narrowed and closed; last opened first',
  params: SiteParams,
  query: PageQuery.extend({
    kind: GapKind.optional(),
    state: z.enum(['open', 'closed']).optional(),
    clock: HistoryClock.default('held'),
  }),
  response: pageOf(GapView),
  refusals: ['not-found'],
})

export const readGapTrend = route({
  method: 'GET',
  path: '/sites/{site}/gaps/trend',
  side: 'hub',
  permission: 'asset:read',
  summary: 'How many gaps stood open at the end of each day, computed from the record; at most 400 points',
  params: SiteParams,
  query: z.strictObject({
    from: InstantText,
    to: InstantText.optional(),
    kind: GapKind.optional(),
    clock: HistoryClock.default('held'),
  }),
  response: z.strictObject({
    points: z.array(z.strictObject({ at: z.string(), open: z.int(), opened: z.int(), closed: z.int() })),
  }),
  refusals: ['not-found', 'history.in-future', 'history.backwards'],
})

export const readTimeline = route({
  method: 'GET',
  path: '/sites/{site}/timeline',
  side: 'hub',
  permission: 'asset:read',
  summary: 'When something changed, in equal steps, and when the breaches of each severity opened: the time bar',
  params: SiteParams,
  query: z.strictObject({ clock: HistoryClock.default('held') }),
  response: z.strictObject({
    /** The first record and now; both are now when there is no record. */
    from: z.string(),
    to: z.string(),
    steps: z.array(z.strictObject({ at: z.string(), changes: z.int(), worst: z.int().min(1).max(4).nullable() })),
  }),
  refusals: ['not-found'],
})
