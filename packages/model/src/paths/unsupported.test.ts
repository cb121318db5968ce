import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { compareSupport, supportStandings } from '@penstock/model/paths'
import { type PlantAsset, type PlantFile, parsePlant } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallPlant } from './small-plant.fixture.ts'

const read = parsePlant(JSON.parse(loadWrenfieldWorksText()))
if (!read.ok) throw new Error('the reference plant has faults')
const { plant } = read.value

const ISLAND = 'Z-ISLAND'

/** The same plant with one asset on an island, where no conduit leads; a second card when one is given. */
function isolated(of: PlantFile, id: string, second?: string): PlantFile {
  const moved = (asset: PlantAsset): PlantAsset => {
    const cards = [{ ip: '192.0.2.1', mac: null, zone: ISLAND }]
    const more = second === undefined ? [] : [{ ip: '192.0.2.2', mac: null, zone: second }]
    const { uplinks: _uplinks, portForwards: _forwards, hostedOn: _hosts, directory: _directory, ...rest } = asset
    return { ...rest, zone: ISLAND, ip: '192.0.2.1', mac: null, interfaces: [...cards, ...more] }
  }
  const without = <Row>(rows: readonly Row[]): Row[] => rows.filter((row) => !JSON.stringify(row).includes(`"${id}"`))
  return {
    ...of,
    zones: [...of.zones, { id: ISLAND, name: 'Island', purdue: '2' }],
    assets: of.assets.map((asset) => (asset.id === id ? moved(asset) : asset)),
    flows: without(of.flows),
    manages: without(of.manages),
    remoteAccess: without(of.remoteAccess),
    directories: without(of.directories),
    conduits: without(of.conduits),
  }
}

const hosts = plant.assets.filter(({ os, services = [] }) => os != null && services.length > 0)
/** Zones in which somebody else can be taken. */
const near = ['Z-OPS', 'Z-DCS', 'Z-ENT', 'Z-DMZ'].filter((zone) => plant.zones.some(({ id }) => id === zone))

test('[A10:2] a second card into a plant that can be reached lifts an isolated host from the end of the list', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...hosts),
      fc.constantFrom(...near),
      fc.integer({ min: 1, max: 5 }),
      (host, zone, level) => {
        fc.pre(host.zone !== zone)
        const asked = [{ asset: host.id, level }]
        const [alone] = supportStandings(isolated(plant, host.id), asked)
        const [reached] = supportStandings(isolated(plant, host.id, zone), asked)
        expect(alone).toMatchObject({ reach: 'isolated', effort: null, reachedFrom: 0, reachedFromOtherZones: 0 })
        expect(alone?.controls[0]).toMatchObject({ kind: 'no-conduit' })
        expect(reached?.effort).toBeGreaterThan(0)
        expect(reached?.reachedFrom).toBeGreaterThan(0)
        // Whatever the criticality of the one that is out of reach.
        expect(compareSupport(reached!, { ...alone!, level: 5 })).toBeLessThan(0)
        expect([alone!, reached!].sort(compareSupport)).toEqual([reached, alone])
      },
    ),
    { numRuns: 25 },
  )
})

test('taking a conduit away never makes a host easier to take', () => {
  const asked = hosts.map(({ id }) => ({ asset: id, level: null }))
  const effort = (of: PlantFile) =>
    new Map(supportStandings(of, asked).map((one) => [one.asset, one.effort ?? Number.POSITIVE_INFINITY]))
  const before = effort(plant)
  fc.assert(
    fc.property(fc.constantFrom(...plant.conduits), ({ id }) => {
      const after = effort({ ...plant, conduits: plant.conduits.filter((one) => one.id !== id) })
      for (const [host, cost] of after) expect([host, cost >= before.get(host)!]).toEqual([host, true])
    }),
    { numRuns: 10 },
  )
})

test('reached ones come first, then what matters more, then the least effort; a start at the host itself is told apart', () => {
  const old = { name: 'Old', role: 'server', os: 'Windows XP', services: ['rdp-3389'] }
  const office = { ...old, id: 'OLD-PC', zone: 'OFFICE', ip: '10.1.0.9' }
  const island = { ...old, id: 'ISLAND-PC', zone: 'CONTROL', ip: '10.2.0.9' }
  const small = smallPlant({ assets: [office, island, { ...island, id: 'BARE-PC', ip: null, services: [] }] })
  const told = supportStandings(small, [
    { asset: 'ISLAND-PC', level: 5 },
    { asset: 'BARE-PC', level: 1 },
    { asset: 'OLD-PC', level: 1 },
    { asset: 'NOBODY', level: 5 },
  ])
  // Of what nothing is recorded nothing is said: unknown is not out of reach.
  expect(told.map(({ asset, reach }) => [asset, reach])).toEqual([
    ['OLD-PC', 'reached'],
    ['BARE-PC', 'unknown'],
    ['ISLAND-PC', 'isolated'],
  ])
  // Prepared mail at the laptop (1) and a flaw that nobody knows yet (5).
  expect(told[0]).toMatchObject({ effort: 6, reachedFrom: 1, reachedFromOtherZones: 0, startsHere: [] })
})

test('what stands before it is told with its place in the plant file', () => {
  const [station] = supportStandings(plant, [{ asset: 'SIS-MP1', level: 5 }])
  expect(station?.controls.map(({ kind }) => kind)).toContain('enforced')
  for (const { place } of station?.controls ?? []) expect(place).toMatch(/^(conduits|assets)/)
})
