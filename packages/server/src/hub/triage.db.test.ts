// Triage over both cells by way of the hub: what is shown to whom, in which order, with what context, and what becomes of it.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { HandoffRecord, IncidentRecord } from '@penstock/contract/incidents'
import type { TriageQueue, TriageRecord } from '@penstock/contract/triage'
import type { Finding } from '@penstock/model/detections'
import { type Domain, micros } from '@penstock/model/kernel'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

let house: House
let founder: Person
let otAnalyst: Person
let itAnalyst: Person
let socLead: Person
let executive: Person

const AT = 1_790_000_000_000_000

/** From the printer, which nothing depends on, to the safety controller, on which every scenario leans. */
const FINDINGS: readonly (readonly [Domain, Partial<Finding>])[] = [
  ['ot', { rule: 'write', title: 'Write to the boiler', level: 'critical', subject: to('10.20.40.10') }],
  ['ot', { rule: 'mode', title: 'Program to the safety controller', level: 'low', subject: to('10.20.5.2') }],
  ['ot', { rule: 'new', title: 'A device that nobody knows', level: 'medium', subject: { sourceIp: '10.20.40.210' } }],
  ['it', { rule: 'beacon', title: 'A printer beacons', level: 'critical', subject: { sourceHost: 'ENT-PRN1' } }],
  [
    'it',
    { rule: 'logon', title: 'Logon at night', level: 'high', subject: { destinationHost: 'DMZ-JMP1', user: 'oteng1' } },
  ],
]

function to(destinationIp: string): Finding['subject'] {
  return { sourceIp: '10.20.20.51', destinationIp, user: 'private-name' }
}

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
  const plant = await founder.send(
    ...(['POST', '/api/sites/default/plant?source=plant.json'] as const),
    ...([loadWrenfieldWorksText(), 'application/octet-stream'] as const),
  )
  expect(plant.status, plant.text).toBe(200)
  otAnalyst = await house.person(founder, 'ot-analyst', ['ot-analyst'])
  itAnalyst = await house.person(founder, 'it-analyst', ['it-analyst'])
  socLead = await house.person(founder, 'soc-lead', ['soc-lead'])
  executive = await house.person(founder, 'executive', ['executive'])
  for (const [at, [domain, given]] of FINDINGS.entries()) await raise(domain, { at: micros(AT + at), ...given })
}, 180_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function raise(domain: Domain, given: Partial<Finding>): Promise<void> {
  const detections = new Detections({ domain, onFacts: new Signal() })
  const finding: Finding = {
    ...{ kind: 'sigma', rule: 'rule', ruleVersion: '1', title: 'title', level: 'low', techniques: ['T0831'] },
    ...{ site: 'default' as Finding['site'], at: micros(AT), subject: {}, evidence: [], values: {}, ...given },
  }
  await house.storeOf(domain).transaction(CELL_SERVICE, (tx) => detections.raise(tx, [finding], finding.at))
}

async function queue(person: Person, query = ''): Promise<TriageQueue> {
  const answer = await person.get(`/api/triage${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as TriageQueue
}

async function idOf(person: Person, title: string): Promise<string> {
  const { items } = await queue(person)
  const found = items.find(({ detection }) => detection.title === title)
  if (found === undefined) throw new Error(`no detection ${title}`)
  return `${found.domain}/${found.detection.id}`
}

async function record(person: Person, title: string): Promise<TriageRecord> {
  return (await person.get(`/api/triage/${await idOf(person, title)}`)).body as TriageRecord
}

const titles = ({ items }: TriageQueue) => items.map(({ detection }) => detection.title)

test('[E03:3] the queue is that of the person, consequence for the process first, then level', async () => {
  expect(titles(await queue(otAnalyst))).toEqual([
    'Program to the safety controller',
    'Write to the boiler',
    'A device that nobody knows',
  ])
  expect(titles(await queue(itAnalyst))).toEqual(['Logon at night', 'A printer beacons'])
  const both = await queue(socLead)
  expect(titles(both)[0]).toBe('Program to the safety controller')
  expect(titles(both).at(-1)).toBe('A printer beacons')
  expect(both.items.map(({ domain }) => domain).sort()).toEqual(['it', 'it', 'ot', 'ot', 'ot'])
  const standings = async (person: Person) => (await queue(person)).cells.map(({ standing }) => standing)
  expect(await standings(otAnalyst)).toEqual(['no-right', 'answers'])
  expect(await standings(socLead)).toEqual(['answers', 'answers'])
  expect((await executive.get('/api/triage')).status).toBe(404)
})

test('[E03:3] a detection carries asset, function, safety relevance, process state, safe contact and allowed actions', async () => {
  const { context, brief, detection } = await record(otAnalyst, 'Program to the safety controller')
  expect(detection).toMatchObject({ state: 'new', mayWork: true })
  expect(context).toMatchObject({
    side: 'ot',
    safety: 'safety-system',
    stake: { consequence: { kind: 'level', level: 5 }, serves: { id: 'F-SIS' }, asset: { id: 'SIS-MP1' } },
  })
  expect(context?.calls.slice(0, 2)).toMatchObject([
    { reason: 'shift', isOnShift: true, isIndependent: true },
    { reason: 'process-safety', isOnShift: true, isIndependent: true },
  ])
  expect(context?.ends.map(({ asset }) => asset?.declaredId)).toEqual(['OPS-EWS2', 'SIS-MP1'])
  expect(context?.ends.every(({ asset }) => asset?.assetId?.startsWith('ast_'))).toBe(true)
  expect(context?.units.length).toBeGreaterThan(0)
  expect(context?.deeds.find(({ kind }) => kind === 'act-on-safety-system')?.refusal?.code).toBe(
    'playbooks.safety-system',
  )
  expect(brief?.to).toBe('it')
  expect(JSON.stringify(brief)).not.toContain('private-name')
  expect(JSON.stringify(brief)).not.toContain('10.20.')
})

test('[E03:3] a verdict of a person without an OT role is refused in words, and seen counted in the queue', async () => {
  const id = await idOf(socLead, 'Write to the boiler')
  const [, detectionId] = id.split('/')
  const judged = await socLead.send('POST', `/api/ot/detections/${detectionId}/verdict`, {
    version: 1,
    verdict: 'benign',
  })
  expect(judged).toMatchObject({ status: 403, body: { code: 'detections.no-role' } })
  expect((await record(socLead, 'Write to the boiler')).detection.mayWork).toBe(false)
  for (const person of [socLead, otAnalyst])
    expect((await queue(person)).cells.find(({ domain }) => domain === 'ot')?.refusedCloses).toBe(1)
  const asked = await socLead.send('POST', `/api/triage/${id}/case`, { incident: null, title: 'x', team: 'x' })
  expect(asked.status).toBe(404)
})

test('[E06:3] isolating what OT depends on is refused without a token and logged; what IT may do is asked for and logged', async () => {
  const jump = await idOf(itAnalyst, 'Logon at night')
  const refused = await itAnalyst.send('POST', `/api/triage/${jump}/deeds`, { kind: 'isolate', target: 'DMZ-JMP1' })
  expect(refused).toMatchObject({
    ...{ status: 409, body: { code: 'triage.deed-refused', details: { reason: 'playbooks.no-change-gate' } } },
  })
  const printer = await idOf(itAnalyst, 'A printer beacons')
  const asked = await itAnalyst.send('POST', `/api/triage/${printer}/deeds`, { kind: 'isolate', target: 'ENT-PRN1' })
  expect(asked.status, asked.text).toBe(200)
  const other = await itAnalyst.send('POST', `/api/triage/${printer}/deeds`, { kind: 'isolate', target: 'SIS-MP1' })
  expect(other.status).toBe(404)
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', 'in', ['triage.refuse', 'triage.ask'])
      .orderBy('seq')
      .execute(),
  )
  expect(entries.map(({ action }) => action)).toEqual(['triage.refuse', 'triage.ask'])
  expect((await record(itAnalyst, 'A printer beacons')).detection.entries).toMatchObject([
    { kind: 'comment', text: 'Asked for: isolate ENT-PRN1' },
  ])
})

test('[E06:3] a detection goes into a case of its side with its observables, and the detection notes the case', async () => {
  const id = await idOf(otAnalyst, 'Write to the boiler')
  const opened = await otAnalyst.send('POST', `/api/triage/${id}/case`, { incident: null, title: 'Boiler', team: 'ot' })
  expect(opened.status, opened.text).toBe(200)
  const { id: incidentId, reference } = opened.body as { id: string; reference: string }
  const read = async () => (await otAnalyst.get(`/api/incidents/${incidentId}`)).body as IncidentRecord
  const made = await read()
  expect(made).toMatchObject({
    ...{
      title: 'Boiler',
      severity: 1,
      consequence: 4,
      function: 'Steam (F-STM)',
      sources: [{ kind: 'detection', id }],
    },
    evidence: [{ label: 'Write to the boiler', source: { kind: 'detection' } }],
    timeline: [{ lane: 'network', text: 'Write to the boiler' }],
  })
  expect(made.observables.map(({ type, value }) => `${type} ${value}`).sort()).toEqual([
    ...['account private-name', 'asset OPS-EWS2', 'asset PKG-BLR-PLC', 'ip 10.20.20.51', 'ip 10.20.40.10'],
  ])
  expect((await record(otAnalyst, 'Write to the boiler')).detection.entries.at(-1)).toMatchObject({
    ...{ kind: 'escalated', reference },
  })
  // A second one joins the same case, and what the case holds already is not written again.
  const second = await idOf(otAnalyst, 'Program to the safety controller')
  const incident = { id: incidentId, version: made.version }
  const joined = await otAnalyst.send('POST', `/api/triage/${second}/case`, { incident, title: 'x', team: 'x' })
  expect(joined.status, joined.text).toBe(200)
  const after = await read()
  expect([after.observables.length, after.evidence.length]).toEqual([7, 2])
  const stale = await otAnalyst.send('POST', `/api/triage/${second}/case`, { incident, title: 'x', team: 'x' })
  expect(stale.body).toMatchObject({ code: 'version-moved' })
})

test('[E03:3] a detection for the other team becomes a handoff in plain words, with a named contact and no text of the wire', async () => {
  const id = await idOf(itAnalyst, 'Logon at night')
  const body = { incident: null, title: 'Night logon', team: 'it-soc', toTeam: 'ot-soc' }
  const drafted = await itAnalyst.send('POST', `/api/triage/${id}/handoff`, body)
  expect(drafted.status, drafted.text).toBe(200)
  const handoff = (await itAnalyst.get(`/api/handoffs/${(drafted.body as { id: string }).id}`)).body as HandoffRecord
  expect(handoff).toMatchObject({ state: 'draft', toTeam: 'ot-soc', toDomain: 'ot' })
  expect(handoff.package?.what).toContain('the IT monitoring found: "Logon at night"')
  expect(handoff.package?.asked).toContain('Call shift supervisor on duty: ')
  expect(handoff.package?.safetyConstraints).toContain('Do not isolate DMZ-JMP1: OT depends on it, and only OT decides')
  expect(JSON.stringify(handoff.package)).not.toContain('oteng1')
})

test('a cell that does not answer leaves a gap in the queue and no error', { timeout: 60_000 }, async () => {
  await house.stopCell('ot')
  const gap = await queue(socLead)
  expect(titles(gap).sort()).toEqual(['A printer beacons', 'Logon at night'])
  expect(gap.cells).toMatchObject([{ standing: 'answers' }, { standing: 'silent', total: null }])
  expect((await queue(otAnalyst)).items).toEqual([])
  await house.startCell('ot')
  await expect.poll(async () => titles(await queue(otAnalyst)).length, { timeout: 20_000 }).toBe(3)
})

test('reads go into the chain of the cell that gave them, in the name of the person', async () => {
  const rows = await house
    .storeOf('it')
    .transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').selectAll().where('actor', '=', itAnalyst.view.accountId).execute(),
    )
  expect(rows.some(({ object }) => object.startsWith('/detections?'))).toBe(true)
})
