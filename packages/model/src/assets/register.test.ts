// The register against the wire: what matches, what contradicts, and what two registers may both say.
import { resolveAssets } from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, claim, declare, keptApart, only, site, source } from './estate.fixture.ts'

const A = '00:1b:1b:00:00:01'
const B = '00:1b:1b:00:00:02'
const C = '00:80:f4:00:00:03'
const ROUTER = '00:09:0f:00:00:99'

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
