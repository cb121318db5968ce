import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRow } from '@penstock/contract/assets'
import type { findGoalPaths, listConduitThreats, listPathGoals } from '@penstock/contract/paths'
import { type Response, type Route, writeIds } from '@penstock/contract/route'
import type { VulnerabilityRow } from '@penstock/contract/vulnerabilities'
import { madeCsaf } from '@penstock/testkit/advisories'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const TEN_MINUTES = 600_000_000
const clock = fakeClock()
let house: House
let founder: Person
/** Just before the plant was imported, and just before one of its conduits was unplugged. */
let before = ''
let between = ''

interface PlantText {
  conduits: { id: string }[]
}

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  const plant = JSON.parse(loadWrenfieldWorksText()) as PlantText
  const load = async () => {
    const bytes = JSON.stringify(plant)
    const answer = await founder.send(
      'POST',
      '/api/sites/default/plant?source=plant.json',
      bytes,
      'application/octet-stream',
    )
    expect(answer.status, answer.text).toBe(200)
  }
  before = isoAfter(TEN_MINUTES)
  clock.advance(TEN_MINUTES)
  await load()
  between = isoAfter(TEN_MINUTES)
  clock.advance(TEN_MINUTES)
  // Engineering no longer reaches the console of the safety system.
  plant.conduits = plant.conduits.filter(({ id }) => id !== 'C-07')
  await load()
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

function isoAfter(micros: number): string {
  return new Date((clock.now() + micros) / 1000 - 1).toISOString()
}

async function read<R extends Route>(path: string): Promise<Response<R>> {
  const answer = await founder.get(`/api/sites/default/paths${path}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<R>
}

const then = () => `asOf=${between}`

test('[F03:3] goals are told with the least effort that reaches them, and the ways to one with evidence for each hop', async () => {
  const { goals, counts, limits, ...stands } = await read<typeof listPathGoals>(`?${then()}`)
  expect(stands).toMatchObject({ site: 'default', source: 'plant.json' })
  expect(counts.starts).toBeGreaterThan(10)
  expect(limits.length).toBeGreaterThan(3)
  const costs = goals.filter(({ isReached }) => isReached).map(({ cost }) => cost!)
  expect(costs).toEqual(costs.toSorted((a, b) => a - b))
  expect(goals.find(({ id }) => id === 'SIS-MP1')).toMatchObject({
    kind: 'layer',
    isReached: true,
    wasReached: true,
    cost: 4,
  })
  const to = await read<typeof findGoalPaths>(`/to?goal=SIS-MP1&${then()}`)
  expect(to.total).toBeGreaterThan(to.paths.length)
  const mailed = to.paths.find(({ start }) => start.kind === 'phished-user')!
  expect(mailed).toMatchObject({
    steps: ['ENT-WS-PE', 'DMZ-JMP1', 'OPS-EWS1', 'SIS-EWS1', 'SIS-MP1'],
    conduits: ['C-02', 'C-04', 'C-07'],
    cost: 10,
  })
  expect(mailed.hops.reduce((sum, { cost }) => sum + cost, 0)).toBe(mailed.cost)
  for (const { facts, rule } of mailed.hops)
    if (rule !== 'privilege-escalation') expect(facts[0]?.places.length).toBeGreaterThan(0)
  const { items } = (await founder.get('/api/assets?limit=500')).body as { items: AssetRow[] }
  const jump = to.assets.find(({ id }) => id === 'DMZ-JMP1')!
  expect(items.find(({ id }) => id === jump.assetId)?.name).toBe(jump.name)
})

test('what a cut names and is left out leaves no way to the goal, and opens none to another', async () => {
  const { cuts, chokePoints } = await read<typeof findGoalPaths>(`/to?goal=SIS-MP1&${then()}`)
  expect(chokePoints.length + cuts.length).toBeGreaterThan(0)
  const without = writeIds(cuts[0]!.facts.map(({ id }) => id))
  const cut = await read<typeof findGoalPaths>(`/to?goal=SIS-MP1&without=${without}&${then()}`)
  expect([cut.isReached, cut.paths, cut.total]).toEqual([false, [], 0])
  const { goals } = await read<typeof listPathGoals>(`?without=${without}&${then()}`)
  expect(goals.find(({ id }) => id === 'SIS-MP1')).toMatchObject({ isReached: false, wasReached: true, cost: null })
  expect(goals.filter(({ isReached, wasReached }) => isReached && !wasReached)).toEqual([])
  for (const one of cuts[0]!.facts) {
    const others = cuts[0]!.facts.filter(({ id }) => id !== one.id).map(({ id }) => id)
    if (others.length === 0) continue
    const less = await read<typeof findGoalPaths>(`/to?goal=SIS-MP1&without=${writeIds(others)}&${then()}`)
    expect(less.isReached, `${one.id} is needed in the cut`).toBe(true)
  }
})

test('[A11] an unplugged conduit carries no way from then on, and did before; before the import there is nothing', async () => {
  const crossing = async (asked: string) =>
    (await read<typeof findGoalPaths>(`/to?goal=SIS-MP1${asked}`)).paths.filter(({ conduits }) =>
      conduits.includes('C-07'),
    )
  expect((await crossing(`&${then()}`)).length).toBeGreaterThan(0)
  expect(await crossing('')).toEqual([])
  expect((await read<typeof listPathGoals>(`?asOf=${before}`)).goals).toEqual([])
})

test('[F03:3] an open weakness of an advisory is a step of a way, from its import until it is patched', async () => {
  clock.advance(TEN_MINUTES)
  const engineer = await house.person(founder, 'weakness-engineer', ['ot-engineer'])
  const steps = async (asked = '') => {
    // With the key turned, the protocol alone is of no use.
    const { paths } = await read<typeof findGoalPaths>(`/to?goal=SIS-MP1&without=key-switch:SIS-MP1${asked}`)
    return paths.flatMap(({ hops }) => hops.filter(({ rule }) => rule === 'exploit'))
  }
  expect(await steps()).toEqual([])
  const advisory = madeCsaf({
    id: 'MADE-26-001-01',
    date: '2026-01-01T00:00:00Z',
    vendor: 'Schneider Electric',
    leaves: [{ product: 'Tricon Main Processor 3008', range: '< 10.5', models: ['3008'] }],
    weaknesses: [{ cve: 'CVE-2026-0100', status: { known_affected: [0] } }],
  })
  const path = '/api/vulnerabilities/imports?fileName=advisory.json'
  const sent = await engineer.send('POST', path, JSON.stringify(advisory), 'application/octet-stream')
  expect(sent.status, sent.text).toBe(200)
  const [match] = await vi.waitFor(
    async () => {
      const { items } = (await engineer.get('/api/vulnerabilities')).body as { items: VulnerabilityRow[] }
      expect(items.length).toBe(1)
      return items
    },
    { timeout: 20_000, interval: 100 },
  )
  const [step] = await steps()
  expect(step).toMatchObject({
    asset: 'SIS-MP1',
    technique: 'T0866',
    facts: [{ id: 'weakness:SIS-MP1:MADE-26-001-01' }],
  })
  expect(step?.facts[0]?.text).toContain('CVE-2026-0100')
  expect(await steps(`&${then()}`), 'nobody knew it then').toEqual([])
  const decision = {
    version: match!.version,
    decision: { state: 'patched', version: '10.5' },
    reason: 'updated in the last stop',
  }
  const decided = await engineer.send('POST', `/api/vulnerabilities/${match!.id}/decision`, decision)
  expect(decided.status, decided.text).toBe(200)
  expect(await steps()).toEqual([])
})

test('an unknown goal or fact is refused with the nearest known one', async () => {
  const goal = await founder.get('/api/sites/default/paths/to?goal=SIS-MP2')
  expect([goal.status, goal.body]).toMatchObject([
    422,
    { code: 'paths.unknown-goal', details: { unknown: [{ id: 'SIS-MP2', nearest: 'SIS-MP1' }] } },
  ])
  const fact = await founder.get('/api/sites/default/paths?without=conduit:C-2')
  expect(fact.body).toMatchObject({ code: 'paths.unknown-fact', details: { unknown: [{ id: 'conduit:C-2' }] } })
  expect((await founder.get('/api/sites/default/paths?without=,')).status).toBe(400)
})

test('what the protocols of a conduit let a stranger do is told with what was seen of it', async () => {
  const { threats } = await read<typeof listConduitThreats>(`/threats?${then()}`)
  const writes = threats.filter(
    ({ protocol, authentication }) => protocol === 'modbus-tcp' && authentication === 'none',
  )
  expect(writes.length).toBeGreaterThan(0)
  expect(writes.flatMap(({ effects }) => effects.map(({ technique }) => technique))).toContain('T0855')
})
