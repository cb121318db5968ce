import {
  decidePacket,
  neutralRules,
  type Packet,
  type RuleSet,
  readFirewall,
  reviewRules,
  writeCiscoAsa,
  writeNeutralRules,
  writeNftables,
} from '@penstock/model/firewall'
import type { Ip } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rulesFrom, told } from './packets.fixture.ts'
import { ANY_ADDRESS, ANY_IPV4, type IpRange, mergeRanges } from './ranges.ts'
import { newRule } from './reading.ts'
import type { FirewallPolicy, FirewallRule } from './rule-set.ts'
import { ALL_PORTS, ANY_SERVICE, mergePorts, type Service, TCP, UDP } from './services.ts'

// Few addresses, ports and interfaces, so that rules overlap and packets meet them.
const BASE = 0x0a_00_00_00n
const BASE6 = 0xfd00n << 112n
const range: fc.Arbitrary<IpRange> = fc
  .tuple(fc.constantFrom(32 as const, 128 as const), fc.nat(20), fc.nat(12))
  .map(([bits, at, more]) => {
    const first = (bits === 32 ? BASE : BASE6) + BigInt(at)
    return { bits, first, last: first + BigInt(more) }
  })
const ranges = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(ANY_ADDRESS, ANY_IPV4) },
  { weight: 3, arbitrary: fc.array(range, { minLength: 1, maxLength: 3 }).map(mergeRanges) },
)
const ports = fc.oneof(
  fc.constant(ALL_PORTS),
  fc
    .array(fc.tuple(fc.nat(9), fc.nat(4)), { minLength: 1, maxLength: 2 })
    .map((list) => mergePorts(list.map(([first, more]) => ({ first, last: first + more })))),
)
const service: fc.Arbitrary<Service> = fc.oneof(
  fc.constant(ANY_SERVICE),
  fc.record({ protocol: fc.constantFrom(TCP, UDP), sourcePorts: ports, ports }),
  fc.constantFrom(1, 47).map((protocol) => ({ protocol, sourcePorts: ALL_PORTS, ports: ALL_PORTS })),
)
const places = fc.option(fc.uniqueArray(fc.constantFrom('lan', 'cell', 'wan'), { minLength: 1, maxLength: 2 }))
const hostile = fc.constantFrom(
  null,
  'polling',
  '"; accept; #',
  "it's } {\n  chain x",
  'a\u0000b\u202e',
  'é'.repeat(300),
)
const rule: fc.Arbitrary<FirewallRule> = fc
  .record({
    action: fc.constantFrom('accept' as const, 'deny' as const),
    from: places,
    to: places,
    source: ranges,
    destination: ranges,
    services: fc.array(service, { minLength: 1, maxLength: 2 }),
    isEnabled: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    isLogged: fc.boolean(),
    remark: hostile,
  })
  .map((given) => newRule(1, given))
const policy: fc.Arbitrary<FirewallPolicy> = fc
  .record({ rules: fc.array(rule, { maxLength: 6 }), otherwise: fc.constantFrom('accept' as const, 'deny' as const) })
  .map((given) => ({ name: 'made', path: 'forward', from: null, to: null, ...given }))
const address: fc.Arbitrary<Ip> = fc
  .tuple(fc.constantFrom(32 as const, 128 as const), fc.nat(34))
  .map(([bits, at]) => ({ bits, value: (bits === 32 ? BASE : BASE6) + BigInt(at) }))
const sent: fc.Arbitrary<Packet> = fc
  .record({
    from: fc.constantFrom('lan', 'cell', 'wan', 'other'),
    to: fc.constantFrom('lan', 'cell', 'wan', 'other'),
    source: address,
    destination: address,
    protocol: fc.constantFrom(TCP, UDP, 1, 47, 89),
    sourcePort: fc.nat(14),
    port: fc.nat(14),
  })
  .filter(({ source, destination }) => source.bits === destination.bits)

const asSet = (one: FirewallPolicy): RuleSet => neutralRules(one, null)

test.each([
  ['nftables', (one: FirewallPolicy) => writeNftables(one, 'made\nup')],
  ['Cisco ASA', (one: FirewallPolicy) => writeCiscoAsa(one, 'made\nup')],
  ['the neutral form', (one: FirewallPolicy) => ({ ok: true as const, value: writeNeutralRules(asSet(one)) })],
])('[D01:2] written for %s and read again, a policy decides every packet as before', (_, write) => {
  fc.assert(
    fc.property(policy, fc.array(sent, { minLength: 5, maxLength: 20 }), (one, packets) => {
      const written = write(one)
      if (!written.ok) throw new Error(JSON.stringify(written.refusal))
      const again = one.rules.length === 0 ? null : readFirewall(written.value)
      if (again === null) return
      if (!again.ok) throw new Error(JSON.stringify(again.refusal))
      expect([again.value.unknown, again.value.faults.filter(({ code }) => code !== 'firewall.no-rules')]).toEqual([
        [],
        [],
      ])
      for (const each of packets) {
        expect(decidePacket(again.value, each).verdict).toBe(decidePacket(asSet(one), each).verdict)
      }
    }),
    { numRuns: 300 },
  )
})

test('what a dialect cannot say is not written', () => {
  const asks = { ...asPolicy(newRule(3, { id: 'night', conditions: ['schedule nightly'] })) }
  for (const write of [writeNftables, writeCiscoAsa]) {
    expect(write(asks, 't')).toEqual({
      ok: false,
      refusal: { code: 'firewall.cannot-be-written', rule: 'night', because: 'schedule nightly' },
    })
    expect(write(asPolicy(newRule(3, { from: ['a b"; accept'] })), 't').ok).toBe(false)
  }
})

function asPolicy(...rules: readonly FirewallRule[]): FirewallPolicy {
  return { name: 'made', path: 'forward', from: null, to: null, otherwise: 'deny', rules }
}

test('a rule is told to be never reached only when no packet reaches it', () => {
  fc.assert(
    fc.property(policy, fc.array(sent, { minLength: 20, maxLength: 40 }), (one, packets) => {
      const named = { ...one, rules: one.rules.map((each, at) => ({ ...each, id: `r${at}` })) }
      const dead = reviewRules(asSet(named)).filter(({ rule: name }) => /shadowed|redundant/.test(name))
      const ids = new Set(dead.map(({ id }) => id))
      for (const each of packets) expect(ids).not.toContain(decidePacket(asSet(named), each).rule?.id)
    }),
    { numRuns: 300 },
  )
})

const NFT = (...lines: readonly string[]) =>
  `table inet t {\n chain forward { type filter hook forward priority 0; policy drop;\n${lines.join('\n')}\n}\n}`

test.each([
  [
    'one rule takes all of it',
    ['ip saddr 10.0.0.0/8 drop', 'ip saddr 10.1.0.0/16 tcp dport 22 accept'],
    ['firewall.shadowed line 4 by line 3'],
  ],
  [
    'two rules together take all of it',
    [
      'ip saddr 10.0.0.0/25 tcp dport 22 accept',
      'ip saddr 10.0.0.128/25 tcp dport 1-100 accept',
      'ip saddr 10.0.0.0/24 tcp dport 22 accept',
    ],
    ['firewall.redundant line 5 by line 3, line 4'],
  ],
  [
    'something is left',
    ['ip saddr 10.0.0.0/25 accept', 'ip saddr 10.0.0.0/24 tcp dport 22 accept'],
    ['firewall.any-service line 3 by '],
  ],
  ['a rule that may match covers nothing', ['limit rate 1/second drop', 'tcp dport 22 accept'], []],
  ['from anywhere to anywhere', ['accept'], ['firewall.any-to-any line 3 by ']],
  ['a wide range of ports', ['ip daddr 10.0.0.1 tcp dport 1024-65535 accept'], ['firewall.wide-ports line 3 by ']],
])('%s', (_, lines, expected) => {
  const found = reviewRules(rulesFrom(NFT(...lines)))
  expect(
    found.map(
      ({ rule: name, id, facts }) => `${name} ${id} by ${facts.find((fact) => fact.name === 'by')?.value ?? ''}`,
    ),
  ).toEqual(expected)
})

test('texts made to grow or to never end are read in bounds, with the fault told', () => {
  const chains = Array.from({ length: 30 }, (_, at) => ` chain c${at} { jump c${at + 1}\n jump c${at + 1}\n }`).join(
    '\n',
  )
  const doubling = `table inet t {\n${chains}\n chain c30 { tcp dport 22 accept\n }\n chain forward { type filter hook forward priority 0; policy drop; jump c0\n }\n}`
  expect(rulesFrom(doubling).faults).toContainEqual(expect.objectContaining({ code: 'firewall.too-large' }))
  const circle = rulesFrom(NFT('jump forward', 'accept'))
  expect(circle.faults).toEqual([{ line: 3, code: 'firewall.object-circle', found: 'forward' }])
  expect(told(circle, 'tcp 10.0.0.1 > 10.0.0.2@80')).toBe('undecided')
  const groups = Array.from({ length: 200 }, (_, at) => `object-group network g${at}\n group-object g${at + 1}`).join(
    '\n',
  )
  const deep = rulesFrom(`${groups}\naccess-list a extended permit ip object-group g0 any\naccess-group a global`)
  expect(deep.faults.map(({ code }) => code)).toEqual(['firewall.too-deep'])
  const self = rulesFrom(
    'object-group network g\n group-object g\naccess-list a extended deny ip object-group g any\naccess-group a global',
  )
  expect(self.faults.map(({ code }) => code)).toEqual(['firewall.object-circle'])
  expect(told(self, 'tcp 10.0.0.1 > 10.0.0.2@80')).toBe('deny')
  const xml = rulesFrom(`<pfsense>${'<a>'.repeat(500)}`)
  expect(xml.faults[0]?.code).toBe('firewall.not-closed')
  const entity = rulesFrom(
    '<!DOCTYPE x [<!ENTITY a "b">]><pfsense><filter><rule><type>pass</type><descr>&a;</descr></rule></filter></pfsense>',
  )
  expect(entity.policies[0]?.rules[0]?.remark).toBe('&a;')
})

test('any bytes in the place of a configuration are read without an exception', () => {
  const words =
    'access-list a extended permit tcp object-group config firewall policy edit set srcaddr table inet { } chain forward type filter hook ; accept *filter :FORWARD -A -j --dport <pfsense> <filter> <rule> </rule> set rulebase security rules x from " \\ \n # 10.0.0.0/8 65536 eq range'.split(
      ' ',
    )
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words, '\n'), fc.string()), { maxLength: 60 }), (parts) => {
      const text = parts.join(' ')
      for (const dialect of ['cisco-asa', 'fortinet', 'palo-alto', 'iptables', 'nftables', 'pfsense'] as const) {
        const read = readFirewall(text, dialect)
        expect(read.ok).toBe(true)
        if (read.ok) reviewRules(read.value)
      }
    }),
    { numRuns: 200 },
  )
})
