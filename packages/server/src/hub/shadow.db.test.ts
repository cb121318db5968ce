// Shadow infrastructure from packets to decisions: a made capture through the real observer, cell, fact feed and hub, over the zones of
// the demonstration plant. Traffic that only looks like it gives nothing.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { ShadowMetrics, ShadowRecord, ShadowRow } from '@penstock/contract/shadow'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import {
  arpAnnouncement,
  bytes,
  DHCP_MESSAGE,
  dhcpAnswer,
  dhcpMessage,
  httpRequest,
  httpResponse,
  lldpFrame,
  modbus,
  pcapHeader,
  pcapRecord,
  TcpConversation,
  tlsClientHello,
  udpFrame,
  wireguardInitiation,
} from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const BEGIN = 1_790_834_400_000_000
const HOUR = 3_600_000_000
const KEY = new Uint8Array(32).fill(7)
const KEY_OF_OTHER = new Uint8Array(128).fill(8)
const ROUTER = '02:00:00:00:00:01'
/** Zones of the plant: Z-SIS, Z-PKG (control), Z-OPS (operations), Z-ENT (enterprise). */
const AT = { safety: '10.20.5.30', control: '10.20.40.211', operations: '10.20.20.77', enterprise: '10.10.0.77' }
const PLC = '10.20.40.11'
const clock = fakeClock()
let house: House
let founder: Person
let token = ''
let seq = 0

beforeAll(async () => {
  clock.advance(HOUR)
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  const plant = await founder.send(
    'POST',
    '/api/sites/default/plant',
    loadWrenfieldWorksText(),
    'application/octet-stream',
  )
  expect(plant.status, plant.text).toBe(200)
  const given = { name: 'sensor', domain: 'ot', site: 'default', sourceKind: 'sensor' }
  token = ((await founder.send('POST', '/api/access/tokens', given)).body as { secret: string }).secret
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

const end = (ip: string, port: number) => ({
  mac: `02:00:${ip
    .split('.')
    .map((n) => Number(n).toString(16).padStart(2, '0'))
    .join(':')}`,
  ip,
  port,
})

let ports = 50_000
/** An HTTP exchange of two hosts of the plant. */
function http(
  client: string,
  server: string,
  port: number,
  path: string,
  headers: Record<string, string>,
  answer: Record<string, string> = {},
  body = '{"jsonrpc":"2.0","id":1}',
) {
  const talk = new TcpConversation(end(client, ++ports), end(server, port))
  return [
    ...talk.open(),
    ...talk.send('client', httpRequest('POST', path, { Host: 'tools', ...headers }, body)),
    ...talk.send('server', httpResponse(200, 'OK', { 'Content-Type': 'application/json', ...answer }, '{}')),
  ]
}

/** A hello to a service of the world outside. */
function hello(client: string, serverName: string) {
  const talk = new TcpConversation(end(client, ++ports), { mac: ROUTER, ip: '198.51.100.7', port: 443 })
  const opening = tlsClientHello({ random: KEY, sessionId: KEY, keyShare: KEY, serverName, alpn: ['h2'] })
  return [...talk.open(), ...talk.send('client', opening)]
}

function write(client: string) {
  const talk = new TcpConversation(end(client, ++ports), end(PLC, 502))
  const frame = modbus.frame({ transaction: 1, unit: 1 }, modbus.writeRegister(7, 500))
  return [...talk.open(), ...talk.send('client', frame), ...talk.send('server', frame)]
}

/** Sends the packets as a sensor sees them, from this instant on. */
async function hear(frames: readonly Uint8Array[], from = BEGIN): Promise<ObservationBatch> {
  return await hearRecords(frames.map((frame, n) => pcapRecord(from + n * 2000, frame)))
}

async function hearRecords(records: readonly Uint8Array[]): Promise<ObservationBatch> {
  const observer = new LiveObserver({ maxFlows: 4096 })
  observer.push(bytes(pcapHeader(), ...records))
  observer.end()
  const batch = { ...observer.cut(), seq: seq++ }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await house.ask('/api/ot/observations', {
    ...jsonOf({ sensor: 's', capture: 'c', batches: [batch] }),
    headers,
  })
  expect(answer.status, answer.text).toBe(200)
  return batch
}

async function list(query = '', person = founder): Promise<ShadowRow[]> {
  const answer = await person.get(`/api/shadow?limit=500${query}`)
  expect(answer.status, answer.text).toBe(200)
  const { items, total } = answer.body as { items: ShadowRow[]; total: number }
  expect(total).toBe(items.length)
  return items
}

async function found(indicator: string, host: string): Promise<ShadowRow> {
  return await vi.waitFor(
    async () => {
      const row = (await list()).find((one) => one.indicator === indicator && one.host === host)
      expect(row, `${indicator} on ${host}`).toBeDefined()
      return row!
    },
    { timeout: 30_000, interval: 100 },
  )
}

async function decide({ id, version }: Pick<ShadowRow, 'id' | 'version'>, decision: object, person = founder) {
  clock.advance(1000)
  return await person.send('POST', `/api/shadow/${id}/decision`, { version, decision, reason: 'it is needed' })
}

const metrics = async (query = '') => (await founder.get(`/api/shadow/metrics${query}`)).body as ShadowMetrics

const told = (rows: readonly ShadowRow[]) =>
  rows.map(({ indicator, host, zone, severity, confidence }) => [indicator, host, zone, severity, confidence])

test('[B01] a cellular gateway, a hobby board and a rogue access point are each named with confidence and the severity of their zone', async () => {
  await hear([
    arpAnnouncement({ mac: '00:30:44:12:34:56', ip: AT.control }),
    arpAnnouncement({ mac: 'b8:27:eb:12:34:56', ip: AT.safety }),
    arpAnnouncement({ mac: '94:83:c4:12:34:56', ip: AT.operations }),
    arpAnnouncement({ mac: '94:83:c4:12:34:57', ip: AT.enterprise }),
  ])
  await found('maker:travel-soho-router', AT.enterprise)
  expect(told(await list())).toEqual([
    ['maker:hobby-board', AT.safety, 'Z-SIS', 1, 0.5],
    ['maker:cellular-router', AT.control, 'Z-PKG', 2, 0.5],
    ['maker:travel-soho-router', AT.operations, 'Z-OPS', 3, 0.5],
    ['maker:travel-soho-router', AT.enterprise, 'Z-ENT', 4, 0.5],
  ])
  const record = (await founder.get(`/api/shadow/${(await list())[0]!.id}`)).body as ShadowRecord
  expect(record).toMatchObject({ state: 'under-review', control: null })
  expect(record.name).toContain('Raspberry')
  expect(record.signs).toMatchObject([{ kind: 'maker', proof: { frame: 2 } }])
  expect(record.steps).toMatchObject([{ state: 'under-review', by: null }])
})

test('[B02] an agent protocol without a handshake, a local model server and a coding agent are found; beside a controller it is the worst', async () => {
  const station = '10.20.20.80'
  const tools = '10.20.20.81'
  const desk = '10.10.0.80'
  await hear(
    [
      // The revision of 2026-07-28: every request says what it is in its headers, and nothing is negotiated before.
      ...http(station, tools, 8000, '/rpc', {
        'MCP-Protocol-Version': '2026-07-28',
        'Mcp-Method': 'tools/call',
        'Mcp-Name': 'read_tag',
      }),
      ...http(desk, tools, 11_434, '/api/chat', {}),
      ...http(desk, '10.10.0.81', 8080, '/v1/messages', { 'User-Agent': 'claude-cli/2.1.0 (external)' }),
      ...write(station),
    ],
    BEGIN + 1_000_000,
  )
  await found('ag-claudecode', desk)
  const rows = (await list()).filter(({ indicator }) => !indicator.startsWith('maker:'))
  expect(told(rows)).toEqual([
    ['ap-mcp', station, 'Z-OPS', 1, 0.86],
    ['ap-mcp', tools, 'Z-OPS', 2, 0.86],
    ['lo-ollama', tools, 'Z-OPS', 3, 0.86],
    ['ai-anthropic', desk, 'Z-ENT', 4, 0.7],
    ['ag-claudecode', desk, 'Z-ENT', 4, 0.7],
  ])
  expect(rows.map(({ isBesideControl }) => isBesideControl)).toEqual([true, false, false, false, false])
  const worst = (await founder.get(`/api/shadow/${rows[0]!.id}`)).body as ShadowRecord
  expect(worst.control).toMatchObject({ protocol: 'modbus-tcp', peer: PLC, proof: { frame: 16 } })
  // What the wire said stays in the cell: up go patterns of the catalogue.
  expect(JSON.stringify(worst)).not.toContain('read_tag')
  const facts = await house.core.transaction({ role: 'core_service', sites: '*', clearance: 3 }, (tx) =>
    tx.selectFrom('fact').select('body').where('kind', '=', 'shadow').execute(),
  )
  expect(JSON.stringify(facts)).not.toContain('2.1.0 (external)')
})

test('what only looks like it gives no finding', async () => {
  const before = (await list()).length
  const host = '10.20.20.90'
  await hear(
    [
      ...hello(host, 'notteamviewer.com'),
      ...hello(host, 'anthropic.com.plant.example'),
      // A path that several products answer, away from the port of each; a name that begins alike; a page of a motor control panel.
      ...http(host, '10.20.20.91', 9, '/v1/models', { 'User-Agent': 'Mozilla/5.0 (claude-cli/9)' }),
      ...http(host, '10.20.20.91', 9, '/mcp/motors', {}, {}, '{"motor":7}'),
      ...http(host, '10.20.20.91', 80, '/v1/users', {}),
      // The port of a model server, without its words.
      ...http(host, '10.20.20.92', 11_434, '/status', {}, { Server: 'nginx' }),
      // A hobby board far away: its packets come through a router, whose address they carry.
      arpAnnouncement({ mac: '00:1b:1b:00:00:09', ip: '10.20.20.93' }),
      ...write(host),
    ],
    BEGIN + 2_000_000,
  )
  // Something true after it: then all before it was judged.
  await hear([arpAnnouncement({ mac: 'b8:27:eb:00:00:01', ip: '10.20.20.99' })], BEGIN + 3_000_000)
  await found('maker:hobby-board', '10.20.20.99')
  expect((await list()).length).toBe(before + 1)
  expect((await list()).filter((row) => row.host.startsWith('10.20.20.9'))).toHaveLength(1)
})

test('[B02] what was adopted stays silent, whatever else is seen of it; the model server beside it is still told', async () => {
  const tool = await found('lo-ollama', '10.20.20.81')
  const adopted = await decide(tool, { state: 'adopted', owner: 'Data team', conduit: 'C-09' })
  expect([adopted.status, adopted.body]).toMatchObject([200, { state: 'adopted', owner: 'Data team' }])
  await hear(http('10.10.0.80', '10.20.20.81', 11_434, '/api/generate', {}), BEGIN + 2 * HOUR)
  await vi.waitFor(async () => {
    const row = (await list('&state=adopted'))[0]
    expect(row?.lastAt).toBe(isoOfMicros(micros(BEGIN + 2 * HOUR + 8000)))
  }, 30_000)
  expect((await list('&state=under-review')).map(({ id }) => id)).not.toContain(tool.id)
  const { steps } = (await founder.get(`/api/shadow/${tool.id}`)).body as ShadowRecord
  expect(steps.map(({ state, reason, by, byName }) => [state, reason, by !== null, byName !== null])).toEqual([
    ['under-review', null, false, false],
    ['adopted', 'it is needed', true, true],
  ])
})

test('[B02] an agent that was adopted in the office opens again when its host first speaks to a controller', async () => {
  const agent = await found('ag-claudecode', '10.10.0.80')
  expect((await decide(agent, { state: 'adopted', owner: 'IT', conduit: null })).status).toBe(200)
  await hear(write('10.10.0.80'), BEGIN + 3 * HOUR)
  const again = await vi.waitFor(async () => {
    const row = await found('ag-claudecode', '10.10.0.80')
    expect(row).toMatchObject({ state: 'under-review', severity: 1, isBesideControl: true })
    return row
  }, 30_000)
  const { steps } = (await founder.get(`/api/shadow/${again.id}`)).body as ShadowRecord
  expect(steps.at(-1)).toMatchObject({ reopening: 'beside-control', by: null, state: 'under-review' })
  // Whoever adopts it now knows.
  expect((await decide(again, { state: 'adopted', owner: 'IT', conduit: null })).status).toBe(200)
})

test('[B01] what is tolerated opens again at its instant, to the microsecond, and waits from then on', async () => {
  const board = await found('maker:hobby-board', AT.safety)
  const until = micros(clock.now() + HOUR / 6)
  const past = await decide(board, {
    state: 'tolerated',
    owner: 'x',
    until: isoOfMicros(micros(BEGIN)),
    compensation: 'y',
  })
  expect([past.status, past.body]).toMatchObject([422, { code: 'shadow.until-past' }])
  const decision = {
    state: 'tolerated',
    owner: 'Shift lead',
    until: isoOfMicros(until),
    compensation: 'unplugged at night',
  }
  expect((await decide(board, decision)).body).toMatchObject({ state: 'tolerated', until: isoOfMicros(until) })
  clock.advance(until - 1 - clock.now())
  expect((await list('&state=tolerated')).map(({ id }) => id)).toEqual([board.id])
  const silent = (await metrics()).undecided
  clock.advance(1)
  expect((await list('&state=tolerated')).length).toBe(0)
  expect((await list('&state=under-review')).find(({ id }) => id === board.id)).toMatchObject({
    since: isoOfMicros(until),
  })
  expect((await metrics()).undecided).toBe(silent + 1)
  const { steps } = (await founder.get(`/api/shadow/${board.id}`)).body as ShadowRecord
  expect(steps.at(-1)).toMatchObject({ at: isoOfMicros(until), reopening: 'tolerated-no-longer' })
})

test('[B01] how many wait and for how long: exact now, and as of any instant before', async () => {
  const at = micros(clock.now() + HOUR / 6)
  clock.advance(HOUR / 6)
  const waiting = await list('&state=under-review')
  const ages = waiting
    .map(({ since }) => at - Date.parse(since) * 1000 - Number(since.slice(23, 26)))
    .sort((a, b) => a - b)
  const middle = ages.length / 2
  const median = ages.length % 2 === 1 ? ages[Math.floor(middle)]! : Math.floor((ages[middle - 1]! + ages[middle]!) / 2)
  expect(ages.length).toBeGreaterThan(3)
  expect(await metrics()).toEqual({
    at: isoOfMicros(at),
    undecided: ages.length,
    bySeverity: [1, 2, 3, 4].map((severity) => waiting.filter((row) => row.severity === severity).length),
    unknownSeverity: 0,
    medianAgeMicros: median,
    oldestAgeMicros: ages.at(-1),
  })
  // The first findings came in the first hour, and nothing was decided then.
  const first = await metrics(`?at=${isoOfMicros(micros(BEGIN + HOUR))}`)
  expect(first.undecided).toBe(10)
  // The list of that instant: before an agent spoke to a controller, and before anything was decided about it.
  const then = `&asOf=${isoOfMicros(micros(BEGIN + HOUR))}`
  const rows = await list(`&state=under-review${then}`)
  expect([rows.length, first.bySeverity]).toEqual([
    10,
    [1, 2, 3, 4].map((severity) => rows.filter((row) => row.severity === severity).length),
  ])
  const agent = rows.find(({ indicator }) => indicator === 'ag-claudecode')!
  expect(agent).toMatchObject({ severity: 4, isBesideControl: false, since: isoOfMicros(micros(BEGIN + HOUR)) })
  const { steps } = (await founder.get(`/api/shadow/${agent.id}?${then.slice(1)}`)).body as ShadowRecord
  expect(steps.map(({ state }) => state)).toEqual(['under-review'])
  expect(await list(`&state=adopted${then}`)).toEqual([])
  const lines = (await founder.get(`/api/shadow.csv?columns=name,state${then}`)).text.trimEnd().split('\r\n')
  expect([lines.length - 2, lines[0]]).toEqual([10, expect.stringContaining('as of 2026-10-01T07:00:00')])
  expect(await metrics(`?at=${isoOfMicros(micros(BEGIN))}`)).toMatchObject({ undecided: 0, medianAgeMicros: null })
  expect((await founder.get(`/api/shadow?asOf=${isoOfMicros(micros(at + 1))}`)).body).toMatchObject({
    code: 'history.in-future',
  })
  expect((await founder.get(`/api/shadow/metrics?at=${isoOfMicros(micros(at + 1))}`)).body).toMatchObject({
    code: 'history.in-future',
  })
})

test('[B01] removal is a change of its own, and what is seen after it opens again', async () => {
  const router = await found('maker:cellular-router', AT.control)
  expect((await decide(router, { state: 'removed', change: 'CHG-7' })).body).toMatchObject({
    code: 'shadow.not-to-be-removed',
  })
  const planned = (await decide(router, { state: 'to-be-removed', owner: 'Maintenance', change: 'CHG-7' }))
    .body as ShadowRecord
  const removed = (await decide(planned, { state: 'removed', change: 'CHG-7' })).body as ShadowRecord
  expect([planned.state, removed.state, removed.owner]).toEqual(['to-be-removed', 'removed', 'Maintenance'])
  // An older capture says nothing new.
  await hear([arpAnnouncement({ mac: '00:30:44:12:34:56', ip: AT.control })], BEGIN + HOUR / 2)
  await hear([arpAnnouncement({ mac: 'b8:27:eb:00:00:02', ip: '10.20.20.98' })], BEGIN + HOUR / 2)
  await found('maker:hobby-board', '10.20.20.98')
  expect((await list('&state=removed')).map(({ id }) => id)).toEqual([router.id])
  await hear([arpAnnouncement({ mac: '00:30:44:12:34:56', ip: AT.control })], clock.now() + HOUR)
  await vi.waitFor(async () => expect(await list('&state=removed')).toEqual([]), 30_000)
  const record = (await founder.get(`/api/shadow/${router.id}`)).body as ShadowRecord
  expect(record).toMatchObject({ state: 'under-review', owner: 'Maintenance' })
  expect(record.steps.at(-1)).toMatchObject({ reopening: 'seen-after-removal' })
})

test('a decision needs the version that was seen, the domain that saw it, and leaves its entry; packets are for that domain', async () => {
  const row = await found('maker:travel-soho-router', AT.enterprise)
  const itLead = await house.person(founder, 'it-lead', ['it-lead'])
  const executive = await house.person(founder, 'executive', ['executive'])
  const decision = { state: 'false-positive' }
  expect((await decide(row, decision, itLead)).body).toMatchObject({ code: 'shadow.other-domain' })
  expect((await decide(row, decision, executive)).status).toBe(404)
  for (const person of [itLead, executive]) {
    const record = (await person.get(`/api/shadow/${row.id}`)).body as ShadowRecord
    expect(record).toMatchObject({ id: row.id, signs: [{ kind: 'maker', proof: null }] })
  }
  const [first, second] = await Promise.all([decide(row, decision), decide(row, decision)])
  expect(new Set([first.status, second.status])).toEqual(new Set([200, 409]))
  const { version } = (await founder.get(`/api/shadow/${row.id}`)).body as ShadowRecord
  expect(version).toBe(row.version + 1)
  const entries = await house.core.transaction({ role: 'core_service', sites: '*', clearance: 3 }, (tx) =>
    tx
      .selectFrom('audit_entry')
      .select(['actor', 'details'])
      .where('action', '=', 'shadow.decide')
      .where('object', '=', row.id)
      .execute(),
  )
  expect(entries).toMatchObject([{ details: { state: 'false-positive', reason: 'it is needed', version } }])
})

test('several are decided at once: each by itself, and what moved is told', async () => {
  const rows = (await list('&state=under-review')).slice(0, 3)
  const findings = rows.map(({ id, version }, n) => ({ id, version: n === 2 ? version + 1 : version }))
  const body = {
    findings,
    decision: { state: 'to-be-removed', owner: 'Maintenance', change: null },
    reason: 'clean-up',
  }
  const answer = await founder.send('POST', '/api/shadow/decisions', body)
  expect(answer.body).toEqual({ decided: 2, refused: [{ id: rows[2]!.id, code: 'version-moved' }] })
  const open = (await list('&state=to-be-removed')).map(({ id }) => id)
  expect(open.toSorted()).toEqual(
    rows
      .slice(0, 2)
      .map(({ id }) => id)
      .toSorted(),
  )
})

test('the list in pages is the list, and the file is what the list shows', async () => {
  for (const sort of ['severity', '-severity', '-confidence', 'since', '-lastAt', 'device']) {
    const all = (await founder.get(`/api/shadow?sort=${sort}&limit=500`)).body as { items: ShadowRow[] }
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const page = (await founder.get(`/api/shadow?sort=${sort}&limit=3${query}`)).body as {
        items: ShadowRow[]
        nextCursor: string | null
      }
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect([sort, paged]).toEqual([sort, all.items.map(({ id }) => id)])
  }
  const query = 'severity=1&sort=-confidence'
  const shown = (await founder.get(`/api/shadow?${query}`)).body as { items: ShadowRow[] }
  const { text } = await founder.get(`/api/shadow.csv?${query}&columns=name,host,state`)
  const lines = text.trimEnd().split('\r\n')
  expect(shown.items.length).toBeGreaterThan(1)
  expect(lines.slice(1)).toEqual([
    'name,host,state',
    ...shown.items.map(({ name, host, state }) => `${name.includes(',') ? `"${name}"` : name},${host},${state}`),
  ])
})

/** What devices of the package units do from this instant on; the first of each pair is a question, the second only looks like it. */
function behaviour(from: number): Uint8Array[] {
  const timed: [at: number, frame: Uint8Array, wireBytes?: number][] = []
  const during = (at: number, frames: readonly Uint8Array[]) =>
    timed.push(...frames.map((frame, n): (typeof timed)[number] => [at + n, frame]))
  const outside = (ip: string, port: number) => ({ mac: ROUTER, ip, port })
  const registered = { mac: '28:63:36:46:e2:36', ip: '10.20.40.12' }
  const ask = (client: ReturnType<typeof end>, peer: ReturnType<typeof outside>) => {
    for (let minute = 0; minute <= 366; minute++) {
      timed.push([minute * 60_000_000, udpFrame(client, peer, new Uint8Array(60))])
      timed.push([minute * 60_000_000 + 20_000, udpFrame(peer, client, new Uint8Array(60))])
    }
  }
  // H01: over eleven minutes.
  for (const minutes of [0, 11]) {
    during(minutes * 60_000_000, [arpAnnouncement(end('10.20.40.230', 0)), arpAnnouncement(registered)])
    during(minutes * 60_000_000, [arpAnnouncement(end('10.20.5.200', 0)), ...write('10.20.5.200')])
  }
  // H02: the world answers through it.
  const way = end('10.20.40.202', 0)
  const out = new TcpConversation({ ...registered, port: ++ports }, { mac: way.mac, ip: '198.51.100.20', port: 8883 })
  during(5000, [arpAnnouncement(way), ...out.open()])
  // H03, H04: the register names the networks from which its callers come.
  ask(end('10.20.40.203', 7000), outside('198.51.100.30', 7000))
  ask(end('10.20.40.213', 7000), outside('203.0.113.70', 7000))
  for (const [client, peer] of [
    ['10.20.40.204', '198.51.100.40'],
    ['10.20.40.214', '203.0.113.71'],
  ] as const)
    during(6000, [
      udpFrame(end(client, 51_820), outside(peer, 51_820), wireguardInitiation(new Uint8Array(128).fill(7))),
    ])
  // H07: in packets that the capture cut off, as sensors do; half of it by each of two names.
  for (const [name, peer] of [
    ['huggingface.co', '198.51.100.70'],
    ['us.xethub.hf.co', '198.51.100.71'],
  ] as const) {
    const client = end('10.20.40.207', ++ports)
    const talk = new TcpConversation(client, outside(peer, 443))
    const opening = tlsClientHello({ random: KEY, sessionId: KEY, keyShare: KEY, serverName: name, alpn: ['h2'] })
    during(7000, [...talk.open(), ...talk.send('client', opening)])
    for (let n = 0; n < 8400; n++) timed.push([7_100_000 + n, talk.send('server', new Uint8Array(1))[0]!, 65_000])
  }
  // H10, H11, H16: it gives addresses; it tells its neighbours what it is; it says what it runs.
  const all = { mac: 'ff:ff:ff:ff:ff:ff', ip: '255.255.255.255', port: 68 }
  const offer = dhcpAnswer(
    DHCP_MESSAGE.offer,
    way,
    { ip: '10.20.40.210', router: '10.20.40.2', mask: '255.255.255.0' },
    1,
  )
  const point = { mac: '94:83:c4:12:34:60', ip: '10.20.40.220' }
  const phone = end('10.20.40.216', 0)
  const wish = dhcpMessage(DHCP_MESSAGE.request, { ...phone, hostname: 'op', vendorClass: 'android-dhcp-13' }, 2)
  during(8000, [
    udpFrame(end('10.20.40.210', 67), all, offer),
    arpAnnouncement(point),
    lldpFrame({ mac: point.mac, portId: 'lan', role: 'access-point', managementIp: point.ip }),
    arpAnnouncement(phone),
    udpFrame({ mac: phone.mac, ip: '0.0.0.0', port: 68 }, { ...all, port: 67 }, wish),
  ])
  // H15.
  during(9000, [
    ...hello('10.20.40.215', 'v10.events.data.microsoft.com'),
    ...hello('10.20.40.217', 'data.plant.example'),
  ])
  return timed.toSorted(([a], [b]) => a - b).map(([at, frame, whole]) => pcapRecord(from + at, frame, undefined, whole))
}

const HEURISTIC = /^H\d\d$/
const behaving = async () =>
  (await list()).filter(({ indicator, state }) => HEURISTIC.test(indicator) && state === 'under-review')

test('[B01] what devices do is told by each heuristic, with zone, confidence and packet; what only looks like it is not', async () => {
  const before = new Set((await behaving()).map(({ id }) => id))
  const from = clock.now() + HOUR
  await hearRecords(behaviour(from))
  await found('H03', '10.20.40.203')
  await found('H07', '10.20.40.207')
  const fresh = (await behaving()).filter(({ id }) => !before.has(id))
  const of = fresh.map(({ indicator, host, zone, severity, confidence }) =>
    [indicator, host, zone, severity, confidence].join(' '),
  )
  expect(of.sort()).toEqual([
    'H01 10.20.40.203 Z-PKG 1 0.9',
    'H01 10.20.40.213 Z-PKG 1 0.9',
    'H01 10.20.40.230 Z-PKG 1 0.9',
    'H02 10.20.40.202 Z-PKG 1 0.7',
    'H03 10.20.40.203 Z-PKG 1 0.6',
    'H04 10.20.40.204 Z-PKG 1 0.8',
    'H07 10.20.40.207 Z-PKG 1 0.8',
    'H10 10.20.40.210 Z-PKG 1 0.8',
    'H11 10.20.40.220 Z-PKG 1 0.8',
    'H15 10.20.40.215 Z-PKG 1 0.6',
    'H16 10.20.40.216 Z-PKG 1 0.6',
  ])
  expect(fresh.find(({ indicator }) => indicator === 'H11')!.name).toBe('New access point (GL.iNet)')
  const kept = await founder.get(`/api/shadow/${fresh.find(({ indicator }) => indicator === 'H03')!.id}`)
  const proof = { at: isoOfMicros(micros(from)) }
  expect(kept.body).toMatchObject({
    name: 'Outbound keep-alive',
    signs: [{ kind: 'peer', pattern: '198.51.100.30', proof }],
  })
  // Adopted, it stays silent.
  const tunnel = fresh.find(({ indicator }) => indicator === 'H04')!
  expect((await decide(tunnel, { state: 'adopted', owner: 'Packages', conduit: null })).status).toBe(200)
  await hear(
    [
      udpFrame(
        end('10.20.40.204', 51_820),
        { mac: ROUTER, ip: '198.51.100.40', port: 51_820 },
        wireguardInitiation(KEY_OF_OTHER),
      ),
    ],
    from + 2 * HOUR,
  )
  const last = isoOfMicros(micros(from + 2 * HOUR))
  await vi.waitFor(
    async () => expect((await list('&state=adopted')).find(({ id }) => id === tunnel.id)?.lastAt).toBe(last),
    30_000,
  )
})

test('[B01] what the register answers is asked no longer, and what it does not know is found once its zone is said', async () => {
  const known = await found('H01', '10.20.40.230')
  const asset = '"ip": "10.20.40.52"'
  const subnet = '"subnet": "10.20.5.0/27"'
  const text = loadWrenfieldWorksText()
  expect([text.includes(asset), text.includes(subnet)]).toEqual([true, true])
  const moved = text.replaceAll(asset, '"ip": "10.20.40.230"').replace(subnet, '"subnet": "10.20.5.0/24"')
  expect((await founder.send('POST', '/api/sites/default/plant', moved, 'application/octet-stream')).status).toBe(200)
  expect(await found('H01', '10.20.5.200')).toMatchObject({ zone: 'Z-SIS', severity: 1 })
  await vi.waitFor(async () => expect((await list()).map(({ id }) => id)).not.toContain(known.id), 30_000)
})

test('another zone is another severity, also of what was found before', async () => {
  const before = await found('maker:hobby-board', '10.20.20.99')
  expect(before.severity).toBe(3)
  const text = loadWrenfieldWorksText().replace(/("id":\s*"Z-OPS",\s*"name":\s*"[^"]*",\s*"purdue":\s*)"3"/, '$1"1"')
  expect(text).not.toBe(loadWrenfieldWorksText())
  expect((await founder.send('POST', '/api/sites/default/plant', text, 'application/octet-stream')).status).toBe(200)
  await vi.waitFor(async () => expect((await found('maker:hobby-board', '10.20.20.99')).severity).toBe(2), 30_000)
})
