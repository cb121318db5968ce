import { type EdrHost, firstScenario, networksOf, tagHosts } from '@penstock/model/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'

function host(name: string, ...ips: readonly string[]): EdrHost {
  return { name, ips, macs: [] }
}
const OT = [
  { name: 'Line 1', subnet: '10.20.0.0/16' },
  { name: 'Utilities', subnet: '2001:db8:20::/48' },
]

test.each([
  ['in OT', ['10.20.1.5'], 'ot', ['Line 1'], 'protected'],
  ['in two control networks', ['10.20.1.5', '2001:db8:20::5'], 'ot', ['Line 1', 'Utilities'], 'protected'],
  ['in OT and outside at once', ['10.20.1.5', '192.0.2.9'], 'bridges', ['Line 1'], 'protected'],
  ['outside', ['192.0.2.9'], 'outside', [], 'standard'],
  ['without an address', [], 'unknown', [], 'protected'],
  ['with one that every host has for itself', ['169.254.3.4', 'fe80::1', '127.0.0.1'], 'unknown', [], 'protected'],
  ['in OT, and with one that every host has for itself', ['10.20.1.5', 'fe80::1'], 'ot', ['Line 1'], 'protected'],
] as const)('a host %s', (_, ips, tag, networks, group) => {
  expect(tagHosts([host('h', ...ips)], OT)).toMatchObject([{ tag, networks, group }])
})

test('where the hosts stand, most of them first', () => {
  const hosts = [host('a', '10.20.1.5', '10.20.1.6'), host('b', '10.20.1.7', '192.0.2.1'), host('c', '2001:db8::7')]
  expect(networksOf(hosts)).toEqual([
    { subnet: '10.20.1.0/24', hosts: 2 },
    { subnet: '192.0.2.0/24', hosts: 1 },
    { subnet: '2001:db8::/64', hosts: 1 },
  ])
})

test('the first playbook is of the way over a host that bridges, where there is one', () => {
  expect(firstScenario(tagHosts([host('a', '10.20.1.5')], OT))).toBe('XD-10')
  expect(firstScenario(tagHosts([host('a', '10.20.1.5', '192.0.2.1')], OT))).toBe('XD-01')
})

test('to name one network more takes no host out of the protected group', () => {
  const address = fc
    .tuple(fc.constantFrom('10.20', '192.0', '172.16'), fc.nat(3), fc.nat(255))
    .map(([a, b, c]) => `${a}.${b}.${c}`)
  const hosts = fc.array(fc.array(address, { maxLength: 3 }).map((ips) => host('h', ...ips)))
  const groups = (given: readonly EdrHost[], networks: typeof OT) =>
    tagHosts(given, networks).map(({ group }) => group === 'protected')
  fc.assert(
    fc.property(hosts, fc.constantFrom('192.0.0.0/16', '172.16.2.0/24', '10.0.0.0/8'), (given, subnet) => {
      const more = groups(given, [...OT, { name: 'more', subnet }])
      expect(groups(given, OT).every((isGuarded, at) => !isGuarded || more[at])).toBe(true)
    }),
  )
})
