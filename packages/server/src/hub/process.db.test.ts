import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRow } from '@penstock/contract/assets'
import {
  type listContingencies,
  type listHiddenNeeds,
  type listManagement,
  type listRestsOn,
  type listTargets,
  type NewDrill,
  type planProcessRecovery,
  type playProcessOutage,
  type readProcess,
  type recordDrill,
  type reviewProcess,
  writeOutages,
} from '@penstock/contract/process'
import type { Response, Route } from '@penstock/contract/route'
import type { ConversationFact } from '@penstock/server/facts'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { storeConversations } from '@penstock/server/zones'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const TEN_MINUTES = 600_000_000
const clock = fakeClock()
let house: House
let founder: Person
/** Just before the plant was imported, and just before it changed. */
let before = ''
let between = ''

interface PlantText {
  functions: { id: string; inputs: { name: string; suppliers: string[]; k: number; bufferH: number }[] }[]
}

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  const plant = JSON.parse(loadWrenfieldWorksText()) as PlantText
  const load = async () => {
    const answer = await founder.send(
      'POST',
      '/api/sites/default/plant?source=plant.json',
      JSON.stringify(plant),
      'application/octet-stream',
    )
    expect(answer.status, answer.text).toBe(200)
  }
  before = isoAfter(TEN_MINUTES)
  clock.advance(TEN_MINUTES)
  await load()
  between = isoAfter(TEN_MINUTES)
  clock.advance(TEN_MINUTES)
  // The directory is found to need the process control that logs on to it.
  plant.functions
    .find(({ id }) => id === 'F-OTAD')!
    .inputs.push({ name: 'clock of the controllers', suppliers: ['F-DCS'], k: 1, bufferH: 0 })
  await load()
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

function isoAfter(micros: number): string {
  return new Date((clock.now() + micros) / 1000 - 1).toISOString()
}

async function read<R extends Route>(path: string, as: Person = founder): Promise<Response<R>> {
  const answer = await as.get(`/api/sites/default/process${path}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<R>
}

const then = () => `asOf=${between}`

test('[C02] the network tells needs, stocks and targets, and which asset of the register each needed one is', async () => {
  const network = await read<typeof readProcess>('')
  expect(network).toMatchObject({ site: 'default', source: 'plant.json', currency: 'GBP' })
  const control = network.functions.find(({ id }) => id === 'F-DCS')!
  expect(control.own.map(({ k, assets }) => [k, assets.length])).toEqual([
    [1, 1],
    [1, 1],
    [1, 3],
  ])
  expect(control.inputs.find(({ name }) => name === 'logon')).toEqual({
    name: 'logon',
    suppliers: ['F-OTAD'],
    k: 1,
    bufferH: 12,
  })
  const layerOf = (id: string) => network.functions.find((one) => one.id === id)!.layer
  expect(layerOf('X-GRID')).toBe(0)
  expect(layerOf('F-REM')).toBeGreaterThan(layerOf('F-HYPO'))
  const station = network.assets.find(({ id }) => id === 'DCS-SWA')!
  expect(station.neededBy).toEqual(['F-NETC'])
  const { items } = (await founder.get('/api/assets?limit=500')).body as { items: AssetRow[] }
  expect(items.find(({ id }) => id === station.assetId)?.name).toBe(station.name)
  expect(network.neededByNothing.map(({ id }) => id)).toContain('ENT-SW1')
})

test('[C04:3] both control switches down for a day: what stops when, why, until when, as reckoned by hand', async () => {
  const one = await read<typeof playProcessOutage>(`/outage?out=DCS-SWA=0..24&${then()}`)
  expect([one.losses, one.running]).toEqual([[], 47])
  const out = ['DCS-SWA', 'DCS-SWB'].map((unit) => ({ unit, fromH: 0, toH: 24 }))
  const both = await read<typeof playProcessOutage>(`/outage?out=${writeOutages(out)}&${then()}`)
  const times = Object.fromEntries(
    both.losses.map(({ id, stops }) => [id, stops.map(({ downH, upH }) => [downH, upH])]),
  )
  // Network 0.1 h after its switch, control 1 h more; chlorine 2 h, hypochlorite 4 h and the reactor 12 h after that.
  expect(times).toEqual({
    'F-NETC': [[0, 24.1]],
    'F-DCS': [[0, 25.1]],
    'F-CL2': [[0, 27.1]],
    'F-HYPO': [[0, 31.1]],
    'F-RX': [[0, 39.1]],
  })
  const network = both.losses.find(({ id }) => id === 'F-NETC')!
  expect(network.stops[0]?.reason).toEqual({
    kind: 'own',
    group: 'switches',
    missing: ['DCS-SWA', 'DCS-SWB'],
    needed: 1,
    bufferH: 0,
  })
  expect(both.losses.filter(({ isMtpdBroken }) => isMtpdBroken).map(({ id }) => id)).toEqual(['F-NETC', 'F-DCS'])
  expect(both.losses.find(({ id }) => id === 'F-CL2')?.impact).toEqual([{ receptor: 'money', level: 2 }])
  expect(both.confidence).toMatchObject({ level: 'high', functions: 5 })
  expect(both.running).toBe(42)
  // Process control carries two alarms; everything else of the scenarios remains.
  expect(
    both.scenarios.map(({ id, layers }) => [id, layers.filter(({ fromH }) => fromH !== null).map((one) => one.id)]),
  ).toEqual([
    ['L-01', ['TAH-201']],
    ['L-04', ['AAL-102']],
  ])
})

test('[C04:3] [C05:3] the plant as it was known: no plant, no knot, and the knot that the last import brought', async () => {
  expect((await read<typeof readProcess>(`?asOf=${before}`)).functions).toEqual([])
  expect((await read<typeof readProcess>(`?${then()}`)).knots).toEqual([])
  const now = await read<typeof readProcess>('')
  expect(now.knots.map(({ cycle }) => cycle)).toEqual([['F-OTAD', 'F-DCS']])
  // Twelve hours of open sessions carry control; an hour longer without the directory, and neither starts without the other.
  const servers = 'out=OPS-DC1=0..13,OPS-DC2=0..13&horizonH=200'
  expect((await read<typeof playProcessOutage>(`/outage?${servers}&${then()}`)).knots).toEqual([])
  const { knots, losses } = await read<typeof playProcessOutage>(`/outage?${servers}`)
  expect(knots.map(({ cycle }) => cycle)).toEqual([['F-OTAD', 'F-DCS']])
  expect(losses.find(({ id }) => id === 'F-DCS')).toMatchObject({ isDownAtHorizon: true })
})

test('[C03] what leans on a single person or on people at all is told', async () => {
  const { findings } = await read<typeof reviewProcess>('/review')
  const single = findings.filter(({ rule }) => rule === 'process.skill-of-one-person')
  expect(single.map(({ id, facts }) => [id, facts.find(({ name }) => name === 'skill')?.value])).toContainEqual([
    'P-OT-ENG-1',
    'dcs',
  ])
  expect(findings.map(({ rule }) => rule)).toContain('process.crew-of-one-person')
  const { losses } = await read<typeof playProcessOutage>(`/outage?out=X-STAFF=0..8&${then()}`)
  expect(losses.map(({ id }) => id)).toEqual(expect.arrayContaining(['F-DCS', 'F-CL2']))
})

test('[C05:3] the ranking is worst first, pages to its end, and tells pairs that cost what neither costs alone', async () => {
  const whole = await read<typeof listContingencies>(`/contingencies?hours=24&limit=500&${then()}`)
  expect(whole.items.length).toBe(whole.total)
  expect(whole.items.every((one, at) => at === 0 || one.mtpdsBroken <= whole.items[at - 1]!.mtpdsBroken)).toBe(true)
  const paged: unknown[] = []
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Response<typeof listContingencies> = await read<typeof listContingencies>(
      `/contingencies?hours=24&limit=25&cursor=${cursor}&${then()}`,
    )
    paged.push(...page.items)
    cursor = page.nextCursor
  }
  expect(paged).toEqual(whole.items)
  const pairs = await read<typeof listContingencies>(`/contingencies?order=2&hours=24&paired=150&limit=500&${then()}`)
  expect(pairs.items.map(({ units }) => units)).toContainEqual(['DCS-SWA', 'DCS-SWB'])
  const few = await read<typeof listContingencies>(`/contingencies?order=2&hours=24&paired=10&${then()}`)
  expect([few.compared, few.leftOut]).toEqual([45, pairs.leftOut + 140 - (150 - pairedUnits(pairs.compared))])
})

function pairedUnits(pairs: number): number {
  return (1 + Math.sqrt(1 + 8 * pairs)) / 2
}

test('[C07:2] the recovery plan says who restores what when, and which targets that does not hold', async () => {
  const plan = await read<typeof planProcessRecovery>(
    `/recovery?lost=F-SIS,DCS-HIS1,DCS-HIS2,DCS-HIS3,PKG-SW1&${then()}`,
  )
  expect(plan.tasks.find(({ asset }) => asset === 'SIS-MP1')).toEqual({
    asset: 'SIS-MP1',
    crew: 'CREW-SIS',
    startH: 12,
    endH: 22,
  })
  expect(plan.withoutTime).toEqual(['PKG-SW1'])
  // 12 h call-out, 10 h work, 2 h restart against a target of 4.
  expect(plan.functions.find(({ id }) => id === 'F-SIS')).toMatchObject({ backH: 24, rtoH: 4, isRtoHeld: false })
  expect(plan.functions.find(({ id }) => id === 'F-DCS')).toMatchObject({ backH: 4, rtoH: 4, isRtoHeld: true })
  expect(plan.method).toBe('exact')
})

test('[C05:3] a shared service that was seen and is not declared is asked of its owner, only of whom may see that traffic', async () => {
  await see('ot', [
    ['DCS-HIS1', 'OPS-NTP1', 'ntp', 123],
    ['DCS-HIS2', 'OPS-NTP1', 'ntp', 123],
    ['DCS-HIS1', 'OPS-DC1', 'kerberos', 88],
    ['OPS-BAT1', 'OPS-HIS1', null, 5450],
    ['OPS-BAT1', 'DCS-FCS1', 'modbus-tcp', 502],
  ])
  const engineer = await house.person(founder, 'engineer', ['ot-engineer'])
  const { needs, looked } = await read<typeof listHiddenNeeds>('/hidden-needs', engineer)
  expect(looked).toBe(4)
  const seen = needs.flatMap(({ function: id, service, host, suppliers, bases }) =>
    bases.flatMap((basis) => (basis.kind === 'flow' ? [[id, service, host, suppliers, basis.assets.length]] : [])),
  )
  expect(seen).toEqual([
    ['F-DCS', 'time', 'OPS-NTP1', ['F-TIME'], 2],
    ['F-BATCH', 'historian', 'OPS-HIS1', ['F-HIST'], 1],
  ])
  const other = await house.person(founder, 'analyst-it', ['it-analyst'])
  const others = await read<typeof listHiddenNeeds>('/hidden-needs', other)
  expect([others.looked, others.needs.flatMap(({ bases }) => bases).filter(({ kind }) => kind === 'flow')]).toEqual([
    0,
    [],
  ])
  const board = await house.person(founder, 'board', ['executive'])
  expect((await board.get('/api/sites/default/process/hidden-needs')).status).toBe(404)
  expect((await board.get('/api/sites/default/process')).status).toBe(200)
})

/** Conversations as a cell tells them, their ends known as these assets. */
async function see(
  cell: 'it' | 'ot',
  uses: readonly (readonly [client: string, server: string, protocol: string | null, port: number])[],
): Promise<void> {
  const at = clock.now()
  await house.core.transaction(HUB_SERVICE, async (tx) => {
    const assets = await tx
      .selectFrom('asset')
      .select(['id', 'declared_id'])
      .where('declared_id', 'is not', null)
      .execute()
    const idOf = (declared: string) => assets.find((one) => one.declared_id === declared)!.id
    for (const [index, [client, server, protocol, serverPort]] of uses.entries()) {
      const id = newUuid()
      const proof = { captureId: newUuid(), captureName: 'x.pcap', file: 0, frame: 1, offset: 40, length: 60, at }
      const fact: ConversationFact = {
        ...{ id, protocol, serverPort, portGuess: null, transport: 'tcp', sidesFrom: 'content', isAnswered: true },
        client: { mac: null, ip: `192.0.2.${index + 1}` },
        server: { mac: null, ip: `198.51.100.${index + 1}` },
        ...{ vlans: [], packets: 9, bytes: 900, functionKinds: [], firstAt: at, lastAt: at, proof, verdict: null },
      }
      await storeConversations(tx, { cell, site: 'default', domains: [cell], observedAt: at, learnedAt: at }, [fact])
      await tx
        .updateTable('conversation')
        .set({ client_asset: idOf(client), server_asset: idOf(server) })
        .where('id', '=', id)
        .execute()
    }
  })
}

/** The operator stations were kept from the directory; open sessions are said to carry them for a shift. */
const LOGON: NewDrill = {
  ...{
    function: 'F-DCS',
    input: 'logon',
    what: 'Both directory servers off the network',
    on: '2026-08-15',
    by: 'shift B',
  },
  ...{ heldH: 9.5, isAtLeast: false, restoreH: 1.5, keptShare: 0.8, isMinimumHeld: true, evidence: 'DR-12' },
}

async function record(drill: NewDrill, as: Person = founder) {
  return await as.send('POST', '/api/sites/default/process/drills', drill)
}

test('[C07] a target without a drill is unproved; a drill updates the hold-up, with who and when, and is never rewritten', async () => {
  const targets = async (as?: Person) => await read<typeof listTargets>('/targets', as)
  const logon = async () => (await targets()).targets.find(({ input }) => input === 'logon')
  expect(await logon()).toMatchObject({ targetH: 12, computedH: 12, state: 'unproved', why: 'no-drill' })
  const servers = '/outage?out=OPS-DC1=0..72,OPS-DC2=0..72&horizonH=200'
  const stop = async (query = '') =>
    (await read<typeof playProcessOutage>(servers + query)).losses.find(({ id }) => id === 'F-DCS')?.stops[0]?.downH
  expect(await stop()).toBe(12)
  const instantBefore = isoAfter(TEN_MINUTES)
  clock.advance(TEN_MINUTES)
  const made = await record(LOGON)
  expect(made.status, made.text).toBe(200)
  const { id } = made.body as Response<typeof recordDrill>
  expect(await logon()).toMatchObject({ drilledH: 9.5, drill: id, drilledOn: '2026-08-15', state: 'contradicted' })
  expect((await targets()).targets.find((one) => one.function === 'F-DCS' && one.kind === 'minimum')?.state).toBe(
    'proved',
  )
  expect(await stop()).toBe(9.5)
  expect((await read<typeof readProcess>('')).holdUps).toEqual([
    { function: 'F-DCS', input: 'logon', declaredH: 12, hours: 9.5, drill: id, on: '2026-08-15', isAtLeast: false },
  ])
  // What we knew before it still says what it said.
  expect(await stop(`&asOf=${instantBefore}`)).toBe(12)
  const [drill] = (await targets()).drills
  expect(drill).toMatchObject({ modelHeldH: 12, isAsModelled: false, recorded: { byName: 'founder' } })
  // One that ended with the stations still up, two weeks later, shows that they last longer again.
  await record({ ...LOGON, on: '2026-08-29', heldH: 13, isAtLeast: true })
  expect([(await logon())?.state, await stop()]).toEqual(['proved', 13])
  clock.advance(TEN_MINUTES)
  const [last] = (await targets()).drills
  const gone = await founder.send('POST', `/api/sites/default/process/drills/${last!.id}/withdrawal`, {
    reason: 'wrong day',
  })
  expect(gone.status, gone.text).toBe(200)
  expect([(await logon())?.state, await stop()]).toEqual(['contradicted', 9.5])
  const again = await founder.send('POST', `/api/sites/default/process/drills/${last!.id}/withdrawal`, { reason: 'x' })
  expect(again.body).toMatchObject({ code: 'process.withdrawn' })
  const { items } = (await founder.get('/api/audit?limit=50')).body as { items: { action: string; object: string }[] }
  expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(['process.drill', 'process.withdraw-drill']))
})

test.each([
  ['a function that the plant does not have', { function: 'F-DCX' }, 'process.unknown-unit'],
  ['an input that the function does not have', { input: 'login' }, 'process.unknown-input'],
  ['a hold-up without an input', { input: null }, 'process.unknown-input'],
  ['a day that is still to come', { on: '2099-01-01' }, 'process.drill-in-future'],
  ['nothing measured', { heldH: null, restoreH: null, isMinimumHeld: null }, 'process.nothing-measured'],
  ['no day', { on: '2026-02-30' }, 'invalid-request'],
  ['less than nothing', { heldH: -1 }, 'invalid-request'],
])('a drill of %s is refused', async (_, given, code) => {
  expect((await record({ ...LOGON, ...given })).body).toMatchObject({ code })
})

test('who may not edit the process records no drill, and reads them', async () => {
  const analyst = await house.person(founder, 'analyst-ot', ['ot-analyst'])
  expect((await record(LOGON, analyst)).status).toBe(404)
  expect((await analyst.get('/api/sites/default/process/targets')).status).toBe(200)
})

const WITHOUT_TRANSFER = '/outage?out=DMZ-MFT1=0..72'

test('[A06] hosts in IT that functions rest on are proposed from flows and accounts, confirmed, and then what-if shows the function lost', async () => {
  await see('ot', [
    ['OPS-BAT1', 'DMZ-MFT1', 'sftp', 22],
    ['OPS-HIS1', 'DMZ-PIR1', null, 5450],
    ['DMZ-WSUS1', 'OPS-EWS1', 'https', 8531],
  ])
  const questions = async () => (await read<typeof listHiddenNeeds>('/hidden-needs')).needs
  const before = await questions()
  const about = (id: string, host: string) => before.filter((one) => one.function === id && one.host === host)
  expect(about('F-BATCH', 'DMZ-MFT1')).toEqual([
    expect.objectContaining({ service: 'it-host', direction: 'function-to-host', owner: 'production', isIt: true }),
    // The plant file says that orders come through it, and how long batches go on without.
    expect.objectContaining({
      service: 'information',
      direction: 'host-to-function',
      purpose: 'production orders',
      holdUpH: 24,
    }),
  ])
  expect(about('F-HIST', 'DMZ-PIR1').map(({ service }) => service)).toEqual(['historian'])
  // Used by an account of the directory, seen in no capture.
  expect(about('F-OPC', 'OPS-DC1').map(({ bases }) => bases)).toEqual([
    [{ kind: 'account', accounts: ['ACC-23'], lastUse: '2026-10-01' }],
  ])
  // What updates a station is a path of management, and no need of what it carries.
  expect(before.filter(({ host }) => host === 'DMZ-WSUS1')).toEqual([])

  const lost = async (query = '') =>
    (await read<typeof playProcessOutage>(WITHOUT_TRANSFER + query)).losses.map(({ id, stops }) => [
      id,
      stops[0]?.downH,
    ])
  expect(await lost()).toEqual([])
  const asked = isoAfter(TEN_MINUTES)
  clock.advance(TEN_MINUTES)
  const answer = {
    ...{ function: 'F-BATCH', host: 'DMZ-MFT1', service: 'information', isNeeded: true, direction: 'host-to-function' },
    ...{ purpose: 'production orders', holdUpH: 24, owner: 'production' },
  }
  const made = await founder.send('POST', '/api/sites/default/process/rests-on', answer)
  expect(made.status, made.text).toBe(200)
  // Batches stop a day after their orders, the reactor eight hours after recipes.
  expect(await lost()).toEqual([
    ['F-BATCH', 24],
    ['F-RX', 32],
  ])
  expect(await lost(`&asOf=${asked}`)).toEqual([])
  expect(
    (await questions()).filter(
      ({ function: id, host, service }) => id === 'F-BATCH' && host === 'DMZ-MFT1' && service === 'information',
    ),
  ).toEqual([])
  const { items } = await read<typeof listRestsOn>('/rests-on')
  expect(items).toEqual([expect.objectContaining({ ...answer, through: [], isIt: true })])
  expect(items[0]?.recorded?.byName).toBe('founder')
  // A second thought counts from then on, and both are kept.
  const refused = await founder.send('POST', '/api/sites/default/process/rests-on', {
    ...answer,
    isNeeded: false,
    holdUpH: null,
  })
  expect(refused.status, refused.text).toBe(200)
  expect(await lost()).toEqual([])
  expect(
    (await questions()).some(
      ({ function: id, host, service }) => id === 'F-BATCH' && host === 'DMZ-MFT1' && service === 'information',
    ),
  ).toBe(false)
  for (const [given, code] of [
    [{ holdUpH: null }, 'process.hold-up'],
    [{ host: 'DMZ-MFT9' }, 'process.unknown-unit'],
    [{ service: 'luck' }, 'invalid-request'],
  ] as const)
    expect(
      (await founder.send('POST', '/api/sites/default/process/rests-on', { ...answer, ...given })).body,
    ).toMatchObject({ code })
  const analyst = await house.person(founder, 'analyst-rests', ['ot-analyst'])
  expect((await analyst.send('POST', '/api/sites/default/process/rests-on', answer)).status).toBe(404)
})

test('[A07:3] tools that manage assets are their parents, with account and schedule, as declared and as seen; who can change an asset that way', async () => {
  await see('ot', [
    ['DMZ-WSUS1', 'OPS-WS1', 'https', 8531],
    ['OPS-BKP1', 'OPS-DC1', 'kerberos', 88],
  ])
  const { paths, managers, isSeen } = await read<typeof listManagement>('/management?assets=OPS-EWS1')
  expect(isSeen).toBe(true)
  const between = (by: string, target: string) => paths.filter((one) => one.by === by && one.target === target)
  expect(between('DMZ-WSUS1', 'OPS-EWS1')).toEqual([
    expect.objectContaining({
      kind: 'patches',
      account: 'ACC-38',
      schedule: 'second Wednesday of the month',
      declaredBy: 'MG-01',
      isFromIt: true,
    }),
  ])
  expect(between('DMZ-WSUS1', 'OPS-EWS1')[0]?.seen?.conversations).toBe(1)
  // Seen, and nobody declared it; a logon of the tool itself is none.
  expect(between('DMZ-WSUS1', 'OPS-WS1')).toEqual([
    expect.objectContaining({ kind: 'patch', account: null, schedule: null, declaredBy: null, isFromIt: true }),
  ])
  expect(between('OPS-BKP1', 'OPS-DC1').map(({ declaredBy, seen }) => [declaredBy, seen])).toEqual([['MG-05', null]])
  expect(between('DMZ-AV1', 'OPS-HIS1').map(({ account }) => account)).toEqual(['ACC-39'])
  expect(between('OPS-HV1', 'OPS-DC1').map(({ kind }) => kind)).toEqual(['virtual machines'])
  // The domain of the enterprise manages what patches the station: it can change the station, too.
  const wayOf = (host: string) => managers.find((one) => one.host === host)?.way.map(({ by }) => by)
  expect(wayOf('DMZ-WSUS1')).toEqual(['DMZ-WSUS1'])
  expect(wayOf('ENT-DC1')).toEqual(['ENT-DC1', 'DMZ-WSUS1'])
  const board = await house.person(founder, 'board-management', ['executive'])
  const told = await read<typeof listManagement>('/management', board)
  expect([told.isSeen, told.paths.some(({ seen }) => seen !== null), told.paths.length > 40]).toEqual([
    false,
    false,
    true,
  ])
  expect((await founder.get('/api/sites/default/process/management?assets=OPS-EWS9')).status).toBe(422)
})

test('[C07] the continuity plan is made from the records: targets, computed and drilled, dated, in each form', async () => {
  const ask = async (form: string) => await founder.get(`/api/sites/default/process/continuity-plan?form=${form}`)
  for (const [form, magic] of [
    ['pdf', '%PDF'],
    ['docx', 'PK'],
    ['xlsx', 'PK'],
  ] as const) {
    const { status, text } = await ask(form)
    expect([form, status, text.slice(0, magic.length)]).toEqual([form, 200, magic])
  }
  expect((await founder.get('/api/sites/default/process/continuity-plan?form=rtf')).status).toBe(400)
})

test('[C04] the directory lost for three days: logons, batches, line, safeguards and business in order, with confidence and resilience', async () => {
  const told = await read<typeof playProcessOutage>(`/outage?out=OPS-DC1=0..72,OPS-DC2=0..72&${then()}`)
  const at = Object.fromEntries(told.losses.map(({ id, stops }) => [id, stops.map(({ downH, upH }) => [downH, upH])]))
  // Batches 2 h after logons, the reactor 8 h after recipes, control a shift after logons and with it the line; loading on 36 h of stock.
  // Back: logons 0.5 h after their servers, control 1 h later, chlorine 2 h, hypochlorite 4 h, the reactor 12 h after that; loading 0.5 h.
  expect(at).toEqual({
    'F-OTAD': [[0, 72.5]],
    'F-BATCH': [[2, 73.5]],
    'F-RX': [[10, 87.5]],
    'F-DCS': [[12, 73.5]],
    'F-CL2': [[12, 75.5]],
    'F-HYPO': [[12, 79.5]],
    'F-LOAD': [[48, 80]],
  })
  const layers = told.scenarios.flatMap((one) =>
    one.layers.filter(({ fromH }) => fromH !== null).map((layer) => [one.id, layer.id, layer.fromH]),
  )
  expect(layers).toEqual([
    // The tanker loading stops with its stock, and with it the layer that its controller carries.
    ['L-07', 'CT-701', 48],
    ['L-01', 'TAH-201', 12],
    ['L-04', 'AAL-102', 12],
  ])
  expect(told.confidence).toMatchObject({ level: 'high', functions: 7, unowned: [] })
  const lost = 72.5 + 71.5 + 77.5 + 61.5 + 63.5 + 67.5 + 32
  expect(told.resilience.backAfterH).toBe(87.5)
  expect(told.resilience.keptShareOfStopped).toBeCloseTo(1 - lost / (7 * 87.5), 12)
  expect(told.resilience.keptShare).toBeCloseTo(1 - lost / (47 * 87.5), 12)
  // Measured in a drill beside what the model says: time held, time to restore, service kept.
  const { drills } = await read<typeof listTargets>('/targets')
  expect(drills[0]).toMatchObject({ heldH: 9.5, restoreH: 1.5, keptShare: 0.8, modelHeldH: 12, isAsModelled: false })
})

test.each([
  ['/outage?out=DCS-SWX=0..24', 422, 'process.unknown-unit'],
  ['/outage?out=DCS-SWA=24..0', 400, 'invalid-request'],
  ['/outage?out=DCS-SWA', 400, 'invalid-request'],
  ['/outage?out=%25E0=0..1', 400, 'invalid-request'],
  ['/outage?out=DCS-SWA=0..24&horizonH=0', 400, 'invalid-request'],
  ['/recovery?lost=', 400, 'invalid-request'],
  ['/recovery?lost=DCS-SWA,,', 400, 'invalid-request'],
  ['/contingencies?cursor=xyz', 400, 'invalid-request'],
  ['/contingencies?order=3', 400, 'invalid-request'],
  ['?asOf=2099-01-01T00:00:00Z', 422, 'history.in-future'],
])('%s is refused', async (path, status, code) => {
  const answer = await founder.get(`/api/sites/default/process${path}`)
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code])
  if (code === 'process.unknown-unit')
    expect(answer.body).toMatchObject({ details: { unknown: [{ id: 'DCS-SWX', nearest: 'DCS-SWA' }] } })
})
