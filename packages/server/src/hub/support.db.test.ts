// The end of support as a dated fact of the register, with how far an asset can be reached and what stands before it.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRecord, AssetRow, ImportAnswer } from '@penstock/contract/assets'
import type { listUnsupported } from '@penstock/contract/paths'
import type { Response } from '@penstock/contract/route'
import type { VulnerabilityRow } from '@penstock/contract/vulnerabilities'
import { madeCsaf } from '@penstock/testkit/advisories'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const TEN_MINUTES = 600_000_000
const BYTES = 'application/octet-stream'
const HOST = 'DCS-ANZ1'
const clock = fakeClock()
let house: House
let founder: Person

interface Card {
  ip: string
  mac: string
  zone: string
}
interface PlantText {
  zones: { id: string; name: string; purdue: string; subnet: string }[]
  assets: { id: string; zone: string; ip: string; interfaces: Card[]; directory?: string | null }[]
  flows: { src: string; dst: string }[]
  manages: { by: string; what: string[] }[]
}

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  await loadPlant([])
  await loadRegister(`id,supportEnd\n${HOST},2020-01-14\nSIS-EWS1,2020-01-14\nPHY-NVR1,2099-01-01\n`)
  await loadRegister('id,name,supportEnd\nOLD-SCALE,Old scale,2011-06-30\n')
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

/** The plant with the analyser station on an island of its own, and these further cards in it. */
async function loadPlant(cards: readonly Card[]): Promise<void> {
  const plant = JSON.parse(loadWrenfieldWorksText()) as PlantText
  plant.zones.push({ id: 'Z-ISLAND', name: 'Analyser hut', purdue: '2', subnet: '10.20.90.0/24' })
  const station = plant.assets.find(({ id }) => id === HOST)!
  const [own] = station.interfaces
  Object.assign(station, { zone: 'Z-ISLAND', ip: '10.20.90.5', directory: null })
  station.interfaces = [{ ...own!, ip: '10.20.90.5', zone: 'Z-ISLAND' }, ...cards]
  plant.flows = plant.flows.filter(({ src, dst }) => src !== HOST && dst !== HOST)
  for (const row of plant.manages) row.what = row.what.filter((id) => id !== HOST)
  clock.advance(TEN_MINUTES)
  const answer = await founder.send('POST', '/api/sites/default/plant?source=plant.json', JSON.stringify(plant), BYTES)
  expect(answer.status, answer.text).toBe(200)
}

async function loadRegister(file: string): Promise<void> {
  const path = '/api/sites/default/assets/imports?fileName=support.csv'
  const planned = await founder.send('POST', path, file, BYTES)
  expect(planned.status, planned.text).toBe(200)
  const { consent } = (planned.body as ImportAnswer).plan
  const stored = await founder.send('POST', `${path}&consent=${consent}`, file, BYTES)
  expect(stored.status, stored.text).toBe(200)
}

async function unsupported(as = founder): Promise<Response<typeof listUnsupported>> {
  const answer = await as.get('/api/sites/default/paths/unsupported')
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<typeof listUnsupported>
}

async function rowOf(id: string): Promise<AssetRow> {
  const { items } = (await founder.get('/api/assets?limit=500')).body as { items: AssetRow[] }
  return items.find(({ declaredId }) => declaredId === id)!
}

test('[A10] an isolated end-of-life host stands below the same host made reachable, with its date, reach and controls', async () => {
  await vi.waitFor(async () => expect((await rowOf('SIS-EWS1')).criticality).not.toBeNull(), { timeout: 30_000 })
  const before = await unsupported()
  // Support that ends one day is a date and no finding; what the plant file does not name is counted.
  expect([before.items.map(({ asset }) => asset), before.undeclared]).toEqual([['SIS-EWS1', HOST], 1])
  const [dual, alone] = before.items
  expect(dual).toMatchObject({ reach: 'reached', supportEnd: '2020-01-14' })
  expect(dual!.reachedFromOtherZones).toBeGreaterThan(0)
  expect(alone).toMatchObject({ reach: 'isolated', effort: null, reachedFrom: 0, supportEnd: '2020-01-14' })
  expect(alone!.controls.map(({ kind }) => kind)).toEqual(['no-conduit'])
  expect(alone!.assetId).toBe((await rowOf(HOST)).id)

  // Somebody plugs a second card into the office network: nothing else changed.
  await loadPlant([{ ip: '10.10.0.222', mac: 'F8:BC:12:66:CC:2E', zone: 'Z-ENT' }])
  const after = await unsupported()
  const reached = after.items.find(({ asset }) => asset === HOST)!
  expect(reached).toMatchObject({ reach: 'reached', supportEnd: '2020-01-14' })
  expect(reached.effort).toBeGreaterThan(0)
  expect(reached.reachedFrom).toBeGreaterThan(0)
  expect(reached.controls.map(({ kind }) => kind)).not.toContain('no-conduit')
  expect(after.items.filter(({ asset }) => asset !== HOST)).toEqual(before.items.filter(({ asset }) => asset !== HOST))

  await loadPlant([])
  const again = (await unsupported()).items
  expect(again).toEqual(before.items)
})

test('a measure that people decided on, and the advisories that stay open, stand beside it', async () => {
  const engineer = await house.person(founder, 'engineer', ['ot-engineer'])
  const advisory = madeCsaf({
    id: 'MADE-26-002-01',
    date: '2026-01-01T00:00:00Z',
    vendor: 'Dell',
    leaves: [{ product: 'OptiPlex 7010' }],
    weaknesses: [{ cve: 'CVE-2026-0200', status: { known_affected: [0] } }],
  })
  const sent = await engineer.send(
    'POST',
    '/api/vulnerabilities/imports?fileName=a.json',
    JSON.stringify(advisory),
    BYTES,
  )
  expect(sent.status, sent.text).toBe(200)
  const station = await rowOf(HOST)
  const match = await vi.waitFor(
    async () => {
      const { items } = (await engineer.get('/api/vulnerabilities')).body as { items: VulnerabilityRow[] }
      const own = items.find((one) => one.advisoryId === 'MADE-26-002-01' && one.assetId === station.id)
      expect(own).toBeDefined()
      return own!
    },
    { timeout: 20_000, interval: 100 },
  )
  const own = async () => (await unsupported()).items.find(({ asset }) => asset === HOST)
  expect(await own()).toMatchObject({ openAdvisories: 1, measures: [] })
  const until = new Date(clock.now() / 1000 + 30 * 86_400_000).toISOString()
  const decision = { state: 'mitigated', measure: 'shut in the hut, ports sealed', until }
  const decided = await engineer.send('POST', `/api/vulnerabilities/${match.id}/decision`, {
    ...{ version: match.version, decision, reason: 'no patch will come' },
  })
  expect(decided.status, decided.text).toBe(200)
  expect((await own())?.measures).toMatchObject([
    { advisory: 'MADE-26-002-01', measure: 'shut in the hut, ports sealed' },
  ])
})

test('the day is corrected by hand, and the list follows; without the right nothing is told', async () => {
  const { id } = await rowOf(HOST)
  const { version } = (await founder.get(`/api/assets/${id}`)).body as AssetRecord
  const edit = { version, reason: 'extended support was bought', fields: { supportEnd: '2099-12-31' } }
  expect((await founder.send('PATCH', `/api/assets/${id}`, edit)).status).toBe(200)
  expect((await unsupported()).items.map(({ asset }) => asset)).toEqual(['SIS-EWS1'])
  const elsewhere = await house.person(founder, 'elsewhere', ['ot-engineer'], ['elsewhere'])
  expect((await elsewhere.get('/api/sites/default/paths/unsupported')).status).toBe(404)
})
