// What enforces the partition: configurations of firewalls brought in, boundaries of the rings, and traffic that disagrees with both.
import type { Response } from '@penstock/contract/route'
import type { importFirewall, readFirewalls, readRings } from '@penstock/contract/zones'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Estate, openEstate, type Person } from './estate.fixture.ts'

let estate: Estate
let engineer: Person
let seq = 0

beforeAll(async () => {
  estate = await openEstate()
  engineer = await estate.person('engineer', ['ot-engineer'], ['alpha'])
  const sent = await engineer.send(
    'POST',
    '/api/sites/alpha/plant?source=plant.json',
    JSON.stringify(PLANT),
    'application/octet-stream',
  )
  expect(sent.status, await sent.clone().text()).toBe(200)
}, 120_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

const PLANT = {
  about: { name: 'Alpha', schema: 'reference-plant/2' },
  zones: [
    { id: 'Z-OPS', name: 'Operations', purdue: '3', subnet: '10.6.3.0/24' },
    { id: 'Z-CTL', name: 'Control', purdue: '1-2', subnet: '10.6.1.0/24' },
  ],
  conduits: [
    {
      id: 'C-1',
      zoneA: 'Z-OPS',
      zoneB: 'Z-CTL',
      protocols: ['modbus-tcp'],
      direction: 'a-to-b',
      status: 'as designed',
      enforcedBy: ['FW'],
      inspection: 'application',
    },
  ],
  assets: [
    { id: 'HIST', name: 'Historian', zone: 'Z-OPS', role: 'historian', ip: '10.6.3.10', mac: '00:1b:1b:06:03:10' },
    { id: 'PLC', name: 'PLC', zone: 'Z-CTL', role: 'plc', ip: '10.6.1.20', mac: '00:1b:1b:06:01:20' },
    {
      id: 'FW',
      name: 'Firewall',
      zone: 'Z-OPS',
      role: 'firewall',
      interfaces: [
        { ip: '10.6.3.1', mac: '00:1b:1b:06:03:01', zone: 'Z-OPS' },
        { ip: '10.6.1.1', mac: '00:1b:1b:06:01:01', zone: 'Z-CTL' },
      ],
    },
  ],
}

const CONFIGURATION = (port: number) => `table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ip saddr 10.6.3.10 ip daddr 10.6.1.20 tcp dport ${port} accept comment "historian"
  }
}
frobnicate everything
`

async function bring(text: string, query = '', person = engineer) {
  const path = `/api/sites/alpha/firewalls?device=FW&fileName=fw.nft&readOn=2026-10-01${query}`
  const answer = await person.send('POST', path, text, 'application/octet-stream')
  return { status: answer.status, body: (await answer.json()) as Response<typeof importFirewall> & { code?: string } }
}

async function boundary(person: Person = engineer) {
  const answer = await person.get('/api/sites/alpha/zones/rings')
  expect(answer.status, await answer.clone().text()).toBe(200)
  const { boundaries } = (await answer.json()) as Response<typeof readRings>
  expect(boundaries.map(({ outer, inner }) => `${outer} ${inner}`)).toEqual(['supervisory control'])
  return boundaries[0]!
}

async function firewalls(person: Person = engineer): Promise<Response<typeof readFirewalls>> {
  return (await (await person.get('/api/sites/alpha/firewalls')).json()) as Response<typeof readFirewalls>
}

async function see(port: number): Promise<void> {
  const at = micros(1_790_000_000_000_000)
  const proof = { file: 0, frame: 1, at, offset: 40, length: 60 }
  const batch: ObservationBatch = {
    ...{ seq: seq++, isLast: false, packets: 10, bytes: 1000, malformed: 0, skipped: {}, firstAt: at, lastAt: at },
    bindings: [],
    claims: [],
    conversations: [
      {
        client: { ip: '10.6.3.10', mac: '00:1b:1b:06:03:10' },
        server: { ip: '10.6.1.20', mac: '00:1b:1b:06:01:20' },
        protocol: 'modbus-tcp',
        portGuess: 'modbus-tcp',
        transport: 'tcp',
        serverPort: port,
        sidesFrom: 'content',
        isAnswered: true,
        vlans: [],
        ...{ packets: 10, bytes: 1000, firstAt: at, lastAt: at, details: [], functions: [], proof },
      },
    ],
    operations: [],
    ...{ anomalies: [], values: [], states: [], transfers: [], logons: [], discoveries: [] },
  }
  const sent = await estate.sendBatch(await estate.token('ot', 'alpha'), 'ot', batch)
  expect(sent.status, await sent.clone().text()).toBe(200)
}

test('[D02] a boundary is drawn only until its rules are read, enforces then, and turns red by the flow that they deny', async () => {
  // Declared with its control, and nothing shows that it holds.
  const drawn = await boundary()
  expect([drawn.state, drawn.missing]).toEqual(['drawn-only', ['C-1: no rules read']])
  expect(drawn.controls).toEqual([
    {
      conduit: 'C-1',
      isDocumented: true,
      devices: ['FW'],
      inspection: 'application',
      targetLevel: null,
      rulesRead: [],
    },
  ])
  expect((await firewalls()).unread).toEqual(['FW'])

  // A look first, without taking anything; then the rules, and what nobody could read is counted.
  const tried = await bring(CONFIGURATION(502), '&dryRun=true')
  expect(tried.body).toMatchObject({ isDryRun: true, dialect: 'nftables', unknownCount: 1 })
  expect((await firewalls()).readings).toEqual([])
  expect((await bring(CONFIGURATION(502))).status).toBe(200)
  const held = await boundary()
  expect([held.state, held.controls[0]?.rulesRead]).toEqual(['enforcing', [{ device: 'FW', on: '2026-10-01' }]])

  // Traffic that model and rules allow changes nothing.
  await see(502)
  await vi.waitFor(
    async () => expect(await (await engineer.get('/api/conversations?site=alpha')).text()).toContain('502'),
    { timeout: 20_000, interval: 200 },
  )
  expect((await boundary()).state).toBe('enforcing')

  // Another configuration denies what is seen all the same: the model allows it, the rules do not, so they disagree.
  expect((await bring(CONFIGURATION(44_818))).status).toBe(200)
  const broken = await boundary()
  expect(broken.state).toBe('broken')
  expect(broken.proofs).toEqual([
    {
      kind: 'seen-though-denied',
      flow: null,
      from: '10.6.3.10',
      to: '10.6.1.20',
      protocol: 'tcp/502',
      by: 'FW',
      conversationId: expect.stringMatching(/^cnv_/) as string,
    },
  ])
  const { firewalls: now, readings, unread } = await firewalls()
  expect([now.length, unread]).toEqual([1, []])
  expect(now[0]).toMatchObject({ device: 'FW', unknownCount: 1, conduitsWithoutRule: ['C-1'] })
  expect(now[0]?.compared.map(({ state, parts }) => [state, parts[0]?.fromZone, parts[0]?.toZone])).toContainEqual([
    'not-allowed',
    'Z-OPS',
    'Z-CTL',
  ])
  expect(readings.map(({ fileName, unknownCount, byName }) => [fileName, unknownCount, byName])).toEqual([
    ['fw.nft', 1, 'engineer'],
    ['fw.nft', 1, 'engineer'],
  ])

  // The first configuration again: it heals.
  expect((await bring(CONFIGURATION(502))).status).toBe(200)
  expect((await boundary()).state).toBe('enforcing')
})

test('everybody of the site knows that it is broken; only who may read that monitoring learns by what', async () => {
  await bring(CONFIGURATION(44_818))
  const analyst = await estate.person('it-analyst', ['it-analyst'], ['alpha'])
  expect(await boundary(analyst)).toMatchObject({ state: 'broken', proofs: [], hiddenProofs: 1 })
  expect((await firewalls(analyst)).firewalls[0]).toMatchObject({ seenThoughDenied: [], hiddenProofs: 1 })
  const elsewhere = await estate.person('elsewhere', ['ot-engineer'], ['beta'])
  expect((await elsewhere.get('/api/sites/alpha/zones/rings')).status).toBe(404)
})

test('what is no configuration, names no device or comes from who may not draw is refused; secrets are not kept', async () => {
  expect((await bring('Dear all, please open port 502.')).body.code).toBe('segmentation.rules-not-recognised')
  const path = '/api/sites/alpha/firewalls?device=NOWHERE'
  const nowhere = await engineer.send('POST', path, CONFIGURATION(502), 'application/octet-stream')
  expect(((await nowhere.json()) as { code: string }).code).toBe('segmentation.no-such-device')
  const analyst = await estate.person('analyst', ['ot-analyst'], ['alpha'])
  expect((await bring(CONFIGURATION(502), '', analyst)).status).toBe(404)
  const asa =
    'ASA Version 9.8\nhostname FW\nenable password Geheim123 encrypted\naccess-list A extended deny ip any any\n'
  expect((await bring(asa)).body).toMatchObject({ dialect: 'cisco-asa', secretsTakenOut: 1 })
  expect(await (await engineer.get('/api/sites/alpha/plant')).text()).not.toContain('Geheim123')
})
