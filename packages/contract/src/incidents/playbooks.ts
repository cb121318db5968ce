// Playbooks: the catalog, one as CACAO 2.0, and a run in a case, step by step.
import { route } from '@penstock/contract/route'
import { Agreement, PlaybookLane, SafetyClass, StepOutcome } from '@penstock/model/incidents'
import { z } from 'zod'
import { IncidentRecord } from './view.ts'

const PlaybookParams = z.strictObject({ playbookId: z.string().max(60) })

export const PlaybookRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  scenario: z.string().nullable(),
  model: z.enum(['integrated', 'federated', 'hybrid']).nullable(),
  steps: z.int(),
  /** Brought along by the own domain; null for those of the catalog. */
  imported: z.strictObject({ at: z.string(), byName: z.string().nullable() }).nullable(),
  /** Runs of the own domain that went to their end, and when the last did; null marks one that nobody has exercised. */
  exercised: z.strictObject({ runs: z.int(), lastAt: z.string() }).nullable(),
})
export type PlaybookRow = z.infer<typeof PlaybookRow>

const StepView = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(['action', 'decision']),
  lane: PlaybookLane,
  role: z.string(),
  safety: SafetyClass.nullable(),
  condition: z.string().nullable(),
})

/** One playbook with its steps, in the order in which they are written. */
export const PlaybookView = PlaybookRow.omit({ steps: true }).extend({
  description: z.string(),
  severity: z.int(),
  steps: z.array(StepView),
})
export type PlaybookView = z.infer<typeof PlaybookView>

export const RunView = z.strictObject({
  id: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  byName: z.string().nullable(),
  playbookId: z.string(),
  name: z.string(),
  model: z.enum(['integrated', 'federated', 'hybrid']).nullable(),
  steps: z.array(
    StepView.extend({
      outcome: StepOutcome.nullable(),
      at: z.string().nullable(),
      byName: z.string().nullable(),
      note: z.string().nullable(),
      artefacts: z.array(z.strictObject({ label: z.string(), sha256: z.string() })),
      /** Code of the rule that said no. */
      refusal: z.string().nullable(),
      islandMode: z.string().nullable(),
      agreement: Agreement.nullable(),
      /** Reference of the handoff by which it went to the other lane. */
      handoff: z.string().nullable(),
      /** Names of the assets that it was done to. */
      assets: z.array(z.string()),
    }),
  ),
  /** The step that stands next; null once the run has ended. */
  next: z.string().nullable(),
})
export type RunView = z.infer<typeof RunView>

export const listPlaybooks = route({
  method: 'GET',
  path: '/playbooks',
  side: 'hub',
  permission: 'incident:read',
  summary:
    'One playbook for each cross-domain scenario and SOC model, and those that the own domain brought along; what it never exercised is marked',
  response: z.strictObject({ items: z.array(PlaybookRow) }),
  refusals: [],
})

export const readPlaybook = route({
  method: 'GET',
  path: '/playbooks/{playbookId}',
  side: 'hub',
  permission: 'incident:read',
  summary: 'One playbook: its steps with lane, role, safety class and what is asked',
  params: PlaybookParams,
  response: PlaybookView,
  refusals: ['not-found'],
})

export const importPlaybook = route({
  method: 'POST',
  path: '/playbooks',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Take a CACAO 2.0 playbook into the library of the own domain; what cannot be run step by step is refused with its place',
  body: z.strictObject({ document: z.record(z.string(), z.unknown()) }),
  response: PlaybookView,
  refusals: ['playbooks.faults', 'playbooks.already-there'],
})

export const exportPlaybook = route({
  method: 'GET',
  path: '/playbooks/{playbookId}/cacao',
  side: 'hub',
  permission: 'incident:read',
  summary: 'One playbook as CACAO Security Playbooks 2.0, with the safety class of each step as a step extension',
  params: PlaybookParams,
  stream: 'application/json',
  refusals: ['not-found'],
})

const CaseParams = z.strictObject({ incidentId: z.string() })

export const listRuns = route({
  method: 'GET',
  path: '/incidents/{incidentId}/playbooks',
  side: 'hub',
  permission: 'incident:read',
  summary: 'Runs of playbooks in a case of the own domain: each step with its outcome, instant, person and artefacts',
  params: CaseParams,
  response: z.strictObject({ items: z.array(RunView) }),
  refusals: ['not-found'],
})

export const beginPlaybook = route({
  method: 'POST',
  path: '/incidents/{incidentId}/playbooks',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'Begin a run of a playbook of the catalog, or of a CACAO 2.0 document that comes along; the run keeps it as it is',
  params: CaseParams,
  body: z.strictObject({
    version: z.int(),
    playbook: z.union([
      z.strictObject({ id: z.string().max(60) }),
      z.strictObject({ document: z.record(z.string(), z.unknown()) }),
    ]),
  }),
  response: IncidentRecord,
  refusals: [
    'not-found',
    'version-moved',
    'incidents.closed',
    'incidents.merged',
    'playbooks.faults',
    'playbooks.unknown',
  ],
})

export const recordStep = route({
  method: 'POST',
  path: '/incidents/{incidentId}/playbooks/{runId}/steps',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Record what came of the step that stands next, or that the rules refused it; nothing is sent to any device',
  params: z.strictObject({ incidentId: z.string(), runId: z.string() }),
  body: z.strictObject({
    version: z.int(),
    step: z.string().max(100),
    outcome: StepOutcome,
    note: z.string().trim().max(2000).default(''),
    artefacts: z
      .array(z.strictObject({ label: z.string().trim().min(1).max(200), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
      .max(50)
      .default([]),
    /** The agreement on island mode, for a step that closes a conduit. */
    islandMode: z.string().trim().max(200).nullable().default(null),
    /** For a step that touches OT: the process owner who agreed, and how it is undone. */
    agreement: Agreement.nullable().default(null),
    /** For a step that went to the other lane: reference of a handoff of this case. */
    handoff: z.string().trim().max(20).nullable().default(null),
    /** Assets that the step is done to. */
    assets: z.array(z.string().max(40)).max(200).default([]),
  }),
  response: IncidentRecord,
  refusals: [
    'not-found',
    'version-moved',
    'incidents.closed',
    'incidents.merged',
    'playbooks.not-next',
    'playbooks.other-lane',
    'playbooks.wrong-outcome',
    'playbooks.reason-needed',
    'playbooks.safety-system',
    'playbooks.no-change-gate',
    'playbooks.ot-lead',
    'playbooks.no-agreement',
    'playbooks.no-handoff',
    'playbooks.no-island-mode',
    'playbooks.never-isolated',
  ],
})
