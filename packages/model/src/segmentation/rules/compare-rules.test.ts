import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { decidePacket, type RuleSet, readFirewall, TCP, UDP } from '@penstock/model/firewall'
import { parseIp, parsePlant } from '@penstock/model/plant'
import { compareRules, conduitRules } from '@penstock/model/segmentation'
import { type JudgedConversation, judgeConversation, zoneModelOf } from '@penstock/model/zones'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

interface Config {
  readonly id: string
  readonly asset: string
  readonly text: string
  readonly expected: { readonly withoutConduit?: readonly string[] }
}

const raw = JSON.parse(loadWrenfieldWorksText()) as { readonly firewallConfigs: readonly Config[] }
const model = zoneModelOf(plantOf(raw), 0)

function plantOf(data: unknown) {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

function rulesFrom(text: string): RuleSet {
  const read = readFirewall(text)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

const talk = (client: string, server: string, transport: 'tcp' | 'udp', serverPort: number): JudgedConversation => ({
  client: { ip: client, mac: null },
  server: { ip: server, mac: null },
  protocol: null,
  portGuess: null,
  transport,
  serverPort,
  functions: [],
})

describe('rules of the reference plant beside its conduits', () => {
  test.each(raw.firewallConfigs)('$id: rules that no conduit covers, and no other', ({ text, asset, expected }) => {
    const { rules } = compareRules(model, rulesFrom(text), asset)
    expect(rules.filter(({ state }) => state === 'not-allowed').map(({ rule }) => rule)).toEqual(
      expected.withoutConduit ?? [],
    )
  })

  const [operations] = raw.firewallConfigs
  const compared = compareRules(model, rulesFrom(operations!.text), operations!.asset)
  const ruleOf = (id: string) => compared.rules.find(({ rule }) => rule === id)

  test('a rule for every service is wider than the conduit that it serves', () => {
    expect(ruleOf('12')).toMatchObject({
      state: 'wider',
      parts: [{ fromZone: 'Z-OPS', toZone: 'Z-DCS', state: 'wider', conduits: ['C-05'] }],
    })
  })

  test('a rule to any address is held to what stands behind its interface', () => {
    expect(ruleOf('11')?.parts).toEqual([{ fromZone: 'Z-OPS', toZone: 'Z-EXT', state: 'not-allowed', conduits: [] }])
  })

  test('an address that no registered asset has is told', () => {
    expect(compared.rules.filter(({ strangers }) => strangers.length > 0)).toMatchObject([
      { rule: '9', strangers: ['10.20.20.70'] },
    ])
  })

  test('a conduit of the device that no rule serves is told', () => {
    const text = operations!.text.replace(/ {4}edit 8\n[\s\S]*?next\n/, '')
    expect(compared.conduitsWithoutRule).toEqual([])
    expect(compareRules(model, rulesFrom(text), 'OPS-FW1').conduitsWithoutRule).toEqual(['C-18'])
  })

  test('traffic that the rules deny was seen all the same; a rule counts what it decides', () => {
    const conversations = [
      talk('10.20.20.51', '10.20.40.10', 'tcp', 102),
      talk('10.20.20.55', '10.20.10.60', 'tcp', 135),
    ]
    const seen = compareRules(model, rulesFrom(operations!.text), 'OPS-FW1', { conversations })
    expect(seen.rules.filter((one) => one.seen === 1).map(({ rule }) => rule)).toEqual(['5'])
    expect(seen.seenThoughDenied).toEqual([
      {
        client: '10.20.20.55',
        server: '10.20.10.60',
        service: 'tcp/135',
        fromZone: 'Z-OPS',
        toZone: 'Z-DCS',
        rule: null,
        ref: null,
      },
    ])
  })
})

test('what another device lets through, and what ends at the device itself, is not held against its rules', () => {
  const [operations] = raw.firewallConfigs
  const deniedOf = (...conversations: JudgedConversation[]) =>
    compareRules(model, rulesFrom(operations!.text), 'OPS-FW1', { conversations }).seenThoughDenied
  // Telemetry of the substation by its own gateway, between two zones in which the firewall has cards too.
  const telemetry = { ...talk('192.0.2.4', '192.0.2.14', 'tcp', 2404), protocol: 'iec104' }
  expect(judgeConversation(model, telemetry)).toMatchObject({ verdict: 'allowed', conduit: 'C-11' })
  expect(deniedOf(telemetry)).toEqual([])
  // A tunnel to the firewall's own address is let in, not forwarded.
  expect(deniedOf(talk('198.51.100.37', '203.0.113.19', 'udp', 4500))).toEqual([])
})

test('[D01:2] the proposed rules decide as the judge of conversations does', () => {
  const { policy } = conduitRules(model)
  const set: RuleSet = { ...rulesFrom(raw.firewallConfigs[0]!.text), interfaces: [], policies: [policy] }
  // An asset counts in its own zone whichever subnet a card stands in; a rule knows addresses only.
  const subnetOf = new Map(
    model.zones.map((zone) => [zone.id, zone.subnets[0]?.split('.').slice(0, 3).join('.') ?? '']),
  )
  const addresses = model.endpoints.flatMap(({ zone, interfaces }) =>
    interfaces.flatMap(({ ip }) => (ip?.startsWith(`${subnetOf.get(zone)}.`) === true && zone !== 'Z-EXT' ? [ip] : [])),
  )
  const ports = [...new Set(model.protocols.flatMap((one) => one.ports)), 4321]
  let accepted = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...addresses, '192.0.2.70', '198.51.100.9'),
      fc.constantFrom(...addresses, '192.0.2.70', '198.51.100.9'),
      fc.constantFrom('tcp' as const, 'udp' as const),
      fc.constantFrom(...ports),
      (client, server, transport, port) => {
        const { rule, verdict } = judgeConversation(model, talk(client, server, transport, port))
        if (rule === 'zones.same-zone') return
        const [source, destination] = [parseIp(client)!, parseIp(server)!]
        const protocol = transport === 'tcp' ? TCP : UDP
        const decision = decidePacket(set, {
          from: null,
          to: null,
          source,
          destination,
          protocol,
          sourcePort: 50_000,
          port,
        })
        expect(decision.verdict).toBe(verdict === 'allowed' ? 'accept' : 'deny')
        if (verdict === 'allowed') accepted += 1
      },
    ),
    { numRuns: 5000 },
  )
  expect(accepted).toBeGreaterThan(50)
})

test('of one device only its conduits; what no rule can say is left out and told', () => {
  const { policy, leftOut } = conduitRules(model, 'SIS-FW1')
  expect(policy.rules.map(({ id }) => id)).toEqual(['C-06'])
  expect(leftOut).toEqual([{ conduit: 'C-06', what: 'modbus-tcp 1, 2, 3, 4', because: 'function-codes' }])
  expect(conduitRules(model).policy.rules.some(({ id }) => id === 'C-07' || id === 'C-15')).toBe(false)
})
