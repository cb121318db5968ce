// Notices through the whole hub: what people do in it leaves by the channels of its configuration, each side's to that side alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncidentRecord } from '@penstock/contract/incidents'
import type { NoticeChannelView } from '@penstock/contract/notices'
import { micros } from '@penstock/model/kernel'
import { type NoticeBody, NoticeChannels, NoticeKind } from '@penstock/model/notices'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { type MailServer, startMailServer } from '@penstock/testkit/mail'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, ok, openHouse, type Person } from './house.fixture.ts'

vi.setConfig({ testTimeout: 90_000 })
const SOON = { timeout: 60_000, interval: 200 }
const HASH = 'ab'.repeat(32)
const CANARIES = ['canary', HASH, '10.20.30.40']
const work = mkdtempSync(join(tmpdir(), 'penstock-notices-hub-'))
const taken: { readonly path: string; readonly text: string; readonly body: NoticeBody }[] = []
const hooks = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  request.on('end', () => {
    taken.push({ path: request.url ?? '', text, body: JSON.parse(text) as NoticeBody })
    response.writeHead(204).end()
  })
})
let mail: MailServer
let house: House
let founder: Person
let it: Person
let itLead: Person
let otLead: Person

beforeAll(async () => {
  await new Promise<void>((done) => hooks.listen(0, '127.0.0.1', done))
  const address = hooks.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  mail = await startMailServer()
  const secretFile = join(work, 'key')
  writeFileSync(secretFile, 'a key of more than twenty-four bytes')
  const hook = (side: string, kinds: readonly string[]) => ({
    ...{ name: side, side, by: 'webhook', kinds, url: `http://127.0.0.1:${port}/${side}`, secretFile },
  })
  const all = NoticeKind.options
  house = await openHouse({
    notices: NoticeChannels.parse([
      hook('it', all),
      hook('ot', all),
      hook('audit', ['break-glass']),
      {
        ...{ name: 'ot-mail', side: 'ot', by: 'mail', kinds: ['handoff-sent'], host: '127.0.0.1', port: mail.port },
        ...{ tls: 'none', from: 'penstock@example.org', to: ['ot@example.org'] },
      },
    ]),
  })
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .insertInto('site')
      .values({ site: 'alpha', name: 'Alpha', created_at: sqlInstant(micros(1)) })
      .execute(),
  )
  founder = await house.founder()
  it = await house.person(founder, 'it-one', ['it-analyst'], ['alpha'])
  itLead = await house.person(founder, 'it-lead', ['it-lead'], ['alpha'])
  otLead = await house.person(founder, 'ot-lead', ['ot-lead'], ['alpha'])
}, 240_000)
afterAll(async () => {
  await house?.[Symbol.asyncDispose]()
  await mail?.[Symbol.asyncDispose]()
  hooks.closeAllConnections()
  hooks.close()
  rmSync(work, { recursive: true, force: true })
})

const channels = async () => (await ok<{ items: NoticeChannelView[] }>(founder.get('/api/notice-channels'))).items

test('a case, its handoff and a break-glass are told to the side that they are for, and nothing that somebody wrote', async () => {
  // From the first look on; what was before is not told.
  await vi.waitFor(async () => expect(await channels()).toHaveLength(4), SOON)
  const given = { title: 'canary-title', severity: 1, consequence: 4, function: null, team: 'canary-team' }
  const { id } = await ok<{ id: string }>(it.send('POST', '/api/sites/alpha/incidents', given))
  let record = await ok<IncidentRecord>(it.get(`/api/incidents/${id}`))
  for (const entry of [
    { kind: 'observable', type: 'hash', value: HASH, tlp: 'amber', pap: 'amber' },
    { kind: 'observable', type: 'account', value: 'canary-account', tlp: 'red', pap: 'red' },
    { kind: 'hypothesis', statement: 'canary-statement 10.20.30.40', confidence: 70 },
  ])
    record = await ok(it.send('POST', `/api/incidents/${id}/entries`, { version: record.version, entry }))
  const handoff = await ok<{ id: string; version: number; reference: string }>(
    it.send('POST', `/api/incidents/${id}/handoffs`, {
      ...{ version: record.version, what: 'canary-what', soWhat: 'canary', done: 'canary', asked: 'canary' },
      ...{ byWhen: '2099-12-01T00:00:00Z', toTeam: 'ot-soc', parts: record.observables.map((one) => one.id) },
      ...{ scenario: null, containment: 'partial', safetyConstraints: ['canary'], openQuestions: [], expiresAt: null },
    }),
  )
  await ok(it.send('POST', `/api/handoffs/${handoff.id}/deeds`, { version: handoff.version, deed: 'send', reason: '' }))
  await ok(
    itLead.send('POST', '/api/operating-model/break-glass', {
      ...{
        domain: 'ot',
        site: 'alpha',
        reason: 'life-safety',
        incident: 'canary-incident',
        minutes: 30,
        addresses: [],
      },
    }),
  )
  const by = (path: string, kind: string) => taken.filter((one) => one.path === path && one.body.kind === kind)
  await vi.waitFor(() => {
    expect(by('/it', 'case-opened')).toHaveLength(1)
    expect(by('/ot', 'handoff-sent')).toHaveLength(1)
    expect(by('/ot', 'break-glass')).toHaveLength(1)
    expect(by('/audit', 'break-glass')).toHaveLength(1)
    expect(mail.taken).toHaveLength(1)
  }, SOON)
  expect(by('/ot', 'handoff-sent')[0]?.body).toMatchObject({
    facts: { reference: handoff.reference, type: 'handoff', severity: 1 },
    url: `${house.hub.url}/handoffs/${handoff.id}`,
  })
  expect(by('/ot', 'break-glass')[0]?.body.facts).toMatchObject({ turn: 'open', domain: 'ot', reason: 'life-safety' })
  // OT learns of no case of IT, IT of nothing that was handed to OT.
  expect(taken.filter(({ path }) => path === '/ot').map(({ body }) => body.kind)).not.toContain('case-opened')
  expect(new Set(taken.filter(({ path }) => path === '/it').map(({ body }) => body.side))).toEqual(new Set(['it']))
  expect(
    taken.filter(({ path, body }) => path === '/it' && body.kind !== 'case-opened' && body.kind !== 'deadline-near'),
  ).toEqual([])
  const out = [...taken.map(({ text }) => text), ...mail.taken.map(({ text }) => text)].join('\n')
  for (const canary of CANARIES) expect(out).not.toContain(canary)
  expect(mail.taken[0]?.text).toContain(handoff.reference)
})

test('who manages settings sends a test and reads what the receiver said; nobody else sees the channels', async () => {
  const before = taken.length
  const tested = await ok<{ isSent: boolean; detail: string | null }>(
    founder.send('POST', '/api/notice-channels/it/test', {}),
  )
  expect(tested).toMatchObject({ isSent: true, detail: null })
  expect(taken.slice(before).filter(({ body }) => body.kind === 'test')).toMatchObject([{ path: '/it' }])
  for (const person of [it, itLead, otLead]) {
    expect((await person.get('/api/notice-channels')).status).toBe(404)
    expect((await person.send('POST', '/api/notice-channels/it/test', {})).status).toBe(404)
  }
  expect((await founder.send('POST', '/api/notice-channels/nowhere/test', {})).status).toBe(404)
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select(['object', 'details']).where('action', '=', 'notice.test').execute(),
  )
  expect(entries).toEqual([{ object: 'it', details: { isSent: true } }])
})

test('a test that nobody took says why, and how the channel does says it of what waits', async () => {
  await mail[Symbol.asyncDispose]()
  const tested = await ok<{ isSent: boolean; detail: string }>(
    founder.send('POST', '/api/notice-channels/ot-mail/test', {}),
  )
  expect(tested.isSent).toBe(false)
  expect(tested.detail).toContain('ECONNREFUSED')
  const found = (await channels()).find(({ name }) => name === 'it')
  expect(found?.destination).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/…$/)
  expect(found?.sent).toBeGreaterThanOrEqual(1)
})
