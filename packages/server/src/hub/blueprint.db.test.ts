// The live state held against a blueprint: what moves deviates, with its dates, and what is put right closes.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type {
  checkLink,
  listBlueprints,
  listCloudServices,
  listDeviations,
  readBlueprint,
  readMonitoring,
} from '@penstock/contract/blueprint'
import type { Response } from '@penstock/contract/route'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const MINUTE = 60_000_000
const SOON = { timeout: 20_000, interval: 100 }
const PATH = '/api/sites/default/blueprint'
const clock = fakeClock()
let house: House
let founder: Person
let lead: Person

interface PlantText {
  conduits: { id: string; status: string; protocols: string[] }[]
  assets: { id: string; zone: string; ip: string; interfaces: object[] }[]
}
interface Draft {
  name: string
  placements: { asset: string; zone: string; also?: string[] }[]
  [key: string]: unknown
}

const plant = () => {
  const text = JSON.parse(loadWrenfieldWorksText()) as PlantText
  return { ...text, conduits: text.conduits.filter(({ status }) => status !== 'undocumented') }
}

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  lead = await house.person(founder, 'lead', ['ot-lead'])
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function load(text: PlantText): Promise<void> {
  const bytes = JSON.stringify(text).replaceAll('"C-07"', '"C-06"').replaceAll('"C-15"', '"C-06"')
  const answer = await lead.send(
    'POST',
    '/api/sites/default/plant?source=plant.json',
    bytes,
    'application/octet-stream',
  )
  expect(answer.status, answer.text).toBe(200)
}

const agree = (document: object, version: number, as = lead) =>
  as.send('POST', `${PATH}?reason=board&version=${version}`, JSON.stringify(document), 'application/octet-stream')

async function read(as: Person = lead): Promise<Response<typeof readBlueprint>> {
  const answer = await as.get(PATH)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<typeof readBlueprint>
}

async function deviations(query = '', as: Person = lead): Promise<Response<typeof listDeviations>> {
  const answer = await as.get(`${PATH}/deviations${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<typeof listDeviations>
}
const told = async (query = '', as: Person = lead) =>
  (await deviations(query, as)).items.map(({ kind, object }) => `${kind} ${object}`)

/** When today was last held against the blueprint, it was after this. */
const heldAfter = async (at: string | null) =>
  await expect.poll(async () => ((await read()).heldAt ?? '') > (at ?? ''), SOON).toBe(true)

async function draft(): Promise<Draft> {
  const answer = await lead.get(`${PATH}/file?draft=true`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Draft
}

function movedRecorder(text: PlantText): PlantText {
  const recorder = text.assets.find(({ id }) => id === 'PHY-NVR1')!
  const card = { ...recorder.interfaces[0], ip: '10.10.3.10', zone: 'Z-ENT' }
  Object.assign(recorder, { zone: 'Z-ENT', ip: '10.10.3.10', interfaces: [card] })
  return text
}

test('before anybody agreed on a blueprint there is none, and none without a plant can be drawn', async () => {
  expect(await read()).toMatchObject({ inForce: null, importedAt: null, heldAt: null, open: [], stages: [] })
  expect((await lead.get(`${PATH}/file?draft=true`)).status).toBe(404)
  expect((await lead.get(`${PATH}/file`)).status).toBe(404)
  expect((await lead.get('/api/sites/nowhere/blueprint')).status).toBe(404)
})

test('[D09] moving one asset off the blueprint shows as that deviation and nothing else, with its dates, until it is put back', async () => {
  await load(plant())
  const document = await draft()
  const agreed = await agree(document, 0)
  expect(agreed.status, agreed.text).toBe(200)
  expect(agreed.body).toMatchObject({ version: 1, name: document.name, reason: 'board', agreedByName: 'lead' })
  await heldAfter(null)
  expect(await told()).toEqual([])

  clock.advance(MINUTE)
  const before = (await read()).heldAt
  const moving = clock.now()
  await load(movedRecorder(plant()))
  await heldAfter(before)
  const { items, total } = await deviations()
  expect(total).toBe(1)
  expect(items).toMatchObject([{ kind: 'asset-elsewhere', object: 'PHY-NVR1', stage: null, closedAt: null }])
  expect(items[0]!.facts).toContainEqual({ name: 'stands', value: 'Z-ENT' })
  expect(Date.parse(items[0]!.openedAt) * 1000).toBeGreaterThanOrEqual(Math.floor(moving / 1000) * 1000)
  expect((await read()).open.filter(({ count }) => count > 0)).toEqual([{ kind: 'asset-elsewhere', count: 1 }])

  clock.advance(MINUTE)
  const again = (await read()).heldAt
  await load(plant())
  await heldAfter(again)
  expect(await told()).toEqual([])
  const closed = (await deviations('?state=closed')).items
  expect(closed).toMatchObject([{ kind: 'asset-elsewhere', object: 'PHY-NVR1', openedAt: items[0]!.openedAt }])
  expect(closed[0]!.closedAt! > closed[0]!.openedAt).toBe(true)
})

test('a new version is agreed by who saw the last one; what deviates from both keeps its date', async () => {
  const document = await draft()
  const placements = document.placements.map((one) =>
    one.asset === 'SIS-EWS1' ? { asset: one.asset, zone: one.zone } : one,
  )
  const stage = { id: 'ST-1', name: 'Apart', owner: 'automation', due: '2099-12-31', proves: 'one card' }
  const staged = { ...document, placements, stages: [{ ...stage, moves: ['SIS-EWS1'] }] }
  expect((await agree(staged, 0)).body).toMatchObject({ code: 'version-moved', details: { version: 1 } })
  expect((await agree(staged, 1)).status).toBe(200)
  await heldAfter(null)
  await expect.poll(() => told(), SOON).toEqual(['asset-in-more-zones SIS-EWS1'])
  const [first] = (await deviations()).items
  expect((await read()).stages).toMatchObject([
    { id: 'ST-1', state: 'open', parts: [{ kind: 'move', object: 'SIS-EWS1', because: 'asset-in-more-zones' }] },
  ])
  clock.advance(MINUTE)
  expect((await agree({ ...staged, name: 'again' }, 2)).status).toBe(200)
  await expect.poll(async () => (await read()).heldAt !== null, SOON).toBe(true)
  expect((await deviations()).items).toEqual([first])
  const { items } = (await lead.get(`${PATH}/versions`)).body as Response<typeof listBlueprints>
  expect(items.map(({ version, name }) => [version, name === 'again'])).toEqual([
    [3, true],
    [2, false],
    [1, false],
  ])
  expect((await lead.get(`${PATH}/file`)).body).toMatchObject({ name: 'again' })
})

test('who may not agree, and what is no blueprint, is refused', async () => {
  const analyst = await house.person(founder, 'analyst', ['ot-analyst'])
  const document = await draft()
  expect((await agree(document, 3, analyst)).status).toBe(404)
  const faulty = await agree({ ...document, placements: [{ asset: 'A', zone: 'Z-DSC' }] }, 3)
  expect(faulty).toMatchObject({ status: 422, body: { code: 'blueprint.faults' } })
  expect(faulty.text).toContain('write Z-DCS')
  expect((await read()).inForce?.version).toBe(3)
})

test('[D09:2] traffic that the target does not allow deviates; what a sensor does is told to its own domain alone', async () => {
  const analyst = await house.person(founder, 'it-analyst', ['it-analyst'])
  const document = await draft()
  const sensors = [{ id: 'S-SIS', segment: 'Z-SIS' }]
  const stage = { id: 'ST-1', name: 'Seen', owner: 'security', due: '2099-12-31', proves: 'replay', sensors: ['S-SIS'] }
  expect((await agree({ ...document, sensors, stages: [stage] }, 3)).status).toBe(200)
  await expect.poll(() => told(), SOON).toEqual(['sensor-missing S-SIS'])
  expect(await told('', analyst)).toEqual([])
  const partOf = async (as: Person) => (await read(as)).stages[0]?.parts[0]?.state
  expect([await partOf(lead), await partOf(analyst), await partOf(founder)]).toEqual(['open', 'unknown', 'open'])

  const made = await founder.send('POST', '/api/access/tokens', {
    name: 'sensor 1',
    domain: 'ot',
    site: 'default',
    sourceKind: 'sensor',
  })
  const { secret } = made.body as { secret: string }
  const batch = canaryBatch('ot', 'alpha')
  const [row] = batch.conversations
  const conversations = [
    {
      ...row!,
      client: { mac: '00:0c:29:00:00:01', ip: '10.20.40.52' },
      server: { mac: '00:0c:29:00:00:02', ip: '10.10.0.20' },
      protocol: 'https',
      transport: 'tcp',
      serverPort: 443,
    },
  ]
  const body = { sensor: 'sensor 1', capture: 'eth0', batches: [{ ...batch, conversations }] }
  const sent = await house.ask('/api/ot/observations', {
    ...jsonOf(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
  })
  expect(sent.status, sent.text).toBe(200)
  await expect.poll(() => told('?kind=traffic-unplanned'), SOON).toEqual(['traffic-unplanned Z-PKG → Z-ENT https'])
})

test('[D08] before and after: a planned link is refused with the new way into control, and the loss of a cloud service plays with its hold-up', async () => {
  const link = async (from: string, to: string, protocol: string) => {
    const answer = await lead.get(`${PATH}/link?from=${from}&to=${to}&protocol=${protocol}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body as Response<typeof checkLink>
  }
  const refused = await link('ENT-ERP1', 'OPS-BAT1', 'https')
  expect(refused).toMatchObject({ verdict: 'refused', zones: ['Z-ENT', 'Z-OPS'], isCrossing: false })
  expect(refused.newWays[0]).toMatchObject({ zone: 'Z-DCS', steps: ['ENT-ERP1', 'OPS-BAT1', 'DCS-FCS1'] })
  expect(refused.newWays[0]!.hops.every(({ facts }) => facts.every(({ places }) => places.length > 0))).toBe(true)
  const outwards = await link('OPS-HIS1', 'ENT-ERP1', 'https')
  expect([outwards.verdict, outwards.newWays]).toEqual(['no-new-way', []])
  expect(await link('OPS-KEP1', 'PKG-BLR-PLC', 's7comm')).toMatchObject({ verdict: 'permitted', permittedBy: 'C-09' })
  const strange = await lead.get(`${PATH}/link?from=ENT-ERP&to=OPS-BAT1&protocol=https`)
  expect(strange).toMatchObject({
    status: 422,
    body: { code: 'blueprint.unknown-asset', details: { nearest: 'ENT-ERP1' } },
  })

  const text = plant() as PlantText & { cloudServices: object[] }
  const neededBy = [{ function: 'F-BATCH', holdUpH: 6 }]
  Object.assign(text.cloudServices[1]!, { zone: 'Z-EXT', domain: 'it', neededBy })
  await load(text)
  const { items } = (await lead.get(`${PATH}/cloud`)).body as Response<typeof listCloudServices>
  const service = items.find(({ id }) => id === 'CLD-2')!
  expect(service).toMatchObject({ zone: 'Z-EXT', domain: 'it', neededBy })
  expect(service.stops[0]).toMatchObject({ id: 'F-BATCH', afterH: 6 })
  const outage = await lead.get('/api/sites/default/process/outage?out=CLD-2%3D0..48')
  expect(outage.status, outage.text).toBe(200)
  expect(outage.text).toContain('"F-BATCH"')
})

test('[D10:2] the monitoring design tells where sensors must stand, and what those of today do not hear', async () => {
  const answer = await lead.get(`${PATH}/monitoring`)
  expect(answer.status, answer.text).toBe(200)
  const today = answer.body as Response<typeof readMonitoring>
  expect(today).toMatchObject({ isOfToday: true, method: 'exact', unheard: [], coverage: { segments: [], heard: 0 } })
  expect(today.coverage.unseenTotal).toBe(today.talks)
  const design = (await lead.get(`${PATH}/monitoring?standing=design`)).body as Response<typeof readMonitoring>
  expect(design.coverage.unseen.filter(({ kind }) => kind === 'no-sensor')).toEqual([])
  expect(design.sensors.map(({ segment }) => segment)).toEqual(expect.arrayContaining(['Z-OPS', 'Z-DCS', 'Z-SIS']))
})
