// What stands behind a gateway: assets of their own, never the gateway, with their place and the reason for their role.
import { type Asset, resolveAssets, whereIs } from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, claim, declare, site, source } from './estate.fixture.ts'

const MAC = '00:1b:1b:00:00:01'
const IP = '10.0.0.1'
const GATEWAY = { ip: IP }

function said(model: string, path: string, protocol = 'modbus', about: { ip?: string; mac?: string } = GATEWAY) {
  return claim(about, 'model', model, { protocol, method: `device-id@${path}` })
}

function modulesOf(
  assets: readonly Asset[],
): [path: string | undefined, model: string | null, gateway: string | undefined][] {
  return assets
    .filter(({ kind }) => kind === 'module')
    .map(({ behind, fields }) => [behind?.path, fields.model.value, behind?.gateway])
}

test('each unit behind an address is an asset, and says nothing of the gateway', () => {
  const claims = [claim(GATEWAY, 'model', 'MGate'), said('PM5560', 'unit 2'), said('PM5110', 'unit 3')]
  const { assets } = resolveAssets(site({ sources: [source({ claims })] }))
  const gateway = assets.find(({ ips }) => ips.includes(IP))!
  expect([gateway.kind, gateway.fields.model.value, gateway.behind]).toEqual(['device', 'MGate', undefined])
  expect(modulesOf(assets)).toEqual([
    ['unit 2', 'PM5560', gateway.key],
    ['unit 3', 'PM5110', gateway.key],
  ])
  expect(assets).toHaveLength(3)
})

test('a module keeps its key when its gateway gets its MAC', () => {
  const claims = [said('PM5560', 'unit 2')]
  const before = resolveAssets(site({ sources: [source({ claims })] })).assets
  const after = resolveAssets(site({ sources: [source({ claims, bindings: [bind(MAC, IP, 'arp-own')] })] })).assets
  const keys = (assets: readonly Asset[]) => assets.map(({ kind, key }) => `${kind} ${key.split('/')[1]}`)
  expect(keys(before)).toEqual([`device ip:${IP}`, `module module:ip:${IP}@unit 2`])
  expect(keys(after)).toEqual([`device mac:${MAC}`, `module module:ip:${IP}@unit 2`])
  expect(after[1]!.behind?.gateway).toBe(after[0]!.key)
})

test('the same place behind two addresses of one device is one module', () => {
  const claims = [said('PM5560', 'unit 2'), said('PM5560', 'unit 2', 'profinet-io', { mac: MAC })]
  const bindings = [bind(MAC, IP, 'arp-own')]
  const { assets, decisions } = resolveAssets(site({ sources: [source({ claims, bindings })] }))
  expect(modulesOf(assets).map(([path]) => path)).toEqual(['unit 2'])
  expect(decisions.map(({ rule }) => rule)).toContain('assets.same-module')
})

const CIP = { protocol: 'cip', method: 'cip-identity@slot 0' }

test('a device that tells of one slot only is what stands in it; with a second slot both stand behind it', () => {
  const one = [claim(GATEWAY, 'orderNumber', '6SL3246', { method: 'im0@slot 1' }), claim(GATEWAY, 'model', 'G120')]
  const lone = resolveAssets(site({ sources: [source({ claims: one })] }))
  expect(lone.assets.map(({ kind, fields }) => [kind, fields.orderNumber.value])).toEqual([['device', '6SL3246']])
  expect(lone.decisions.map(({ rule }) => rule)).toContain('assets.lone-module')
  const two = [...one, claim(GATEWAY, 'orderNumber', '6ES7321', { method: 'im0@slot 2' })]
  const { assets } = resolveAssets(site({ sources: [source({ claims: two })] }))
  expect(assets.map(({ kind, fields }) => [kind, fields.orderNumber.value])).toEqual([
    ['device', null],
    ['module', '6SL3246'],
    ['module', '6ES7321'],
  ])
})

test('a device that says it is something else than its one slot has a module', () => {
  const claims = [claim(GATEWAY, 'model', '1756-EN2T'), claim(GATEWAY, 'model', '1756-L83E', CIP)]
  const { assets } = resolveAssets(site({ sources: [source({ claims })] }))
  expect(modulesOf(assets).map(([path, model]) => [path, model])).toEqual([['slot 0', '1756-L83E']])
})

test('a person who takes a module for its gateway is refused with the reason; for a register entry he is not', () => {
  const claims = [said('PM5560', 'unit 2')]
  const module = `module:ip:${IP}@unit 2`
  const merge = (id: string, other: string) => ({
    kind: 'merge' as const,
    id,
    at: micros(5),
    by: 'person',
    reason: 'seen on site',
    anchors: [module, other],
  })
  const declared = [declare('METER-2', [])]
  const refused = resolveAssets(site({ sources: [source({ claims })], declared, decisions: [merge('1', `ip:${IP}`)] }))
  expect(modulesOf(refused.assets)).toHaveLength(1)
  expect(refused.decisions.map(({ rule }) => rule)).toContain('assets.module-apart')
  const joined = resolveAssets(
    site({ sources: [source({ claims })], declared, decisions: [merge('2', 'declared:METER-2')] }),
  )
  const meter = joined.assets.find(({ declaredId }) => declaredId === 'METER-2')!
  expect([meter.kind, meter.status, meter.behind?.path]).toEqual(['module', 'confirmed', 'unit 2'])
})

test('a module stands where its gateway does', () => {
  const { assets } = resolveAssets(site({ sources: [source({ claims: [said('PM5560', 'unit 2')] })] }))
  const module = assets.find(({ kind }) => kind === 'module')!
  const zone = { id: 'Z-1', name: 'Packaging', purdue: '1', subnets: ['10.0.0.0/24'] }
  expect(whereIs(module, { zones: [zone], segments: [], source: 'plant', at: null })).toMatchObject({
    value: 'Packaging',
    basis: 'inferred',
    reason: 'its gateway stands in the zone',
  })
})

test.each([
  { path: 'unit 2', protocol: 'modbus', says: 'PM5560', role: 'controller', reason: 'serves modbus-tcp' },
  { path: 'station 10', protocol: 'dnp3', says: 'SEL', role: 'rtu', reason: 'serves dnp3' },
  {
    path: 'slot 0',
    protocol: 'cip',
    says: '1756-L83E/B LOGIX5583E',
    role: 'controller',
    reason: 'module of a rack; says "1756-l83e/b logix5583e"',
  },
  { path: 'slot 2', protocol: 'cip', says: '1734-IB8', role: 'io-device', reason: 'says "1734-ib8"' },
  { path: 'slot 3', protocol: 'tristation', says: '3504E', role: null, reason: undefined },
])('$path of $protocol that says $says is $role', ({ path, protocol, says, role, reason }) => {
  const { assets } = resolveAssets(
    site({ sources: [source({ claims: [claim(GATEWAY, 'model', 'BASE'), said(says, path, protocol)] })] }),
  )
  const module = assets.find(({ kind }) => kind === 'module')!
  expect([module.role, module.fields.role.said[0]?.reason]).toEqual([role, reason])
})
