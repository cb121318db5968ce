import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRow } from '@penstock/contract/assets'
import type { PlantFaultView, PlantImportView, SiteView } from '@penstock/contract/plant'
import { readPlant } from '@penstock/model/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type House, openHouse, type Person } from './house.fixture.ts'

const UPLOAD = 'application/octet-stream'
const TEXT = loadWrenfieldWorksText()
let house: House
let founder: Person

interface PlantText {
  zones: { id: string; name: string }[]
  assets: Record<string, unknown>[]
  [list: string]: unknown
}

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

function load(text: string | Uint8Array, query = ''): Promise<Answer> {
  return founder.send('POST', `/api/sites/default/plant?source=test${query}`, text, UPLOAD)
}

function changed(change: (plant: PlantText) => void): string {
  const plant = JSON.parse(TEXT) as PlantText
  change(plant)
  return JSON.stringify(plant)
}

/** Rows of everything that an import writes. */
async function stored() {
  return await house.core.transaction(HUB_SERVICE, async (tx) => ({
    items: (await tx.selectFrom('plant_item').select('item_id').execute()).length,
    imports: (await tx.selectFrom('plant_import').select('id').execute()).length,
    models: (await tx.selectFrom('zone_model').select('version').execute()).length,
    changes: (await tx.selectFrom('change_event').select('seq').execute()).length,
    entries: (await tx.selectFrom('audit_entry').select('seq').where('action', '=', 'plant.import').execute()).length,
  }))
}

function parsed(text: string) {
  const read = readPlant(text)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

test('a dry run tells what an import would do, and stores nothing', async () => {
  const before = await stored()
  const answer = await load(TEXT, '&dryRun=true')
  expect(answer).toMatchObject({ status: 200, body: { isDryRun: true, changed: 0, removed: 0, unchanged: 0 } })
  expect((answer.body as PlantImportView).added).toBeGreaterThan(300)
  expect(await stored()).toEqual(before)
  expect((await founder.get('/api/sites/default/plant')).status).toBe(404)
})

const LAST = (plant: PlantText): Record<string, unknown> => plant.assets.at(-1)!

test.each([
  {
    name: 'a misspelt key',
    text: changed((plant) => {
      const { zone, ...rest } = LAST(plant)
      plant.assets[plant.assets.length - 1] = { ...rest, zoen: zone }
    }),
    code: 'plant.unknown-key',
    path: /^assets\[\d+\]\.zoen \(line 1, column \d+\)$/,
    mend: 'write "zone"',
  },
  {
    name: 'a duplicate id',
    text: changed((plant) => {
      plant.assets.push({ ...LAST(plant), name: 'Another one', ip: null, mac: null, interfaces: [] })
    }),
    code: 'plant.duplicate-id',
    path: /^assets\[\d+\]\.id/,
    mend: /another value/,
  },
  {
    name: 'a dangling reference',
    text: changed((plant) => {
      LAST(plant)['zone'] = 'Z-PKX'
    }),
    code: 'plant.dangling-reference',
    path: /^assets\[\d+\]\.zone/,
    mend: /write "Z-/,
  },
  {
    name: 'an asset in two zones',
    text: changed((plant) => {
      plant.assets.push({ ...LAST(plant), zone: plant.zones[1]!.id })
    }),
    code: 'plant.two-zones',
    path: /^assets\[\d+\]/,
    mend: /one zone only/,
  },
])('$name is refused with its place and its mend, and nothing is stored', async ({ text, code, path, mend }) => {
  const before = await stored()
  const answer = await load(text)
  expect(answer).toMatchObject({ status: 422, body: { code: 'plant.faults' } })
  const { faults } = (answer.body as { details: { faults: PlantFaultView[] } }).details
  const fault = faults.find((one) => one.code === code)
  expect(fault?.path).toMatch(path)
  expect(fault?.mend).toMatch(mend)
  expect(await stored()).toEqual(before)
})

test.each([
  { name: 'no JSON at all', text: '{"zones": [', code: 'plant.faults' },
  { name: 'an empty file', text: '', code: 'plant.faults' },
  { name: 'bytes that are no text', text: Uint8Array.of(0x7b, 0x22, 0xc3, 0x28), code: 'plant.not-text' },
  {
    name: 'a text that no store keeps',
    text: changed((plant) => {
      plant.zones[0]!.name = 'Z\u0000'
    }),
    code: 'plant.not-text',
  },
])('$name is refused with a code, and nothing is stored', async ({ text, code }) => {
  const before = await stored()
  const answer = await load(text)
  expect(answer).toMatchObject({ status: 422, body: { code } })
  expect((answer.body as { details: { faults: unknown[] } }).details.faults.length).toBeGreaterThan(0)
  expect(await stored()).toEqual(before)
})

test('the reference plant goes in and comes out without loss, and going in again changes nothing', async () => {
  const first = await load(TEXT)
  expect(first).toMatchObject({ status: 200, body: { isDryRun: false, changed: 0, removed: 0, unchanged: 0 } })
  const exported = (await founder.get('/api/sites/default/plant')).text
  expect(parsed(exported)).toEqual(parsed(TEXT))
  // What the file names as its own answers is gone, and nothing else is.
  const lists = Object.keys(JSON.parse(TEXT) as object)
  const answers = (JSON.parse(TEXT) as { about: { answerKeys: string[] } }).about.answerKeys
  const kept = lists.filter((list) => !answers.includes(list))
  expect(Object.keys(JSON.parse(exported) as object).sort()).toEqual(kept.sort())
  // How much each asset matters is derived a moment later, and is a change of its own.
  await vi.waitFor(
    async () => {
      const { items: ranked } = (await founder.get('/api/assets?limit=1&sort=-criticality')).body as {
        items: AssetRow[]
      }
      expect(ranked[0]?.criticality).not.toBeNull()
    },
    { timeout: 30_000, interval: 50 },
  )
  const before = await stored()
  for (const again of [TEXT, exported]) {
    const answer = await load(again)
    expect(answer).toMatchObject({ status: 200, body: { added: 0, changed: 0, removed: 0 } })
    expect((answer.body as PlantImportView).unchanged).toBe((first.body as PlantImportView).added)
  }
  expect(await stored()).toEqual(before)
  const { items } = (await founder.get('/api/sites')).body as { items: SiteView[] }
  const plant = parsed(TEXT)
  expect(items).toMatchObject([
    { assets: plant.assets.length, zones: plant.zones.length, conduits: plant.conduits.length, plantSource: 'test' },
  ])
})

test('a changed file changes what it says and leaves the rest, in file and register', async () => {
  const plant = JSON.parse(TEXT) as PlantText
  const gone = plant.assets.at(-1)!
  const answer = await load(
    changed((next) => {
      next.assets[0]!['name'] = 'Firewall at the front'
    }),
  )
  expect(answer.body).toMatchObject({ added: 0, changed: 1, removed: 0 })
  const { items } = (await founder.get('/api/assets?limit=500')).body as { items: AssetRow[] }
  expect(items.find(({ declaredId }) => declaredId === plant.assets[0]!['id'])?.name).toBe('Firewall at the front')
  expect(items.some(({ declaredId }) => declaredId === gone['id'])).toBe(true)
  expect((await load(TEXT)).body).toMatchObject({ added: 0, changed: 1, removed: 0 })
})

test('a site that does not exist, and one that is not granted, answer alike', async () => {
  const engineer = await house.person(founder, 'elsewhere', ['ot-engineer'], ['other'])
  const [absent, forbidden] = [
    await engineer.send('POST', '/api/sites/nowhere/plant', TEXT, UPLOAD),
    await engineer.send('POST', '/api/sites/default/plant', TEXT, UPLOAD),
  ]
  const plain = (answer: Answer) => [answer.status, answer.text.replaceAll(/req_[0-9a-f-]+/g, 'req')]
  expect(plain(forbidden)).toEqual(plain(absent))
  expect(forbidden.status).toBe(404)
})
