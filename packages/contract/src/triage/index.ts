// Triage: the queue over both cells with what each detection means for the process, one detection with its brief, and what becomes of it.
import { DetectionRecord, DetectionRow } from '@penstock/contract/detections'
import { DeviceStanding } from '@penstock/contract/observations'
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { BriefView, DeedKind, GlanceView, TriageContextView } from './view.ts'

export * from './view.ts'

/** Waiting detections of one cell that are put in order; what is beyond is counted. */
export const MOST_QUEUED = 1000

/** `silent`: it did not answer, so its detections are missing here. `no-right`: this person reads none of it. */
export const CellStanding = z.strictObject({
  domain: Domain,
  standing: z.enum(['answers', 'silent', 'no-right']),
  /** Detections that match, also those beyond the queue; null where it did not tell. */
  total: z.int().nullable(),
  /** Verdicts of people without a role in the domain, which it refused. */
  refusedCloses: z.int().nullable(),
})
export type CellStanding = z.infer<typeof CellStanding>

export const TriageRow = z.strictObject({
  domain: Domain,
  detection: DetectionRow,
  /** Null for who may not see the plant. */
  glance: GlanceView.nullable(),
})
export type TriageRow = z.infer<typeof TriageRow>

export const TriageQueue = z.strictObject({
  asOf: z.string(),
  items: z.array(TriageRow),
  cells: z.array(CellStanding),
})
export type TriageQueue = z.infer<typeof TriageQueue>

export const listTriage = route({
  method: 'GET',
  path: '/triage',
  side: 'hub',
  permission: 'session',
  summary:
    'Detections of both cells as far as the rights of the person go: consequence for the process first, then level, then age',
  query: z.strictObject({
    site: SiteKey.optional(),
    state: z.enum(['open', 'new', 'acknowledged', 'closed']).default('open'),
    text: z.string().trim().min(1).max(200).optional(),
  }),
  response: TriageQueue,
  refusals: ['not-found', 'triage.too-long'],
})

const DetectionParams = z.strictObject({ domain: Domain, detectionId: z.string().max(60) })

export const TriageRecord = z.strictObject({
  asOf: z.string(),
  domain: Domain,
  detection: DetectionRecord,
  /** Names of the accounts that wrote something to it. */
  names: z.record(z.string(), z.string()),
  context: TriageContextView.nullable(),
  /** How the devices at its ends stand by what the cell saw, and what was so before it; null when the cell did not tell. */
  devices: z.array(DeviceStanding).nullable(),
  /** In plain words for the side that did not find it. */
  brief: BriefView.nullable(),
  /** True for who may open cases of the domain that found it. */
  mayEscalate: z.boolean(),
})
export type TriageRecord = z.infer<typeof TriageRecord>

export const readTriage = route({
  method: 'GET',
  path: '/triage/{domain}/{detectionId}',
  side: 'hub',
  permission: 'session',
  summary:
    'One detection with the assets, function, safeguards and process at stake, whom to call, and what is allowed',
  params: DetectionParams,
  response: TriageRecord,
  refusals: ['not-found', 'cell-silent', 'triage.too-long'],
})

export const CaseStake = z.strictObject({
  /** Devices that the person's own cell saw in the chains of the case. */
  devices: z.int(),
  /** Of the one that matters most; null where there is none, or for who may not see the plant. */
  glance: GlanceView.nullable(),
})
export type CaseStake = z.infer<typeof CaseStake>

export const readCaseStake = route({
  method: 'GET',
  path: '/incidents/{incidentId}/stake',
  side: 'hub',
  permission: 'incident:read',
  summary:
    'What the plant says is at stake in a case that a chain opened: the own cell names the devices, the declared plant the worst consequence',
  params: z.strictObject({ incidentId: z.string().max(60) }),
  response: CaseStake,
  refusals: ['not-found', 'cell-silent', 'triage.too-long'],
})

const Line = z.string().trim().min(1).max(200)

export const escalateTriage = route({
  method: 'POST',
  path: '/triage/{domain}/{detectionId}/case',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Open a case from a detection, or add it to one, with its observables; the detection notes the case',
  params: DetectionParams,
  body: z.strictObject({
    /** Of a case that runs; null opens a new one. */
    incident: z.strictObject({ id: z.string().max(60), version: z.int() }).nullable(),
    title: Line,
    team: Line,
  }),
  response: z.strictObject({
    id: z.string(),
    reference: z.string(),
    observables: z.int(),
    /** False when the cell did not take the note: the case stands all the same. */
    isNoted: z.boolean(),
  }),
  refusals: [
    'not-found',
    'cell-silent',
    'version-moved',
    'detections.no-role',
    'triage.other-domain',
    'triage.too-long',
    'incidents.closed',
    'incidents.merged',
  ],
})

export const handTriage = route({
  method: 'POST',
  path: '/triage/{domain}/{detectionId}/handoff',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Draft a handoff to the other domain from the brief of a detection, in a case of its own or in one that runs',
  params: DetectionParams,
  body: z.strictObject({
    incident: z.strictObject({ id: z.string().max(60), version: z.int() }).nullable(),
    title: Line,
    team: Line,
    toTeam: Line,
  }),
  response: z.strictObject({ id: z.string(), reference: z.string(), incidentId: z.string() }),
  refusals: escalateTriage.refusals,
})

export const askDeed = route({
  method: 'POST',
  path: '/triage/{domain}/{detectionId}/deeds',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Ask for an action about a detection: what the safety classes forbid is refused with the reason and recorded; nothing is sent anywhere',
  params: DetectionParams,
  body: z.strictObject({ kind: DeedKind, target: z.string().max(400).nullable() }),
  response: z.strictObject({ kind: DeedKind, target: z.string().nullable() }),
  refusals: ['not-found', 'cell-silent', 'triage.deed-refused', 'triage.too-long'],
})
