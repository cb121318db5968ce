import { doSubnetsOverlap, ipKey, isInSubnet, macKey, nearestTo, parseIp, parseSubnet } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each<[string, string | null]>([
  ['10.0.0.1', '32:a000001'],
  ['255.255.255.255', '32:ffffffff'],
  ['::ffff:10.0.0.1', '32:a000001'],
  ['::', '128:0'],
  ['2001:DB8::1', '128:20010db8000000000000000000000001'],
  ['2001:db8:0:0:0:0:0:1', '128:20010db8000000000000000000000001'],
  ['fe80::1:2', '128:fe800000000000000000000000010002'],
  ['10.0.0', null],
  ['10.0.0.256', null],
  ['010.0.0.1', null],
  ['1::2::3', null],
  ['1:2:3:4:5:6:7', null],
  ['1:2:3:4:5:6:7:8:9', null],
  ['12345::', null],
  ['', null],
  [':', null],
])('%s has the key %s', (text, key) => {
  expect(ipKey(text)).toBe(key)
})

test('an address of four bytes is in its own subnets and in no neighbour’s', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 1, max: 32 }), (text, prefix) => {
      const ip = parseIp(text)!
      const subnet = parseSubnet(`${text}/${prefix}`)!
      expect(isInSubnet(ip, subnet)).toBe(true)
      expect(isInSubnet({ bits: 32, value: ip.value ^ (1n << BigInt(32 - prefix)) }, subnet)).toBe(false)
      expect(doSubnetsOverlap(subnet, parseSubnet(`${text}/32`)!)).toBe(true)
    }),
  )
})

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '/8', 'fd00::/129', '10.0.0.0/8/8'])('%s is no subnet', (text) => {
  expect(parseSubnet(text)).toBeNull()
})

test.each<[string, string | null]>([
  ['F8:BC:12:67:02:4D', 'f8:bc:12:67:02:4d'],
  ['f8-bc-12-67-02-4d', 'f8:bc:12:67:02:4d'],
  ['f8bc.1267.024d', 'f8:bc:12:67:02:4d'],
  ['f8bc1267024d', 'f8:bc:12:67:02:4d'],
  ['f8:bc-12:67:02:4d', null],
  ['f8:bc:12:67:02', null],
])('%s is %s', (text, key) => {
  expect(macKey(text)).toBe(key)
})

test.each<[string, string[], string | null]>([
  ['zoen', ['zone', 'name', 'note'], 'zone'],
  ['Zone', ['zone', 'zones'], 'zone'],
  ['OPS-KEPP1', ['OPS-KEP1', 'OPS-KEP2'], 'OPS-KEP1'],
  ['banana', ['zone', 'name'], null],
  ['', ['zone'], null],
])('%s is near %s: %s', (word, candidates, near) => {
  expect(nearestTo(word, candidates)).toBe(near)
})
