// The visibility-gap list through the hub's doors: two sensors that are enrolled, heard, and switched off.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRecord } from '@penstock/contract/assets'
import type { Response } from '@penstock/contract/route'
import type { SensorsView } from '@penstock/contract/sensors'
import type { GapRow, listGaps } from '@penstock/contract/visibility'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const SECOND = 1_000_000
const SOON = { timeout: 30_000 }
vi.setConfig({ testTimeout: 120_000 })
const clock = fakeClock(micros(1_790_834_400_000_000))
let house: House
let founder: Person

interface PlantText {
  assets: { id: string; purdue: number; interfaces: { mac: string; ip: string }[] }[]
}
const PLANT = JSON.parse(loadWrenfieldWorksText()) as PlantText
const BY_ID = new Map(PLANT.assets.map((asset) => [asset.id, asset]))

class Sensor {
  readonly id: string
  readonly domain: 'it' | 'ot'
  hears: readonly string[]
  readonly #token: string
  #seq = 0

  constructor({ id, token }: { id: string; token: string }, domain: 'it' | 'ot', hears: readonly string[]) {
    this.id = id
    this.#token = token
    this.domain = domain
    this.hears = hears
  }

  /** A batch of the half minute until now, with a frame of every asset that it hears. */
  async beat(): Promise<void> {
    const at = clock.now()
    const proof = { file: 0, frame: 1, at, offset: 40, length: 60 }
    const bindings = this.hears.flatMap((id) =>
      BY_ID.get(id)!
        .interfaces.slice(0, 1)
        .map(({ mac, ip }) => ({
          ...{ mac: mac.toLowerCase(), ip, vlan: null, ground: 'arp-own' as const, protocol: 'arp', packets: 1 },
          ...{ firstAt: at, lastAt: at, proof },
        })),
    )
    const batch: ObservationBatch = {
      ...canaryBatch(this.domain, 'default'),
      ...{ bindings, claims: [], conversations: [], operations: [], anomalies: [] },
      ...{ seq: this.#seq++, packets: bindings.length, firstAt: at, lastAt: at },
      live: { from: micros(at - 30 * SECOND), to: at, losses: {} },
    }
    const body = {
      ...{ sensor: 's', capture: 'c', batches: [batch], everyMs: 30_000 },
      clock: { sentAt: at, roundTripMicros: 4000 },
    }
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' }
    const answer = await house.ask(`/api/${this.domain}/observations`, { ...jsonOf(body), headers })
    expect(answer.status, answer.text).toBe(200)
  }
}

async function enrol(
  name: string,
  hears: readonly string[],
  domain: 'it' | 'ot' = 'ot',
  by = founder,
): Promise<Sensor> {
  const wanted = { name, domain, site: 'default', kind: 'sensor', segments: [] }
  const { code } = (await by.send('POST', '/api/sensors/codes', wanted)).body as { code: string }
  const answer = await house.ask('/api/sensors/enrolment', jsonOf({ code }))
  expect(answer.status, answer.text).toBe(200)
  return new Sensor(answer.body as { id: string; token: string }, domain, hears)
}

/** The next half minute: those that are on beat, and the hub has heard of it. */
async function halfMinute(...on: readonly Sensor[]): Promise<void> {
  clock.advance(30 * SECOND)
  for (const sensor of on) await sensor.beat()
  const at = new Date(clock.now() / 1000).toISOString().slice(0, 19)
  const heard = async () => {
    const { items } = (await founder.get('/api/sensors')).body as SensorsView
    return on.filter(
      ({ id, domain }) => domain === 'ot' && items.find((one) => one.id === id)?.heardAt?.startsWith(at) !== true,
    )
  }
  await expect.poll(heard, SOON).toEqual([])
}

type Told = Response<typeof listGaps>

async function gaps(query = '', as = founder): Promise<Told> {
  let told: Told | null = null
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await as.get(`/api/visibility/gaps?limit=30${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    expect(answer.status, answer.text).toBe(200)
    const page = answer.body as Told
    told = told === null ? page : { ...page, items: [...told.items, ...page.items] }
    cursor = page.nextCursor
  }
  expect(told!.items.length).toBe(told!.total)
  return told!
}

const idsOf = ({ items }: Told): string[] => items.map(({ declaredId, reference }) => declaredId ?? reference).sort()
const of = ({ items }: Told, id: string): GapRow | undefined => items.find(({ declaredId }) => declaredId === id)

const hall = PLANT.assets
  .filter(({ id, interfaces }) => id.startsWith('DCS-') && interfaces.length > 0)
  .map(({ id }) => id)
const pack = PLANT.assets
  .filter(({ id, interfaces }) => id.startsWith('PKG-') && interfaces.length > 0)
  .map(({ id }) => id)
/** Of these the mirror ports of both show every packet. */
const both = hall.slice(0, 3)

let a: Sensor
let b: Sensor

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  const type = 'application/octet-stream'
  const loaded = await founder.send('POST', '/api/sites/default/plant?source=plant.json', JSON.stringify(PLANT), type)
  expect(loaded.status, loaded.text).toBe(200)
  await vi.waitFor(async () => expect(of(await gaps(), 'SIS-MP1')?.criticality?.level).toBe(5), SOON)
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

test('[A05] switching off one sensor grows the list by exactly the assets that it alone covered, whichever way it goes', async () => {
  const before = idsOf(await gaps('&missing=sensor'))
  a = await enrol('Hall mirror', hall)
  b = await enrol('Package mirror', [...pack, ...both])
  await halfMinute(a, b)
  const covered = new Set([...hall, ...pack])
  const on = await gaps('&missing=sensor')
  expect(idsOf(on)).toEqual(before.filter((id) => !covered.has(id)))
  const all = await gaps()

  // The cable of the first is pulled: a minute and a half later it is silent, and the other goes on.
  await halfMinute(b)
  await halfMinute(b)
  await halfMinute(b)
  const alone = hall.filter((id) => !both.includes(id))
  const off = await gaps('&missing=sensor')
  expect(idsOf(off)).toEqual([...idsOf(on), ...alone].sort())
  expect(of(off, alone[0]!)?.gaps).toContain('sensor')
  expect(of(off, alone[0]!)?.isCoverageTold).toBe(true)
  expect(of(off, alone[0]!)?.heardBy).toEqual([expect.objectContaining({ name: 'Hall mirror', state: 'silent' })])
  // In the whole list nothing but these has one reason more.
  const grown = await gaps()
  expect(grown.missing).toEqual({ ...all.missing, sensor: all.missing.sensor + alone.length })
  const reasons = (told: Told) =>
    new Map(told.items.map((row) => [row.declaredId ?? row.reference, row.gaps.join(' ')]))
  const was = reasons(all)
  const moved = [...reasons(grown)].filter(([id, kinds]) => was.get(id) !== kinds).map(([id]) => id)
  expect(moved.sort()).toEqual(alone.toSorted())
  expect(grown.watching).toEqual({ sensors: 1, of: 2 })

  // Back again, and the other one revoked for good.
  await halfMinute(a, b)
  expect(idsOf(await gaps('&missing=sensor'))).toEqual(idsOf(on))
  expect((await founder.send('DELETE', `/api/access/tokens/${b.id}`)).status).toBe(204)
  const less = pack.filter((id) => !both.includes(id))
  expect(idsOf(await gaps('&missing=sensor'))).toEqual([...idsOf(on), ...less].sort())
})

test('the list stands in the order of the process consequence, and pages to its end', async () => {
  await halfMinute(a)
  const { items, missing, total } = await gaps()
  const levels = items.map(({ criticality }) => criticality?.level ?? 0)
  expect(levels).toEqual(levels.toSorted((x, y) => y - x))
  expect(levels[0]).toBe(5)
  expect(new Set(items.map(({ id }) => id)).size).toBe(total)
  for (const kind of ['sensor', 'study', 'owner'] as const)
    expect(items.filter(({ gaps: kinds }) => kinds.includes(kind)).length).toBe(missing[kind])
  // Of the solver two sheets and a risk tell, and it has an owner; only a sensor is missing.
  expect(items.find(({ declaredId }) => declaredId === 'SIS-MP1')?.gaps).toEqual(['sensor'])
  expect(items.find(({ declaredId }) => declaredId === 'ENT-SW1')?.gaps).toContain('study')
})

test('who owns it is no gap any more once somebody says so', async () => {
  const { items } = await gaps('&missing=owner')
  const [first] = items
  expect(first?.gaps).toContain('owner')
  const { version } = (await founder.get(`/api/assets/${first!.id}`)).body as AssetRecord
  const edit = { version, reason: 'asked', fields: { owner: 'P-OT-ENG-1' } }
  expect((await founder.send('PATCH', `/api/assets/${first!.id}`, edit)).status).toBe(200)
  const after = await gaps('&missing=owner')
  expect(after.items.map(({ id }) => id)).toEqual(items.slice(1).map(({ id }) => id))
})

test('a sensor that heard an asset more than a month ago covers it no longer', async () => {
  const covered = (await gaps('&missing=sensor')).total
  clock.advance(31 * 86_400 * SECOND)
  founder = await house.founder()
  a.hears = hall.slice(0, 1)
  await halfMinute(a)
  expect((await gaps('&missing=sensor')).total).toBe(covered + hall.length - 1)
})

test('[A05:2] sensors of the other domain tell nothing: their assets have no gap of coverage, and their names stay unsaid', async () => {
  const lead = await house.person(founder, 'it-lead', ['it-lead'])
  const office = await enrol('Office mirror of the other house', ['ENT-ERP1'], 'it', lead)
  await halfMinute(a)
  await office.beat()
  const it = async () => await gaps('', lead)
  await expect.poll(async () => of(await it(), 'ENT-ERP1')?.gaps.includes('sensor') ?? false, SOON).toBe(false)
  const seen = await it()
  expect(seen.domain).toBe('it')
  expect(JSON.stringify(seen)).not.toContain('Hall mirror')
  for (const { gaps: kinds, declaredId, isCoverageTold } of seen.items)
    if (declaredId?.startsWith('DCS-')) expect([kinds.includes('sensor'), isCoverageTold]).toEqual([false, false])
  expect(JSON.stringify(await gaps())).not.toContain('Office mirror')
  // Without the right to see sensors at all, owners and studies are told, and nothing of coverage.
  const board = await house.person(founder, 'board', ['executive'])
  const told = await gaps('', board)
  expect(told.watching === null ? told.missing.sensor : 0).toBe(0)
  const elsewhere = await house.person(founder, 'elsewhere', ['ot-analyst'], ['elsewhere'])
  expect((await gaps('', elsewhere)).items).toEqual([])
  expect((await elsewhere.get('/api/visibility/gaps?site=default')).status).toBe(404)
})
