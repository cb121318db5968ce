// Shadow infrastructure: what was found, what was decided about it, and how long findings wait.
import { InstantText } from '@penstock/contract/history'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import {
  DecisionResult,
  SentDecision,
  ShadowColumn,
  ShadowFilter,
  ShadowMetrics,
  ShadowRecord,
  ShadowRow,
  ShadowSort,
} from './view.ts'

export * from './view.ts'

/** The instant that is asked about, by what we knew then; now when left out. */
const AsOf = { asOf: InstantText.optional() }

/** As many as are decided at once. */
export const MOST_DECIDED = 500

export const listShadow = route({
  method: 'GET',
  path: '/shadow',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Tools and devices that nobody may have asked for, with the exact total',
  query: PageQuery.extend(ShadowFilter.shape).extend({ sort: ShadowSort.default('severity'), ...AsOf }),
  response: pageOf(ShadowRow),
  refusals: ['history.in-future'],
})

export const exportShadow = route({
  method: 'GET',
  path: '/shadow.csv',
  side: 'hub',
  permission: 'asset:read',
  summary: 'The list as CSV, with the same filter, sort and columns',
  query: ShadowFilter.extend({
    sort: ShadowSort.default('severity'),
    /** Names with commas between them; all when left out. */
    columns: z
      .string()
      .max(400)
      .transform((text) => text.split(','))
      .pipe(z.array(ShadowColumn).min(1))
      .optional(),
    ...AsOf,
  }),
  stream: 'text/csv',
  refusals: ['history.in-future'],
})

export const readShadowMetrics = route({
  method: 'GET',
  path: '/shadow/metrics',
  side: 'hub',
  permission: 'asset:read',
  summary: 'How many findings waited for a decision at an instant, by severity, and for how long',
  query: z.strictObject({ site: SiteKey.optional(), at: InstantText.optional() }),
  response: ShadowMetrics,
  refusals: ['history.in-future'],
})

export const readShadow = route({
  method: 'GET',
  path: '/shadow/{shadowId}',
  side: 'hub',
  permission: 'asset:read',
  summary: 'One finding: signs with the packets that prove them, and every step that it took',
  params: z.strictObject({ shadowId: z.string() }),
  query: z.strictObject(AsOf),
  response: ShadowRecord,
  refusals: ['not-found', 'history.in-future'],
})

const Decided = { decision: SentDecision, reason: z.string().trim().min(1).max(500) }

export const decideShadow = route({
  method: 'POST',
  path: '/shadow/{shadowId}/decision',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Adopt it, tolerate it until an instant, have it removed, or say that it is nothing',
  params: z.strictObject({ shadowId: z.string() }),
  body: z.strictObject({ version: z.int(), ...Decided }),
  response: ShadowRecord,
  refusals: ['not-found', 'version-moved', 'shadow.other-domain', 'shadow.until-past', 'shadow.not-to-be-removed'],
})

export const decideManyShadow = route({
  method: 'POST',
  path: '/shadow/decisions',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'The same decision for several; those that moved meanwhile or may not be decided so are told one by one',
  body: z.strictObject({
    findings: z
      .array(z.strictObject({ id: z.string(), version: z.int() }))
      .min(1)
      .max(MOST_DECIDED),
    ...Decided,
  }),
  response: DecisionResult,
  refusals: [],
})
