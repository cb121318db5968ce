// What fails when a unit of the plant does: the network of needs of a site, outages played, rankings, recovery and the review of targets.
import { DocumentQuery } from '@penstock/contract/documents'
import { InstantText } from '@penstock/contract/history'
import { idList, PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { MOST_OUT, Outages } from './asked.ts'
import {
  ConfidenceView,
  ContingencyView,
  CriticalityView,
  DrillView,
  FindingView,
  KnotView,
  LossView,
  ManagementPathView,
  ManagerView,
  NeedDirection,
  NeedService,
  NetworkView,
  ProposedNeedView,
  RecoveryView,
  ResilienceView,
  RestsOnView,
  ScenarioView,
  TargetView,
} from './view.ts'

export { MOST_LOST, MOST_OUT, writeOutages } from './asked.ts'
export * from './view.ts'

const params = z.strictObject({ site: SiteKey })
/** The plant as it was known at that instant; as known now when left out. */
const AsOf = z.strictObject({ asOf: InstantText.optional() })
/** How long a unit is out, and how long the plant is watched, in hours. */
const AskedHours = z.coerce.number().min(0.01).max(10_000)

/** What each answer of this room stands on. */
const source = { site: SiteKey, asOf: z.string(), source: z.string().nullable(), importedAt: z.string().nullable() }

export const readProcess = route({
  method: 'GET',
  path: '/sites/{site}/process',
  side: 'hub',
  permission: 'process:read',
  summary:
    'Functions of the plant with what they need, assets, stocks and targets, and how far the model may be trusted',
  params,
  query: AsOf,
  response: z.strictObject({ ...source, ...NetworkView.shape }),
  refusals: ['not-found', 'history.in-future', 'process.too-long'],
})

export const playProcessOutage = route({
  method: 'GET',
  path: '/sites/{site}/process/outage',
  side: 'hub',
  permission: 'process:read',
  summary: 'An outage of functions and assets played: what stops, when, why, until when, and what that means',
  params,
  query: AsOf.extend({ out: Outages, horizonH: AskedHours.optional() }),
  response: z.strictObject({
    ...source,
    horizonH: z.number(),
    /** The hour at which it was broken off because the plant never comes to rest, or null. */
    cutOffAtH: z.number().nullable(),
    /** Functions that stop, the earliest first. */
    losses: z.array(LossView),
    /** How many functions run on all the while. */
    running: z.int(),
    /** Assets that no function says that it needs: nothing stops for them here. */
    neededByNothing: z.array(z.string()),
    knots: z.array(KnotView),
    /** Those with fewest layers left first. */
    scenarios: z.array(ScenarioView),
    /** Of the functions that stop. */
    confidence: ConfidenceView,
    resilience: ResilienceView,
  }),
  refusals: ['not-found', 'history.in-future', 'process.unknown-unit', 'process.too-long'],
})

export const listContingencies = route({
  method: 'GET',
  path: '/sites/{site}/process/contingencies',
  side: 'hub',
  permission: 'process:read',
  summary: 'Units, or pairs of units, by what their outage costs, worst first',
  params,
  query: PageQuery.extend(AsOf.shape).extend({
    /** 1: each unit alone. 2: pairs that cost what neither costs alone. */
    order: z.enum(['1', '2']).default('1'),
    hours: AskedHours.default(24),
    /** Of pairs: how many units with most targets downstream are paired. */
    paired: z.coerce.number().int().min(2).max(150).default(60),
  }),
  response: z.strictObject({
    ...source,
    /** Functions whose loss counts. */
    targets: z.array(z.string()),
    compared: z.int(),
    /** Units that were not paired. */
    leftOut: z.int(),
    /** How many of the ranking can be paged to; what is beyond costs less. */
    told: z.int(),
    ...pageOf(ContingencyView).shape,
  }),
  refusals: ['not-found', 'history.in-future', 'process.too-long'],
})

export const planProcessRecovery = route({
  method: 'GET',
  path: '/sites/{site}/process/recovery',
  side: 'hub',
  permission: 'process:read',
  summary: 'Who restores lost assets in which order, when each function runs again, and whether that holds its targets',
  params,
  query: AsOf.extend({ lost: idList(MOST_OUT) }),
  response: z.strictObject({ ...source, ...RecoveryView.shape }),
  refusals: [
    'not-found',
    'history.in-future',
    'process.unknown-unit',
    'process.unknown-crew',
    'process.restore-circle',
    'process.too-many',
    'process.too-long',
  ],
})

export const reviewProcess = route({
  method: 'GET',
  path: '/sites/{site}/process/review',
  side: 'hub',
  permission: 'process:read',
  summary: 'Continuity targets that the records of the plant do not hold',
  params,
  query: AsOf,
  response: z.strictObject({ ...source, findings: z.array(FindingView) }),
  refusals: ['not-found', 'history.in-future', 'process.too-long'],
})

export const readCriticality = route({
  method: 'GET',
  path: '/sites/{site}/process/criticality',
  side: 'hub',
  permission: 'process:read',
  summary:
    'Why an asset matters: its functions, what stops without it and when, the safeguards that lean on it, the worst consequence',
  params,
  /** Id in the plant file. */
  query: AsOf.extend({ asset: z.string().min(1).max(200) }),
  response: z.strictObject({ ...source, ...CriticalityView.shape }),
  refusals: ['not-found', 'history.in-future', 'process.too-long'],
})

/** Traffic is monitoring: each sees what the sensors of the own domain saw. */
export const listHiddenNeeds = route({
  method: 'GET',
  path: '/sites/{site}/process/hidden-needs',
  side: 'hub',
  permission: 'monitoring:read',
  summary:
    'Hosts that functions use, or that use them, and that they do not say they need, by flows and accounts: questions to their owners',
  params,
  response: z.strictObject({
    ...source,
    /** Pairs of assets and services that were looked at. */
    looked: z.int(),
    /** There were more, and these are the latest. */
    isCut: z.boolean(),
    needs: z.array(ProposedNeedView),
  }),
  refusals: ['not-found', 'process.too-long'],
})

export const listTargets = route({
  method: 'GET',
  path: '/sites/{site}/process/targets',
  side: 'hub',
  permission: 'process:read',
  summary: 'Continuity targets against what is computed and what drills measured, and the drills',
  params,
  query: AsOf,
  response: z.strictObject({
    ...source,
    /** Functions in the order of the plant. */
    targets: z.array(TargetView),
    /** The latest first. */
    drills: z.array(DrillView),
  }),
  refusals: ['not-found', 'history.in-future', 'process.too-long'],
})

const Measured = z.number().min(0).max(1_000_000).nullable()
const Words = z.string().trim().min(1).max(4000)

export const NewDrill = z.strictObject({
  function: z.string().min(1).max(120),
  input: z.string().min(1).max(400).nullable(),
  what: Words,
  on: z.iso.date(),
  by: Words,
  heldH: Measured,
  isAtLeast: z.boolean(),
  restoreH: Measured,
  keptShare: z.number().min(0).max(1).nullable(),
  isMinimumHeld: z.boolean().nullable(),
  evidence: Words.nullable(),
})
export type NewDrill = z.infer<typeof NewDrill>

export const recordDrill = route({
  method: 'POST',
  path: '/sites/{site}/process/drills',
  side: 'hub',
  permission: 'process:edit',
  summary: 'Record a drill: what it took away and what it measured. It is only ever added to',
  params,
  body: NewDrill,
  response: z.strictObject({ id: z.string() }),
  refusals: [
    'not-found',
    'process.unknown-unit',
    'process.unknown-input',
    'process.drill-in-future',
    'process.nothing-measured',
  ],
})

/** A drill that was recorded wrongly counts no more; it stays on record. */
export const withdrawDrill = route({
  method: 'POST',
  path: '/sites/{site}/process/drills/{drillId}/withdrawal',
  side: 'hub',
  permission: 'process:edit',
  summary: 'Take back a drill that was recorded wrongly: it counts no more, and stays on record',
  params: params.extend({ drillId: z.string().max(40) }),
  body: z.strictObject({ reason: Words }),
  response: z.strictObject({ id: z.string() }),
  refusals: ['not-found', 'process.withdrawn'],
})

export const listRestsOn = route({
  method: 'GET',
  path: '/sites/{site}/process/rests-on',
  side: 'hub',
  permission: 'process:read',
  summary: 'On which hosts functions rest, and on which they do not, as their owners answered',
  params,
  query: AsOf,
  response: z.strictObject({ ...source, items: z.array(RestsOnView) }),
  refusals: ['not-found', 'history.in-future', 'process.too-long'],
})

export const NeedAnswer = z.strictObject({
  function: z.string().min(1).max(120),
  host: z.string().min(1).max(120),
  service: NeedService,
  isNeeded: z.boolean(),
  direction: NeedDirection,
  purpose: Words,
  /** How long the function runs without; null where it is not needed. */
  holdUpH: Measured,
  owner: Words.nullable(),
})
export type NeedAnswer = z.infer<typeof NeedAnswer>

export const answerNeed = route({
  method: 'POST',
  path: '/sites/{site}/process/rests-on',
  side: 'hub',
  permission: 'process:edit',
  summary: 'Answer whether a function rests on a host; the last answer counts, and every one is kept',
  params,
  body: NeedAnswer,
  response: z.strictObject({ id: z.string() }),
  refusals: ['not-found', 'process.unknown-unit', 'process.hold-up'],
})

/** Of what was seen each is told what the sensors of the own domain saw; who may see no traffic is told what is declared. */
export const listManagement = route({
  method: 'GET',
  path: '/sites/{site}/process/management',
  side: 'hub',
  permission: 'process:read',
  summary:
    'Tools that manage assets, with account and schedule, declared or seen; and who can change given assets that way',
  params,
  query: z.strictObject({ assets: idList(MOST_OUT).optional() }),
  response: z.strictObject({
    ...source,
    /** Whether traffic was looked at, too. */
    isSeen: z.boolean(),
    paths: z.array(ManagementPathView),
    /** Of the assets that were asked about, the nearest first. */
    managers: z.array(ManagerView),
  }),
  refusals: ['not-found', 'process.unknown-unit', 'process.too-long'],
})

export const downloadContinuityPlan = route({
  method: 'GET',
  path: '/sites/{site}/process/continuity-plan',
  side: 'hub',
  permission: 'process:read',
  summary:
    'The continuity plan as a document: targets, computed and drilled values, needs, recovery, workarounds, what does not hold',
  params,
  query: DocumentQuery.extend(AsOf.shape),
  stream: '*/*',
  refusals: ['not-found', 'history.in-future', 'process.too-long', 'documents.too-long'],
})
