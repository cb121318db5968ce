import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRow } from '@penstock/contract/assets'
import type { readCriticality } from '@penstock/contract/process'
import type { Response } from '@penstock/contract/route'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const TEN_MINUTES = 600_000_000
const clock = fakeClock()
let house: House
let founder: Person
let between = ''

interface PlantText {
  functions: { id: string; bia: { impact: { afterH: number; receptor: string; level: number }[] } }[]
}

type Told = Pick<AssetRow, 'declaredId' | 'criticality'>

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  await load(JSON.parse(loadWrenfieldWorksText()) as PlantText)
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function load(plant: PlantText): Promise<void> {
  clock.advance(TEN_MINUTES)
  const type = 'application/octet-stream'
  const answer = await founder.send('POST', '/api/sites/default/plant?source=plant.json', JSON.stringify(plant), type)
  expect(answer.status, answer.text).toBe(200)
}

async function list(query = '', as: Person = founder): Promise<Told[]> {
  const told: Told[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await as.get(`/api/assets?limit=40${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    expect(page.status, page.text).toBe(200)
    const { items, nextCursor } = page.body as { items: AssetRow[]; nextCursor: string | null }
    told.push(...items.map(({ declaredId, criticality }) => ({ declaredId, criticality })))
    cursor = nextCursor
  }
  return told
}

async function why(asset: string, more = '', as: Person = founder): Promise<Response<typeof readCriticality>> {
  const answer = await as.get(`/api/sites/default/process/criticality?asset=${asset}${more}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<typeof readCriticality>
}

const levelOf = (told: readonly Told[], asset: string) =>
  told.find(({ declaredId }) => declaredId === asset)?.criticality ?? null

test('[A12] criticality is derived for the list and for the page, and follows the consequence of a function by itself', async () => {
  await expect.poll(async () => levelOf(await list(), 'OPS-NTP1'), { timeout: 30_000 }).not.toBeNull()
  const before = await list('&sort=-criticality')
  expect(levelOf(before, 'SIS-MP1')).toMatchObject({ level: 5, standing: 'alone' })
  // In the order in which they matter, over all pages, and what the plant does not tell of last.
  const levels = before.map(({ criticality }) => criticality?.level ?? 0)
  expect(levels).toEqual(levels.toSorted((a, b) => b - a))
  expect(new Set(before.map(({ declaredId }) => declaredId)).size).toBe(103)
  expect((await list('&sort=criticality')).map(({ declaredId }) => declaredId)).toEqual(
    before.map(({ declaredId }) => declaredId).toReversed(),
  )
  const worst = await list('&criticality=5')
  expect(new Set(worst.map(({ declaredId }) => declaredId))).toEqual(
    new Set(before.flatMap(({ declaredId, criticality }) => (criticality?.level === 5 ? [declaredId] : []))),
  )
  const time = await why('OPS-NTP1')
  expect(time).toMatchObject({
    ...{ isDeclared: true, level: 1, standing: 'alone', afterH: 168, stops: 1, currency: 'GBP' },
    realises: [{ function: 'F-TIME', name: 'Time service', k: 1, of: 1 }],
  })
  expect(time.meaning?.environment).toEqual(expect.any(String))

  between = new Date(clock.now() / 1000 + 1).toISOString()
  const plant = JSON.parse(loadWrenfieldWorksText()) as PlantText
  plant.functions.find(({ id }) => id === 'F-TIME')!.bia.impact = [{ afterH: 24, receptor: 'money', level: 4 }]
  await load(plant)
  await expect.poll(async () => levelOf(await list(), 'OPS-NTP1')?.level, { timeout: 30_000 }).toBe(4)
  const after = new Map((await list()).map(({ declaredId, criticality }) => [declaredId, criticality]))
  const changed = before.filter(({ declaredId, criticality }) => {
    return JSON.stringify(after.get(declaredId)) !== JSON.stringify(criticality)
  })
  // Whatever stops the time service stops worse things as well, but for its own server.
  expect(changed.map(({ declaredId }) => declaredId)).toEqual(['OPS-NTP1'])
  expect(await why('OPS-NTP1')).toMatchObject({ level: 4, afterH: 24 })
  expect(await why('OPS-NTP1', `&asOf=${between}`)).toMatchObject({ level: 1, afterH: 168 })
})

test('an owner who says that a function rests on a host makes the host matter, in the list as on the page', async () => {
  const host = 'ENT-PRN1'
  expect(levelOf(await list(), host)?.level ?? null).toBeNull()
  const engineer = await house.person(founder, 'engineer', ['ot-engineer'])
  const answer = { function: 'F-TIME', host, service: 'file-server', isNeeded: true, direction: 'function-to-host' }
  const told = { ...answer, purpose: 'prints the shift log', holdUpH: 2, owner: null }
  const sent = await engineer.send('POST', '/api/sites/default/process/rests-on', told)
  expect(sent.status, sent.text).toBe(200)
  await expect.poll(async () => levelOf(await list(), host)?.level, { timeout: 30_000 }).toBe(4)
  expect(levelOf(await list(), host)?.level).toBe((await why(host)).level)
})

test('a site without a plant refuses an answer by name', async () => {
  const engineer = await house.person(founder, 'engineer-2', ['ot-engineer'])
  const answer = {
    function: 'F-NONE',
    host: 'H',
    service: 'file-server',
    isNeeded: false,
    direction: 'function-to-host',
  }
  const told = { ...answer, purpose: 'x', holdUpH: null, owner: null }
  const sent = await engineer.send('POST', '/api/sites/default/process/rests-on', told)
  expect(sent.body).toMatchObject({ code: 'process.unknown-unit' })
})

test('what nothing needs, what the plant does not declare, and a moment before the plant', async () => {
  expect(await why('ENT-SW1')).toMatchObject({ isDeclared: true, level: null, stops: 0, realises: [], guards: [] })
  expect(await why('<b>no such asset</b>')).toMatchObject({ isDeclared: false, level: null, studies: [] })
  const past = await list(`&asOf=${between}&sort=-criticality`)
  expect(past.length).toBe(103)
  expect(past.every(({ criticality }) => criticality === null)).toBe(true)
  const file = await founder.get('/api/assets/export?columns=id,criticality&sort=-criticality')
  expect(file.text.split('\r\n')[1]).toBe('id,criticality (computed)')
  expect(file.text.split('\r\n')[2]).toMatch(/,5$/)
})

test('whoever may see the register sees how much assets matter; why is told to whom the process is', async () => {
  const analyst = await house.person(founder, 'analyst-it', ['it-analyst'])
  expect(levelOf(await list('', analyst), 'SIS-MP1')?.level).toBe(5)
  const refused = await founder.get('/api/assets?criticality=6')
  expect(refused.status).toBe(400)
})
