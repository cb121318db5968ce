// Vendors from packets to drift: sessions through the real observer, cells, fact feed and hub, held against the register of the plant file.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { Response, Route } from '@penstock/contract/route'
import type { DriftView, findVendorRadius, listVendors, readVendorRegister } from '@penstock/contract/vendors'
import { type Domain, microsOfIso } from '@penstock/model/kernel'
import { bytes, pcapHeader, pcapRecord, TcpConversation, tlsClientHello } from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const MINUTE = 60_000_000
const KEY = new Uint8Array(32).fill(7)
const [GATE, JUMP, EWS1] = ['10.20.30.11', '10.20.30.10', '10.20.20.50']
const clock = fakeClock()
let house: House
let founder: Person
let analyst: Person
const tokens = new Map<Domain, string>()
const next = { it: 0, ot: 0 }

interface PlantText {
  readonly accounts: readonly { readonly id: string; runs?: readonly string[] }[]
  readonly processStates: readonly { readonly unit: string; current?: object }[]
  jobs?: readonly object[]
  readonly assets: { readonly id: string; readonly ip: string | null }[]
  readonly remoteAccess: { readonly id: string; sourceNetworks: string[] | null }[]
}
const plant = JSON.parse(loadWrenfieldWorksText()) as PlantText
const addressOf = (id: string): string => plant.assets.find((one) => one.id === id)!.ip!
const SIEM = addressOf('ENT-SIEM1')

beforeAll(async () => {
  clock.advance(microsOfIso('2026-10-02T12:00:00Z')! - clock.now())
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  analyst = await house.person(founder, 'analyst', ['it-lead'])
  for (const [domain, who] of [
    ['ot', founder],
    ['it', analyst],
  ] as const) {
    const given = { name: `sensor ${domain}`, domain, site: 'default', sourceKind: 'sensor' }
    tokens.set(domain, ((await who.send('POST', '/api/access/tokens', given)).body as { secret: string }).secret)
  }
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function load(): Promise<void> {
  clock.advance(MINUTE)
  const path = '/api/sites/default/plant?source=plant.json'
  const answer = await founder.send('POST', path, JSON.stringify(plant), 'application/octet-stream')
  expect(answer.status, answer.text).toBe(200)
}

let ports = 50_000
/** A session that opens and is answered, as a sensor of this domain sees it from an instant on. */
async function hear(
  domain: Domain,
  [client, server]: readonly [string, string],
  port: number,
  at: string,
): Promise<void> {
  clock.advance(MINUTE)
  const end = (ip: string, of: number) => ({
    mac: `02:00:${ip
      .split('.')
      .map((n) => Number(n).toString(16).padStart(2, '0'))
      .join(':')}`,
    ip,
    port: of,
  })
  const talk = new TcpConversation(end(client, ++ports), end(server, port))
  const opening = tlsClientHello({ random: KEY, sessionId: KEY, keyShare: KEY, serverName: 'gate', alpn: [] })
  const frames = [...talk.open(), ...(port === 443 ? talk.send('client', opening) : [])]
  const observer = new LiveObserver({ maxFlows: 4096 })
  const from = microsOfIso(at)!
  observer.push(bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(from + n * 2000, frame))))
  observer.end()
  const body = jsonOf({ sensor: 's', capture: `c ${domain}`, batches: [{ ...observer.cut(), seq: next[domain]++ }] })
  const headers = { authorization: `Bearer ${tokens.get(domain)}`, 'content-type': 'application/json' }
  const answer = await house.ask(`/api/${domain}/observations`, { ...body, headers })
  expect(answer.status, answer.text).toBe(200)
}

async function read<R extends Route>(path: string, person = founder): Promise<Response<R>> {
  const answer = await person.get(`/api/sites/default/vendors${path}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<R>
}

async function drift(kind: DriftView['kind'], person = founder): Promise<DriftView> {
  return await vi.waitFor(
    async () => {
      const found = (await read<typeof listVendors>('', person)).drift.find((one) => one.kind === kind)
      expect(found, kind).toBeDefined()
      return found!
    },
    { timeout: 30_000, interval: 100 },
  )
}

test('without a plant there are no vendors; with one they are listed with contract, accesses and weaknesses', async () => {
  expect(await read<typeof listVendors>('')).toMatchObject({ importedAt: null, vendors: [], drift: [], isSeen: true })
  await load()
  const { vendors } = await read<typeof listVendors>('')
  expect(vendors.find(({ id }) => id === 'V-BLR')).toEqual({
    id: 'V-BLR',
    kind: 'vendor',
    name: 'Northgate Boilers (invented)',
    contractUntil: '2026-12-31',
    accesses: 1,
    products: 3,
    fourthParties: 2,
    lastUse: '2026-09-27',
    lastSeenAt: null,
    weaknesses: 8,
    drift: 0,
    worst: null,
  })
  expect(vendors.map(({ id }) => id)).toContain('EXT-WCO-SCADA')
})

test('[B03] observed sessions are held against the register, and a new source, tool, target and hour each raise drift', async () => {
  // As it should be: at the gateway, on to the jump host, on to the station.
  await hear('ot', ['203.0.113.77', GATE], 443, '2026-10-02T09:00:00Z')
  await hear('ot', [GATE, JUMP], 3389, '2026-10-02T09:00:10Z')
  await hear('ot', [JUMP, EWS1], 3389, '2026-10-02T09:00:20Z')
  const kept = await vi.waitFor(
    async () => {
      const told = await read<typeof readVendorRegister>('/register?vendor=V-DCS')
      expect(told.sessions.length).toBe(3)
      return told
    },
    { timeout: 30_000, interval: 100 },
  )
  expect(kept.entries).toMatchObject([{ id: 'RA-01', owner: 'G-OT', approvedBy: 'P-OTDM-1' }])
  expect(kept.entries[0]?.lastSeenAt).toMatch(/^2026-10-02T09:00/)
  expect(kept.drift).toEqual([])

  await hear('ot', ['198.51.100.200', GATE], 443, '2026-10-02T09:30:00Z')
  expect(await drift('new-source')).toMatchObject({ severity: 2, seen: '198.51.100.200', domain: 'ot' })
  await hear('ot', ['203.0.113.77', GATE], 22, '2026-10-02T09:40:00Z')
  expect(await drift('new-tool')).toMatchObject({ access: ['RA-01'], vendors: ['V-DCS'], registered: 'https, rdp' })
  await hear('ot', [JUMP, addressOf('DCS-HIS1')], 3389, '2026-10-02T09:50:00Z')
  expect(await drift('new-target')).toMatchObject({ severity: 1, server: 'DCS-HIS1' })
  await hear('it', ['203.0.113.130', SIEM], 443, '2026-10-02T10:00:00Z')
  expect(await drift('outside-hours', analyst)).toMatchObject({ access: ['RA-07'], domain: 'it', retest: null })
  const { vendors } = await read<typeof listVendors>('')
  expect(vendors.find(({ id }) => id === 'V-DCS')).toMatchObject({ drift: 3, worst: 1 })
})

test('people of one domain learn nothing of what the other saw, and without monitoring nothing at all', async () => {
  const [ot, it] = [await read<typeof listVendors>(''), await read<typeof listVendors>('', analyst)]
  expect(new Set(ot.drift.map(({ domain }) => domain))).toEqual(new Set(['ot']))
  expect(new Set(it.drift.map(({ domain }) => domain))).toEqual(new Set(['it']))
  const seen = (told: typeof ot) => told.vendors.filter(({ lastSeenAt }) => lastSeenAt !== null).map(({ id }) => id)
  expect([seen(ot), seen(it)]).toEqual([['V-DCS'], ['V-SOC']])
  const board = await house.person(founder, 'board', ['executive'])
  const told = await read<typeof listVendors>('', board)
  expect([told.isSeen, told.drift, seen(told)]).toEqual([false, [], []])
  expect((await read<typeof readVendorRegister>('/register?vendor=V-DCS', board)).sessions).toEqual([])
})

test('[B06] weaknesses cite sessions and rules, and the next session tests each again by itself', async () => {
  const weakness = async () =>
    (await read<typeof readVendorRegister>('/register?vendor=V-CHL')).weaknesses.find(
      ({ kind }) => kind === 'ended-still-open',
    )
  expect(await weakness()).toMatchObject({ basis: 'record', sessions: [], retestedAt: null })
  // The controller asked from the vendor's own router.
  await hear('ot', [addressOf('VND-CELL1'), addressOf('PKG-CHL-PLC')], 11_740, '2026-10-02T10:10:00Z')
  const shown = await vi.waitFor(
    async () => {
      const found = await weakness()
      expect(found?.basis).toBe('session')
      return found!
    },
    { timeout: 30_000, interval: 100 },
  )
  expect(shown.retestedAt).toMatch(/^2026-10-02T10:10/)
  const conversation = await founder.get(`/api/conversations/${shown.sessions[0]?.conversation}`)
  expect(conversation.body).toMatchObject({
    clientAddress: addressOf('VND-CELL1'),
    serverAddress: addressOf('PKG-CHL-PLC'),
  })
  // Drift is tested by the next session, too: at night the desk keeps to its hours.
  await hear('it', ['203.0.113.131', SIEM], 443, '2026-10-02T21:00:00Z')
  await vi.waitFor(
    async () => expect(await drift('outside-hours', analyst)).toMatchObject({ retest: { result: 'kept' } }),
    { timeout: 30_000, interval: 100 },
  )
  // What the rules of firewalls let through is cited by device, rule and line.
  const idle = (await read<typeof readVendorRegister>('/register?vendor=V-INT')).weaknesses.find(
    ({ kind }) => kind === 'idle-account',
  )
  expect(idle?.rules.map(({ device, line }) => [device, typeof line])).toContainEqual(['OPS-FW1', 'number'])
  const leaver = (await read<typeof readVendorRegister>('/register?vendor=V-ERP')).weaknesses
  expect(leaver.map(({ kind, places }) => [kind, places.length > 0])).toContainEqual(['ended-still-open', true])
})

test('drift closes when the register covers it, and was open before', async () => {
  const before = new Date(clock.now() / 1000).toISOString()
  plant.remoteAccess.find(({ id }) => id === 'RA-01')!.sourceNetworks!.push('198.51.100.200/32')
  await load()
  await vi.waitFor(
    async () => {
      const kinds = (await read<typeof listVendors>('')).drift.map(({ kind }) => kind)
      expect(kinds).not.toContain('new-source')
      expect(kinds).toContain('new-tool')
    },
    { timeout: 30_000, interval: 100 },
  )
  const then = await read<typeof listVendors>(`?asOf=${before}`)
  expect(then.drift.map(({ kind }) => kind)).toContain('new-source')
})

test('what a compromised vendor touches, and the order in which to cut it off, with the sites that declare it', async () => {
  const { radius, cutPlan, sites } = await read<typeof findVendorRadius>('/radius?vendor=V-BLR')
  expect(radius).toMatchObject({ hasWayIn: true, accesses: ['RA-02'], compromised: ['V-BLR'] })
  expect(radius.assets.find(({ id }) => id === 'PKG-BLR-BMS')?.assetId).toMatch(/^ast_/)
  expect(cutPlan).toMatchObject({ isCutOff: true, hours: 24, currency: 'GBP' })
  expect(cutPlan.cuts[0]).toMatchObject({ id: 'access:RA-02', when: 'now', leftAfter: 0, isNeeded: true })
  expect(sites).toEqual([{ site: 'default', name: 'My site', isThis: true, products: 3, accesses: 1 }])
})

test('[B04] the order of cuts respects work in progress and the state of the process, and is another one when they are over', async () => {
  const job = {
    ...{
      id: 'J-1',
      title: 'burner management download',
      vendor: 'V-BLR',
      remoteAccess: ['RA-02'],
      accounts: [],
      assets: [],
    },
    ...{
      startedAt: '2026-10-02T11:00:00Z',
      endsAt: '2026-10-03T20:00:00Z',
      ifCut: 'harms',
      safeStop: null,
      owner: 'P-OT-ENG-2',
    },
  }
  plant.jobs = [job]
  plant.accounts.find(({ id }) => id === 'ACC-31')!.runs = ['F-STM']
  const reactor = plant.processStates.find(({ unit }) => unit === 'U-RX')!
  const utilities = plant.processStates.find(({ unit }) => unit === 'U-UTL')!
  const readAt = `${new Date(clock.now() / 1000).toISOString().slice(0, 16)}:00Z`
  reactor.current = { state: 'reaction', at: readAt, by: 'historian' }
  utilities.current = { state: 'running', at: readAt, by: 'shift' }
  await load()
  const { cutPlan } = await read<typeof findVendorRadius>('/radius?vendor=V-BLR')
  const told = cutPlan.cuts.map(({ id, when, hindrances }) => [id, when, ...hindrances.map(({ kind }) => kind)])
  expect(told).toEqual([
    ['access:RA-02', 'wait', 'job'],
    ['device:VND-EWON1', 'wait', 'job'],
    ['account:ACC-31', 'wait', 'state'],
  ])
  expect(cutPlan.cuts[2]?.losses.map(({ id }) => id)).toEqual(['F-STM', 'F-RX'])
  plant.jobs = []
  reactor.current = { state: 'empty', at: readAt, by: 'historian' }
  await load()
  const after = await read<typeof findVendorRadius>('/radius?vendor=V-BLR')
  expect(after.cutPlan.cuts.map(({ when }) => when)).toEqual(['now', 'now', 'now'])
})

test('[B05] a way from a vendor through IT into OT is told with whose records show each hop', async () => {
  const { radius } = await read<typeof findVendorRadius>('/radius?vendor=V-ERP')
  const [worst] = radius.paths.filter(({ isCrossing }) => isCrossing)
  expect(worst?.steps.slice(0, 3)).toEqual(['EXT-INET', 'ENT-FW1', 'ENT-ERP1'])
  const domains = new Set(worst?.hops.flatMap(({ facts }) => facts.map(({ domain }) => domain)))
  expect([domains.has('it'), domains.has('ot')]).toEqual([true, true])
  for (const side of ['it', 'ot'] as const) {
    const own = worst!.hops.flatMap((hop) => hop.facts.filter((fact) => fact.domain === side))
    expect([side, own.length > 0, own.every(({ places }) => places.length > 0)]).toEqual([side, true, true])
  }
})

test('an unknown vendor is refused with the nearest, an unknown site is not found', async () => {
  const answer = await founder.get('/api/sites/default/vendors/radius?vendor=V-BRL')
  expect([answer.status, answer.body]).toMatchObject([
    422,
    { code: 'vendors.unknown-vendor', details: { unknown: [{ id: 'V-BRL', nearest: 'V-BLR' }] } },
  ])
  expect((await founder.get('/api/sites/nowhere/vendors')).status).toBe(404)
  expect((await founder.get('/api/sites/default/vendors/radius?vendor=V-BLR&hours=-1')).status).toBe(400)
})
