// One hypothesis across both domains, through the hub: a central hunter under each model, and what an analyst of one domain reaches.
import { randomUUID } from 'node:crypto'
import type { HuntRecord, HuntRunRecord, HuntsView } from '@penstock/contract/hunts'
import type { ProposalView } from '@penstock/contract/operating-model'
import type { Domain } from '@penstock/model/kernel'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const DOMAINS = ['it', 'ot'] as const
vi.setConfig({ testTimeout: 120_000 })
let house: House
let founder: Person
let socLead: Person
let leads: readonly Person[]
let hunter: Person
let analyst: Person

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
  leads = [await house.person(founder, 'it-lead', ['it-lead']), await house.person(founder, 'ot-lead', ['ot-lead'])]
  socLead = await house.person(founder, 'coordinator', ['soc-lead'])
  hunter = await house.person(founder, 'central', ['central-hunter'])
  analyst = await house.person(founder, 'it-analyst', ['it-analyst'])
  for (const domain of DOMAINS) await tell(domain)
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

/** The same person at a host of each domain. */
async function tell(domain: Domain): Promise<void> {
  const wanted = { name: `EDR ${domain}`, domain, site: 'default', format: 'windows-xml', everySeconds: 60 }
  const { token } = (await founder.send('POST', '/api/sources', wanted)).body as { token?: string }
  const given = token ?? ((await leads[0]!.send('POST', '/api/sources', wanted)).body as { token: string }).token
  const at = new Date(Date.now() - 86_400_000).toISOString()
  const line = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4698</EventID><TimeCreated SystemTime='${at}'/><Channel>Security</Channel><Computer>secret-host-${domain}</Computer></System><EventData><Data Name='SubjectUserName'>secret-user</Data><Data Name='TaskName'>secret-task</Data></EventData></Event>`
  const sent = await house.ask(`/api/${domain}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${given}`, 'content-type': 'application/x-ndjson' },
    body: line,
  })
  expect(sent.status, sent.text).toBe(200)
}

const QUESTION = { where: { all: [{ field: 'class', op: 'is', value: '1006' }] } }
const DRAFT = {
  ...{ title: 'A task waits', hypothesis: 'Somebody comes back', question: QUESTION, days: 30 },
  ...{ techniques: ['T1053.005'], site: null, schedule: null },
}

async function switchTo(to: string): Promise<void> {
  const asked = await socLead.send('POST', '/api/operating-model/proposals', { to, independence: null, reason: 'x' })
  expect(asked.status, asked.text).toBe(200)
  const { id, payloadSha256 } = asked.body as ProposalView
  for (const lead of leads) {
    const answer = await lead.send('POST', `/api/operating-model/proposals/${id}/approval`, { payloadSha256 })
    expect(answer.status, answer.text).toBe(200)
  }
}

test('[E07] [E12:2] under the hybrid model one hypothesis runs in both domains, each with its answer and its gaps', async () => {
  for (const domain of DOMAINS) expect((await hunter.get(`/api/${domain}/hunts`)).status).toBe(404)
  await switchTo('hybrid')
  const key = randomUUID()
  const answers = new Map<Domain, HuntRunRecord>()
  for (const domain of DOMAINS) {
    const saved = await hunter.send('POST', `/api/${domain}/hunts`, { key, draft: DRAFT })
    expect(saved.status, saved.text).toBe(200)
    await vi.waitFor(
      async () => {
        const path = `/api/${domain}/hunts/${(saved.body as HuntRecord).id}/runs`
        const run = await hunter.send('POST', path)
        expect(run.status, run.text).toBe(200)
        expect(run.body).toMatchObject({ state: 'done', found: 1, isPseudonymised: true })
        expect(run.text).not.toContain('secret')
        answers.set(domain, run.body as HuntRunRecord)
      },
      { timeout: 30_000, interval: 300 },
    )
    const { coverage } = answers.get(domain)!
    expect(coverage).toMatchObject({ days: 30, daysNotKept: 28, sources: [{ format: 'windows-xml', events: 1 }] })
    const view = (await hunter.get(`/api/${domain}/hunts`)).body as HuntsView
    expect(view).toMatchObject({ isPseudonymised: true, items: [{ key, draft: DRAFT }] })
    expect(view.stock).toHaveLength(6)
    const named = { key: randomUUID(), draft: { ...DRAFT, question: { where: { field: 'user', op: 'there' } } } }
    const oracle = {
      ...named,
      draft: { ...DRAFT, question: { where: { field: 'user', op: 'is', value: 'secret-user' } } },
    }
    expect((await hunter.send('POST', `/api/${domain}/hunts`, named)).status).toBe(200)
    expect((await hunter.send('POST', `/api/${domain}/hunts`, oracle)).status).toBe(422)
    // Nothing else of the cell is open, and there is no right to respond.
    for (const path of ['events', 'detections', 'operations', 'events/unknown'])
      expect([path, (await hunter.get(`/api/${domain}/${path}`)).status]).toEqual([path, 404])
  }
  expect((await hunter.get('/api/incidents')).status).toBe(404)

  // The team of the domain sees the hunt of the central team, and whom the row is about.
  const own = answers.get('it')!
  const seen = (await analyst.get(`/api/it/hunts/runs/${own.id}`)).body as HuntRunRecord
  expect(seen.rows[0]).toMatchObject({ id: own.rows[0]!.id, user: 'secret-user', device: 'secret-host-it' })
  const absent = `${own.id.slice(0, 4)}${'0'.repeat(26)}`
  for (const id of [answers.get('ot')!.id, own.id, absent])
    expect((await analyst.get(`/api/ot/hunts/runs/${id}`)).status).toBe(404)
  expect((await analyst.get(`/api/it/hunts/runs/${answers.get('ot')!.id}`)).status).toBe(404)
  expect((await socLead.get('/api/it/hunts')).status).toBe(404)
})

test('with the hybrid model ends what the central team reaches, its hunts stay with the domains', async () => {
  await switchTo('federated')
  for (const domain of DOMAINS) {
    expect((await hunter.get(`/api/${domain}/hunts`)).status).toBe(404)
    expect((await hunter.send('POST', `/api/${domain}/hunts`, { key: randomUUID(), draft: DRAFT })).status).toBe(404)
  }
  const view = (await analyst.get('/api/it/hunts')).body as HuntsView
  expect(view.items.map(({ ownerName }) => ownerName)).toContain('central')
})
