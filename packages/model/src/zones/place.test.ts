import { placeOf, type ZoneModel } from '@penstock/model/zones'
import { expect, test } from 'vitest'

const zones: ZoneModel['zones'] = [
  { id: 'EXT', name: '', purdue: '5+', subnets: [], slTarget: 0 },
  { id: 'WIDE', name: '', purdue: '3', subnets: ['10.0.0.0/8', '9.9.0.0/16'], slTarget: 2 },
  { id: 'NARROW', name: '', purdue: '1', subnets: ['10.5.0.0/24'], slTarget: 2 },
]
const model: ZoneModel = {
  version: 1,
  zones,
  conduits: [],
  protocols: [],
  endpoints: [
    {
      asset: 'TWO',
      zone: 'NARROW',
      interfaces: [
        { ip: '10.5.0.7', mac: '00:00:00:00:00:07' },
        { ip: '10.1.0.7', mac: null },
      ],
      networks: [],
    },
    { asset: 'BARE', zone: 'WIDE', interfaces: [{ ip: null, mac: '00-00-00-00-00-AA' }], networks: [] },
  ],
}

test.each<[string | null, string | null, string | null, string | null, string]>([
  ['10.5.0.7', null, 'NARROW', 'TWO', 'registered'],
  ['10.1.0.7', null, 'NARROW', 'TWO', 'registered'],
  ['::ffff:10.1.0.7', null, 'NARROW', 'TWO', 'registered'],
  ['10.5.0.8', null, 'NARROW', null, 'subnet'],
  ['10.6.0.8', null, 'WIDE', null, 'subnet'],
  ['9.9.9.9', null, 'WIDE', null, 'subnet'],
  // Behind a router every far address shows the router's MAC.
  ['8.8.8.8', '00:00:00:00:00:07', 'EXT', null, 'external'],
  ['10.6.0.9', '00:00:00:00:00:07', 'WIDE', null, 'subnet'],
  ['10.5.0.99', '00:00:00:00:00:07', 'NARROW', null, 'subnet'],
  ['10.6.0.9', '00:00:00:00:00:aa', 'WIDE', 'BARE', 'registered'],
  ['10.5.0.9', '00:00:00:00:00:aa', 'NARROW', null, 'subnet'],
  [null, '00:00:00:00:00:07', 'NARROW', 'TWO', 'registered'],
  [null, '00:00:00:00:00:99', null, null, 'unknown'],
  [null, '01:80:c2:00:00:0e', null, null, 'group'],
  ['192.168.1.1', null, null, null, 'unknown'],
  ['100.64.0.1', null, null, null, 'unknown'],
  ['169.254.3.4', null, null, null, 'unknown'],
  ['fe80::1', null, null, null, 'unknown'],
  ['fd12::1', null, null, null, 'unknown'],
  ['2001:4860::8', null, 'EXT', null, 'external'],
  ['224.0.0.251', null, null, null, 'group'],
  ['255.255.255.255', null, null, null, 'group'],
  ['ff02::fb', null, null, null, 'group'],
  ['0.0.0.0', null, null, null, 'unknown'],
  [null, null, null, null, 'unknown'],
])('%s with %s stands in %s as %s (%s)', (ip, mac, zone, asset, ground) => {
  expect(placeOf(model, { ip, mac })).toEqual({ zone, asset, ground })
})

test('two zones for the outside are no proof of either', () => {
  const two = { ...model, zones: [...zones, { ...zones[0]!, id: 'EXT2' }] }
  expect(placeOf(two, { ip: '8.8.8.8', mac: null })).toEqual({ zone: null, asset: null, ground: 'unknown' })
})

test('a subnet that two zones claim is no proof of either', () => {
  const two = { ...model, zones: [...zones, { ...zones[2]!, id: 'ALSO' }] }
  expect(placeOf(two, { ip: '10.5.0.8', mac: null })).toEqual({ zone: null, asset: null, ground: 'unknown' })
})

test('the longest prefix wins, in whatever order the zones stand', () => {
  const reversed = { ...model, zones: [...zones].reverse() }
  for (const one of [model, reversed]) expect(placeOf(one, { ip: '10.5.0.8', mac: null }).zone).toBe('NARROW')
})
