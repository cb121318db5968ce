// Identity rules one by one: what joins two interfaces, and what looks like a reason and is none.
import { type Asset, type AssetResolution, buildAssetIndex, findAssetOf, resolveAssets } from '@penstock/model/assets'
import { micros, SiteKey } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, claim, declare, site, source, talk } from './estate.fixture.ts'

const A = '00:1b:1b:00:00:01'
const B = '00:1b:1b:00:00:02'
const C = '00:80:f4:00:00:03'
const ROUTER = '00:09:0f:00:00:99'

/** Each asset as its sorted addresses, such as `00:1b:… 10.0.0.1`. */
function devices({ assets }: AssetResolution): string[] {
  return assets.map((asset) => [...asset.macs, ...asset.ips].join(' ')).sort()
}

function keptApart({ decisions }: AssetResolution): string[] {
  return decisions.flatMap((decision) => (decision.verdict === 'kept-apart' ? [decision.rule] : []))
}

function merged({ decisions }: AssetResolution): string[] {
  return decisions.flatMap((decision) => (decision.verdict === 'merged' ? [decision.rule] : []))
}

function only(assets: readonly Asset[], anchor: string): Asset {
  const found = assets.filter((asset) => asset.anchors.includes(anchor))
  expect(found).toHaveLength(1)
  return found[0]!
}

test('[A01] a MAC that sends for one IP is that device', () => {
  const result = resolveAssets(site({ sources: [source({ bindings: [bind(A, '10.0.0.1', 'frame')] })] }))
  expect(devices(result)).toEqual([`${A} 10.0.0.1`])
  expect(result.assets[0]!.key).toBe(`north/mac:${A}`)
  expect(merged(result)).toEqual(['assets.one-mac-one-ip'])
  expect(result.decisions[0]!.proof).not.toBeNull()
})

test('[A01] a router in front of many is one asset and merges none of them', () => {
  const bindings = ['10.0.1.1', '10.0.1.2', '10.0.1.3'].map((ip) => bind(ROUTER, ip, 'frame'))
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(devices(result)).toEqual([ROUTER, '10.0.1.1', '10.0.1.2', '10.0.1.3'].sort())
  const router = only(result.assets, `mac:${ROUTER}`)
  expect(router.forwardedIps).toBe(3)
  expect(router.role).toBe('router')
  const decision = result.decisions.find(({ rule }) => rule === 'assets.many-addresses')!
  expect(decision.facts['count']).toBe(3)
  expect(decision.assets).toHaveLength(4)
})

test('a router keeps the address that it announced itself', () => {
  const bindings = [bind(ROUTER, '10.0.0.254', 'arp-own'), bind(ROUTER, '10.0.1.1', 'frame')]
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(devices(result)).toEqual([`${ROUTER} 10.0.0.254`, '10.0.1.1'])
})

test('one device behind a router with an address of its own stays apart from it', () => {
  const bindings = [bind(ROUTER, '10.0.0.254', 'arp-reply'), bind(ROUTER, '10.0.1.1', 'frame')]
  expect(devices(resolveAssets(site({ sources: [source({ bindings })] })))).toEqual([ROUTER, '10.0.1.1'])
})

test('proxy ARP merges nothing', () => {
  const bindings = [bind(ROUTER, '10.0.1.1', 'arp-reply'), bind(ROUTER, '10.0.1.2', 'arp-reply')]
  const alone = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(devices(alone)).toEqual([ROUTER])
  expect(keptApart(alone)).toEqual(['assets.proxy-arp'])
  const single = resolveAssets(site({ sources: [source({ bindings: bindings.slice(0, 1) })] }))
  expect(devices(single)).toEqual([ROUTER])
})

test('a device that announced a second address is one device with two', () => {
  const bindings = [bind(A, '10.0.0.6', 'arp-own', { at: 1000 }), bind(A, '10.0.0.10', 'arp-own', { at: 9000 })]
  expect(devices(resolveAssets(site({ sources: [source({ bindings })] })))).toEqual([`${A} 10.0.0.10 10.0.0.6`])
})

test('an address set by DCP belongs to the device that took it', () => {
  const bindings = [
    bind(A, '10.0.0.6', 'arp-own'),
    bind(A, '10.0.0.10', 'protocol', { protocol: 'profinet-dcp', at: 9000 }),
    bind(A, '10.0.0.10', 'arp-reply', { at: 9500 }),
  ]
  expect(devices(resolveAssets(site({ sources: [source({ bindings })] })))).toEqual([`${A} 10.0.0.10 10.0.0.6`])
})

test('an identity that a routed protocol carries ties no address to the router', () => {
  const bindings = [bind(ROUTER, '10.0.1.1', 'protocol', { protocol: 'cip' }), bind(ROUTER, '10.0.1.2', 'frame')]
  const claims = [claim({ mac: ROUTER, ip: '10.0.1.1' }, 'model', '1756-ENBT/A')]
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual([ROUTER, '10.0.1.1', '10.0.1.2'])
  expect(only(result.assets, 'ip:10.0.1.1').fields.model.value).toBe('1756-ENBT/A')
  expect(only(result.assets, `mac:${ROUTER}`).fields.model.value).toBeNull()
})

test("a network maker below another maker's identity only carried it", () => {
  const bindings = [bind('00:19:07:24:3c:ca', '10.1.1.164', 'frame')]
  const claims = [
    claim({ mac: '00:19:07:24:3c:ca' }, 'vendor', 'Cisco Systems, Inc', {
      method: 'oui',
      basis: 'inferred',
      protocol: 'ethernet',
    }),
    claim({ mac: '00:19:07:24:3c:ca', ip: '10.1.1.164' }, 'vendor', 'Rockwell Automation'),
  ]
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual(['00:19:07:24:3c:ca', '10.1.1.164'])
  expect(keptApart(result)).toEqual(['assets.network-device'])
})

test('two MACs that announce one IP in one place are a conflict, not a device', () => {
  const bindings = [bind(A, '10.0.0.1', 'arp-own', { at: 1000 }), bind(C, '10.0.0.1', 'arp-own', { at: 1100 })]
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(result.assets).toHaveLength(2)
  expect(result.findings.map(({ kind }) => kind)).toEqual(['address-conflict'])
  expect(only(result.assets, `mac:${C}`).ips).toEqual(['10.0.0.1'])
  expect(only(result.assets, `mac:${A}`).ips).toEqual([])
  expect(only(result.assets, `mac:${A}`).contestedIps).toEqual(['10.0.0.1'])
})

test('an IP that passed to another card later is told as moved', () => {
  const bindings = [
    bind(A, '10.0.0.1', 'arp-own', { at: 1000, lastAt: 2000 }),
    bind(C, '10.0.0.1', 'arp-own', { at: 5000, lastAt: 6000 }),
  ]
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(result.findings.map(({ kind }) => kind)).toEqual(['address-moved'])
  expect(only(result.assets, 'ip:10.0.0.1').macs).toEqual([C])
})

test('a changed card with the same serial number is the same device and no conflict', () => {
  const bindings = [
    bind(A, '10.0.0.1', 'arp-own', { at: 1000, lastAt: 2000 }),
    bind(C, '10.0.0.1', 'arp-own', { at: 5000, lastAt: 6000 }),
  ]
  const claims = [A, C].flatMap((mac) => [
    claim({ mac, ip: '10.0.0.1' }, 'vendor', 'Rockwell Automation'),
    claim({ mac, ip: '10.0.0.1' }, 'serial', '0x00524d8e'),
  ])
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual([`${A} ${C} 10.0.0.1`])
  expect(result.findings).toEqual([])
  expect(merged(result)).toContain('assets.same-serial')
})

test('skids that repeat their addresses on segments of their own are as many devices', () => {
  const sources = [A, B].map((mac, at) =>
    source({
      id: `sensor-${at}`,
      segment: `skid-${at}`,
      bindings: [bind(mac, '192.168.0.1', 'arp-own')],
      claims: [claim({ mac, ip: '192.168.0.1' }, 'firmware', `V${at}`)],
    }),
  )
  const result = resolveAssets(site({ sources }))
  expect(devices(result)).toEqual([`${A} 192.168.0.1`, `${B} 192.168.0.1`])
  expect(keptApart(result)).toEqual(['assets.same-address-elsewhere'])
  expect(result.findings).toEqual([])
  expect([A, B].map((mac) => only(result.assets, `mac:${mac}`).fields.firmware.value)).toEqual(['V0', 'V1'])
  const index = buildAssetIndex(result.assets)
  expect(findAssetOf(index, { mac: B, ip: '192.168.0.1' })?.macs).toEqual([B])
  expect(findAssetOf(index, { mac: A, ip: '192.168.0.1' })?.macs).toEqual([A])
})

test("a spoofer that announces other devices' addresses takes none of them", () => {
  const bindings = [
    bind(A, '10.0.0.1', 'frame'),
    bind(B, '10.0.0.2', 'frame'),
    bind(C, '10.0.0.1', 'arp-own'),
    bind(C, '10.0.0.2', 'arp-own'),
    bind(C, '10.0.0.66', 'arp-own'),
  ]
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(result.assets).toHaveLength(3)
  expect(result.findings.map(({ kind }) => kind)).toEqual(['address-conflict', 'address-conflict'])
})

test('a redundancy group is an asset of its own kind; its members stay two', () => {
  const vip = '00:00:5e:00:01:0a'
  const bindings = [
    bind(vip, '10.0.0.254', 'arp-own'),
    bind(A, '10.0.0.254', 'arp-own'),
    bind(A, '10.0.0.252', 'arp-own'),
    bind(B, '10.0.0.253', 'arp-own'),
  ]
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(devices(result)).toEqual([`${vip} 10.0.0.254`, `${A} 10.0.0.252`, `${B} 10.0.0.253`].sort())
  const group = only(result.assets, `mac:${vip}`)
  expect([group.kind, group.role]).toEqual(['shared-address', 'virtual-router'])
  expect(result.findings).toEqual([])
})

test('what is said of a repeated address without a MAC lands where it was heard, or nowhere', () => {
  const skids = [A, B].map((mac, at) =>
    source({
      id: `sensor-${at}`,
      segment: `skid-${at}`,
      bindings: [bind(mac, '192.168.0.1', 'arp-own')],
      claims: [claim({ ip: '192.168.0.1' }, 'firmware', `V${at}`)],
    }),
  )
  const elsewhere = source({ id: 'core', segment: 'core', claims: [claim({ ip: '192.168.0.1' }, 'firmware', 'V9')] })
  const { assets } = resolveAssets(site({ sources: [...skids, elsewhere] }))
  expect(assets.map(({ macs, fields }) => [macs[0], fields.firmware.said.map(({ value }) => value)])).toEqual([
    [A, ['V0']],
    [B, ['V1']],
  ])
  expect(findAssetOf(buildAssetIndex(assets), { mac: null, ip: '192.168.0.1' })).toBeNull()
})

test('a loopback capture shows its all-zero MAC with the one address that it carried', () => {
  const zero = '00:00:00:00:00:00'
  const one = resolveAssets(
    site({
      sources: [
        source({
          bindings: [bind(zero, '127.0.0.1', 'frame')],
          conversations: [talk({ mac: zero, ip: '127.0.0.1' }, { mac: zero, ip: '127.0.0.1' }, 'modbus')],
        }),
      ],
    }),
  )
  expect(devices(one)).toEqual([`${zero} 127.0.0.1`])
  const bindings = ['10.0.0.1', '10.0.0.2'].map((ip) => bind(zero, ip, 'frame'))
  expect(devices(resolveAssets(site({ sources: [source({ bindings })] })))).toEqual(['10.0.0.1', '10.0.0.2'])
})

test('the same IP at two sites is two assets', () => {
  const sources = [source({ bindings: [bind(A, '10.0.0.1', 'arp-own')] })]
  const keys = ['north', 'south'].map(
    (name) => resolveAssets(site({ site: SiteKey.parse(name), sources })).assets[0]!.key,
  )
  expect(new Set(keys).size).toBe(2)
})

test('group, zero and broadcast addresses are no assets; 0.0.0.0 is no address', () => {
  const bindings = [
    bind('01:80:c2:00:00:0e', null, 'link'),
    bind('ff:ff:ff:ff:ff:ff', '255.255.255.255', 'frame'),
    bind('00:00:00:00:00:00', null, 'link'),
    bind(A, '0.0.0.0', 'frame'),
    bind(A, '0.0.0.0', 'arp-own'),
    bind(A, '169.254.216.43', 'frame'),
    bind(A, '10.0.0.1', 'frame'),
  ]
  expect(devices(resolveAssets(site({ sources: [source({ bindings })] })))).toEqual([`${A} 10.0.0.1 169.254.216.43`])
})

test('two hosts with the same link-local address stay two, without a conflict', () => {
  const bindings = [A, B].flatMap((mac) => [bind(mac, 'fe80::1', 'frame'), bind(mac, null, 'link')])
  const result = resolveAssets(site({ sources: [source({ bindings })] }))
  expect(devices(result)).toEqual([`${A} fe80::1`, `${B} fe80::1`])
  expect(result.findings).toEqual([])
})

test("an IPv6 address made from the MAC is the device's own beside its IPv4", () => {
  const bindings = [bind(A, '2001:db8::21b:1bff:fe00:1', 'frame'), bind(A, '10.0.0.1', 'arp-own')]
  expect(devices(resolveAssets(site({ sources: [source({ bindings })] })))).toHaveLength(1)
})

test('virtual machines and locally administered MACs are devices like others', () => {
  const bindings = [bind('00:50:56:04:18:eb', '10.0.0.1', 'arp-own'), bind('02:42:ac:11:00:02', '172.17.0.2', 'frame')]
  const claims = [
    claim({ mac: '02:42:ac:11:00:02' }, 'vendor', 'Nobody', { method: 'oui', basis: 'inferred', protocol: 'ethernet' }),
  ]
  const result = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(devices(result)).toEqual(['00:50:56:04:18:eb 10.0.0.1', '02:42:ac:11:00:02 172.17.0.2'])
  expect(only(result.assets, 'ip:172.17.0.2').fields.vendor.value).toBeNull()
})

test('loopback talk is an asset of its own capture only', () => {
  const sources = ['one', 'two'].map((id) =>
    source({ id, conversations: [talk({ ip: '127.0.0.1' }, { ip: '127.0.0.1' }, 'modbus')] }),
  )
  const result = resolveAssets(site({ sources }))
  expect(devices(result)).toEqual(['127.0.0.1', '127.0.0.1'])
  expect(result.assets[0]!.protocols.map(({ role }) => role)).toEqual(['client', 'server'])
})

test('one IP on both sides is one asset that serves itself', () => {
  const conversations = [talk({ ip: '172.17.0.2' }, { ip: '172.17.0.2' }, 'modbus')]
  expect(devices(resolveAssets(site({ sources: [source({ conversations })] })))).toEqual(['172.17.0.2'])
})

test('without a link layer each address that spoke is an asset, and one that never answered is none', () => {
  const conversations = [
    talk({ ip: '10.0.0.1' }, { ip: '10.0.0.2' }, 's7comm'),
    talk({ ip: '10.0.0.1' }, { ip: '10.0.0.3' }, null, { isAnswered: false }),
    talk({ ip: '10.0.0.1' }, { ip: '239.1.1.1' }, null, { isAnswered: false }),
  ]
  const result = resolveAssets(site({ sources: [source({ conversations })] }))
  expect(devices(result)).toEqual(['10.0.0.1', '10.0.0.2'])
  expect(result.silentAddresses).toBe(1)
})

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
  const [asset] = result.assets
  expect(asset!.fields.model.value).toBe('1756-EN2T')
  expect(asset!.fields.serial.value).toBeNull()
  expect(asset!.modules.map(({ path, fields }) => [path, fields.model.value])).toEqual([['1/0', '1756-L83E']])
})

test('[A01] the register matches by MAC, then by IP, whatever the spelling', () => {
  const declared = [
    declare('PLC-1', [{ mac: A.toUpperCase(), ip: '10.0.0.1' }]),
    declare('PLC-2', [{ ip: '10.0.0.2' }]),
    declare('PLC-3', [{ mac: C, ip: '10.0.9.9' }]),
    declare('SPARE', [{ mac: '00:80:f4:00:00:77' }]),
  ]
  const bindings = [
    bind(A, '10.0.0.1', 'arp-own'),
    bind(B, '10.0.0.2', 'frame'),
    bind(ROUTER, '10.0.9.9', 'frame'),
    bind(ROUTER, '10.0.9.8', 'frame'),
  ]
  const { assets } = resolveAssets(site({ declared, sources: [source({ bindings })] }))
  const states = Object.fromEntries(assets.map((asset) => [asset.declaredId ?? asset.anchors[0]!, asset.status]))
  expect(states).toEqual({
    'PLC-1': 'confirmed',
    'PLC-2': 'confirmed',
    'PLC-3': 'confirmed',
    SPARE: 'declared',
    [`mac:${ROUTER}`]: 'observed',
    'ip:10.0.9.8': 'observed',
  })
  expect(only(assets, 'declared:PLC-2').macs).toEqual([B])
  expect(only(assets, 'declared:PLC-3').interfaces).toMatchObject([
    { mac: C, ip: '10.0.9.9', isObserved: true, isDeclared: true },
  ])
})

test('[A01] another MAC than the register says is a finding and merges nothing', () => {
  const declared = [declare('PLC-1', [{ mac: A, ip: '10.0.0.1' }])]
  const result = resolveAssets(site({ declared, sources: [source({ bindings: [bind(C, '10.0.0.1', 'arp-own')] })] }))
  expect(result.findings.map(({ kind }) => kind)).toEqual(['declared-mac-differs'])
  expect(only(result.assets, 'declared:PLC-1').status).toBe('declared')
  expect(only(result.assets, 'declared:PLC-1').contestedIps).toEqual(['10.0.0.1'])
  expect(only(result.assets, 'ip:10.0.0.1').macs).toEqual([C])
})

test('an interface of another register entry only forwards what is not its own', () => {
  const declared = [
    declare('FW', [
      { mac: ROUTER, ip: '10.0.0.254' },
      { mac: B, ip: '10.0.1.254' },
    ]),
    declare('PLC-1', [{ mac: A, ip: '10.0.1.1' }]),
  ]
  const bindings = [bind(ROUTER, '10.0.1.1', 'frame')]
  const result = resolveAssets(site({ declared, sources: [source({ bindings })] }))
  expect(result.assets.map(({ declaredId, macs, ips }) => [declaredId, macs, ips])).toEqual([
    ['FW', [ROUTER, B].sort(), ['10.0.0.254', '10.0.1.254']],
    ['PLC-1', [A], ['10.0.1.1']],
  ])
  expect(result.findings).toEqual([])
})

test('two register entries never become one, even with one serial number', () => {
  const declared = [declare('X', [{ ip: '10.0.0.1' }]), declare('Y', [{ ip: '10.0.0.2' }])]
  const claims = ['10.0.0.1', '10.0.0.2'].flatMap((ip) => [
    claim({ ip }, 'vendor', 'Siemens'),
    claim({ ip }, 'serial', 'ABC12345'),
  ])
  const result = resolveAssets(site({ declared, sources: [source({ claims })] }))
  expect(result.assets.map(({ declaredId }) => declaredId)).toEqual(['X', 'Y'])
  expect(keptApart(result)).toEqual(['assets.declared-apart'])
})

test('an address that two register entries name joins neither', () => {
  const declared = [declare('X', [{ ip: '10.0.0.1' }]), declare('Y', [{ ip: '10.0.0.1' }])]
  const result = resolveAssets(site({ declared, sources: [source({ bindings: [bind(A, '10.0.0.1', 'frame')] })] }))
  expect(result.assets.map(({ status }) => status)).toEqual(['declared', 'declared', 'observed'])
  expect(result.findings.map(({ kind }) => kind)).toEqual(['declared-twice'])
})

test("an address that the register gives to both MACs that send for it is nobody's until someone looks", () => {
  const declared = [declare('X', [{ mac: A, ip: '10.0.0.1' }]), declare('Y', [{ mac: C, ip: '10.0.0.1' }])]
  const bindings = [bind(A, '10.0.0.1', 'frame'), bind(C, '10.0.0.1', 'frame')]
  const result = resolveAssets(site({ declared, sources: [source({ bindings })] }))
  expect(result.assets.map(({ declaredId, ips }) => [declaredId, ips])).toEqual([
    ['X', []],
    ['Y', []],
    [null, ['10.0.0.1']],
  ])
  expect(result.findings.map(({ kind }) => kind)).toEqual(['declared-twice', 'two-macs-by-frame'])
})

test('[A01] overlapping sources give the known devices: wire, plant file, CMDB and a switch table', () => {
  const plant = [
    declare('PLC-1', [{ mac: A, ip: '10.0.0.1' }], { zone: 'Z-1' }),
    declare('HMI-1', [{ mac: B, ip: '10.0.0.2' }]),
  ]
  const cmdb = [
    declare('CI-77', [{ mac: A }], { source: 'cmdb.csv', declaredAt: micros(5), fields: { serial: 'SN-77' } }),
    declare('CI-78', [{ ip: '10.0.0.2' }], { source: 'cmdb.csv', declaredAt: micros(5) }),
    declare('CI-79', [{ ip: '10.0.0.9' }], { source: 'cmdb.csv', declaredAt: micros(5) }),
  ]
  const wire = source({ bindings: [bind(A, '10.0.0.1', 'arp-own'), bind(B, '10.0.0.2', 'frame')] })
  const table = source({
    id: 'switch-table',
    segment: 'hall',
    bindings: [A, B, C].map((mac) => bind(mac, null, 'link')),
  })
  const { assets, findings } = resolveAssets(site({ declared: [...plant, ...cmdb], sources: [wire, table] }))
  expect(assets.map(({ anchors }) => anchors.filter((anchor) => !anchor.startsWith('ip:')))).toEqual([
    ['declared:CI-77', 'declared:PLC-1', `mac:${A}`],
    ['declared:CI-78', 'declared:HMI-1', `mac:${B}`],
    ['declared:CI-79'],
    [`mac:${C}`],
  ])
  expect(findings).toEqual([])
  expect(assets[0]).toMatchObject({ zone: 'Z-1', declared: { source: 'cmdb.csv' } })
  expect(assets[0]!.fields.serial.value).toBe('SN-77')
})

test('two registers that give one IP two MACs are a finding', () => {
  const declared = [
    declare('X', [{ mac: A, ip: '10.0.0.1' }]),
    declare('Y', [{ mac: B, ip: '10.0.0.1' }], { source: 'cmdb.csv' }),
  ]
  const result = resolveAssets(site({ declared }))
  expect(result.assets.map(({ declaredId }) => declaredId)).toEqual(['X', 'Y'])
  expect(result.findings.map(({ kind }) => kind)).toEqual(['declared-twice'])
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

test("a repeated address in a capture that names no segment is nobody's without its MAC", () => {
  const bindings = [bind(A, '192.168.0.1', 'arp-own', { vlan: 1 }), bind(B, '192.168.0.1', 'arp-own', { vlan: 2 })]
  const claims = [claim({ ip: '192.168.0.1' }, 'firmware', 'V1')]
  const { assets } = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(assets.map(({ macs, fields }) => [macs[0], fields.firmware.value])).toEqual([
    [A, null],
    [B, null],
  ])
})

test('a MAC that was heard without an address shows the one that the register gives it', () => {
  const declared = [declare('PLC-1', [{ mac: A, zone: 'Z-1' }]), declare('PLC-2', [{ mac: B, ip: '10.0.0.2' }])]
  const bindings = [bind(A, '10.0.0.1', 'frame'), bind(B, null, 'link')]
  const { assets } = resolveAssets(site({ declared, sources: [source({ bindings })] }))
  expect(assets[0]!.interfaces).toMatchObject([
    { mac: A, ip: '10.0.0.1', isObserved: true, isDeclared: true, zone: 'Z-1' },
  ])
  expect(assets[1]!.interfaces).toMatchObject([
    { mac: B, ip: null, isObserved: true, isDeclared: false },
    { mac: B, ip: '10.0.0.2', isObserved: false, isDeclared: true },
  ])
})

test('an address that another device holds is not shown on the interface that the register gives it', () => {
  const declared = [declare('PLC-1', [{ mac: A, ip: '10.0.0.1' }])]
  const bindings = [bind(A, null, 'link'), bind(C, '10.0.0.1', 'arp-own')]
  const { assets } = resolveAssets(site({ declared, sources: [source({ bindings })] }))
  expect(only(assets, 'declared:PLC-1').interfaces).toMatchObject([
    { mac: A, ip: null, isObserved: true, isDeclared: false },
    { mac: A, ip: '10.0.0.1', isObserved: false, isDeclared: true },
  ])
})
