import type { Claim } from '@penstock/model/observations'
import { expect, test } from 'vitest'
import { bind, claim, declare, devices, keptApart, merged, only, site, source } from './estate.fixture.ts'
import { resolveAssets } from './index.ts'

const A = '00:1b:1b:00:00:0a'
const B = '00:1b:1b:00:00:0b'
const ROUTER = '00:1b:d4:00:00:01'

/** A row of another system's list: what it names, under its record. */
function record(
  system: 'cmdb' | 'edr',
  id: string,
  name: string,
  rows: readonly (readonly [string | null, string | null])[],
  at = 1000,
) {
  const method = `list#${id}|${name}`
  const claims: Claim[] = rows.map(([mac, ip]) => {
    const about = { ...(mac === null ? {} : { mac }), ...(ip === null ? {} : { ip }) }
    return claim(about, 'name', name, { protocol: system, method, basis: 'reported', at })
  })
  const bindings = rows.flatMap(([mac, ip]) =>
    mac === null || ip === null ? [] : [bind(mac, ip, 'reported', { protocol: system, at })],
  )
  return { claims, bindings }
}

function lists(...of: ReturnType<typeof record>[]) {
  return source({
    id: 'list',
    claims: of.flatMap(({ claims }) => claims),
    bindings: of.flatMap(({ bindings }) => bindings),
  })
}

test('[A01] what is only told of is an asset that was never seen, with its source', () => {
  const register = resolveAssets(site({ sources: [lists(record('cmdb', 'c1', 'plc-1', [[A, '10.0.0.1']]))] }))
  expect(devices(register)).toEqual([`${A} 10.0.0.1`])
  expect(merged(register)).toEqual(['assets.reported-pair'])
  expect(only(register.assets, `mac:${A}`)).toMatchObject({
    status: 'declared',
    firstAt: null,
    proof: null,
    names: ['plc-1'],
  })
})

test('[A01] an address that packets show on another MAC is not the one that a list gives', () => {
  const heard = source({ bindings: [bind(B, '10.0.0.1', 'arp-own')] })
  const register = resolveAssets(site({ sources: [heard, lists(record('cmdb', 'c1', 'plc-1', [[A, '10.0.0.1']]))] }))
  expect(devices(register)).toEqual([`${A}`, `${B} 10.0.0.1`])
  expect(keptApart(register)).toContain('assets.held-by-stronger-ground')
  expect(only(register.assets, `mac:${B}`).names).toEqual([])
})

test('[A01] a machine that packets show with another address does not keep the old one of the list', () => {
  const heard = source({ bindings: [bind(A, '10.0.0.9', 'arp-own'), bind(B, '10.0.0.7', 'arp-own')] })
  const stale = lists(record('cmdb', 'c1', 'plc-1', [[A, '10.0.0.1']]))
  const register = resolveAssets(site({ sources: [heard, stale] }))
  expect(devices(register)).toEqual([`${A} 10.0.0.9`, `${B} 10.0.0.7`])
  expect(keptApart(register)).toContain('assets.reported-elsewhere')
})

test('[A01] a record that packets bear out gives its further address too', () => {
  const heard = source({ bindings: [bind(A, '10.0.0.1', 'arp-own')] })
  const fresh = lists(record('edr', 'e1', 'hmi-1', [[A, '10.0.0.1']]), {
    claims: [],
    bindings: [bind(A, '10.0.5.1', 'reported', { protocol: 'edr' })],
  })
  expect(devices(resolveAssets(site({ sources: [heard, fresh] })))).toEqual([`${A} 10.0.0.1 10.0.5.1`])
})

test('[A01] of two systems that give an address to two MACs the more trusted is followed, of two records of one neither', () => {
  const cmdb = record('cmdb', 'c1', 'plc-1', [[A, '10.0.0.1']])
  const other = record('edr', 'e1', 'hmi-1', [[B, '10.0.0.1']])
  expect(devices(resolveAssets(site({ sources: [lists(cmdb, other)] })))).toEqual([`${A}`, `${B} 10.0.0.1`])
  const alike = record('cmdb', 'c2', 'hmi-1', [[B, '10.0.0.1']])
  const register = resolveAssets(site({ sources: [lists(cmdb, alike)] }))
  expect(devices(register)).toEqual([`${A}`, `${B}`])
  expect(keptApart(register)).toContain('assets.reported-twice')
})

test('[A01] two records with one MAC are two machines: each stands on its address, and says why', () => {
  const register = resolveAssets(
    site({
      sources: [
        lists(
          record('cmdb', 'c1', 'router', [[ROUTER, '10.0.0.1']]),
          record('cmdb', 'c2', 'historian', [[ROUTER, '10.2.0.5']]),
        ),
      ],
    }),
  )
  expect(devices(register)).toEqual(['10.0.0.1', '10.2.0.5'])
  expect(keptApart(register)).toContain('assets.many-addresses')
  // The router speaks: its own record is its, the other is not.
  const heard = source({ bindings: [bind(ROUTER, '10.0.0.1', 'arp-own')] })
  const again = resolveAssets(
    site({
      sources: [
        heard,
        lists(
          record('cmdb', 'c1', 'router', [[ROUTER, '10.0.0.1']]),
          record('cmdb', 'c2', 'historian', [[ROUTER, '10.2.0.5']]),
        ),
      ],
    }),
  )
  expect(devices(again)).toEqual([`${ROUTER} 10.0.0.1`, '10.2.0.5'])
  expect(only(again.assets, `mac:${ROUTER}`).names).toEqual(['router'])
})

test('[A01] a machine that was renamed between two exports stays one, with both its cards', () => {
  const before = record('edr', 'e1', 'old', [[A, null]])
  const after = record(
    'edr',
    'e1',
    'new',
    [
      [A, null],
      [B, null],
    ],
    5000,
  )
  const register = resolveAssets(site({ sources: [lists(before, after)] }))
  expect(devices(register)).toEqual([`${A} ${B}`])
  expect(only(register.assets, `mac:${A}`).fields.name.said.map(({ value }) => value)).toEqual(['new', 'old'])
})

test('[A01] a record joins no two entries of one register', () => {
  const register = resolveAssets(
    site({
      sources: [
        lists(
          record('edr', 'e1', 'hmi-1', [
            [A, null],
            [B, null],
          ]),
        ),
      ],
      declared: [declare('one', [{ mac: A }]), declare('two', [{ mac: B }])],
    }),
  )
  expect(devices(register)).toEqual([A, B])
  expect(keptApart(register)).toContain('assets.declared-apart')
})

test('[A01] an agent’s word goes before a CMDB’s, and what was seen before both', () => {
  const said = [
    claim({ mac: A }, 'operatingSystem', 'Windows 7', { protocol: 'cmdb', basis: 'reported', at: 9000 }),
    claim({ mac: A }, 'operatingSystem', 'Windows 10', { protocol: 'edr', basis: 'reported', at: 1000 }),
  ]
  const known = (claims: readonly Claim[]) =>
    only(resolveAssets(site({ sources: [source({ claims })] })).assets, `mac:${A}`).fields.operatingSystem.value
  expect(known(said)).toBe('Windows 10')
  expect(known([...said, claim({ mac: A }, 'operatingSystem', 'Windows 11', { at: 500 })])).toBe('Windows 11')
})
