// Hunts of a cell: hypotheses as saved questions, their runs, and what people made of them. Results stay in the cell.
import { route } from '@penstock/contract/route'
import { FollowUp, HuntDraft } from '@penstock/model/hunts'
import { z } from 'zod'
import { HuntRecord, HuntRunRecord, HuntsView } from './view.ts'

export * from './view.ts'

const HuntParams = z.strictObject({ huntId: z.string().max(40) })
const RunParams = z.strictObject({ huntRunId: z.string().max(40) })

export const listHunts = route({
  method: 'GET',
  path: '/hunts',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'Saved hunts of this domain with their last run, and the stock hunts; at most 500',
  response: HuntsView,
  refusals: [],
})

export const saveHunt = route({
  method: 'POST',
  path: '/hunts',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'Save a hypothesis as a hunt: the question, its window, and when it runs by itself',
  body: z.strictObject({
    /** The same for one hypothesis in both cells. */
    key: z.uuid(),
    stock: z
      .string()
      .regex(/^SH-\d{2}$/)
      .nullable()
      .default(null),
    draft: HuntDraft,
  }),
  response: HuntRecord,
  refusals: ['not-found', 'hunts.too-many', 'hunts.there-already', 'hunts.names-somebody', 'hunts.own-domain'],
})

export const readHunt = route({
  method: 'GET',
  path: '/hunts/{huntId}',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'One hunt with every version and its last 50 runs: what each found and could not see',
  params: HuntParams,
  response: HuntRecord,
  refusals: ['not-found'],
})

export const reviseHunt = route({
  method: 'POST',
  path: '/hunts/{huntId}/versions',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'Write a hunt anew; the versions before stay as they were',
  params: HuntParams,
  body: z.strictObject({ version: z.int(), draft: HuntDraft }),
  response: HuntRecord,
  refusals: ['not-found', 'version-moved', 'hunts.names-somebody', 'hunts.own-domain'],
})

export const runHunt = route({
  method: 'POST',
  path: '/hunts/{huntId}/runs',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'Run a hunt now; the answer counts every row, keeps the newest 50, and says what could not be seen',
  params: HuntParams,
  response: HuntRunRecord,
  refusals: ['not-found', 'hunts.busy'],
})

export const readRun = route({
  method: 'GET',
  path: '/hunts/runs/{huntRunId}',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'One run of a hunt, with its rows',
  params: RunParams,
  response: HuntRunRecord,
  refusals: ['not-found'],
})

export const followUpRun = route({
  method: 'POST',
  path: '/hunts/runs/{huntRunId}/follow-ups',
  side: 'cell',
  permission: 'hunt:work',
  summary: 'Say what was made of a run: nothing found, promoted to a case, an idea for a rule, or data that is missing',
  params: RunParams,
  body: z.strictObject({
    outcome: FollowUp,
    note: z.string().trim().max(2000).default(''),
    incident: z
      .strictObject({ id: z.string().max(40), reference: z.string().max(40) })
      .nullable()
      .default(null),
  }),
  response: HuntRunRecord,
  refusals: ['not-found', 'hunts.case-needed'],
})
