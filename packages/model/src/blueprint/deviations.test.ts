import { deviationsOf, drawBlueprint, liveStateOf, stageStates, unplannedTraffic } from '@penstock/model/blueprint'
import type { PlantAsset, PlantFile } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Blueprint, BlueprintStage } from './file.ts'
import { wrenfield } from './wrenfield.fixture.ts'

/** Without the conduits that only a survey found: they deviate from the start. */
const plant: PlantFile = {
  ...wrenfield(),
  conduits: wrenfield().conduits.filter(({ status }) => status !== 'undocumented'),
}
const blueprint = drawBlueprint(plant)

const told = (changed: PlantFile, target: Blueprint = blueprint) =>
  deviationsOf(target, liveStateOf(changed)).map(({ kind, object }) => `${kind} ${object}`)

function moved(asset: PlantAsset, zone: string): PlantAsset {
  const interfaces = asset.interfaces?.map((card) => (card.zone === asset.zone ? { ...card, zone } : card))
  return { ...asset, zone, ...(interfaces === undefined ? {} : { interfaces }) }
}

test('a plant deviates from the blueprint that is drawn of it only by what a survey found', () => {
  expect(told(plant)).toEqual([])
  expect(told(wrenfield())).toEqual(['conduit-unplanned C-07', 'conduit-unplanned C-15'])
})

test('[D09:2] moving one asset off the blueprint is that deviation and nothing else', () => {
  const asset = fc.constantFrom(...plant.assets)
  const zone = fc.constantFrom(...plant.zones.map(({ id }) => id))
  fc.assert(
    fc.property(asset, zone, (one, to) => {
      const changed = { ...plant, assets: plant.assets.map((each) => (each.id === one.id ? moved(each, to) : each)) }
      expect(told(changed)).toEqual(one.zone === to ? [] : [`asset-elsewhere ${one.id}`])
    }),
    { numRuns: 300 },
  )
})

const CHANGES: readonly {
  readonly name: string
  readonly change: (one: PlantFile, at: number) => [PlantFile, string]
}[] = [
  {
    name: 'an asset that is gone',
    change: (one, at) => {
      const gone = one.assets[at % one.assets.length]!
      return [{ ...one, assets: one.assets.filter(({ id }) => id !== gone.id) }, `asset-missing ${gone.id}`]
    },
  },
  {
    name: 'an asset that nobody planned',
    change: (one, at) => {
      const zone = one.zones[at % one.zones.length]!.id
      return [{ ...one, assets: [...one.assets, { id: 'NEW', name: 'New', zone }] }, 'asset-unplanned NEW']
    },
  },
  {
    name: 'a card in a further zone',
    change: (one, at) => {
      const asset = one.assets[at % one.assets.length]!
      const own = new Set([asset.zone, ...(asset.interfaces ?? []).map((card) => card.zone)])
      const zone = one.zones.find(({ id }) => !own.has(id))!.id
      const first = asset.interfaces ?? [{ ip: asset.ip ?? null, mac: null, zone: asset.zone }]
      const interfaces = [...first, { ip: null, mac: '02:00:00:00:00:01', zone }]
      const assets = one.assets.map((each) => (each.id === asset.id ? { ...each, interfaces } : each))
      return [{ ...one, assets }, `asset-in-more-zones ${asset.id}`]
    },
  },
  {
    name: 'a conduit that is gone',
    change: (one, at) => {
      const gone = one.conduits[at % one.conduits.length]!
      return [{ ...one, conduits: one.conduits.filter(({ id }) => id !== gone.id) }, `conduit-missing ${gone.id}`]
    },
  },
  {
    name: 'a conduit that permits more',
    change: (one, at) => {
      const { id } = one.conduits[at % one.conduits.length]!
      const conduits = one.conduits.map((each) =>
        each.id === id ? { ...each, protocols: [...each.protocols, 'telnet'] } : each,
      )
      return [{ ...one, conduits }, `conduit-differs ${id}`]
    },
  },
  {
    name: 'a conduit that nobody planned',
    change: (one) => {
      const more = { id: 'C-NEW', zoneA: 'Z-ENT', zoneB: 'Z-DCS', protocols: ['https'], direction: 'both' as const }
      return [{ ...one, conduits: [...one.conduits, { ...more, status: 'as designed' }] }, 'conduit-unplanned C-NEW']
    },
  },
  {
    name: 'a zone at another level',
    change: (one, at) => {
      const { id } = one.zones[at % one.zones.length]!
      const zones = one.zones.map((each) => (each.id === id ? { ...each, purdue: '0' } : each))
      return [{ ...one, zones }, `zone-differs ${id}`]
    },
  },
  {
    name: 'a cloud service that nobody planned',
    change: (one) => {
      const more = { ...one.cloudServices[0]!, id: 'CLD-NEW' }
      return [{ ...one, cloudServices: [...one.cloudServices, more] }, 'cloud-unplanned CLD-NEW']
    },
  },
]

test.each(CHANGES)('[D09:2] $name is that deviation and nothing else', ({ change }) => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), (at) => {
      const [changed, expected] = change(plant, at)
      expect(told(changed)).toEqual([expected])
    }),
    { numRuns: 60 },
  )
})

test('several changes are the deviations of each', () => {
  fc.assert(
    fc.property(
      fc.subarray([...CHANGES.keys()].filter((at) => at !== 3 && at !== 4 && at !== 0)),
      fc.nat(100),
      (picked, at) => {
        let changed = plant
        const expected: string[] = []
        for (const number of picked) {
          const [after, one] = CHANGES[number]!.change(changed, at)
          changed = after
          expected.push(one)
        }
        expect(told(changed).toSorted()).toEqual(expected.toSorted())
      },
    ),
  )
})

test('an end of a conduit that stands the other way round is no difference when both may start', () => {
  const turned = plant.conduits.map((one) =>
    one.direction === 'both' ? { ...one, zoneA: one.zoneB, zoneB: one.zoneA } : one,
  )
  expect(told({ ...plant, conduits: turned })).toEqual([])
})

test('what the wire shows elsewhere, a stranger, a silent sensor and traffic past the conduits deviate, each once', () => {
  const target: Blueprint = {
    ...blueprint,
    sensors: [
      { id: 'S-DCS', segment: 'Z-DCS' },
      { id: 'S-SIS', segment: 'Z-SIS' },
    ],
  }
  const live = {
    ...liveStateOf(plant),
    sensors: [{ name: 'north', domain: 'ot' as const, segments: ['Z-DCS'], isListening: false }],
    strangers: [{ id: 'tlk_1', label: '10.20.40.99', zone: 'Z-PKG' }],
    traffic: [{ zoneA: 'Z-ENT', zoneB: 'Z-PKG', protocol: 'https', example: 'a → b' }],
  }
  const assets = live.assets.map((one) => (one.id === 'DCS-FCS1' ? { ...one, seenIn: 'Z-PKG' } : one))
  const found = deviationsOf(target, { ...live, assets })
  expect(found.map(({ kind, object, domain }) => [kind, object, domain])).toEqual([
    ['asset-seen-elsewhere', 'DCS-FCS1', null],
    ['stranger', 'tlk_1', null],
    ['traffic-unplanned', 'Z-ENT → Z-PKG https', null],
    ['sensor-missing', 'S-SIS', 'ot'],
    ['sensor-silent', 'S-DCS', 'ot'],
  ])
})

function conversation(client: string, server: string, protocol: string, port: number) {
  const end = (ip: string) => ({ ip, mac: null })
  const sides = { client: end(client), server: end(server), serverPort: port, functions: [] }
  return { ...sides, protocol, portGuess: null, transport: 'tcp' as const }
}

test('traffic counts where the blueprint places its ends: an asset that stands elsewhere brings no further deviation', () => {
  const allowed = conversation('10.20.20.32', '10.20.40.10', 's7comm', 102)
  const past = conversation('10.20.40.52', '10.10.0.20', 'https', 443)
  const assets = plant.assets.map((one) => (one.id === 'PKG-BLR-PLC' ? moved(one, 'Z-ENT') : one))
  for (const changed of [plant, { ...plant, assets }])
    expect(unplannedTraffic(changed, blueprint, [allowed, past, past])).toEqual([
      { zoneA: 'Z-PKG', zoneB: 'Z-ENT', protocol: 'https', example: 'PKG-WB-NP → ENT-ERP1' },
    ])
})

const STAGE: BlueprintStage = {
  id: 'ST-1',
  name: 'Safety station apart',
  owner: 'automation',
  due: '2027-03-31',
  proves: 'no card of a safety station stands in operations',
  zones: [],
  moves: ['SIS-EWS1'],
  links: [],
  closes: ['C-07'],
  sensors: ['S-SIS'],
  controls: [{ conduit: 'C-06', device: 'SIS-FW1' }],
  cloudServices: [],
}
const STAGED: Blueprint = {
  ...blueprint,
  conduits: blueprint.conduits.filter(({ id }) => id !== 'C-07'),
  placements: blueprint.placements.map((one) =>
    one.asset === 'SIS-EWS1' ? { asset: 'SIS-EWS1', zone: 'Z-SIS' } : one,
  ),
  sensors: [{ id: 'S-SIS', segment: 'Z-SIS' }],
  stages: [STAGE],
}
const sensor = (isListening: boolean) => [{ name: 'sis', domain: 'ot' as const, segments: ['Z-SIS'], isListening }]

test('[D09:2] a stage is open, then done, and contradicted when the wire says otherwise; nobody ticks it', () => {
  const state = (one: PlantFile, more: object, today: string | null = '2027-01-01', seesSensors = () => true) => {
    const deviations = deviationsOf(STAGED, { ...liveStateOf(one), ...more })
    const [stage] = stageStates(STAGED, deviations, { today, seesSensors })
    return [stage!.state, stage!.isOverdue, stage!.parts.map((part) => `${part.kind} ${part.object} ${part.state}`)]
  }
  const parts = ['move SIS-EWS1', 'close C-07', 'control C-06 by SIS-FW1', 'sensor S-SIS']
  const words = (...states: string[]) => parts.map((part, at) => `${part} ${states[at]}`)
  const today = wrenfield()
  expect(state(today, { sensors: [] })).toEqual(['open', false, words('open', 'open', 'done', 'open')])
  expect(state(today, { sensors: [] }, '2027-04-01')[1]).toBe(true)
  const assets = plant.assets.map((one) =>
    one.id === 'SIS-EWS1' ? { ...one, interfaces: one.interfaces!.filter(({ zone }) => zone === 'Z-SIS') } : one,
  )
  const mended: PlantFile = { ...plant, assets }
  const done = words('done', 'done', 'done', 'done')
  expect(state(mended, { sensors: sensor(true) }, '2027-04-01')).toEqual(['done', false, done])
  const silent = { sensors: sensor(false) }
  expect(state(mended, silent)).toEqual(['contradicted', false, words('done', 'done', 'done', 'contradicted')])
  const unseen = words('done', 'done', 'done', 'unknown')
  expect(state(mended, { sensors: sensor(true) }, null, () => false)).toEqual(['unknown', false, unseen])
  const traffic = [{ zoneA: 'Z-DCS', zoneB: 'Z-SIS', protocol: 'rdp', example: 'a → b' }]
  const past = words('done', 'done', 'contradicted', 'done')
  expect(state(mended, { sensors: sensor(true), traffic })).toEqual(['contradicted', false, past])
  const unenforced = mended.conduits.map((one) => (one.id === 'C-06' ? { ...one, enforcedBy: [] } : one))
  const open = words('done', 'done', 'open', 'done')
  expect(state({ ...mended, conduits: unenforced }, { sensors: sensor(true) })).toEqual(['open', false, open])
  const seen = liveStateOf(mended).assets.map((one) => (one.id === 'SIS-EWS1' ? { ...one, seenIn: 'Z-OPS' } : one))
  expect(state(mended, { sensors: sensor(true), assets: seen })[2]).toEqual(
    words('contradicted', 'done', 'done', 'done'),
  )
})

test('a deviation names the stage that is to mend it', () => {
  const found = deviationsOf(STAGED, { ...liveStateOf(wrenfield()), sensors: [] })
  expect(found.map(({ kind, object, stage }) => [kind, object, stage])).toEqual([
    ['asset-in-more-zones', 'SIS-EWS1', 'ST-1'],
    ['conduit-unplanned', 'C-07', 'ST-1'],
    ['conduit-unplanned', 'C-15', null],
    ['sensor-missing', 'S-SIS', 'ST-1'],
  ])
})
