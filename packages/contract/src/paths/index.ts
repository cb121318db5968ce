// Attack paths of a site: which goals somebody from outside or inside reaches, each way with its evidence, and what would cut them.
import { InstantText } from '@penstock/contract/history'
import { idList, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import {
  ChokePointView,
  ConduitThreatView,
  CutView,
  FactView,
  GoalStateView,
  GoalView,
  ObservedView,
  PathView,
  UnsupportedView,
} from './view.ts'

export * from './view.ts'

/** Facts that a what-if leaves out at once. */
const MOST_WITHOUT = 50

const params = z.strictObject({ site: SiteKey })
/** The plant as it was known at that instant; as known now when left out. `without`: ids of facts that are taken away. */
const Asked = z.strictObject({ asOf: InstantText.optional(), without: idList(MOST_WITHOUT).optional() })

/** What each answer of this room stands on. */
const source = { site: SiteKey, asOf: z.string(), source: z.string().nullable(), importedAt: z.string().nullable() }

export const listPathGoals = route({
  method: 'GET',
  path: '/sites/{site}/paths',
  side: 'hub',
  permission: 'path:read',
  summary:
    'What an attacker may want of the plant, and which of it is reached with what effort; with `without`, what if',
  params,
  query: Asked,
  response: z.strictObject({
    ...source,
    observed: ObservedView,
    /** What was left out. */
    without: z.array(FactView),
    /** Goals that are reached first, the least effort first. */
    goals: z.array(GoalStateView),
    counts: z.strictObject({ facts: z.int(), reach: z.int(), rules: z.int(), starts: z.int() }),
    /** What these answers do not say. */
    limits: z.array(z.string()),
  }),
  refusals: ['not-found', 'history.in-future', 'paths.unknown-fact', 'paths.too-long'],
})

export const findGoalPaths = route({
  method: 'GET',
  path: '/sites/{site}/paths/to',
  side: 'hub',
  permission: 'path:read',
  summary:
    'The ways to one goal, the cheapest first, each hop with its evidence; what all of them need, and what cuts them',
  params,
  query: Asked.extend({ goal: z.string().min(1).max(200) }),
  response: z.strictObject({
    ...source,
    observed: ObservedView,
    goal: GoalView,
    isReached: z.boolean(),
    /** The cheapest; what is beyond is counted in `total`. */
    paths: z.array(PathView),
    total: z.int(),
    chokePoints: z.array(ChokePointView),
    cuts: z.array(CutView),
    /** Assets that the plant file does not tell apart; the first stands for the others. */
    equals: z.array(z.array(z.string())),
    /** Assets that the paths name: what they are called, and the asset of the living register that stands for them now. */
    assets: z.array(
      z.strictObject({ id: z.string(), name: z.string(), zone: z.string().nullable(), assetId: z.string().nullable() }),
    ),
    limits: z.array(z.string()),
  }),
  refusals: ['not-found', 'history.in-future', 'paths.unknown-goal', 'paths.unknown-fact', 'paths.too-long'],
})

export const listConduitThreats = route({
  method: 'GET',
  path: '/sites/{site}/paths/threats',
  side: 'hub',
  permission: 'path:read',
  summary: 'What the protocols of each conduit let a stranger do without logging on',
  params,
  query: z.strictObject({ asOf: InstantText.optional() }),
  response: z.strictObject({
    ...source,
    threats: z.array(ConduitThreatView),
    /** Industrial protocols that no table describes: unknown, not harmless. */
    unknown: z.array(z.strictObject({ conduit: z.string(), protocol: z.string() })),
  }),
  refusals: ['not-found', 'history.in-future', 'paths.too-long'],
})

export const listUnsupported = route({
  method: 'GET',
  path: '/sites/{site}/paths/unsupported',
  side: 'hub',
  permission: 'path:read',
  summary:
    'Assets whose support has ended, those that can be reached first; with what stands before each, as known now',
  params,
  response: z.strictObject({
    ...source,
    /** The most pressing first. */
    items: z.array(UnsupportedView),
    /** Further assets of the register whose support has ended, and that the plant file does not name. */
    undeclared: z.int(),
    limits: z.array(z.string()),
  }),
  refusals: ['not-found', 'paths.too-long'],
})
