// Incidents: the queue, one case, what is written into it, what crosses to the other domain, and the sheet of a shift.
import { DocumentQuery } from '@penstock/contract/documents'
import { InstantText } from '@penstock/contract/history'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import {
  Consequence,
  HandoffDraft,
  IncidentSeverity,
  SourceReference,
  TipReason,
  TipRequest,
  WrittenEntry,
} from '@penstock/model/incidents'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { HandoffRecord, HandoffRow, IncidentRecord, IncidentRow, ResponseSummary } from './view.ts'

export * from './indicators.ts'
export * from './playbooks.ts'
export * from './suspicions.ts'
export * from './view.ts'

const IncidentParams = z.strictObject({ incidentId: z.string() })
const HandoffParams = z.strictObject({ handoffId: z.string() })
const Line = z.string().trim().min(1).max(200)

export const listIncidents = route({
  method: 'GET',
  path: '/incidents',
  side: 'hub',
  permission: 'incident:read',
  summary: 'Cases of the person’s own domain by consequence for the process, then severity; the exact total',
  query: PageQuery.extend({
    site: SiteKey.optional(),
    state: z.enum(['open', 'acknowledged', 'closed', 'merged', 'running', 'all']).default('running'),
    text: z.string().trim().min(1).max(200).optional(),
  }),
  response: pageOf(IncidentRow),
  refusals: [],
})

export const readResponseSummary = route({
  method: 'GET',
  path: '/incidents/summary',
  side: 'hub',
  permission: 'incident:read',
  summary: 'What waits, what is late, and the reconciliation of tips and handoffs of the own domain',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: ResponseSummary,
  refusals: [],
})

export const openIncident = route({
  method: 'POST',
  path: '/sites/{site}/incidents',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Open a case of the own domain, with references to what it comes from',
  params: z.strictObject({ site: SiteKey }),
  body: z.strictObject({
    title: Line,
    severity: IncidentSeverity,
    /** 5 worst; 0 where nobody knows. */
    consequence: Consequence,
    function: Line.nullable(),
    team: Line,
    sources: z.array(SourceReference).max(50).default([]),
  }),
  response: z.strictObject({ id: z.string(), reference: z.string() }),
  refusals: ['not-found'],
})

export const readIncident = route({
  method: 'GET',
  path: '/incidents/{incidentId}',
  side: 'hub',
  permission: 'incident:read',
  summary:
    'One case: what happened, hypotheses, tasks, observables, evidence and handoffs; of the other side its team and state',
  params: IncidentParams,
  response: IncidentRecord,
  refusals: ['not-found'],
})

export const writeEntry = route({
  method: 'POST',
  path: '/incidents/{incidentId}/entries',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Write into a case: acknowledge, assign, tell, judge, add, close, reopen; nothing is ever rewritten',
  params: IncidentParams,
  body: z.strictObject({ version: z.int(), entry: WrittenEntry }),
  response: IncidentRecord,
  refusals: [
    'not-found',
    'version-moved',
    'incidents.closed',
    'incidents.not-closed',
    'incidents.merged',
    'incidents.already-acknowledged',
    'incidents.unknown-part',
    'incidents.in-future',
  ],
})

export const mergeIncident = route({
  method: 'POST',
  path: '/incidents/{incidentId}/merge',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Take up another case of the same domain and site; its instants and assignees stay',
  params: IncidentParams,
  body: z.strictObject({ version: z.int(), from: z.string() }),
  response: IncidentRecord,
  refusals: ['not-found', 'version-moved', 'incidents.merged', 'incidents.same', 'incidents.other-site'],
})

export const splitIncident = route({
  method: 'POST',
  path: '/incidents/{incidentId}/split',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Move parts of a case into a new one, with their instants and assignees',
  params: IncidentParams,
  body: z.strictObject({ version: z.int(), parts: z.array(z.string().max(40)).min(1).max(500), title: Line }),
  response: IncidentRecord,
  refusals: ['not-found', 'version-moved', 'incidents.merged', 'incidents.closed', 'incidents.unknown-part'],
})

export const draftHandoff = route({
  method: 'POST',
  path: '/incidents/{incidentId}/handoffs',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Draft a handoff to the other domain: five fields, and snapshots of the parts chosen from the case as it was seen',
  params: IncidentParams,
  body: HandoffDraft.extend({ version: z.int() }),
  response: HandoffRecord,
  refusals: ['not-found', 'version-moved', 'incidents.closed', 'incidents.merged', 'incidents.unknown-part'],
})

export const draftTip = route({
  method: 'POST',
  path: '/incidents/{incidentId}/tips',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Tell the other domain without telling the case; a critical or high one goes at once, another waits for a second person',
  params: IncidentParams,
  body: z.strictObject({
    /** Of the case: what a tip says is taken from it. */
    version: z.int(),
    reason: TipReason,
    request: TipRequest,
    scenario: z
      .string()
      .regex(/^XD-\d{2}$/)
      .nullable(),
    techniques: z.array(z.string().max(12)).max(40),
    confidence: z.int().min(0).max(100),
    /** Assets of the receiving side. */
    entities: z.array(z.string().max(40)).max(200),
    expiresAt: InstantText,
    toTeam: Line,
  }),
  response: HandoffRecord,
  refusals: ['not-found', 'version-moved', 'incidents.closed', 'incidents.merged', 'incidents.in-past'],
})

export const listHandoffs = route({
  method: 'GET',
  path: '/handoffs',
  side: 'hub',
  permission: 'incident:read',
  summary: 'Handoffs and tips of the own domain, those that wait for it first; at most 200',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: z.strictObject({ items: z.array(HandoffRow) }),
  refusals: [],
})

export const readHandoff = route({
  method: 'GET',
  path: '/handoffs/{handoffId}',
  side: 'hub',
  permission: 'incident:read',
  summary: 'One handoff or tip: what crosses, every step with its signature, and what may be done now',
  params: HandoffParams,
  response: HandoffRecord,
  refusals: ['not-found'],
})

export const moveHandoff = route({
  method: 'POST',
  path: '/handoffs/{handoffId}/deeds',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Send, acknowledge, accept, reject, work, update, return, close, reopen or withdraw it, as the side that one stands on',
  params: HandoffParams,
  body: z.strictObject({
    version: z.int(),
    deed: z.enum([
      'send',
      'acknowledge',
      'accept',
      'reject',
      'work',
      'update',
      'return',
      'close',
      'reopen',
      'withdraw',
    ]),
    reason: z.string().trim().max(2000).default(''),
  }),
  response: HandoffRecord,
  refusals: [
    'not-found',
    'version-moved',
    'incidents.handoff-not-now',
    'incidents.handoff-not-yours',
    'incidents.reason-needed',
    'incidents.second-person',
  ],
})

export const printShift = route({
  method: 'GET',
  path: '/sites/{site}/incidents/shift',
  side: 'hub',
  permission: 'incident:read',
  summary: 'The sheet of a shift: what is open, what is due, what crossed and what was decided since an instant',
  params: z.strictObject({ site: SiteKey }),
  query: DocumentQuery.extend({ since: InstantText }),
  stream: '*/*',
  refusals: ['not-found', 'history.in-future', 'documents.too-long', 'too-many-requests'],
})
