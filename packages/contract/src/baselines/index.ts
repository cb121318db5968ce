// Baselines of a cell: what is usual at a site and for a device, what left it, and what its owner says to that.
import { AddressList, ModulePath } from '@penstock/contract/observations'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { DeviationKind, DeviationReason, Schedule } from '@penstock/model/baselines'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { BaselinePairView, BaselineStatus, RangeView } from './view.ts'

export * from './view.ts'
export * from './zones.ts'

export const BaselineView = z.strictObject({
  status: BaselineStatus,
  /** Time of the traffic: the latest packet of the site. */
  clock: z.string().nullable(),
  learnFrom: z.string().nullable(),
  learnUntil: z.string().nullable(),
  phases: z.array(z.string()),
  pairs: z.array(BaselinePairView),
  /** Pairs beyond those that are shown. */
  morePairs: z.int().min(0),
  points: z.int().min(0),
  quarantined: z.int().min(0),
})
export type BaselineView = z.infer<typeof BaselineView>

export const readBaseline = route({
  method: 'GET',
  path: '/baselines',
  side: 'cell',
  permission: 'monitoring:read',
  summary:
    'What is usual between a device and the others: functions, addresses, cadence, and what of it waits for its owner',
  query: z.strictObject({ site: SiteKey, address: AddressList }),
  response: BaselineView,
  refusals: [],
})

export const DeviationState = z.enum(['open', 'approved', 'refused'])

export const DeviationView = z.strictObject({
  id: z.string(),
  site: z.string(),
  kind: DeviationKind,
  reason: DeviationReason,
  client: z.string(),
  server: z.string(),
  protocol: z.string(),
  subject: z.string(),
  name: z.string(),
  isChange: z.boolean(),
  /** Shift and phase in which it was seen first. */
  phase: z.string(),
  expected: RangeView.nullable(),
  observed: z.number().nullable(),
  count: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
  state: DeviationState,
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string().nullable(),
  captureId: z.string(),
  captureName: z.string(),
  isLine: z.boolean(),
  frame: z.int(),
  offset: z.int(),
  length: z.int(),
})
export type DeviationView = z.infer<typeof DeviationView>

export const listDeviations = route({
  method: 'GET',
  path: '/baselines/deviations',
  side: 'cell',
  permission: 'detection:read',
  summary: 'What left the usual, latest first, each with the first packet that shows it',
  query: PageQuery.extend({
    site: SiteKey.optional(),
    address: AddressList.optional(),
    part: ModulePath.optional(),
    kind: DeviationKind.optional(),
    state: DeviationState.optional(),
  }),
  /** `gone`: deviations of these devices that were not kept, as there were too many. */
  response: pageOf(DeviationView).extend({ gone: z.int().min(0) }),
  refusals: [],
})

const Note = z.string().trim().max(500).optional()

export const decideDeviation = route({
  method: 'POST',
  path: '/baselines/deviations/{deviationId}/decision',
  side: 'cell',
  permission: 'baseline:decide',
  summary: 'Approve a deviation, which is usual from then on, or refuse it, which stays a deviation',
  params: z.strictObject({ deviationId: z.string() }),
  body: z.strictObject({ decision: z.enum(['approved', 'refused']), note: Note }),
  response: DeviationView,
  refusals: ['not-found', 'baselines.already-decided'],
})

export const decideBaseline = route({
  method: 'POST',
  path: '/baselines/decision',
  side: 'cell',
  permission: 'baseline:decide',
  summary: 'Approve what was learned of a device, or refuse it: it is then learned anew',
  body: z.strictObject({
    site: SiteKey,
    address: z.array(z.string().min(1).max(45)).min(1).max(32),
    decision: z.enum(['approved', 'refused']),
    note: Note,
  }),
  response: z.strictObject({ pairs: z.int().min(0) }),
  refusals: ['not-found', 'baselines.still-learning'],
})

export const BaselinePlanView = z.strictObject({
  site: z.string(),
  version: z.int(),
  learnFrom: z.string(),
  learnUntil: z.string(),
  clock: z.string(),
  schedule: Schedule,
})
export type BaselinePlanView = z.infer<typeof BaselinePlanView>

export const listBaselinePlans = route({
  method: 'GET',
  path: '/baselines/plans',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'For each site the window in which it learns, and its shifts and phases',
  response: z.strictObject({ items: z.array(BaselinePlanView) }),
  refusals: [],
})

export const planBaseline = route({
  method: 'PUT',
  path: '/baselines/plans',
  side: 'cell',
  permission: 'baseline:decide',
  summary: 'Tell the shifts and phases of a site and how long it learns; what was learned before is learned anew',
  /** `version` is the one that was seen; 0 where there was none. */
  body: z.strictObject({
    site: SiteKey,
    version: z.int().min(0),
    learnHours: z.int().min(1).max(8784),
    schedule: Schedule,
  }),
  response: BaselinePlanView,
  refusals: ['not-found', 'version-moved', 'baselines.shifts-overlap'],
})
