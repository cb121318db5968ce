// Playbooks: the catalog, one as CACAO 2.0, and a run in a case, step by step.
import { route } from '@penstock/contract/route'
import { PlaybookLane, SafetyClass, StepOutcome } from '@penstock/model/incidents'
import { z } from 'zod'
import { IncidentRecord } from './view.ts'

const PlaybookParams = z.strictObject({ playbookId: z.string().max(60) })

export const PlaybookRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  scenario: z.string().nullable(),
  model: z.enum(['integrated', 'federated', 'hybrid']).nullable(),
  steps: z.int(),
  /** Runs of the own domain that went to their end, and when the last did; null marks one that nobody has exercised. */
  exercised: z.strictObject({ runs: z.int(), lastAt: z.string() }).nullable(),
})
export type PlaybookRow = z.infer<typeof PlaybookRow>

export const RunView = z.strictObject({
  id: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  byName: z.string().nullable(),
  playbookId: z.string(),
  name: z.string(),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      kind: z.enum(['action', 'decision']),
      lane: PlaybookLane,
      role: z.string(),
      safety: SafetyClass.nullable(),
      condition: z.string().nullable(),
      outcome: StepOutcome.nullable(),
      at: z.string().nullable(),
      byName: z.string().nullable(),
      note: z.string().nullable(),
      artefacts: z.array(z.strictObject({ label: z.string(), sha256: z.string() })),
      /** Code of the rule that said no. */
      refusal: z.string().nullable(),
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
    'One playbook for each cross-domain scenario and SOC model; those that the own domain never exercised are marked',
  response: z.strictObject({ items: z.array(PlaybookRow) }),
  refusals: [],
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
    'playbooks.no-island-mode',
    'playbooks.never-isolated',
  ],
})
