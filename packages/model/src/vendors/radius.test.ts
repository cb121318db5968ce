import { attackModel } from '@penstock/model/paths'
import { blastRadius, listParties, partiesOf } from '@penstock/model/vendors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wrenfield } from './vendors.fixture.ts'

const plant = wrenfield()
const model = attackModel(plant)
const radiusOf = (id: string) => blastRadius(plant, model, id)!

test('[B04:2] a compromised supplier: assets with effort, accounts, products, goals, zones of both domains, in one answer', () => {
  const boiler = radiusOf('V-BLR')
  expect(boiler.party).toEqual({ id: 'V-BLR', kind: 'vendor', name: 'Northgate Boilers (invented)' })
  expect(boiler.accesses).toEqual(['RA-02'])
  expect(boiler.accounts.map(({ id, by }) => [id, by])).toEqual([['ACC-31', 'vendor']])
  expect(
    boiler.assets
      .filter(({ isProduct }) => isProduct)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['PKG-BLR-BMS', 'PKG-BLR-HMI', 'PKG-BLR-PLC'])
  // Two of compromise, none for a session without a second factor, one to the router, one to each device.
  expect(boiler.assets.find(({ id }) => id === 'VND-EWON1')).toMatchObject({ hold: 'network', cost: 3 })
  expect(boiler.assets.find(({ id }) => id === 'PKG-BLR-BMS')).toMatchObject({ hold: 'write', cost: 4, domain: 'ot' })
  expect(boiler.supports.map(({ id }) => id)).toEqual(['F-STM'])
  expect(boiler.goals.map(({ id }) => id)).toEqual(expect.arrayContaining(['SIF-501', 'F-STM', 'L-05']))
  expect(boiler.zones.every(({ domain }) => domain !== 'it')).toBe(true)
  const consultants = radiusOf('V-ERP')
  expect(new Set(consultants.zones.map(({ domain }) => domain))).toEqual(new Set(['it', 'ot', 'both']))
})

test('a vendor without a way in is told by what it holds', () => {
  const { hasWayIn, assets, goals, parties } = radiusOf('V-SIS')
  expect([hasWayIn, goals]).toEqual([false, []])
  expect(assets.map(({ id, hold }) => `${id} ${hold}`).toSorted()).toEqual(
    ['SIS-EWS1', 'SIS-MP1', 'SIS-SOE1', 'SIS-TCM-A', 'SIS-TCM-B'].map((id) => `${id} null`),
  )
  expect(parties.edges.map(({ kind, to }) => [kind, to])).toEqual([['person', 'P-PSE-2']])
})

test('who is no vendor and no partner has none', () => {
  expect(blastRadius(plant, model, 'V-NONE')).toBeNull()
  expect(blastRadius(plant, model, 'EXT-INET')).toBeNull()
})

describe('a way from a vendor through IT into OT', () => {
  /** The plant as the other team's register alone has it: no asset of this side, and no record that needs one. */
  const otherHalf = (side: 'it' | 'ot') => {
    const domainOf = (zone: string) => (model.ground.isOutside(zone) ? null : model.ground.domainOfZones([zone]))
    const gone = new Set(plant.assets.filter(({ zone }) => domainOf(zone) === side).map(({ id }) => id))
    const kept = (ids: readonly string[]): string[] => ids.filter((id) => !gone.has(id))
    return {
      gone,
      half: {
        ...plant,
        assets: plant.assets.filter(({ id }) => !gone.has(id)),
        conduits: plant.conduits.filter((one) => [one.zoneA, one.zoneB].every((zone) => domainOf(zone) !== side)),
        accounts: plant.accounts.map((one) => ({ ...one, systems: kept(one.systems) })),
        manages: plant.manages.filter(({ by }) => !gone.has(by)).map((one) => ({ ...one, what: kept(one.what) })),
        remoteAccess: plant.remoteAccess.filter(
          ({ path, targets }) => kept([...path, ...targets]).length === path.length + targets.length,
        ),
        directories: plant.directories.map((one) => ({ ...one, servers: kept(one.servers) })),
        flows: plant.flows.filter(({ src, dst }) => kept([src, dst]).length === 2),
      },
    }
  }

  test('[B05:2] is found from the facts of both, passes assets of both, and says of each hop whose records show it', () => {
    const { paths, goals } = radiusOf('V-ERP')
    const [worst] = paths.filter(({ isCrossing }) => isCrossing)
    expect(worst?.steps.slice(0, 3)).toEqual(['EXT-INET', 'ENT-FW1', 'ENT-ERP1'])
    const domains = new Set(worst?.evidence.flatMap(({ facts }) => facts.map(({ domain }) => domain)))
    expect([domains.has('it'), domains.has('ot')]).toEqual([true, true])
    expect(goals.find(({ id }) => id === 'DCS-FCS2')).toMatchObject({ isCrossing: true })
  })

  test.each(['it', 'ot'] as const)(
    'is in no half of the records: without those of %s no layer, sheet or controller is reached',
    (side) => {
      const { half, gone } = otherHalf(side)
      const crossing = new Set(radiusOf('V-ERP').goals.flatMap(({ id, isCrossing }) => (isCrossing ? [id] : [])))
      expect(crossing.size).toBeGreaterThan(20)
      const { goals, assets } = blastRadius(half, attackModel(half), 'V-ERP')!
      expect(goals.filter(({ id }) => crossing.has(id))).toEqual([])
      expect(assets.some(({ id }) => gone.has(id))).toBe(false)
    },
  )

  test('taking the records of one side away takes no more than what needs them', () => {
    for (const side of ['it', 'ot'] as const) {
      const { half, gone } = otherHalf(side)
      const boiler = blastRadius(half, attackModel(half), 'V-BLR')!
      const whole = radiusOf('V-BLR')
        .assets.filter(({ hold }) => hold !== null)
        .map(({ id }) => id)
      const left = boiler.assets.filter(({ hold }) => hold !== null).map(({ id }) => id)
      expect(left.toSorted()).toEqual(whole.filter((id) => !gone.has(id)).toSorted())
    }
  })

  test('no vendor whose way avoids IT is said to cross', () => {
    for (const id of ['V-BLR', 'V-CHL', 'V-DCS', 'V-INT'])
      expect(radiusOf(id).goals.filter(({ isCrossing }) => isCrossing)).toEqual([])
  })
})

describe('fourth parties, clouds and shared tools are edges', () => {
  test('of the record', () => {
    expect(radiusOf('V-BLR').parties.edges).toMatchObject([
      { kind: 'fourth-party', from: 'CLD-1', to: 'V-BLR', places: ['vendors[id=V-BLR].fourthParties[0]'] },
      { kind: 'fourth-party', from: 'burner subcontractor with the same account', to: 'V-BLR' },
      { kind: 'cloud', from: 'CLD-1', to: 'V-BLR' },
      { kind: 'uplink', from: 'V-BLR', to: 'VND-EWON1' },
    ])
    expect(partiesOf(plant, 'V-DCS')?.edges).toContainEqual(
      expect.objectContaining({ kind: 'shared-gateway', to: 'V-INT', text: 'DMZ-RAG1, DMZ-JMP1' }),
    )
  })

  test('a cloud that a vendor works through is a partner, and reaches as far', () => {
    expect(listParties(plant).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['V-BLR', 'EXT-TALK2M', 'EXT-WCO-SCADA', 'EXT-DNO']),
    )
    const cloud = radiusOf('EXT-TALK2M')
    expect(cloud.accesses).toEqual(['RA-02'])
    const goals = new Set(cloud.goals.map(({ id }) => id))
    for (const { id } of radiusOf('V-BLR').goals) expect(goals.has(id)).toBe(true)
  })

  test('[B05:2] a vendor falls with the one that it leans on, and with nobody else', () => {
    const leaning = wrenfield((raw) => {
      const vendors = raw['vendors'] as { id: string; fourthParties: string[] }[]
      vendors.find(({ id }) => id === 'V-DCS')!.fourthParties = ['V-CHL does the cabinets']
    })
    const other = attackModel(leaning)
    const chiller = blastRadius(leaning, other, 'V-CHL')!
    expect(chiller.parties.compromised).toEqual(['V-CHL', 'V-DCS'])
    expect(chiller.accesses).toEqual(['RA-01', 'RA-03'])
    const alone = [radiusOf('V-CHL'), radiusOf('V-DCS')].flatMap(({ goals }) => goals.map(({ id }) => id))
    expect(new Set(chiller.goals.map(({ id }) => id))).toEqual(new Set(alone))
    expect(blastRadius(leaning, other, 'V-DCS')?.parties.compromised).toEqual(['V-DCS'])
  })
})

test('taking records away never widens a radius', () => {
  const parties = listParties(plant).map(({ id }) => id)
  const touched = new Map(
    parties.map((id) => [
      id,
      new Set(
        radiusOf(id)
          .assets.filter(({ hold }) => hold !== null)
          .map((one) => one.id),
      ),
    ]),
  )
  fc.assert(
    fc.property(
      fc.subarray(plant.accounts, { minLength: 20 }),
      fc.subarray(plant.manages, { minLength: 4 }),
      fc.subarray(plant.remoteAccess, { minLength: 4 }),
      fc.constantFrom(...parties),
      (accounts, manages, remoteAccess, id) => {
        const less = { ...plant, accounts, manages, remoteAccess }
        const radius = blastRadius(less, attackModel(less, [], { mergesEquals: false }), id, { paths: 0 })
        for (const { id: asset, hold } of radius?.assets ?? [])
          if (hold !== null) expect([id, asset, touched.get(id)!.has(asset)]).toEqual([id, asset, true])
      },
    ),
    { numRuns: 40 },
  )
})
