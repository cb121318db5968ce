// What people of the walk write: cases with a part of every kind, handoffs, runs of playbooks and saved views, a mark in each text.
import type { IncidentRecord, RunView } from '@penstock/contract/incidents'
import type { Domain } from '@penstock/model/kernel'
import { expect, vi } from 'vitest'
import { canaryOf, type Person } from './estate.fixture.ts'

/** The JSON of an answer that is none of a refusal. */
async function done<T>(asked: Promise<Response>): Promise<T> {
  const answer = await asked
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as T
}

export async function openCase(person: Person, canary: string, site: string): Promise<string> {
  const words = { title: `${canary}-case`, severity: 3, consequence: 3, function: `${canary}-function`, team: 'x' }
  const { id } = await done<{ id: string }>(
    person.send('POST', `/api/sites/${site}/incidents`, JSON.stringify({ ...words, sources: [sourceOf(canary)] })),
  )
  return id
}

/** A part of every kind that people write, each with a mark of its own. */
export async function writeParts(person: Person, id: string, canary: string): Promise<void> {
  const parts = [
    { kind: 'noted', text: `${canary}-note` },
    { kind: 'happened', lane: 'host', text: `${canary}-happening`, happenedAt: '2026-01-01T00:00:00Z' },
    { kind: 'hypothesis', statement: `${canary}-belief`, confidence: 50 },
    { kind: 'task', title: `${canary}-task`, team: `${canary}-team` },
    { kind: 'observable', type: 'domain', value: `${canary}-observable.example`, tlp: 'amber', pap: 'amber' },
    { kind: 'evidence', label: `${canary}-evidence`, sha256: 'ab'.repeat(32), source: sourceOf(canary) },
    { kind: 'reassessed', severity: 3, consequence: 3, function: null, reason: `${canary}-reason` },
  ]
  for (const entry of parts) await add(person, id, 'entries', { entry })
}

function sourceOf(canary: string) {
  return { kind: 'mail', id: `${canary}-id`, label: `${canary}-source` }
}

async function recordOf(person: Person, id: string): Promise<IncidentRecord> {
  return await done(person.get(`/api/incidents/${id}`))
}

async function add<T>(person: Person, id: string, below: string, body: object): Promise<T> {
  const { version } = await recordOf(person, id)
  return await done(person.send('POST', `/api/incidents/${id}/${below}`, JSON.stringify({ version, ...body })))
}

/** A handoff that is not sent yet, its words ending in `kind`. */
export async function draftHandoff(person: Person, id: string, canary: string, kind: string): Promise<string> {
  const words = { what: `${canary}-${kind}`, soWhat: `${canary}-${kind}`, done: `${canary}-${kind}` }
  const rest = {
    ...{ asked: `${canary}-${kind}`, byWhen: '2099-01-01', toTeam: 'x', parts: [], scenario: null },
    ...{ containment: 'none', safetyConstraints: [`${canary}-${kind}`], openQuestions: [`${canary}-${kind}`] },
  }
  return (await add<{ id: string }>(person, id, 'handoffs', { ...words, ...rest, expiresAt: null })).id
}

/** Sent by the one side and accepted by the other. */
export async function handOver(from: Person, to: Person, handoff: string): Promise<void> {
  const move = async (person: Person, deed: string): Promise<void> => {
    const { version } = await done<{ version: number }>(person.get(`/api/handoffs/${handoff}`))
    const body = JSON.stringify({ version, deed, reason: '' })
    await done(person.send('POST', `/api/handoffs/${handoff}/deeds`, body))
  }
  await move(from, 'send')
  // The clock of the hub delivers it.
  await vi.waitFor(
    async () => {
      const { state } = await done<{ state: string }>(to.get(`/api/handoffs/${handoff}`))
      expect(state).toBe('delivered')
    },
    { timeout: 60_000, interval: 200 },
  )
  await move(to, 'acknowledge')
  await move(to, 'accept')
}

const SAFETY_EXTENSION = 'extension-definition--6f1c2c0e-8d2b-5e0a-9b63-1b7a3c5f2a10'

/** A playbook of one's own in the library of the domain, and a run of it in a case; gives the id of the playbook. */
export async function runPlaybook(person: Person, id: string, domain: Domain, canary: string): Promise<string> {
  const [start, action, end] = ['start', 'action', 'end'].map((kind) => `${kind}--11111111-2222-4333-8444-555555555555`)
  const playbook = `playbook--${domain === 'it' ? '1' : '2'}1111111-2222-4333-8444-666666666666`
  const document = {
    ...{ type: 'playbook', spec_version: 'cacao-2.0', id: playbook, name: `${canary}-playbook` },
    workflow_start: start,
    workflow: {
      [start!]: { type: 'start', on_completion: action },
      [action!]: {
        ...{ type: 'action', name: `${canary}-playbook`, on_completion: end },
        commands: [{ type: 'manual', command: `${canary}-playbook` }],
        step_extensions: { [SAFETY_EXTENSION]: { safety_class: 'observe', lane: domain, role: 'x' } },
      },
      [end!]: { type: 'end' },
    },
  }
  await done(person.send('POST', '/api/playbooks', JSON.stringify({ document })))
  await add(person, id, 'playbooks', { playbook: { id: playbook } })
  const [run] = (await done<{ items: RunView[] }>(person.get(`/api/incidents/${id}/playbooks`))).items
  const artefacts = [{ label: `${canary}-artefact`, sha256: 'ab'.repeat(32) }]
  const said = { step: run!.next, outcome: 'done', note: `${canary}-step`, artefacts }
  await add(person, id, `playbooks/${run!.id}/steps`, said)
  return playbook
}

/** A view for nobody else, and one that people of a role see first. */
export async function saveViews(analyst: Person, lead: Person, domain: Domain): Promise<void> {
  const canary = canaryOf(domain, 'alpha')
  const save = async (person: Person, kind: string, audience: object): Promise<void> => {
    const view = { name: `${canary}-${kind}`, path: '/detections', search: `text=${canary}-${kind}`, audience }
    await done(person.send('POST', '/api/views', JSON.stringify(view)))
  }
  await save(analyst, 'view', { kind: 'private' })
  await save(lead, 'duty', { kind: 'role', role: `${domain}-analyst` })
}
