// Properties of identity resolution on made-up estates: the result has exactly the devices, whatever stands in front of
// them, and the order, the splitting and the repetition of what a sensor reports change nothing.
import {
  type AssetResolution,
  buildAssetIndex,
  type FactSource,
  findAssetOf,
  resolveAssets,
} from '@penstock/model/assets'
import type { Binding, Claim, ConversationSeen } from '@penstock/model/observations'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bind, claim, site, source, talk } from './estate.fixture.ts'

/** A device with the interfaces that it truly has. */
interface Device {
  readonly macs: readonly string[]
  readonly ips: readonly string[]
}

interface Estate {
  readonly devices: readonly Device[]
  readonly facts: Pick<FactSource, 'bindings' | 'claims' | 'conversations'>
}

const DEVICE_KINDS = [
  'frames-only',
  'announces',
  'answers',
  'two-addresses',
  'two-cards-one-serial',
  'chassis-with-ports',
  'layer-2-only',
  'dual-stack',
] as const

/** How a device behind a router is seen, and whether the router also answers ARP for it. */
const REMOTE_KINDS = ['frames', 'frames-and-proxy-arp', 'speaks-modbus'] as const

const plan = fc.record({
  local: fc.array(fc.constantFrom(...DEVICE_KINDS), { minLength: 1, maxLength: 8 }),
  routers: fc.array(
    fc.record({
      announces: fc.boolean(),
      remote: fc.array(fc.constantFrom(...REMOTE_KINDS), { minLength: 2, maxLength: 5 }),
    }),
    { maxLength: 3 },
  ),
  start: fc.nat(1000),
})

const MAKERS = ['00:1b:1b', '00:80:f4', '00:00:bc', '28:63:36', '00:50:56', '02:42:ac']

/** Builds the estate: every device gets addresses of its own, and what a sensor beside it would report. */
function build({
  local,
  routers,
  start,
}: {
  local: readonly string[]
  routers: readonly { announces: boolean; remote: readonly string[] }[]
  start: number
}): Estate {
  const devices: Device[] = []
  const bindings: Binding[] = []
  const claims: Claim[] = []
  const conversations: ConversationSeen[] = []
  let next = start
  const newMac = () => {
    next++
    const tail = (next * 7).toString(16).padStart(6, '0')
    return `${MAKERS[next % MAKERS.length]}:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4, 6)}`
  }
  const newIp = () => {
    next++
    return `10.${next % 7}.${(next >> 7) & 255}.${(next % 120) + 1}`
  }
  for (const kind of local) {
    const mac = newMac()
    const ip = newIp()
    const name = `station-${next}`
    if (kind === 'layer-2-only') {
      devices.push({ macs: [mac], ips: [] })
      bindings.push(bind(mac, null, 'link', { protocol: 'profinet-rt' }))
      claims.push(claim({ mac }, 'name', 'pn-io', { protocol: 'profinet-dcp', method: 'dcp-name-of-station' }))
      continue
    }
    if (kind === 'two-cards-one-serial') {
      const other = { mac: newMac(), ip: newIp() }
      devices.push({ macs: [mac, other.mac], ips: [ip, other.ip] })
      for (const card of [{ mac, ip }, other]) {
        bindings.push(bind(card.mac, card.ip, 'arp-own'))
        claims.push(claim(card, 'vendor', 'Siemens'), claim(card, 'serial', `S-${name}`))
      }
      continue
    }
    if (kind === 'chassis-with-ports') {
      const ports = [newMac(), newMac()]
      devices.push({ macs: [mac, ...ports].filter((text) => !text.startsWith('02')), ips: [ip] })
      // A locally administered chassis or port is left out: LLDP names burnt-in addresses.
      if ([mac, ...ports].some((text) => text.startsWith('02'))) {
        devices.pop()
        devices.push({ macs: [mac], ips: [ip] })
        bindings.push(bind(mac, ip, 'arp-own'))
        continue
      }
      bindings.push(bind(mac, ip, 'arp-own'))
      for (const port of ports) {
        bindings.push(bind(port, null, 'link'), bind(port, ip, 'protocol', { protocol: 'lldp' }))
        claims.push(claim({ mac: port }, 'name', mac, { protocol: 'lldp', method: 'lldp-chassis-id' }))
      }
      continue
    }
    const ips =
      kind === 'two-addresses' ? [ip, newIp()] : kind === 'dual-stack' ? [ip, `fe80::${next.toString(16)}`] : [ip]
    devices.push({ macs: [mac], ips })
    for (const own of ips) {
      if (kind === 'announces' || kind === 'two-addresses') bindings.push(bind(mac, own, 'arp-own'))
      if (kind === 'answers') bindings.push(bind(mac, own, 'arp-reply'))
      bindings.push(bind(mac, own, 'frame'))
    }
    claims.push(claim({ mac, ip }, 'serial', '00000000'), claim({ mac, ip }, 'vendor', 'Siemens'))
    claims.push(claim({ mac, ip }, 'name', 'plc'))
  }
  for (const { announces, remote } of routers) {
    const mac = newMac()
    const own = newIp()
    devices.push({ macs: [mac], ips: announces ? [own] : [] })
    if (announces) bindings.push(bind(mac, own, 'arp-own'))
    for (const kind of remote) {
      const ip = newIp()
      devices.push({ macs: [], ips: [ip] })
      bindings.push(bind(mac, ip, 'frame'))
      if (kind === 'frames-and-proxy-arp') bindings.push(bind(mac, ip, 'arp-reply'))
      if (kind === 'speaks-modbus') {
        conversations.push(talk({ mac, ip }, { mac: bindings[0]!.mac, ip: bindings[0]!.ip ?? '10.9.9.9' }, 'modbus'))
        claims.push(claim({ mac, ip }, 'model', `unit-${next}`, { protocol: 'modbus' }))
      }
    }
  }
  return { devices, facts: { bindings, claims, conversations } }
}

const estate = plan.map(build)

function shapeOf(macs: readonly string[], ips: readonly string[]): string {
  return [...macs]
    .sort()
    .join(' ')
    .concat(' | ', [...ips].sort().join(' '))
}

function shapesOf({ assets }: AssetResolution): string[] {
  return assets.map(({ macs, ips }) => shapeOf(macs, ips)).sort()
}

test('[A01] never merges two devices and never splits one: the result has exactly the devices', () => {
  fc.assert(
    fc.property(estate, ({ devices, facts }) => {
      const extra = facts.conversations.some(({ server }) => server.ip === '10.9.9.9') ? ['10.9.9.9'] : []
      const result = resolveAssets(site({ sources: [source(facts)] }))
      const known = [...devices.map(({ macs, ips }) => shapeOf(macs, ips)), ...extra.map((ip) => shapeOf([], [ip]))]
      expect(shapesOf(result)).toEqual(known.sort())
      const macs = result.assets.flatMap((asset) => asset.macs)
      const ips = result.assets.flatMap((asset) => asset.ips)
      expect(new Set(macs).size).toBe(macs.length)
      expect(new Set(ips).size).toBe(ips.length)
    }),
    { numRuns: 300 },
  )
})

test('[A01] every joining names a rule, what it saw and a packet', () => {
  fc.assert(
    fc.property(estate, ({ facts }) => {
      const { assets, decisions } = resolveAssets(site({ sources: [source(facts)] }))
      const joined = decisions.filter(({ verdict }) => verdict === 'merged')
      for (const { parts, assets: keys, proof } of joined) {
        expect(parts).toHaveLength(2)
        expect(keys).toHaveLength(1)
        expect(proof).not.toBeNull()
      }
      // As many joinings as it takes to make each asset of its anchors, or more when several reasons agree.
      const needed = assets.reduce((sum, asset) => sum + asset.anchors.length - 1, 0)
      expect(joined.length).toBeGreaterThanOrEqual(needed)
    }),
  )
})

test('order, splitting and repetition of batches change nothing', () => {
  const cut = fc.record({
    estate,
    shuffle: fc.infiniteStream(fc.nat(1_000_000)),
    batches: fc.integer({ min: 1, max: 6 }),
  })
  fc.assert(
    fc.property(cut, ({ estate: { facts }, shuffle, batches }) => {
      const whole = resolveAssets(site({ sources: [source(facts)] }))
      const shuffled = <Row>(rows: readonly Row[]): Row[] => {
        const keyed = [...rows, ...rows.slice(0, 3)].map((row) => ({ row, key: shuffle.next().value as number }))
        return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)
      }
      const deal = <Row>(rows: readonly Row[], at: number): Row[] => rows.filter((_, index) => index % batches === at)
      const bindings = shuffled(facts.bindings)
      const claims = shuffled(facts.claims)
      const conversations = shuffled(facts.conversations)
      const sources = Array.from({ length: batches }, (_, at) =>
        source({ bindings: deal(bindings, at), claims: deal(claims, at), conversations: deal(conversations, at) }),
      )
      expect(resolveAssets(site({ sources: shuffled(sources) }))).toEqual(whole)
    }),
    { numRuns: 150 },
  )
})

test('every endpoint of a conversation is found on the asset that holds its address', () => {
  fc.assert(
    fc.property(estate, ({ facts }) => {
      const { assets } = resolveAssets(site({ sources: [source(facts)] }))
      const index = buildAssetIndex(assets)
      for (const { client } of facts.conversations) {
        expect(findAssetOf(index, client)?.ips).toContain(client.ip)
        expect(findAssetOf(index, { ...client, mac: null })?.ips).toContain(client.ip)
      }
    }),
  )
})

test('time grows with the input, not with its square', () => {
  const make = (interfaces: number) => {
    const bindings: Binding[] = []
    const claims: Claim[] = []
    for (let at = 0; at < interfaces; at++) {
      const mac = `00:1b:${(at >> 16).toString(16).padStart(2, '0')}:${((at >> 8) & 255).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}:01`
      const ip = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
      bindings.push(bind(mac, ip, 'arp-own'))
      for (let said = 0; said < 5; said++) claims.push(claim({ mac, ip }, 'firmware', `V${said}.${at % 50}`))
    }
    return site({ sources: [source({ bindings, claims })] })
  }
  const timeOf = (facts: ReturnType<typeof make>): number => {
    const start = performance.now()
    expect(resolveAssets(facts).assets.length).toBeGreaterThan(0)
    return performance.now() - start
  }
  const small = make(1200)
  const large = make(9600)
  timeOf(small)
  // Turn by turn, so that a busy moment of the machine meets both; the best of each is the least disturbed.
  const best = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
  for (let run = 0; run < 5; run++) {
    best.small = Math.min(best.small, timeOf(small), timeOf(small))
    best.large = Math.min(best.large, timeOf(large))
  }
  // Eight times the input takes some eight times as long, more where caches end; a square would take 64 times.
  expect(best.large / best.small).toBeLessThan(32)
}, 60_000)
