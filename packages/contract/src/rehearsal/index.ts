// A rehearsal: the attack scenarios on the organisation's own coverage under each operating model; computed when asked, and nothing is stored.
import { route } from '@penstock/contract/route'
import type { ToldViewer } from '@penstock/model/correlation'
import { Domain, SiteKey, SourceDomain } from '@penstock/model/kernel'
import { SocModel } from '@penstock/model/operating-model'
import { z } from 'zod'

/** A moment of the attack, from its first stage at an even pace through the window, and how many of its stages have happened by then. */
const Moment = { afterSeconds: z.int(), happened: z.int() }
const MomentView = z.strictObject(Moment)

export const SightView = z.strictObject({
  ...Moment,
  /** Own: stages of the own side alone. Tip: that the other side has some. Joint, all: of both sides. */
  form: z.enum(['own', 'tip', 'joint', 'all']),
  whole: z.int(),
  redacted: z.int(),
})
export type SightView = z.infer<typeof SightView>

export const RehearsalViewer = z.enum(['it', 'ot', 'coordinator', 'central'] satisfies ToldViewer[])
export type RehearsalViewer = z.infer<typeof RehearsalViewer>

const ModelOutcome = z.strictObject({
  model: SocModel,
  /** When it is an incident of both sides, at the latest. */
  joint: MomentView.nullable(),
  whyNotJoint: z.enum(['no-suspicion', 'nobody-accepts', 'nobody-opens']).nullable(),
  viewers: z.array(
    z.strictObject({
      viewer: RehearsalViewer,
      people: z.int(),
      first: SightView.nullable(),
      joint: SightView.nullable(),
      end: SightView.nullable(),
      why: z.enum(['no-suspicion', 'nobody', 'not-told']).nullable(),
    }),
  ),
})
export type ModelOutcome = z.infer<typeof ModelOutcome>

const OutcomeView = z.strictObject({
  /** Stages that something would tell. */
  told: z.int(),
  suspicion: MomentView.nullable(),
  critical: MomentView.nullable(),
  models: z.array(ModelOutcome),
})
export type OutcomeView = z.infer<typeof OutcomeView>

const NeedView = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('events'), logSource: z.string() }),
  z.strictObject({ by: z.literal('packets') }),
  z.strictObject({ by: z.literal('zones') }),
  z.strictObject({ by: z.literal('rule'), rule: z.string() }),
])
export type NeedView = z.infer<typeof NeedView>

export const RehearsedStageView = z.strictObject({
  order: z.int(),
  domain: SourceDomain,
  technique: z.string(),
  techniqueName: z.string(),
  afterSeconds: z.int(),
  /** `not-yours`: of a domain whose coverage one may not know. */
  standing: z.enum(['told', 'not-told', 'not-yours']),
  /** By name of the source, the sensor or the rule. */
  by: z.array(z.strictObject({ by: z.enum(['events', 'packets', 'zones', 'rule']), name: z.string() })),
  /** Any of these would tell it; none: nothing of this product does yet. */
  needs: z.array(NeedView),
  /** It takes as many sites at once, and so many have who tells it. */
  spread: z.strictObject({ atLeast: z.int(), found: z.int() }).nullable(),
})
export type RehearsedStageView = z.infer<typeof RehearsedStageView>

export const RehearsedScenarioView = z.strictObject({
  scenario: z.string(),
  name: z.string(),
  precedent: z.string(),
  consequence: z.string(),
  windowSeconds: z.int(),
  suspicionAt: z.int(),
  criticalAt: z.int(),
  stages: z.array(RehearsedStageView),
  least: OutcomeView,
  /** What follows if the other side told each of its stages; null where both sides are known. */
  most: OutcomeView.nullable(),
})
export type RehearsedScenarioView = z.infer<typeof RehearsedScenarioView>

export const RehearsalView = z.strictObject({
  site: SiteKey,
  asOf: z.string(),
  model: SocModel,
  /** Domains whose coverage one may know. */
  known: z.array(Domain),
  /** Cells that were asked; what one that does not answer is told by counts as not there. */
  cells: z.array(z.strictObject({ domain: Domain, isAnswering: z.boolean() })),
  /** What it stands on: sources that arrived within so many days, sensors that listen, rules that matched. Null when no cell answered. */
  days: z.int().nullable(),
  sources: z.int(),
  sensors: z.int(),
  rules: z.int(),
  items: z.array(RehearsedScenarioView),
})
export type RehearsalView = z.infer<typeof RehearsalView>

export const readRehearsal = route({
  method: 'GET',
  path: '/sites/{site}/rehearsal',
  side: 'hub',
  permission: 'model:read',
  summary:
    'The attack scenarios replayed on the sources, sensors, rules and roles that there are: what would be seen, by whom and after how long under each model',
  params: z.strictObject({ site: SiteKey }),
  response: RehearsalView,
  refusals: ['not-found', 'rehearsal.too-long', 'too-many-requests'],
})
