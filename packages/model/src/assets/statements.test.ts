// What devices say of themselves: chassis, serial numbers, names and addresses that join interfaces, or do not.
import { resolveAssets } from '@penstock/model/assets'
import { expect, test } from 'vitest'
import { bind, claim, devices, keptApart, site, source } from './estate.fixture.ts'

const A = '00:1b:1b:00:00:01'
const B = '00:1b:1b:00:00:02'
const C = '00:80:f4:00:00:03'

test('LLDP joins the ports of a chassis and its management address', () => {
  const port = '00:1b:1b:00:00:0a'
  const lldp = { protocol: 'lldp', method: 'lldp-chassis-id' }
  const bindings = [
    bind(port, null, 'link'),
    bind(B, null, 'link'),
    bind(port, '10.0.0.2', 'protocol', { protocol: 'lldp' }),
    bind(B, '10.0.0.2', 'protocol', { protocol: 'lldp' }),
    bind(A, '10.0.0.2', 'arp-own'),
  ]
  const claims = [claim({ mac: port }, 'name', A, lldp), claim({ mac: B }, 'name', A, lldp)]
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual([`${A} ${B} ${port} 10.0.0.2`])
  expect(result.assets[0]!.names).toEqual([])
})

test("two switches with the factory's management address stay two", () => {
  const bindings = [A, C].map((mac) => bind(mac, '192.168.0.1', 'protocol', { protocol: 'lldp' }))
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(result.assets.map(({ macs }) => macs)).toEqual([[A], [C]])
  expect(result.findings.map(({ kind }) => kind)).toEqual(['management-address-shared'])
})

test('the PROFINET station name joins the ports of a device, and only those', () => {
  const base = '00:09:91:43:e0:67'
  const port = '00:09:91:43:e0:68'
  const claims = [
    claim({ mac: base }, 'name', 'versamax-pns11', { protocol: 'profinet-dcp', method: 'dcp-name-of-station' }),
    claim({ mac: port }, 'name', 'versamax-pns11', { protocol: 'lldp', method: 'lldp-chassis-id' }),
    claim({ mac: C }, 'name', 'versamax-pns11', { protocol: 'lldp', method: 'lldp-chassis-id' }),
  ]
  const bindings = [base, port, C].map((mac) => bind(mac, null, 'link', { protocol: 'profinet-rt' }))
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual([C, `${base} ${port}`].sort())
  expect(keptApart(result)).toEqual(['assets.same-name-only'])
})

test.each(['plc', 'pn-io', 'same-name-twice'])('two devices that call themselves %s stay two', (name) => {
  const claims = [A, B].map((mac) =>
    claim({ mac }, 'name', name, { protocol: 'profinet-dcp', method: 'dcp-name-of-station' }),
  )
  const bindings = [A, B].map((mac) => bind(mac, null, 'link', { protocol: 'profinet-dcp' }))
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual([A, B])
})

test.each([
  {
    name: 'the same vendor and serial',
    serials: ['S C-B1U393142011', 's c-b1u393142011'],
    vendors: ['Siemens', 'Siemens'],
    assets: 1,
  },
  { name: 'another vendor', serials: ['12A45', '12A45'], vendors: ['Siemens', 'ABB'], assets: 2 },
  { name: 'a serial that is none', serials: ['00000000', '00000000'], vendors: ['Siemens', 'Siemens'], assets: 2 },
  { name: 'a serial of a catalogue', serials: ['123456789', '123456789'], vendors: ['Siemens', 'Siemens'], assets: 2 },
])('two interfaces with $name are $assets', ({ serials, vendors, assets }) => {
  const ips = ['10.0.0.1', '10.0.0.2']
  const bindings = [bind(A, ips[0]!, 'arp-own'), bind(B, ips[1]!, 'arp-own')]
  const claims = ips.flatMap((ip, at) => [claim({ ip }, 'vendor', vendors[at]!), claim({ ip }, 'serial', serials[at]!)])
  expect(resolveAssets(site({ sources: [source({ bindings, claims })] })).assets).toHaveLength(assets)
})

test('one serial number on two models is a finding, not a device', () => {
  const claims = ['10.0.0.1', '10.0.0.2'].flatMap((ip, at) => [
    claim({ ip }, 'vendor', 'Siemens'),
    claim({ ip }, 'serial', 'ABC12345'),
    claim({ ip }, 'model', `CPU ${at}`),
  ])
  const result = resolveAssets(site({ sources: [source({ claims })] }))
  expect(devices(result)).toEqual(['10.0.0.1', '10.0.0.2'])
  expect(result.findings.map(({ kind }) => kind)).toEqual(['serial-conflict'])
})

test('what stands behind a gateway never lands on the gateway', () => {
  const claims = [
    claim({ mac: A, ip: '10.0.0.1' }, 'model', '1756-EN2T'),
    claim({ mac: A, ip: '10.0.0.1' }, 'model', '1756-L83E', { method: 'cip-identity@1/0' }),
    claim({ mac: A, ip: '10.0.0.1' }, 'serial', '00AA5511', { method: 'cip-identity@1/0' }),
  ]
  const result = resolveAssets(site({ sources: [source({ bindings: [bind(A, '10.0.0.1', 'frame')], claims })] }))
  const [asset, module] = result.assets
  expect(asset!.fields.model.value).toBe('1756-EN2T')
  expect(asset!.fields.serial.value).toBeNull()
  expect([module!.behind, module!.fields.model.value]).toMatchObject([
    { gateway: asset!.key, path: '1/0' },
    '1756-L83E',
  ])
})

test('a chassis that names a device of another serial number joins nothing', () => {
  const serials = [
    claim({ mac: A }, 'vendor', 'Siemens', { protocol: 'profinet-dcp' }),
    claim({ mac: A }, 'serial', 'SN-1001', { protocol: 'profinet-dcp' }),
    claim({ mac: B }, 'vendor', 'Siemens', { protocol: 'profinet-dcp' }),
    claim({ mac: B }, 'serial', 'SN-1002', { protocol: 'profinet-dcp' }),
  ]
  const chassis = claim({ mac: A }, 'name', B, { protocol: 'lldp', method: 'lldp-chassis-id' })
  const result = resolveAssets(site({ sources: [source({ claims: [...serials, chassis] })] }))
  expect(devices(result)).toEqual([A, B])
  expect(keptApart(result)).toEqual(['assets.serial-differs'])
  expect(devices(resolveAssets(site({ sources: [source({ claims: [chassis] })] })))).toEqual([`${A} ${B}`])
})

test('a station name that devices come with joins no port', () => {
  const claims = [
    claim({ mac: A }, 'name', 'pn-io', { protocol: 'profinet-dcp', method: 'dcp-name-of-station' }),
    claim({ mac: B }, 'name', 'pn-io', { protocol: 'lldp', method: 'lldp-chassis-id' }),
  ]
  const bindings = [A, B].map((mac) => bind(mac, null, 'link', { protocol: 'profinet' }))
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual([A, B])
})
