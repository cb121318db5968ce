// Home: what is wrong, what is unknown, and the next step, all from real state.
import { AnswerCounts } from '@penstock/contract/assets'
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const ChecklistStep = z.strictObject({
  step: z.enum([
    'secure-account',
    'load-capture',
    'name-site',
    'review-assets',
    'import-plant',
    'see-breaches',
    'register-talkers',
  ]),
  isDone: z.boolean(),
  /** Numbers that the page puts into its sentence, such as how many are left. */
  done: z.int(),
  total: z.int(),
})
export type ChecklistStep = z.infer<typeof ChecklistStep>

export const HomeView = z.strictObject({
  asOf: z.string(),
  site: SiteKey.nullable(),
  siteName: z.string().nullable(),
  answers: AnswerCounts,
  openBreaches: z.strictObject({ total: z.int(), bySeverity: z.array(z.int()).length(4) }),
  unregistered: z.int(),
  conversations: z.strictObject({ allowed: z.int(), notAllowed: z.int(), unknown: z.int() }),
  /** A cell that does not answer leaves a visible gap, never an error. */
  cells: z.array(
    z.strictObject({
      domain: z.enum(['it', 'ot']),
      isAnswering: z.boolean(),
      heardAt: z.string().nullable(),
      lastObservedAt: z.string().nullable(),
      zoneModelVersion: z.int().nullable(),
    }),
  ),
  checklist: z.array(ChecklistStep),
})
export type HomeView = z.infer<typeof HomeView>

export const readHome = route({
  method: 'GET',
  path: '/home',
  side: 'hub',
  permission: 'asset:read',
  summary: 'The front page of a site',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: HomeView,
  refusals: [],
})

/** Server-Sent Events: `change` with { kind, site, object } when the register, the zones, breaches or the plant moved; `ping` every 15 s. */
export const watchChanges = route({
  method: 'GET',
  path: '/events',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Live changes of what this person may see',
  stream: 'text/event-stream',
  refusals: [],
})
