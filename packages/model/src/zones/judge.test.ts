import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type PlantFile, parsePlant } from '@penstock/model/plant'
import {
  type JudgedConversation,
  judgeAll,
  judgeConversation,
  type ZoneModel,
  zoneModelOf,
} from '@penstock/model/zones'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const raw = JSON.parse(loadWrenfieldWorksText()) as {
  readonly flows: readonly { readonly id: string; readonly baseline: boolean }[]
}

function plantOf(data: unknown): PlantFile {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

const plant = plantOf(raw)
/** An address of the world outside that no record names. */
const SOMEWHERE = '198.51.100.99'

/** The flows of a plant as a sensor sees them; an end without an address speaks from `outside`. */
function conversationsOf(file: PlantFile, outside: (asset: string) => string) {
  const address = new Map(file.assets.map((asset) => [asset.id, asset.ip ?? outside(asset.id)]))
  return file.flows.map((flow) => ({
    ref: flow.id,
    client: { ip: flow.srcIp ?? address.get(flow.src)!, mac: null },
    server: { ip: flow.dstIp ?? address.get(flow.dst)!, mac: null },
    protocol: flow.protocol,
    portGuess: null,
    transport: flow.transport,
    serverPort: flow.port,
    functions: (flow.functions ?? []).map((code) => ({ code: String(code), kind: flow.write ? 'write' : 'read' })),
  }))
}

const breaches = raw.flows.filter((flow) => !flow.baseline).map((flow) => flow.id)

describe('the flows of the reference plant', () => {
  const judged = judgeAll(
    zoneModelOf(plant, 1),
    conversationsOf(plant, () => SOMEWHERE),
  )

  test('exactly the planted breaches are not allowed', () => {
    expect(judged.filter((one) => one.verdict === 'not-allowed').map((one) => one.ref)).toEqual(breaches)
    expect(breaches.length).toBeGreaterThan(0)
  })

  // The register has no address of the water company's telemetry master, and conduit C-17 is for it alone.
  test('two stay unknown while the caller speaks from an address that no record names', () => {
    const unknown = judged.filter((one) => one.verdict === 'unknown')
    expect(unknown.map((one) => [one.ref, one.rule, one.conduit])).toEqual([
      ['FL-045', 'zones.endpoint-has-no-address', 'C-17'],
      ['FL-056', 'zones.endpoint-has-no-address', 'C-17'],
    ])
    expect(unknown[0]!.facts).toContainEqual({ name: 'no-address', value: 'EXT-WCO-SCADA' })
  })

  test('none stays unknown when it calls from the network that its remote access names', () => {
    const known = judgeAll(
      zoneModelOf(plant, 1),
      conversationsOf(plant, (id) => (id === 'EXT-WCO-SCADA' ? '192.0.2.66' : SOMEWHERE)),
    )
    expect(known.filter((one) => one.verdict === 'unknown')).toEqual([])
    expect(known.filter((one) => one.verdict === 'not-allowed').map((one) => one.ref)).toEqual(breaches)
  })

  test('each breach names its rule and conduit', () => {
    const told = judged.filter((one) => one.verdict === 'not-allowed').map((one) => [one.ref, one.rule, one.conduit])
    expect(told).toEqual([
      ['FL-026', 'zones.conduit-undocumented', 'C-07'],
      ['FL-044', 'zones.conduit-undocumented', 'C-15'],
      ['FL-048', 'zones.no-conduit', null],
      ['FL-090', 'zones.no-conduit', null],
      ['FL-091', 'zones.protocol-not-named', 'C-04'],
    ])
  })

  test('without content the ports alone find the same breaches', () => {
    const byPort = conversationsOf(plant, () => SOMEWHERE).map((one) => ({ ...one, protocol: null }))
    const inferred = judgeAll(zoneModelOf(plant, 1), byPort)
    expect(inferred.filter((one) => one.verdict === 'not-allowed').map((one) => one.ref)).toEqual(breaches)
    expect(new Set(inferred.map((one) => one.basis))).toEqual(new Set(['inferred']))
  })

  test('scrambled ids and names leave every verdict and rule as they were', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.string({ minLength: 1, maxLength: 12 })), (words) => {
        const scrambled = plantOf(scramble(raw, words))
        const again = judgeAll(
          zoneModelOf(scrambled, 7),
          conversationsOf(scrambled, () => SOMEWHERE),
        )
        expect(again.map((one) => [one.verdict, one.rule, one.basis])).toEqual(
          judged.map((one) => [one.verdict, one.rule, one.basis]),
        )
      }),
      { numRuns: 10 },
    )
  })
})

/** Gives every zone, conduit, asset and flow another id, and every name another text, consistently. */
function scramble(file: object, words: Iterator<string>): unknown {
  const plant = structuredClone(file) as Record<string, { id: string }[]>
  const renamed = new Map<string, string>()
  for (const list of ['zones', 'conduits', 'assets', 'flows', 'protocols']) {
    if (list === 'protocols') continue
    for (const row of plant[list]!) renamed.set(row.id, `${words.next().value}~${renamed.size}`)
  }
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => walk(one, key))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]))
    }
    if (typeof value !== 'string') return value
    return ['name', 'note', 'notes', 'purpose'].includes(key) ? `n${words.next().value}` : (renamed.get(value) ?? value)
  }
  return walk(plant, '')
}

const model: ZoneModel = {
  version: 1,
  zones: [
    { id: 'EXT', name: '', purdue: '5+', subnets: [], slTarget: 0 },
    { id: 'OPS', name: '', purdue: '3', subnets: ['10.1.0.0/16', '8.8.4.0/24'], slTarget: 2 },
    { id: 'CELL', name: '', purdue: '1-2', subnets: ['10.2.0.0/24', 'fd00:2::/64'], slTarget: 2 },
    { id: 'SIS', name: '', purdue: '1', subnets: ['10.3.0.0/24'], slTarget: 3 },
  ],
  conduits: [
    conduit('K1', 'OPS', 'CELL', ['modbus', 'sftp', 'https', 's7comm'], {}),
    conduit('K2', 'CELL', 'SIS', ['modbus-tcp'], {
      direction: 'a-to-b',
      endpoints: { a: ['PLC'], b: ['TRIP'] },
      functionLimits: [{ protocol: 'modbus', functions: [1, 2, 3, 4] }],
    }),
    conduit('K3', 'OPS', 'SIS', ['rdp'], { status: 'undocumented' }),
    conduit('K4', 'EXT', 'CELL', ['https'], { endpoints: { a: ['VENDOR', 'CLOUD'], b: ['PLC'] } }),
  ],
  protocols: [
    protocol('modbus-tcp', ['tcp'], [502], ['modbus']),
    protocol('ssh', ['tcp'], [22]),
    protocol('sftp', ['tcp'], [22]),
    protocol('https', ['tcp'], [443]),
    protocol('s7comm', ['tcp'], [102]),
    protocol('mms', ['tcp'], [102]),
    protocol('rdp', ['tcp'], [3389]),
    protocol('lldp', ['ethernet'], []),
  ],
  endpoints: [
    { asset: 'HMI', zone: 'OPS', interfaces: [{ ip: '10.1.0.5', mac: '00:00:00:00:00:05' }], networks: [] },
    { asset: 'PLC', zone: 'CELL', interfaces: [{ ip: '10.2.0.5', mac: null }], networks: [] },
    { asset: 'TRIP', zone: 'SIS', interfaces: [{ ip: '10.3.0.5', mac: null }], networks: [] },
    {
      asset: 'STATION',
      zone: 'SIS',
      interfaces: [
        { ip: '10.3.0.6', mac: null },
        { ip: '10.1.0.6', mac: null },
      ],
      networks: [],
    },
    { asset: 'VENDOR', zone: 'EXT', interfaces: [], networks: ['203.0.113.0/28'] },
    { asset: 'CLOUD', zone: 'EXT', interfaces: [{ ip: '203.0.113.200', mac: null }], networks: [] },
  ],
}

function conduit(
  id: string,
  zoneA: string,
  zoneB: string,
  protocols: string[],
  more: Partial<ZoneModel['conduits'][0]>,
): ZoneModel['conduits'][0] {
  return {
    id,
    zoneA,
    zoneB,
    protocols,
    direction: 'both',
    status: 'as designed',
    endpoints: null,
    functionLimits: [],
    inspection: 'ports',
    enforcedBy: [],
    slTarget: null,
    ...more,
  }
}

function protocol(
  id: string,
  transport: ZoneModel['protocols'][0]['transport'],
  ports: number[],
  aliases: string[] = [],
): ZoneModel['protocols'][0] {
  return { id, aliases, transport, ports, isIndustrial: true }
}

/** `client → server protocol/port`; `?` is a protocol that content did not give. */
function conversation(text: string, functions: string[] = []): JudgedConversation {
  const [client = '', server = '', what = ''] = text.split(' ')
  const [name = '', port] = what.split('/')
  return {
    client: { ip: client, mac: null },
    server: { ip: server, mac: null },
    protocol: name === '?' ? null : name,
    portGuess: null,
    transport: 'tcp',
    serverPort: port === undefined ? null : Number(port),
    functions: functions.map((one) => ({ code: one.split(':')[0]!, kind: one.split(':')[1] ?? 'read' })),
  }
}

const OPEN = ['allowed', 'zones.conduit']

test.each<[string, string[], string | null, string, string[]?]>([
  ['10.1.0.5 10.1.9.9 telnet/23', ['allowed', 'zones.same-zone'], null, 'observed'],
  ['10.1.0.5 10.2.0.5 modbus-tcp/502', OPEN, 'K1', 'observed'],
  ['10.2.0.5 10.1.0.5 modbus/502', OPEN, 'K1', 'observed'],
  ['10.1.0.5 10.2.0.5 ?/502', OPEN, 'K1', 'inferred'],
  ['10.1.0.5 10.2.0.5 ssh/22', OPEN, 'K1', 'inferred'],
  ['10.1.0.5 10.2.0.5 tls/443', OPEN, 'K1', 'inferred'],
  ['10.1.0.5 10.2.0.5 https/443', OPEN, 'K1', 'observed'],
  ['10.1.0.5 10.2.0.5 https/4443', OPEN, 'K1', 'inferred'],
  ['10.1.0.5 10.3.0.5 https/3389', ['not-allowed', 'zones.conduit-undocumented'], 'K3', 'inferred'],
  ['10.1.0.5 10.2.0.5 tls/8443', ['not-allowed', 'zones.protocol-not-named'], 'K1', 'observed'],
  ['10.1.0.5 10.2.0.5 ?/102', OPEN, 'K1', 'inferred'],
  ['10.1.0.5 10.2.0.5 mms/102', ['not-allowed', 'zones.protocol-not-named'], 'K1', 'observed'],
  ['10.1.0.5 10.2.0.5 ?/4444', ['not-allowed', 'zones.protocol-not-named'], 'K1', 'inferred'],
  ['10.1.0.5 10.2.0.5 ?', ['unknown', 'zones.protocol-unknown'], 'K1', 'inferred'],
  ['8.8.4.4 10.2.0.5 modbus-tcp/502', OPEN, 'K1', 'observed'],
  ['8.8.8.8 10.1.0.5 https/443', ['not-allowed', 'zones.no-conduit'], null, 'observed'],
  ['192.168.7.7 10.1.0.5 https/443', ['unknown', 'zones.place-unknown'], null, 'observed'],
  ['10.1.0.5 239.1.2.3 ?/5000', ['allowed', 'zones.link-local'], null, 'inferred'],
  ['10.2.0.5 10.3.0.5 modbus-tcp/502', OPEN, 'K2', 'observed', ['3', '0x04']],
  ['10.2.0.5 10.3.0.5 modbus-tcp/502', ['not-allowed', 'zones.function-limit'], 'K2', 'observed', ['3', '16:write']],
  ['10.2.0.5 10.3.0.5 modbus-tcp/502', ['not-allowed', 'zones.function-limit'], 'K2', 'observed', ['0x5A:program']],
  ['10.2.0.5 10.3.0.5 modbus-tcp/502', ['not-allowed', 'zones.function-limit'], 'K2', 'observed', ['umas:write']],
  ['10.2.0.5 10.3.0.5 modbus-tcp/502', OPEN, 'K2', 'observed', []],
  ['10.3.0.5 10.2.0.5 modbus-tcp/502', ['not-allowed', 'zones.direction'], 'K2', 'observed'],
  ['10.2.0.77 10.3.0.5 modbus-tcp/502', ['not-allowed', 'zones.endpoint-not-listed'], 'K2', 'observed'],
  ['10.2.0.5 10.3.0.6 modbus-tcp/502', ['not-allowed', 'zones.endpoint-not-listed'], 'K2', 'observed'],
  ['10.1.0.5 10.3.0.5 rdp/3389', ['not-allowed', 'zones.conduit-undocumented'], 'K3', 'observed'],
  ['10.1.0.5 10.1.0.6 rdp/3389', ['not-allowed', 'zones.conduit-undocumented'], 'K3', 'observed'],
  ['203.0.113.200 10.2.0.5 https/443', OPEN, 'K4', 'observed'],
  ['203.0.113.9 10.2.0.5 https/443', OPEN, 'K4', 'observed'],
  ['203.0.113.77 10.2.0.5 https/443', ['unknown', 'zones.endpoint-has-no-address'], 'K4', 'observed'],
  ['203.0.113.77 10.2.0.77 https/443', ['not-allowed', 'zones.endpoint-not-listed'], 'K4', 'observed'],
  ['203.0.113.77 10.2.0.5 modbus-tcp/502', ['not-allowed', 'zones.protocol-not-named'], 'K4', 'observed'],
  ['fd00:2::5 10.1.0.5 modbus-tcp/502', OPEN, 'K1', 'observed'],
])('%s is %s by %s (%s) with %s', (text, [verdict, rule], conduit, basis, functions = []) => {
  const judgement = judgeConversation(model, conversation(text, functions))
  expect(judgement).toMatchObject({ verdict, rule, conduit, basis })
})

test('a carrier says what it stands for', () => {
  const judgement = judgeConversation(model, conversation('10.1.0.5 10.2.0.5 ssh/22'))
  expect(judgement.protocol).toBe('sftp')
  expect(judgement.facts).toContainEqual({ name: 'stands-for', value: 'sftp' })
  expect(judgement.facts).toContainEqual({ name: 'protocol-ground', value: 'carrier-and-port' })
})

test('a direction that nothing proves is unknown when the other one is allowed', () => {
  const guessed = { ...conversation('10.3.0.5 10.2.0.5 modbus-tcp/502'), sidesFrom: 'first-packet' } as const
  expect(judgeConversation(model, guessed)).toMatchObject({ verdict: 'unknown', rule: 'zones.direction-unproven' })
})

test('link-layer talk stays in its zone', () => {
  const lldp: JudgedConversation = {
    client: { ip: null, mac: '00:00:00:00:00:77' },
    server: { ip: null, mac: '01:80:c2:00:00:0e' },
    protocol: 'lldp',
    portGuess: null,
    transport: 'ethernet',
    serverPort: null,
    functions: [],
  }
  expect(judgeConversation(model, lldp)).toMatchObject({ verdict: 'allowed', rule: 'zones.link-local' })
})

test('a documented conduit that fits wins over a surveyed one, and the order of conduits does not matter', () => {
  const both = [
    conduit('SURVEYED', 'OPS', 'SIS', ['rdp'], { status: 'undocumented' }),
    conduit('DRAWN', 'OPS', 'SIS', ['rdp'], {}),
  ]
  for (const conduits of [both, [...both].reverse()]) {
    const judgement = judgeConversation({ ...model, conduits }, conversation('10.1.0.5 10.3.0.5 rdp/3389'))
    expect(judgement).toMatchObject({ verdict: 'allowed', conduit: 'DRAWN' })
  }
})
