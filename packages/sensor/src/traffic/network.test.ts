// Rules of places on a small plant: who stands between, which segment two ends share, which outside address is free.
import { expect, test } from 'vitest'
import { Network } from './network.ts'
import { TrafficPlant } from './plant.ts'
import { Stations } from './stations.ts'

const card = (zone: string, host: string, mac = true) => ({
  zone,
  ip: `${{ A: '10.0.1', B: '10.0.2', OUT: '198.51.100' }[zone]}.${host}`,
  mac: mac ? `02:aa:00:00:${zone === 'A' ? '01' : '02'}:${host.padStart(2, '0').slice(-2)}` : null,
})
const asset = (id: string, zone: string, role: string, interfaces: object[] = []) => ({
  id,
  zone,
  role,
  vendor: 'v',
  product: 'p',
  interfaces,
})

const plant = TrafficPlant.parse({
  protocols: [],
  zones: [
    { id: 'OUT', subnet: null },
    { id: 'A', subnet: '10.0.1.0/24' },
    { id: 'B', subnet: '10.0.2.0/26' },
  ],
  conduits: [{ zoneA: 'A', zoneB: 'B', enforcedBy: ['fw', 'fw2'] }],
  assets: [
    asset('cloud', 'OUT', 'cloud-service'),
    asset('host', 'A', 'server', [card('A', '10')]),
    asset('plc', 'B', 'plc', [card('B', '20')]),
    asset('fw', 'A', 'firewall', [card('A', '1'), card('B', '1')]),
    asset('fw2', 'A', 'switch', [card('A', '2'), card('B', '2')]),
    asset('twin', 'A', 'server', [card('A', '30'), card('B', '30')]),
    asset('twin2', 'B', 'server', [card('B', '31'), card('A', '31')]),
    asset('probe', 'OUT', 'server', [card('A', '50'), card('B', '50')]),
    asset('silent', 'B', 'panel', [card('B', '40', false)]),
  ],
  flows: [{ id: 'f', src: 'cloud', dst: 'plc', protocol: 'x', transport: 'tcp', srcIp: '198.51.100.20' }],
})
const stations = new Stations(plant)
const network = new Network(plant, stations)
const path = (from: string, to: string) => network.pathBetween(stations.find(from)!, stations.find(to)!)

test('the device that enforces the conduit stands in front of the far end', () => {
  expect(path('host', 'plc')).toEqual({
    client: { ip: '10.0.1.10', mac: '02:aa:00:00:02:01' },
    server: { ip: '10.0.2.20', mac: '02:aa:00:00:02:20' },
    zone: 'B',
    tags: [{ vlan: 102 }],
  })
})

test('an end does not stand in front of itself', () => {
  const gateway = network.gatewayCard('B', stations.find('fw')!, stations.find('plc')!)
  expect(gateway?.ip).toBe('10.0.2.2')
})

test('ends that share a segment talk on it, in the zone of the server first, then of the client', () => {
  expect(path('twin', 'plc')).toMatchObject({ client: { ip: '10.0.2.30' }, zone: 'B' })
  expect(path('host', 'twin2')).toMatchObject({ server: { ip: '10.0.1.31' }, zone: 'A' })
  expect(path('twin2', 'probe')).toMatchObject({ client: { ip: '10.0.2.31' }, server: { ip: '10.0.2.50' }, zone: 'B' })
  expect(path('twin', 'twin2')).toMatchObject({ client: { ip: '10.0.2.30' }, server: { ip: '10.0.2.31' }, zone: 'B' })
})

test('an end outside is seen in the inner zone, at an address that no flow uses', () => {
  expect(path('plc', 'cloud')).toMatchObject({ server: { ip: '198.51.100.21', mac: '02:aa:00:00:02:01' }, zone: 'B' })
})

test('a card without a known MAC gets a local one from its address', () => {
  expect(path('plc', 'silent').server.mac).toBe('02:01:0a:00:02:28')
})

test('masks follow the subnet', () => {
  expect(network.maskOf('B')).toBe('255.255.255.192')
  expect(network.maskOf('OUT')).toBe('255.255.255.0')
})
