import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { Response } from '@penstock/contract/route'
import type { checkSegmentation } from '@penstock/contract/zones'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

let house: House
let founder: Person

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

interface PlantText {
  readonly assets: { readonly id: string; keySwitch?: string }[]
}

async function load(plant: PlantText): Promise<void> {
  const path = '/api/sites/default/plant?source=plant.json'
  const answer = await founder.send('POST', path, JSON.stringify(plant), 'application/octet-stream')
  expect(answer.status, answer.text).toBe(200)
}

async function check(asOf?: string): Promise<Omit<Response<typeof checkSegmentation>, 'asOf'>> {
  const answer = await founder.get(`/api/sites/default/segmentation${asOf === undefined ? '' : `?asOf=${asOf}`}`)
  expect(answer.status, answer.text).toBe(200)
  const { asOf: told, ...checked } = answer.body as Response<typeof checkSegmentation>
  if (asOf !== undefined) expect(Date.parse(told)).toBe(Date.parse(asOf))
  return checked
}

test('the checks follow the declared plant: nothing before it, its findings after it, and what was mended is gone', async () => {
  expect(await check()).toEqual({ site: 'default', importedAt: null, findings: [], boundaries: [] })

  const plant = JSON.parse(loadWrenfieldWorksText()) as PlantText
  await load(plant)
  const first = await check()
  expect(first.importedAt).not.toBeNull()
  const red = first.findings.filter(({ kind, conduits }) => kind === 'finding' && conduits.includes('C-06'))
  expect(red).toEqual([
    expect.objectContaining({
      rule: 'segmentation.safety-can-be-written',
      path: ['Z-DCS', 'C-06', 'Z-SIS'],
      source: 'IEC 61511-1 cl. 11.2',
    }),
  ])
  expect(first.boundaries).toContainEqual({
    outer: 'dmz',
    inner: 'supervisory',
    state: 'broken',
    conduits: ['C-04'],
    brokenBy: ['FL-091'],
    missing: ['DMZ-FW1: rule tool server trial allows more'],
  })
  expect(await check()).toEqual(first)
  const between = new Date().toISOString()

  plant.assets.find(({ id }) => id === 'SIS-MP1')!.keySwitch = 'RUN'
  await load(plant)
  const second = await check()
  // As it was known then, whatever was imported since.
  expect(await check(between)).toEqual(first)
  expect(await check('2020-01-01T00:00:00Z')).toMatchObject({ importedAt: null, findings: [] })
  expect((await founder.get('/api/sites/default/segmentation?asOf=2099-01-01T00:00:00Z')).body).toMatchObject({
    code: 'history.in-future',
  })
  const rules = (answer: typeof second) => answer.findings.map(({ rule, id }) => `${rule} ${id}`)
  expect(rules(first)).toContain('segmentation.safety-key-open SIS-MP1')
  expect(rules(second)).not.toContain('segmentation.safety-key-open SIS-MP1')
})

test('a site that is not there is not found', async () => {
  expect((await founder.get('/api/sites/nowhere/segmentation')).status).toBe(404)
})
