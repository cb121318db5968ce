import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { PlantFile, readPlant } from '@penstock/model/plant'
import {
  type Host,
  hostsOfPlant,
  type Partition,
  proposePartition,
  type SeenConversation,
  seenFlows,
  withConduit,
  withZone,
} from '@penstock/model/segmentation'
import { judgeConversation, zoneModelOf } from '@penstock/model/zones'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const plant = wrenfield()
const seen = seenFlows(plant)
const hosts: readonly Host[] = hostsOfPlant(plant).map((host) => ({ ...host, zone: null, isDeclared: false }))
const blank = PlantFile.parse({ about: { name: 'blank', schema: plant.about.schema }, protocols: plant.protocols })

function wrenfield(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

/** Everything accepted as it is proposed; throws where the plant file's own rules would refuse it. */
function accepted(from: PlantFile, of: readonly Host[], { zones, conduits }: Partition): PlantFile {
  let drawn = from
  for (const { zone, members, sharesNetwork } of zones) {
    const there = members.map(({ host }) => of.find(({ id }) => id === host)!)
    const result = withZone(drawn, { zone, members: there, network: sharesNetwork })
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    drawn = result.value
  }
  for (const { conduit, before } of conduits) {
    const result = withConduit(drawn, conduit, before)
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    drawn = result.value
  }
  return drawn
}

const isSafety = (id: string): boolean =>
  plant.assets.find((asset) => asset.id === id)?.role?.startsWith('safety-') === true

test('[D01:2] without its drawing, the reference plant is parted as its owner parted it', () => {
  const { zones, unplaced } = proposePartition({ plant: blank, hosts, seen })
  const drawnZone = (id: string) => plant.assets.find((asset) => asset.id === id)!.zone
  // Two devices on one side of the line or on both: the same answer as the owner's for how many pairs.
  const proposed = new Map(zones.flatMap(({ zone, members }) => members.map(({ host }) => [host, zone.id] as const)))
  const ids = [...proposed.keys()]
  const pairs = ids.flatMap((a, at) => ids.slice(at + 1).map((b) => [a, b] as const))
  const same = pairs.filter(
    ([a, b]) => (drawnZone(a) === drawnZone(b)) === (proposed.get(a) === proposed.get(b)),
  ).length
  console.log(`partition: ${same} of ${pairs.length} pairs of devices as the owner drew them, ${zones.length} zones`)
  expect(same / pairs.length).toBeGreaterThan(0.95)
  // Behind a serial server, without an address of their own.
  expect(unplaced).toEqual(['PKG-AIR-C1', 'PKG-AIR-C2', 'PKG-AIR-C3'])
})

test('[D01:2] a proposal names what it would let pass of what was seen, and what not, and why', () => {
  const { conduits, stopped, asDrawn, ifAccepted } = proposePartition({ plant: blank, hosts, seen })
  expect(asDrawn).toEqual({ allowed: 0, 'not-allowed': 0, unknown: 91 })
  expect(ifAccepted.unknown).toBe(0)
  const denies = [...conduits, ...stopped].flatMap((one) => one.denies)
  const told = denies.map(({ client, server, protocol, because }) => `${client} ${server} ${protocol} ${because}`)
  expect(told).toEqual(
    expect.arrayContaining([
      'PKG-WB-NP ENT-ERP1 https past-dmz',
      '198.51.100.200 REM-PLC1 pcom past-dmz',
      'OPS-BKP1 SIS-EWS1 smb reaches-safety',
      'OPS-EWS2 PKG-BLR-BMS s7comm writes-safety',
    ]),
  )
  expect(denies.flatMap(({ refs }) => refs)).toHaveLength(ifAccepted['not-allowed'])
})

test('beside a drawing only what it does not allow is proposed, and a surveyed conduit gives its place', () => {
  const found = proposePartition({ plant, hosts: hostsOfPlant(plant), seen })
  expect(found.zones).toEqual([])
  expect(found.conduits.map(({ key, beside, conduit }) => [key, beside, conduit.protocols, conduit.endpoints])).toEqual(
    [['conduit Z-DMZ Z-OPS', 'C-04', ['mcp'], { a: ['OPS-EWS2'], b: ['DMZ-MFT1'] }]],
  )
  expect(found.stopped.map(({ zones }) => zones.join(' '))).toEqual([
    'Z-ENT Z-PKG',
    'Z-EXT Z-OPS',
    'Z-EXT Z-REM',
    'Z-OPS Z-SIS',
  ])
  const harmless = seen.map((one) =>
    one.ref === 'FL-026' ? { ...one, client: { ip: '10.20.10.11', mac: null } } : one,
  )
  const surveyed = { ...plant.conduits.find(({ id }) => id === 'C-07')!, id: 'C-99', zoneA: 'Z-DCS' }
  const { conduits } = proposePartition({
    plant: { ...plant, conduits: [...plant.conduits.filter(({ id }) => id !== 'C-06'), surveyed] },
    hosts: hostsOfPlant(plant),
    seen: harmless,
  })
  expect(conduits.find(({ before }) => before !== null)).toMatchObject({ before: 'C-99', conduit: { id: 'C-99' } })
})

const addressed = hosts.filter(({ cards }) => cards.some(({ ip }) => ip !== null))
const services = plant.protocols.flatMap(({ id, transport, ports }) =>
  ports
    .slice(0, 1)
    .flatMap((port) => transport.flatMap((one) => (one === 'ethernet' ? [] : [{ id, transport: one, port }]))),
)
/** Few hosts with few services, so that what one may and another may not meets in one conduit. */
const few = ['OPS-HIS1', 'OPS-KEP1', 'OPS-EWS1', 'PKG-BLR-PLC', 'PKG-TF-PLC', 'PKG-CWT-PLC', 'SIS-MP1', 'DCS-FCS1']
const busy = addressed.flatMap(({ id }, at) => (few.includes(id) ? [at] : []))
const ends = fc.oneof(
  fc.uniqueArray(fc.nat(addressed.length - 1), { minLength: 2, maxLength: 2 }),
  fc.uniqueArray(fc.constantFrom(...busy), { minLength: 2, maxLength: 2 }),
)
const talk = fc
  .record({
    ends,
    service: fc.oneof(fc.constantFrom(...services), fc.constantFrom(...services.slice(0, 2))),
    isAnswered: fc.boolean(),
    kinds: fc.uniqueArray(fc.constantFrom('read', 'write', 'program', 'identity'), { maxLength: 2 }),
  })
  .map(({ ends: [from, to], service, isAnswered, kinds }) => {
    const [client, server] = [from!, to!].map((at) => ({
      ip: addressed[at]!.cards.find(({ ip }) => ip !== null)!.ip,
      mac: null,
    }))
    return {
      client: client!,
      server: server!,
      protocol: service.id,
      portGuess: null,
      transport: service.transport,
      serverPort: service.port,
      functions: [],
      isAnswered,
      kinds,
    }
  })
const traffic = fc
  .array(talk, { minLength: 1, maxLength: 60 })
  .map((all) => all.map((one, at): SeenConversation => ({ ...one, ref: String(at) })))
const someHosts = fc.subarray([...addressed], { minLength: 5 })

test('accepted as a whole: everything stands in one zone, what was promised passes, and nothing else between zones', () => {
  fc.assert(
    fc.property(someHosts, traffic, (chosen, talks) => {
      const found = proposePartition({ plant: blank, hosts: chosen, seen: talks })
      const drawn = accepted(blank, chosen, found)
      const model = zoneModelOf(drawn, 1)
      const stands = found.zones.flatMap(({ members }) => members.map(({ host }) => host))
      expect([...stands].sort()).toEqual(chosen.map(({ id }) => id).sort())
      for (const { members } of found.zones) {
        const safety = members.filter(({ host }) => isSafety(host)).length
        expect(safety === 0 || members.every(({ host, ground }) => isSafety(host) || ground === 'network')).toBe(true)
      }
      const promised = new Set(found.conduits.flatMap(({ allows }) => allows.flatMap(({ refs }) => refs)))
      const left = new Set(
        [...found.conduits, ...found.stopped].flatMap(({ denies }) => denies.flatMap(({ refs }) => refs)),
      )
      for (const one of talks) {
        const { verdict, rule } = judgeConversation(model, one)
        if (rule === 'zones.same-zone' || rule === 'zones.link-local') continue
        expect([one.ref, verdict === 'allowed', left.has(one.ref)]).toEqual([
          one.ref,
          promised.has(one.ref),
          verdict === 'not-allowed',
        ])
      }
    }),
    { numRuns: 150 },
  )
})

test('where one conduit would let through what is left out, several narrow ones are drawn', () => {
  const ipOf = (id: string) => ({ ip: hosts.find((host) => host.id === id)!.cards[0]!.ip, mac: null })
  const seenTalk = (client: string, server: string, kinds: readonly string[]): SeenConversation => ({
    ...{
      ref: `${client} ${server}`,
      client: ipOf(client),
      server: ipOf(server),
      kinds,
      functions: [],
      isAnswered: true,
    },
    ...{ protocol: 's7comm', portGuess: null, transport: 'tcp', serverPort: 102 },
  })
  const talks = [
    seenTalk('OPS-HIS1', 'PKG-BLR-PLC', ['read']),
    seenTalk('OPS-KEP1', 'PKG-TF-PLC', ['read']),
    // By the ends of one conduit it would pass.
    seenTalk('OPS-HIS1', 'PKG-TF-PLC', ['program']),
  ]
  const chosen = hosts.filter(({ id }) => talks.some(({ ref }) => ref.split(' ').includes(id)))
  const found = proposePartition({ plant: blank, hosts: chosen, seen: talks })
  expect(found.conduits.map(({ conduit }) => conduit.endpoints)).toEqual([
    { a: ['OPS-HIS1'], b: ['PKG-BLR-PLC'] },
    { a: ['OPS-KEP1'], b: ['PKG-TF-PLC'] },
  ])
  const model = zoneModelOf(accepted(blank, chosen, found), 1)
  expect(talks.map((one) => judgeConversation(model, one).verdict)).toEqual(['allowed', 'allowed', 'not-allowed'])
})

test('nothing that is accepted lets a stranger change a safety system or program a controller', () => {
  fc.assert(
    fc.property(someHosts, traffic, (chosen, talks) => {
      const drawn = accepted(blank, chosen, proposePartition({ plant: blank, hosts: chosen, seen: talks }))
      const model = zoneModelOf(drawn, 1)
      for (const one of talks) {
        const { verdict, rule, clientAsset, serverAsset } = judgeConversation(model, one)
        if (verdict !== 'allowed' || rule !== 'zones.conduit') continue
        const role = plant.assets.find(({ id }) => id === clientAsset)?.role ?? ''
        if (one.kinds.includes('program')) expect(role).toMatch(/engineering/)
        if (one.kinds.includes('write') && isSafety(serverAsset ?? '')) expect(isSafety(clientAsset ?? '')).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})

test('once accepted nothing is left to propose, and the order of what was seen does not matter', () => {
  fc.assert(
    fc.property(someHosts, traffic, (chosen, talks) => {
      const found = proposePartition({ plant: blank, hosts: chosen, seen: talks })
      const drawn = accepted(blank, chosen, found)
      const again = proposePartition({ plant: drawn, hosts: hostsOfPlant(drawn), seen: talks })
      expect([again.zones, again.conduits]).toEqual([[], []])
      const turned = proposePartition({ plant: blank, hosts: chosen.toReversed(), seen: talks.toReversed() })
      expect(turned.zones).toEqual(found.zones)
      expect(turned.conduits.map(({ key, conduit, facts }) => [key, conduit, facts])).toEqual(
        found.conduits.map(({ key, conduit, facts }) => [key, conduit, facts]),
      )
    }),
    { numRuns: 80 },
  )
})

test('a refusal holds while the facts are the same, and not when another service is seen', () => {
  const first = proposePartition({ plant, hosts: hostsOfPlant(plant), seen })
  const refusals = first.conduits.map(({ key, facts }) => ({ key, facts }))
  const second = proposePartition({ plant, hosts: hostsOfPlant(plant), seen: seen.toReversed(), refusals })
  expect([second.conduits, second.refused.map(({ key }) => key)]).toEqual([[], refusals.map(({ key }) => key)])
  const mcp = seen.find(({ ref }) => ref === 'FL-091')!
  const more = [...seen, { ...mcp, ref: 'more', protocol: 'ldap', serverPort: 389 }]
  const third = proposePartition({ plant, hosts: hostsOfPlant(plant), seen: more, refusals })
  expect(third.conduits.map(({ conduit }) => conduit.protocols)).toEqual([['ldap', 'mcp']])
})

test('a refused zone is not drawn, and what stands there stays unplaced without conduits', () => {
  const first = proposePartition({ plant: blank, hosts, seen })
  const safety = first.zones.find(({ zone }) => zone.id === 'Z-SIS-10-20-5-0')!
  const second = proposePartition({ plant: blank, hosts, seen, refusals: [safety] })
  expect(second.zones.map(({ key }) => key)).not.toContain(safety.key)
  expect(second.conduits.filter(({ conduit }) => [conduit.zoneA, conduit.zoneB].includes(safety.zone.id))).toEqual([])
})
