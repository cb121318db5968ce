// What the wire told of assets decides over what is declared, and is told as a fact where a way meets it.
import { attackModel, findPaths, type ObservedStanding } from '@penstock/model/paths'
import { describe, expect, test } from 'vitest'
import { type SmallPlant, smallPlant } from './small-plant.fixture.ts'

const AT = '2026-10-01T06:00:00.000000Z'
const CONDUIT = {
  ...{ id: 'K', zoneA: 'OFFICE', zoneB: 'CONTROL', enforcedBy: ['FW'], direction: 'a-to-b', status: 'as designed' },
  protocols: ['modbus', 'tristation', 'iec104'],
}
const FIREWALL = { id: 'FW', name: 'Firewall', zone: 'CONTROL', role: 'firewall', ip: '10.2.0.1' }

function plantOf(plc: Readonly<Record<string, unknown>>): SmallPlant {
  const device = { id: 'PLC', name: 'PLC', zone: 'CONTROL', role: 'plc', ip: '10.2.0.5', ...plc }
  return { conduits: [CONDUIT], assets: [FIREWALL, device] }
}

function told(more: Partial<ObservedStanding>): ObservedStanding {
  return { asset: 'PLC', states: [], programs: [], stations: [], calls: [], ...more }
}

const state = (field: string, value: string, at = AT, part: string | null = null) => ({ part, field, value, at })

/** Ways to the PLC, and what is told of each kind of fact on them. */
function factsOf(small: SmallPlant, observed: readonly ObservedStanding[], goal = 'PLC') {
  const { paths } = findPaths(attackModel(smallPlant(small), [], { observed }), { goal, cuts: false })
  const facts = new Map(
    paths.flatMap(({ evidence }) => evidence.flatMap((hop) => hop.facts.map((one) => [one.id, one]))),
  )
  return { paths, starts: paths.map(({ start }) => start), text: (id: string) => facts.get(id)?.text ?? null }
}

describe('the key switch', () => {
  const declared = (keySwitch: string | null) =>
    plantOf({ services: ['tristation-1502'], ...(keySwitch === null ? {} : { keySwitch }) })

  test('declared in RUN and told in PROGRAM guards nothing, and says both', () => {
    expect(factsOf(declared('RUN'), []).paths).toEqual([])
    const open = factsOf(declared('RUN'), [told({ states: [state('key-switch', 'program')] })])
    expect(open.paths.length).toBeGreaterThan(0)
    expect(open.text('key-switch:PLC')).toBe(
      'the key switch of PLC stands in PROGRAM, as the wire told 2026-10-01 06:00 UTC, though RUN is declared',
    )
  })

  test('told in RUN guards, whatever is declared; the last word counts', () => {
    for (const keySwitch of ['PROGRAM', null])
      expect(factsOf(declared(keySwitch), [told({ states: [state('key-switch', 'run')] })]).paths).toEqual([])
    const states = [state('key-switch', 'remote', '2026-10-02T00:00:00.000000Z'), state('key-switch', 'run')]
    expect(factsOf(declared('RUN'), [told({ states })]).paths.length).toBeGreaterThan(0)
  })

  test('of a module among several it is not that of the device', () => {
    const states = [state('key-switch', 'program', AT, 'slot 1'), state('key-switch', 'run', AT, 'slot 2')]
    expect(factsOf(declared('RUN'), [told({ states })]).paths).toEqual([])
  })
})

describe('access protection', () => {
  const config = { accessProtection: 'full' }

  test('level 1 asks nobody, though full protection is declared; level 3 asks, though nothing is', () => {
    const guarded = plantOf({ services: ['modbus-tcp-502'], config })
    expect(factsOf(guarded, []).paths).toEqual([])
    const open = factsOf(guarded, [told({ states: [state('protection', 'level 1 in force')] })])
    expect(open.text('no-authentication:PLC:modbus-tcp')).toContain(
      'protection level 1 in force, as the wire told 2026-10-01 06:00 UTC, though full is declared',
    )
    const bare = plantOf({ services: ['modbus-tcp-502'] })
    expect(factsOf(bare, []).paths.length).toBeGreaterThan(0)
    expect(factsOf(bare, [told({ states: [state('protection', 'level 3 in force')] })]).paths).toEqual([])
  })
})

test('a way that stops a controller tells its mode, one that changes it its program, one by telecontrol its station', () => {
  const plant = plantOf({ services: ['tristation-1502', 'iec104-2404'] })
  const observed = [
    told({
      states: [state('mode', 'running'), state('configuration', 'program 1f4a0144, hardware 00010002')],
      stations: [{ protocol: 'iec104', station: 'ASDU 12' }],
    }),
  ]
  const { rules, facts } = attackModel(smallPlant(plant), [], { observed })
  const shown = (kind: string, protocol: string) =>
    new Set(rules.filter((rule) => rule.kind === kind && rule.protocol === protocol).flatMap((rule) => rule.facts))
  expect([...shown('protocol-mode', 'tristation')]).toContain('mode:PLC')
  expect([...shown('protocol-write', 'tristation')]).not.toContain('mode:PLC')
  expect([...shown('protocol-logic', 'tristation')]).toContain('program:PLC')
  expect([...shown('protocol-write', 'iec104')]).toContain('station:PLC:iec104')
  expect(facts.get('mode:PLC')).toMatchObject({
    text: 'PLC is in running, as the wire told 2026-10-01 06:00 UTC',
    canBeCut: false,
  })
  expect(facts.get('program:PLC')?.text).toContain('1f4a0144')
  expect(facts.get('station:PLC:iec104')?.text).toContain('common address ASDU 12')
})

test('without a checksum of its own a program is known by the digest of what was loaded last', () => {
  const sha256 = 'ab'.repeat(32)
  const programs = [
    { name: 'FC 7', sha256: 'cd'.repeat(32), at: '2026-09-01T00:00:00.000000Z' },
    { name: 'FC 7', sha256, at: AT },
  ]
  const { facts } = attackModel(smallPlant(plantOf({ services: ['tristation-1502'] })), [], {
    observed: [told({ programs })],
  })
  expect(facts.get('program:PLC')?.text).toContain(`FC 7, SHA-256 ${sha256.slice(0, 16)}…`)
})

describe('a service outside that an asset calls', () => {
  const gateway = { id: 'GW', name: 'Gateway', zone: 'CONTROL', role: 'iiot-gateway', ip: '10.2.0.50' }
  const plant: SmallPlant = {
    assets: [
      gateway,
      { id: 'PLC', name: 'PLC', zone: 'CONTROL', role: 'plc', ip: '10.2.0.5', services: ['modbus-tcp-502'] },
    ],
    flows: [],
  }
  const calling = (...calls: ObservedStanding['calls']) => [told({ asset: 'GW', calls })]
  const cloud = { protocol: 'https', ip: '203.0.113.7', name: 'plant-7.iot.example' }

  test('is a way in to a gateway, and from there to what it speaks with', () => {
    expect(factsOf(plant, [], 'GW').paths).toEqual([])
    const { starts, text, paths } = factsOf(plant, calling(cloud), 'GW')
    expect(starts).toContain('cloud:plant-7.iot.example')
    expect(paths[0]?.steps).toEqual(['GW'])
    expect(text('cloud-link:GW:plant-7.iot.example')).toBe(
      'GW keeps a connection of its own to plant-7.iot.example by https, as the wire told; no uplink of it is declared',
    )
  })

  test.each([
    ['an address of the plant', { ...cloud, ip: '10.1.0.5' }],
    ['a private address that nobody declared', { ...cloud, ip: '10.9.9.9' }],
    ['no address', { ...cloud, ip: 'plant' }],
    ['a public address that an industrial protocol calls', { protocol: 's7comm', ip: '141.81.0.10', name: null }],
  ])('%s is none', (_, service) => {
    expect(factsOf(plant, calling(service), 'GW').paths).toEqual([])
  })
})

test('a master that is compromised commands what it was seen to command, which is nothing new', () => {
  const master = { id: 'SCADA', name: 'SCADA', zone: 'CONTROL', role: 'scada', os: 'Windows', ip: '10.2.0.10' }
  const small = { assets: [master, { ...plantOf({ services: ['iec104-2404'] }).assets![1] }] }
  const cost = (observed: readonly ObservedStanding[]) =>
    attackModel(smallPlant(small), [], { observed }).rules.find(
      ({ kind, from, at }) => kind === 'protocol-write' && from === 'SCADA' && at === 'PLC',
    )!
  const calls = [{ protocol: 'iec104', ip: '10.2.0.5', name: null }]
  const [stranger, known] = [cost([]), cost([told({ asset: 'SCADA', calls })])]
  expect(known.cost).toBeLessThan(stranger.cost)
  expect(known.facts).toContain('seen-calling:SCADA:PLC:iec104')
  expect(cost([told({ asset: 'SCADA', calls: [{ ...calls[0]!, ip: '10.2.0.6' }] })]).cost).toBe(stranger.cost)
})

test('assets that nothing tells apart are two once the wire tells them apart', () => {
  const twins = ['A', 'B'].map((id, at) => ({
    id,
    name: id,
    zone: 'CONTROL',
    role: 'plc',
    ip: `10.2.0.${60 + at}`,
    services: ['modbus-tcp-502'],
  }))
  const plant = smallPlant({ assets: twins })
  expect(attackModel(plant).standInOf.size).toBeGreaterThan(0)
  const both = (a: Partial<ObservedStanding>, b: Partial<ObservedStanding>) =>
    attackModel(plant, [], { observed: [told({ asset: 'A', ...a }), told({ asset: 'B', ...b })] }).standInOf
  const run = { states: [state('key-switch', 'run')] }
  expect([...both(run, {})]).toEqual([['B', 'PLC']])
  // The same told at another time is the same.
  expect(both(run, { states: [state('key-switch', 'run', '2026-11-01T00:00:00.000000Z')] }).get('B')).toBe('A')
  // Who calls one of them is known for that one.
  const master = told({ asset: 'PLC', calls: [{ protocol: 'modbus-tcp', ip: '10.2.0.61', name: null }] })
  expect(attackModel(plant, [], { observed: [master] }).standInOf.has('B')).toBe(false)
})
