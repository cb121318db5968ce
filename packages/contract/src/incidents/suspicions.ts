// Suspicions: chains of stages over both domains, as far as the operating model lets each viewer see them.
import { route } from '@penstock/contract/route'
import { Domain, SiteKey, SourceDomain } from '@penstock/model/kernel'
import { z } from 'zod'

const technique = { technique: z.string(), techniqueName: z.string() }

export const SuspicionStage = z.discriminatedUnion('state', [
  /** Seen by the viewer's own side, or whole to whoever reads both. */
  z.strictObject({
    state: z.literal('there'),
    order: z.int(),
    domain: SourceDomain,
    ...technique,
    indicator: z.string(),
    at: z.string(),
    kinds: z.array(z.string()),
    sites: z.array(z.string()),
    /** What it has in common with stages before it, by class; names stay in the cell. */
    joinedBy: z.array(z.string()),
    /** By which the cell of the domain knows what stands behind it. */
    features: z.array(z.string()),
  }),
  z.strictObject({
    state: z.literal('redacted'),
    order: z.int(),
    ...technique,
    /** First instant of the quarter of an hour in which it was. */
    bucketFrom: z.string(),
    owners: z.array(Domain),
    confidence: z.enum(['low', 'medium', 'high']),
  }),
  z.strictObject({
    state: z.literal('missing'),
    order: z.int(),
    domain: SourceDomain,
    ...technique,
    indicator: z.string(),
  }),
  /** Of the other side, and not told under this model whether it is there. */
  z.strictObject({ state: z.literal('untold'), order: z.int(), domain: SourceDomain, ...technique }),
])
export type SuspicionStage = z.infer<typeof SuspicionStage>

export const SuspicionView = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  name: z.string(),
  precedent: z.string(),
  /** `none`: what came in later explains it; it stays in the records. */
  level: z.enum(['none', 'suspicion', 'critical']),
  form: z.enum(['joint', 'tip', 'own', 'all']),
  confidence: z.enum(['low', 'medium', 'high']),
  sites: z.array(z.string()),
  /** When the level was reached, by the clock of the hub. */
  raisedAt: z.string(),
  criticalAt: z.string().nullable(),
  explainedAt: z.string().nullable(),
  /** Both sides are parties to its incident. */
  isJoint: z.boolean(),
  consequence: z.string(),
  constraints: z.array(z.string()),
  stages: z.array(SuspicionStage),
  /** The viewer's own case of it. */
  incident: z.strictObject({ id: z.string(), reference: z.string() }).nullable(),
  mayOpen: z.boolean(),
})
export type SuspicionView = z.infer<typeof SuspicionView>

export const listSuspicions = route({
  method: 'GET',
  path: '/suspicions',
  side: 'hub',
  permission: 'suspicion:read',
  summary:
    'Chains of stages over both domains that are a suspicion or critical, as the operating model tells them to this viewer; at most 200, the gravest first, of those the surest, then those that moved last',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: z.strictObject({
    items: z.array(SuspicionView),
    /** What the correlator counted and let go; null for whoever is told of no chain of both sides. */
    counts: z
      .strictObject({
        signals: z.int(),
        redelivered: z.int(),
        late: z.int(),
        ahead: z.int(),
        evicted: z.int(),
        evictedTies: z.int(),
      })
      .nullable(),
  }),
  refusals: [],
})

export const openSuspicion = route({
  method: 'POST',
  path: '/suspicions/{chain}/incident',
  side: 'hub',
  permission: 'suspicion:open',
  summary: 'Open the joint incident of a chain, as the central team of a hybrid model',
  params: z.strictObject({ chain: z.string().max(200) }),
  response: z.strictObject({ reference: z.string() }),
  refusals: ['not-found', 'incidents.already-joint', 'incidents.not-central'],
})
