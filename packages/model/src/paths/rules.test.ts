import { type AssetWeakness, attackModel, findPaths, threatModel } from '@penstock/model/paths'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SmallPlant, smallPlant } from './small-plant.fixture.ts'

/** Steps of the ways to a goal, each with its cost, cheapest first. */
function waysTo(goal: string, more: SmallPlant, weaknesses: readonly AssetWeakness[] = []): string[] {
  const { paths } = findPaths(attackModel(smallPlant(more), weaknesses), { goal, cuts: false })
  return paths.map((path) => `${path.cost} ${path.steps.join(' > ')}`)
}

const CONDUIT = {
  id: 'K',
  zoneA: 'OFFICE',
  zoneB: 'CONTROL',
  enforcedBy: ['FW'],
  protocols: ['modbus', 'rdp'],
  direction: 'a-to-b',
  status: 'as designed',
}
const FIREWALL = { id: 'FW', name: 'Firewall', zone: 'CONTROL', role: 'firewall', ip: '10.2.0.1' }
const READ_ONLY = [{ protocol: 'modbus-tcp', functions: [1, 2, 3, 4] }]

function account(id: string, systems: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  const plain = { name: id, domain: 'local', kind: 'user', privilege: 'user', person: null, mfa: false, shared: false }
  return { id, systems, enabled: true, lastUse: null, passwordChangedOn: null, ...plain, ...more }
}

describe('reach of a controller that asks nobody', () => {
  test.each<[string, SmallPlant, string[]]>([
    ['no conduit, no way', {}, []],
    ['a conduit that names it', { conduits: [CONDUIT], assets: [FIREWALL] }, ['3 LAPTOP > PLC']],
    ['the other direction', { conduits: [{ ...CONDUIT, zoneA: 'CONTROL', zoneB: 'OFFICE' }], assets: [FIREWALL] }, []],
    ['another protocol', { conduits: [{ ...CONDUIT, protocols: ['rdp'] }], assets: [FIREWALL] }, []],
    ['other ends', { conduits: [{ ...CONDUIT, endpoints: { a: ['FW'], b: ['PLC'] } }], assets: [FIREWALL] }, []],
    [
      'an undocumented conduit permits nothing',
      { conduits: [{ ...CONDUIT, status: 'undocumented' }], assets: [FIREWALL] },
      [],
    ],
    [
      'a list of codes on paper',
      { conduits: [{ ...CONDUIT, functionLimits: READ_ONLY, inspection: 'ports' }], assets: [FIREWALL] },
      ['3 LAPTOP > PLC'],
    ],
    [
      'a list of codes that is enforced',
      { conduits: [{ ...CONDUIT, functionLimits: READ_ONLY, inspection: 'application' }], assets: [FIREWALL] },
      [],
    ],
    [
      'a second card',
      {
        assets: [
          {
            id: 'LAPTOP',
            name: 'Laptop',
            zone: 'OFFICE',
            role: 'workstation',
            os: 'Windows 11',
            interfaces: [
              { ip: '10.1.0.5', mac: null, zone: 'OFFICE' },
              { ip: '10.2.0.9', mac: null, zone: 'CONTROL' },
            ],
          },
        ],
      },
      ['3 LAPTOP > PLC'],
    ],
    [
      'a known flow makes it easier',
      { conduits: [CONDUIT], assets: [FIREWALL], flows: [flow('LAPTOP', 'PLC')] },
      ['2 LAPTOP > PLC'],
    ],
    [
      'a visiting laptop in the zone',
      { assets: [{ id: 'VISIT', name: 'Visit', zone: 'CONTROL', os: 'Windows 10', ip: '10.2.0.8', temporary: true }] },
      ['4 VISIT > PLC'],
    ],
  ])('%s', (_, more, ways) => {
    expect(waysTo('PLC', more)).toEqual(ways)
  })

  test.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['to anyone', { sources: 'any', enabled: true }, ['2 NET > PLC']],
    ['to listed addresses', { sources: ['192.0.2.1'], enabled: true }, []],
    ['switched off', { sources: 'any', enabled: false }, []],
  ])('a port forward %s', (_, forward, ways) => {
    const portForwards = [{ publicPort: 502, protocol: 'modbus', to: 'PLC', toPort: 502, ...forward }]
    expect(waysTo('PLC', { assets: [{ ...FIREWALL, role: 'router', portForwards }] })).toEqual(ways)
  })
})

function flow(src: string, dst: string) {
  return { id: 'F1', src, dst, protocol: 'modbus-tcp', transport: 'tcp', port: 502, write: false }
}

describe('key switch and password', () => {
  const safety = {
    id: 'PLC',
    name: 'Safety',
    zone: 'OFFICE',
    role: 'safety-controller',
    ip: '10.1.0.9',
    services: ['tristation-1502'],
  }

  test.each<[string | null, string[]]>([
    ['RUN', []],
    ['PROGRAM', ['3 LAPTOP > PLC']],
    ['REMOTE', ['3 LAPTOP > PLC']],
    // Unknown is no barrier.
    [null, ['3 LAPTOP > PLC']],
  ])('TriStation with the key in %s', (keySwitch, ways) => {
    expect(waysTo('PLC', { assets: [{ ...safety, keySwitch }] })).toEqual(ways)
  })

  const pump = { ...safety, role: 'plc', services: ['pcom-20256'] }
  test.each<[string, SmallPlant, string[]]>([
    ['a password that nobody holds', { assets: [pump] }, []],
    ["the maker's password", { assets: [{ ...pump, config: { defaultPassword: true } }] }, ['3 LAPTOP > PLC']],
    [
      'an account with it',
      { assets: [pump], accounts: [account('A', ['PLC'], { defaultPassword: true })] },
      ['3 LAPTOP > PLC'],
    ],
    [
      'a shared one that is typed on the laptop',
      { assets: [pump], accounts: [account('A', ['PLC', 'LAPTOP'], { shared: true })] },
      ['4 LAPTOP > PLC'],
    ],
    [
      'the same, disabled',
      { assets: [pump], accounts: [account('A', ['PLC', 'LAPTOP'], { shared: true, enabled: false })] },
      [],
    ],
  ])('PCOM: %s', (_, more, ways) => {
    expect(waysTo('PLC', more)).toEqual(ways)
  })
})

describe('hosts', () => {
  const server = {
    id: 'SRV',
    name: 'Server',
    zone: 'OFFICE',
    role: 'server',
    os: 'Windows Server',
    ip: '10.1.0.20',
    services: ['rdp-3389'],
  }
  const loses = {
    functions: [
      {
        id: 'F',
        name: 'F',
        type: 'digital',
        inputs: [],
        own: [{ name: 'all', assets: ['SRV'], k: 1 }],
        restartH: 0,
        rtoH: null,
        rpoH: null,
        mtpdH: null,
        owner: null,
        product: null,
        bia: null,
      },
    ],
  }
  const weakness = (grade: AssetWeakness['grade']) => [
    { asset: 'SRV', grade, cves: ['CVE-2024-0001'], advisory: 'ICSA-24-000-00' },
  ]

  test.each<[string, SmallPlant, readonly AssetWeakness[], string[]]>([
    ['no account, no flaw', {}, [], []],
    [
      'an own account of the user',
      { accounts: [account('A', ['LAPTOP', 'SRV'], { person: null, shared: true })] },
      [],
      ['3 LAPTOP > SRV'],
    ],
    [
      'one with a second factor',
      { accounts: [account('A', ['LAPTOP', 'SRV'], { shared: true, mfa: true })] },
      [],
      ['5 LAPTOP > SRV'],
    ],
    [
      'a secret that only an administrator reads',
      { accounts: [account('A', ['LAPTOP', 'SRV'])] },
      [],
      ['5 LAPTOP > SRV'],
    ],
    ['a flaw of grade A', {}, weakness('A'), ['3 LAPTOP > SRV']],
    ['a flaw of grade C is dearer', {}, weakness('C'), ['6 LAPTOP > SRV']],
    ['decided not affected', {}, weakness('N'), []],
  ])('%s', (_, more, weaknesses, ways) => {
    expect(waysTo('F', { ...loses, ...more, assets: [server] }, weaknesses)).toEqual(ways)
  })

  test('the same flaw where nothing reaches it opens nothing', () => {
    expect(waysTo('F', { ...loses, assets: [{ ...server, zone: 'CONTROL', ip: '10.2.0.20' }] }, weakness('A'))).toEqual(
      [],
    )
  })
})

test.each([
  { k: 1, ways: ['4 LAPTOP > {D0, D1, D2}'] },
  { k: 2, ways: ['3 LAPTOP > {D0, D1}', '3 LAPTOP > {D0, D2}', '3 LAPTOP > {D1, D2}'] },
  { k: 3, ways: ['2 LAPTOP > D0', '2 LAPTOP > D1', '2 LAPTOP > D2'] },
])('a function that needs $k of three drives: one for the mail, one a drive', ({ k, ways }) => {
  const drive = (at: number) => ({
    id: `D${at}`,
    name: 'Drive',
    zone: 'OFFICE',
    role: 'drive',
    ip: `10.1.0.${30 + at}`,
    services: ['modbus-tcp-502'],
  })
  const own = [{ name: 'drives', assets: ['D0', 'D1', 'D2'], k }]
  const functions = [
    {
      id: 'F',
      name: 'F',
      type: 'process',
      inputs: [],
      own,
      restartH: 0,
      rtoH: null,
      rpoH: null,
      mtpdH: null,
      owner: null,
      product: null,
      bia: null,
    },
  ]
  const flows = [0, 1, 2].map((at) => ({ ...flow('LAPTOP', `D${at}`), id: `F${at}` }))
  expect(waysTo('F', { assets: [drive(0), drive(1), drive(2)], functions, flows }).toSorted()).toEqual(ways)
})

describe('equal assets', () => {
  const drive = (id: string, at: number, more = {}) => ({
    id,
    name: id,
    zone: 'OFFICE',
    role: 'drive',
    ip: `10.1.0.${at}`,
    services: ['modbus-tcp-502'],
    ...more,
  })
  const three = { assets: [drive('D0', 30), drive('D1', 31), drive('D2', 32, { keySwitch: 'RUN' })] }

  test('one stands for those that nothing tells apart, and is told', () => {
    const report = findPaths(attackModel(smallPlant(three)), { goal: 'D1', cuts: false })
    expect(report.equals).toEqual([['D0', 'D1']])
    expect(report.paths.map((path) => [path.goal, path.cost])).toContainEqual(['D0', 3])
    const named = smallPlant({ ...three, flows: [flow('LAPTOP', 'D1')] })
    expect(findPaths(attackModel(named), { cuts: false }).equals).toEqual([])
  })

  test('taken as one or each for itself: the same goals, at the same cost', () => {
    const lists = fc.record({
      count: fc.integer({ min: 1, max: 5 }),
      zones: fc.array(fc.constantFrom('OFFICE', 'CONTROL'), { minLength: 5, maxLength: 5 }),
      keys: fc.array(fc.constantFrom(null, 'RUN', 'PROGRAM'), { minLength: 5, maxLength: 5 }),
      isJoined: fc.boolean(),
    })
    fc.assert(
      fc.property(lists, ({ count, zones, keys, isJoined }) => {
        const assets = Array.from({ length: count }, (_, at) =>
          drive(`D${at}`, 30 + at, { zone: zones[at]!, ip: null, mac: `00:00:00:00:00:0${at}`, keySwitch: keys[at] }),
        )
        const plant = smallPlant({ assets: [...assets, FIREWALL], conduits: isJoined ? [CONDUIT] : [] })
        const [merged, apart] = [attackModel(plant), attackModel(plant, [], { mergesEquals: false })]
        for (const goal of apart.goals) {
          const costs = [merged, apart].map((model) => findPaths(model, { goal: goal.id, cuts: false }).paths[0]?.cost)
          expect(costs[0]).toBe(costs[1])
        }
      }),
      { numRuns: 40 },
    )
  })
})

test('a plant without assets, zones or goals has no paths', () => {
  const report = findPaths(attackModel({ ...smallPlant(), assets: [], zones: [] }))
  expect(report).toMatchObject({ paths: [], chokePoints: [], cutSets: [], unreached: [] })
})

test('threats: what an enforced list stops is left out, what stands on paper is not', () => {
  const threat = (inspection: string) =>
    threatModel(
      smallPlant({
        conduits: [{ ...CONDUIT, functionLimits: READ_ONLY, inspection }],
        assets: [FIREWALL],
        flows: [{ ...flow('LAPTOP', 'PLC'), functions: [3] }],
      }),
    ).threats[0]!
  expect(threat('ports')).toMatchObject({
    limit: 'paper',
    flows: ['F1'],
    effects: [{ effect: 'read', isSeen: true }, { effect: 'write', isSeen: false, technique: 'T0855' }, {}, {}],
  })
  expect(threat('application')).toMatchObject({ limit: 'enforced', effects: [{ effect: 'read' }] })
})
