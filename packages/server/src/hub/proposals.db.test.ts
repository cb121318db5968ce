// Zones and conduits proposed from what a sensor saw, accepted, edited and refused by people, then held against further traffic.
import type { PartitionView, RuleSetView } from '@penstock/contract/zones'
import { decidePacket, readFirewall, TCP } from '@penstock/model/firewall'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { parseIp } from '@penstock/model/plant'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Estate, openEstate, type Person } from './estate.fixture.ts'

let estate: Estate
let engineer: Person
let token: string
let seq = 0

beforeAll(async () => {
  estate = await openEstate()
  engineer = await estate.person('engineer', ['ot-engineer'], ['alpha'])
  token = await estate.token('ot', 'alpha')
}, 120_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

const AT = micros(1_790_000_000_000_000)
const PROOF = { file: 0, frame: 1, at: AT, offset: 40, length: 60 }

const PLC = { ip: '10.5.1.20', mac: '00:1b:1b:05:01:20' }
const HMI = { ip: '10.5.1.10', mac: '00:1b:1b:05:01:10' }
const HISTORIAN = { ip: '10.5.2.10', mac: '00:1b:1b:05:02:10' }
const STATION = { ip: '10.5.2.11', mac: '00:1b:1b:05:02:11' }
const ROLES = [
  [PLC, 'plc'],
  [HMI, 'hmi'],
  [HISTORIAN, 'historian'],
  [STATION, 'historian'],
] as const

type End = typeof PLC

function talk(client: End, server: End, kind: string, isAnswered = true): ObservationBatch['conversations'][number] {
  return {
    client,
    server,
    protocol: 'modbus-tcp',
    portGuess: 'modbus-tcp',
    transport: 'tcp',
    serverPort: 502,
    sidesFrom: 'content',
    isAnswered,
    vlans: [],
    packets: 10,
    bytes: 1000,
    firstAt: AT,
    lastAt: AT,
    details: [],
    functions: [{ code: kind === 'read' ? '3' : '90', name: kind, kind: kind as 'read', count: 2 }],
    proof: PROOF,
  }
}

async function see(...conversations: ObservationBatch['conversations']): Promise<void> {
  const batch: ObservationBatch = {
    ...{ seq: seq++, isLast: false, packets: 10, bytes: 1000, malformed: 0, skipped: {}, firstAt: AT, lastAt: AT },
    bindings: ROLES.map(([end]) => ({
      ...end,
      ...{ vlan: null, ground: 'arp-own' as const, protocol: 'arp', packets: 3, firstAt: AT, lastAt: AT, proof: PROOF },
    })),
    claims: ROLES.map(([about, value]) => ({
      ...{ about, field: 'role' as const, value, protocol: 'lldp', method: 'lldp-system-name' },
      ...{ basis: 'observed' as const, proof: PROOF },
    })),
    conversations,
    operations: [],
    anomalies: [],
    values: [],
    states: [],
    transfers: [],
    logons: [],
    discoveries: [],
  }
  const sent = await estate.sendBatch(token, 'ot', batch)
  expect(sent.status, await sent.clone().text()).toBe(200)
}

async function proposed(person: Person = engineer): Promise<PartitionView> {
  const answer = await person.get('/api/sites/alpha/zones/proposals')
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as PartitionView
}

async function decide(body: object, person: Person = engineer): Promise<{ status: number; body: { code?: string } }> {
  const answer = await person.send('POST', '/api/sites/alpha/zones/proposals/decision', JSON.stringify(body))
  return { status: answer.status, body: (await answer.json()) as { code?: string } }
}

const acceptZone = ({ key, version, ...zone }: PartitionView['zones'][number], edited: object = {}) => {
  const { id, name, purdue, subnet } = zone
  const members = zone.members.map(({ host }) => host)
  const decided = { decision: 'accept-zone', zone: { id, name, purdue, subnet, members, ...edited } }
  return { key, version, reason: 'as drawn', decided }
}
const acceptConduit = (view: PartitionView['conduits'][number], edited: object = {}) => {
  const { key, version, id, direction, protocols, endpoints, enforcedBy } = view
  const conduit = { id, direction, protocols, endpoints, enforcedBy, ...edited }
  return { key, version, reason: 'the historian reads', decided: { decision: 'accept-conduit', conduit } }
}

async function breaches(): Promise<readonly { rule: string; clientLabel: string }[]> {
  const answer = await engineer.get('/api/breaches?site=alpha')
  return ((await answer.json()) as { items: { rule: string; clientLabel: string }[] }).items
}

test('[D01] proposed from observed traffic, accepted and edited by people, held against what is replayed, exported as rules', async () => {
  await see(talk(HMI, PLC, 'read'), talk(HISTORIAN, PLC, 'read'), talk(STATION, PLC, 'program'))
  await vi.waitFor(async () => expect((await proposed()).conduits).toHaveLength(1), { timeout: 20_000, interval: 200 })
  const first = await proposed()
  expect(first.zones.map(({ id, purdue, subnet, members }) => [id, purdue, subnet, members.length])).toEqual([
    ['Z-CTL-10-5-1-0', '1-2', '10.5.1.0/24', 2],
    ['Z-OPS-10-5-2-0', '3', '10.5.2.0/24', 2],
  ])
  const [control, operations] = first.zones
  const [conduit] = first.conduits
  expect(conduit!.allows.map(({ client, server }) => [client, server])).toEqual([['10.5.2.10', '10.5.1.20']])
  expect(conduit!.denies.map(({ client, because }) => [client, because])).toEqual([['10.5.2.11', 'engineering']])
  expect(first.asDrawn).toEqual({ allowed: 0, notAllowed: 0, unknown: 3 })
  expect(first.ifAccepted).toEqual({ allowed: 2, notAllowed: 1, unknown: 0 })

  // Who may not draw zones may not decide; a conduit waits for its zones; what moved is not decided unseen.
  const analyst = await estate.person('analyst', ['ot-analyst'], ['alpha'])
  expect((await decide(acceptZone(control!), analyst)).status).toBe(404)
  expect((await decide(acceptConduit(conduit!))).body.code).toBe('segmentation.zone-first')
  expect((await decide({ ...acceptZone(control!), version: 'old' })).body.code).toBe('segmentation.proposal-moved')
  expect((await decide(acceptZone(control!, { members: ['10.5.9.9'] }))).body.code).toBe('segmentation.not-proposed')
  expect((await decide(acceptZone(control!, { subnet: '10.5.1.0/99' }))).body.code).toBe('plant.faults')

  expect((await decide(acceptZone(control!, { id: 'Z-CELL', name: 'Cell' }))).status).toBe(200)
  expect((await decide(acceptZone(operations!))).status).toBe(200)
  const second = await proposed()
  expect(second.zones).toEqual([])
  expect(second.conduits[0]).toMatchObject({
    needs: [],
    protocols: ['modbus-tcp'],
    endpoints: { a: ['10.5.2.10'], b: ['10.5.1.20'] },
  })
  expect((await decide(acceptConduit(second.conduits[0]!))).status).toBe(200)
  const third = await proposed()
  expect([third.conduits, third.stopped.map(({ denies }) => denies.map(({ because }) => because))]).toEqual([
    [],
    [['engineering']],
  ])

  // It is part of the plant, and the audit chain tells who decided.
  const plant = (await (await engineer.get('/api/sites/alpha/plant')).json()) as {
    zones: { id: string }[]
    conduits: { endpoints: object }[]
  }
  expect(plant.zones.map(({ id }) => id)).toEqual(['Z-CELL', 'Z-OPS-10-5-2-0'])
  const log = await (await estate.founder.get('/api/audit?action=zones.decide')).text()
  expect(log).toContain('the historian reads')

  // What was left out is a breach already, and so is what is replayed now beyond the conduit.
  await see(talk(HISTORIAN, PLC, 'read'), talk(HISTORIAN, HMI, 'read'))
  await vi.waitFor(
    async () =>
      expect((await breaches()).map(({ rule, clientLabel }) => `${clientLabel} ${rule}`).sort()).toEqual([
        '10.5.2.10 zones.endpoint-not-listed',
        '10.5.2.11 zones.endpoint-not-listed',
      ]),
    { timeout: 20_000, interval: 200 },
  )

  for (const format of ['nftables', 'cisco-asa', 'neutral']) {
    const rules = (await (await engineer.get(`/api/sites/alpha/zones/rule-set?format=${format}`)).json()) as RuleSetView
    expect([rules.rules, rules.leftOut]).toEqual([1, []])
    const read = readFirewall(rules.text)
    if (!read.ok) throw new Error(JSON.stringify(read.refusal))
    const verdictOn = (from: string, to: string): string => {
      const ends = { source: parseIp(from)!, destination: parseIp(to)! }
      return decidePacket(read.value, { ...ends, from: null, to: null, protocol: TCP, sourcePort: 50_000, port: 502 })
        .verdict
    }
    expect([
      format,
      verdictOn(HISTORIAN.ip, PLC.ip),
      verdictOn(STATION.ip, PLC.ip),
      verdictOn(HISTORIAN.ip, HMI.ip),
    ]).toEqual([format, 'accept', 'deny', 'deny'])
  }
})

test('a refusal is kept with its reason, is not proposed again, and can be asked again', async () => {
  await see(talk(HMI, HISTORIAN, 'read'))
  await vi.waitFor(async () => expect((await proposed()).conduits).toHaveLength(1), { timeout: 20_000, interval: 200 })
  const [conduit] = (await proposed()).conduits
  const { key, version } = conduit!
  expect(
    (await decide({ key, version, reason: 'the panel pushes nothing', decided: { decision: 'refuse' } })).status,
  ).toBe(200)
  const after = await proposed()
  expect(after.conduits).toEqual([])
  expect(after.refused).toEqual([
    expect.objectContaining({ key, version, reason: 'the panel pushes nothing', byName: 'engineer' }),
  ])
  await see(talk(HMI, HISTORIAN, 'read'))
  expect((await proposed()).conduits).toEqual([])
  expect((await decide({ key, version, reason: 'a new look', decided: { decision: 'ask-again' } })).status).toBe(200)
  expect((await proposed()).conduits.map((one) => one.key)).toEqual([key])
})

test('nobody of the other domain or of another site learns what was seen', async () => {
  const itAnalyst = await estate.person('it-analyst', ['it-analyst'], ['alpha'])
  const { conduits, stopped, refused } = await proposed(itAnalyst)
  expect([conduits, stopped, refused]).toEqual([[], [], []])
  const elsewhere = await estate.person('elsewhere', ['ot-engineer'], ['beta'])
  expect((await elsewhere.get('/api/sites/alpha/zones/proposals')).status).toBe(404)
  expect((await elsewhere.get('/api/sites/alpha/zones/rule-set')).status).toBe(404)
})
