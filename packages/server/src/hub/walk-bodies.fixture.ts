// Bodies of the writes that the separation walk tries: of the right form, so that it is not the form that is refused.
import type { Route } from '@penstock/contract/route'
import { ABSENT } from './walk-asks.fixture.ts'

const HUNT = {
  ...{ title: 'x', hypothesis: 'x', question: { where: { field: 'class', op: 'there' } } },
  ...{ days: 1, techniques: [], site: null, schedule: null },
}

/** Nothing where the route takes nothing, so that it is not the empty body that is refused. */
export function bodyFor(route: Route): string | undefined {
  if (route.body === undefined) return route.upload === undefined ? undefined : ''
  const bodies: Readonly<Record<string, unknown>> = {
    '/sites/{site}': { version: 1, name: 'x' },
    '/assets/{assetId}': { version: 1, reason: 'x', fields: { name: 'x' } },
    '/assets/{assetId}/confirmation': { version: 1 },
    '/assets/{assetId}/split': { version: 1, apart: ['mac:00:00:00:00:00:01'], reason: 'x' },
    '/assets/{assetId}/split/preview': { version: 1, apart: ['mac:00:00:00:00:00:01'] },
    '/unregistered/{findingId}/registration': {
      version: 1,
      name: 'x',
      role: null,
      zone: null,
      owner: null,
      reason: 'x',
    },
    '/sites/{site}/assets/imports/{importId}/withdrawal': { reason: 'x' },
    '/sites/{site}/agreed-states': { name: 'x', reason: 'x' },
    '/unregistered/{findingId}/removal': { version: 1, reason: 'x' },
    '/vulnerabilities/{matchId}/decision': { version: 1, decision: { state: 'open' }, reason: 'x' },
    '/sites/{site}/process/drills': {
      ...{ function: 'F-DCS', input: null, what: 'x', on: '2020-01-01', by: 'x', heldH: null, isAtLeast: false },
      ...{ restoreH: 1, keptShare: null, isMinimumHeld: null, evidence: null },
    },
    '/sites/{site}/process/drills/{drillId}/withdrawal': { reason: 'x' },
    '/sites/{site}/process/rests-on': {
      ...{ function: 'F-DCS', host: 'X', service: 'it-host', isNeeded: true, direction: 'both', purpose: 'x' },
      ...{ holdUpH: 1, owner: null },
    },
    '/sites/{site}/incidents': { title: 'x', severity: 3, consequence: 0, function: null, team: 'x' },
    '/incidents/{incidentId}/entries': { version: 1, entry: { kind: 'acknowledged' } },
    '/incidents/{incidentId}/merge': { version: 1, from: ABSENT['incidentId'] },
    '/incidents/{incidentId}/split': { version: 1, parts: ['x'], title: 'x' },
    '/incidents/{incidentId}/handoffs': {
      version: 1,
      ...{
        what: 'x',
        soWhat: 'x',
        done: 'x',
        asked: 'x',
        byWhen: '2099-01-01',
        toTeam: 'x',
        parts: [],
        scenario: null,
      },
      ...{ containment: 'none', safetyConstraints: [], openQuestions: [], expiresAt: null },
    },
    '/incidents/{incidentId}/tips': {
      version: 1,
      ...{ reason: 'dependency', request: 'watch', scenario: null, techniques: [], confidence: 1, entities: [] },
      ...{ expiresAt: '2099-01-01', toTeam: 'x' },
    },
    '/incidents/{incidentId}/indicators': { version: 1, bundle: { type: 'bundle', id: 'x', objects: [] } },
    '/playbooks': { document: { type: 'playbook' } },
    '/incidents/{incidentId}/playbooks': { version: 1, playbook: { id: 'x' } },
    '/incidents/{incidentId}/playbooks/{runId}/steps': { version: 1, step: 'x', outcome: 'done' },
    '/handoffs/{handoffId}/deeds': { version: 1, deed: 'send' },
    '/detections/{detectionId}/acknowledgement': { version: 1 },
    '/detections/{detectionId}/comments': { text: 'x' },
    '/detections/{detectionId}/verdict': { version: 1, verdict: 'benign' },
    '/detections/{detectionId}/reopening': { version: 1, reason: 'x' },
    '/detections/{detectionId}/escalation': { reference: 'x' },
    '/triage/{domain}/{detectionId}/case': { incident: null, title: 'x', team: 'x' },
    '/triage/{domain}/{detectionId}/handoff': { incident: null, title: 'x', team: 'x', toTeam: 'x' },
    '/triage/{domain}/{detectionId}/deeds': { kind: 'look', target: null },
    '/hunts': { key: '00000000-0000-4000-8000-000000000000', draft: HUNT },
    '/hunts/{huntId}/versions': { version: 9, draft: HUNT },
    '/hunts/runs/{huntRunId}/follow-ups': { outcome: 'found-nothing' },
    '/shadow/{shadowId}/decision': { version: 1, decision: { state: 'false-positive' }, reason: 'x' },
  }
  return JSON.stringify(bodies[route.path] ?? {})
}
