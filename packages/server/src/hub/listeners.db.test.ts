// Sources that are known by a listener of the configuration: enrolled in the hub, bound by the policy, heard in the cells.
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import type { EventView } from '@penstock/contract/ingest'
import type { SourcesView } from '@penstock/contract/sources'
import type { ListenerOptions } from '@penstock/model/sources'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type House, openHouse, type Person } from './house.fixture.ts'

const SOON = { timeout: 30_000, interval: 100 }
vi.setConfig({ testTimeout: 90_000 })
const LISTENERS: readonly ListenerOptions[] = [
  { name: 'ot-lan', domain: 'ot', by: 'udp', bind: '127.0.0.1:0' },
  { name: 'ot-stream', domain: 'ot', by: 'tcp', bind: '127.0.0.1:0' },
  { name: 'it-stream', domain: 'it', by: 'tcp', bind: '127.0.0.1:0' },
  { name: 'ot-file', domain: 'ot', by: 'file', path: '/nowhere/app.log' },
]
let house: House
let founder: Person
let itLead: Person

beforeAll(async () => {
  house = await openHouse({ listeners: LISTENERS })
  founder = await house.founder()
  itLead = await house.person(founder, 'it-lead', ['it-lead'])
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function enrol(listener: object, wanted: object = {}, by = founder): Promise<Answer> {
  const source = { name: 'Firewall', domain: 'ot', site: 'default', format: 'syslog', everySeconds: 60 }
  return await by.send('POST', '/api/sources', { ...source, ...wanted, listener })
}

async function enrolled(listener: object, wanted: object = {}, by = founder): Promise<string> {
  const answer = await enrol(listener, wanted, by)
  expect(answer.status, answer.text).toBe(200)
  const { id, token } = answer.body as { id: string; token: string | null }
  expect(token).toBeNull()
  return id
}

async function listed(by = founder): Promise<SourcesView> {
  return (await by.get('/api/sources')).body as SourcesView
}

async function portOf(name: string): Promise<number> {
  const all = [...(await listed()).listeners, ...(await listed(itLead)).listeners]
  const port = all.find((each) => each.name === name)?.standing?.port
  if (port === null || port === undefined) throw new Error(`${name} has no port`)
  return port
}

async function sendTcp(name: string, text: string): Promise<void> {
  const socket = connect(await portOf(name), '127.0.0.1')
  socket.on('error', () => {})
  socket.end(text)
  await new Promise((done) => socket.once('close', done))
}

async function sendUdp(name: string, text: string): Promise<void> {
  const port = await portOf(name)
  const socket = createSocket('udp4')
  await new Promise((done) => socket.send(text, port, '127.0.0.1', done))
  socket.close()
}

async function messages(domain: 'it' | 'ot', source: string, by = founder): Promise<string[]> {
  const { items } = (await by.get(`/api/${domain}/events?source=${source}`)).body as { items: EventView[] }
  return items.map(({ raw }) => raw).sort()
}

const RFC3164 = '<34>Oct 11 22:14:15 gw1 su: failed for root'
const RIGHTLY = '<13>Oct 11 22:14:15 relay app: rightly'
const RFC5424 = '<165>1 2026-11-29T20:00:00.003Z gw1 app 42 ID47 - site=mill domain=it'

test('syslog of both standards by UDP and TCP is of the source that is enrolled there, whatever its text says', async () => {
  const id = await enrolled({ name: 'ot-lan', peers: ['127.0.0.1'] })
  const streamed = await enrolled({ name: 'ot-stream' }, { name: 'Relay' })
  await sendUdp('ot-lan', RFC3164)
  await sendTcp('ot-stream', `${RFC5424.length} ${RFC5424}${RFC3164}\n`)
  await vi.waitFor(async () => expect(await messages('ot', id)).toEqual([RFC3164]), SOON)
  await vi.waitFor(async () => expect(await messages('ot', streamed)).toEqual([RFC5424, RFC3164].sort()), SOON)
  const view = await listed()
  expect(view.items.find((item) => item.id === id)).toMatchObject({
    ...{ kind: 'listener', domain: 'ot', site: 'default', state: 'sending' },
    listener: { name: 'ot-lan', peers: ['127.0.0.1'] },
  })
  expect(view.listeners.map(({ name, standing }) => [name, standing?.state])).toEqual([
    ['ot-lan', 'listening'],
    ['ot-stream', 'listening'],
    ['ot-file', 'not-enrolled'],
  ])
  expect((await listed(itLead)).listeners.map(({ name }) => name)).toEqual(['it-stream'])
  for (const ended of [id, streamed])
    expect((await founder.send('DELETE', `/api/access/tokens/${ended}`)).status).toBe(204)
  await vi.waitFor(async () => {
    await sendTcp('ot-stream', '<13>after its end\n')
    expect((await listed()).listeners[1]?.standing?.strangers).toMatchObject([{ address: '127.0.0.1' }])
  }, SOON)
  expect(await messages('ot', streamed)).toHaveLength(2)
})

test('whose address is enrolled in the other domain is quarantined and told, and what it said is nowhere', async () => {
  const id = await enrolled({ name: 'it-stream', peers: ['127.0.0.1'] }, { domain: 'it', name: 'Mail relay' }, itLead)
  await sendTcp('it-stream', `${RIGHTLY}\n`)
  await vi.waitFor(async () => expect(await messages('it', id, itLead)).toEqual([RIGHTLY]), SOON)
  const view = () => listed(itLead).then(({ items }) => items.find((item) => item.id === id)!)
  await sendTcp('ot-stream', `${RIGHTLY} smuggled\n`)
  await vi.waitFor(async () => expect((await view()).state).toBe('quarantined'), SOON)
  expect((await view()).misuse).toMatchObject([{ domain: 'ot', site: null }])
  expect(JSON.stringify((await founder.get('/api/ot/events')).body)).not.toContain('smuggled')
  const entries = () =>
    house.core.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').select('object').where('action', '=', 'source.quarantine').execute(),
    )
  expect((await entries()).filter(({ object }) => object === id)).toHaveLength(1)
  expect((await itLead.send('DELETE', `/api/sources/${id}/quarantine`)).status).toBe(204)
  expect((await view()).state).toBe('sending')
  await sendTcp('ot-stream', '<13>again\n')
  await vi.waitFor(async () => expect((await view()).misuse).toMatchObject([{ attempts: 1 }]), SOON)
  expect((await entries()).filter(({ object }) => object === id)).toHaveLength(2)
})

test('a listener that is not of the domain, an address that is taken, and addresses at a file are refused', async () => {
  await enrolled({ name: 'ot-lan', peers: ['10.1.0.0/16', '10.2.0.1'] })
  await enrolled({ name: 'ot-lan', peers: ['10.1.2.3'] }, { name: 'One of that net' })
  await enrolled({ name: 'ot-file' }, { name: 'Log of a server' })
  for (const [listener, wanted, code] of [
    [{ name: 'it-stream' }, {}, 'sources.listener-unknown'],
    [{ name: 'nowhere' }, {}, 'sources.listener-unknown'],
    [{ name: 'ot-file', peers: ['10.0.0.1'] }, {}, 'sources.listener-unknown'],
    [{ name: 'ot-file' }, {}, 'sources.listener-taken'],
    [{ name: 'ot-lan', peers: ['10.1.9.9/16'] }, {}, 'sources.listener-taken'],
    [{ name: 'ot-lan', peers: ['10.0.0.256'] }, {}, 'invalid-request'],
    [{ name: 'ot-lan', peers: [] }, { format: 'no-such' }, 'ingest.format-unknown'],
  ] as const)
    expect((await enrol(listener, wanted)).body, JSON.stringify(listener)).toMatchObject({ code })
  expect((await enrol({ name: 'ot-stream' }, {}, itLead)).body).toMatchObject({ code: 'access.other-domain' })
})
