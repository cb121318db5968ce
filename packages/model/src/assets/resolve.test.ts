// Who holds an address: what joins a MAC and an IP, and what looks like a reason and is none.
import { buildAssetIndex, findAssetOf, resolveAssets } from '@penstock/model/assets'
import { SiteKey } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, claim, devices, keptApart, merged, only, site, source, talk } from './estate.fixture.ts'

const A = '00:1b:1b:00:00:01'
const B = '00:1b:1b:00:00:02'
const C = '00:80:f4:00:00:03'
const ROUTER = '00:09:0f:00:00:99'

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

test("a repeated address in a capture that names no segment is nobody's without its MAC", () => {
  const bindings = [bind(A, '192.168.0.1', 'arp-own', { vlan: 1 }), bind(B, '192.168.0.1', 'arp-own', { vlan: 2 })]
  const claims = [claim({ ip: '192.168.0.1' }, 'firmware', 'V1')]
  const { assets } = resolveAssets(site({ sources: [source({ bindings, claims })] }))
  expect(assets.map(({ macs, fields }) => [macs[0], fields.firmware.value])).toEqual([
    [A, null],
    [B, null],
  ])
})
