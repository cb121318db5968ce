// What, where, who: three answers with source and instant for every asset, and unknown counted.
import {
  type Asset,
  learnNeighbours,
  type Places,
  placeAsset,
  resolveAssets,
  statusOf,
  unknownCounts,
  whatIs,
  whereIs,
  whoOwns,
} from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, claim, declare, site, source, talk } from './estate.fixture.ts'

const PLC = '00:1b:1b:00:00:01'
const HMI = '00:1b:1b:00:00:02'
const SWITCH = '00:90:e8:00:00:03'

const places: Places = {
  zones: [
    { id: 'Z-PKG', name: 'Packages', purdue: '1-2', subnets: ['10.20.40.0/24'] },
    { id: 'Z-SITE', name: 'Site', purdue: '3', subnets: ['10.20.0.0/16'] },
  ],
  segments: [{ segment: 'boiler-house', zone: 'Z-PKG' }],
  source: 'plant.json',
  at: micros(50),
}

function resolved(): readonly Asset[] {
  const declared = [
    declare('PKG-PLC', [{ mac: PLC, ip: '10.20.40.10' }], {
      zone: 'Z-PKG',
      domain: 'ot',
      functions: ['F-STEAM'],
      fields: { name: 'Boiler controller', vendor: 'Siemens', model: 'CPU 1516-3' },
      owner: { group: 'G-OT', person: 'P-ENG-2', confirmedAt: micros(70) },
      declaredAt: micros(60),
    }),
    declare('SPARE', [], { source: 'cmdb.csv', declaredAt: micros(61) }),
  ]
  const bindings = [
    bind(PLC, '10.20.40.10', 'arp-own', { vlan: 106 }),
    bind(HMI, '10.20.40.12', 'frame', { vlan: 106 }),
    bind(SWITCH, null, 'link', { vlan: 106, protocol: 'goose' }),
  ]
  const claims = [
    claim({ ip: '10.20.40.10' }, 'model', 'CPU 1516-3 PN/DP', { method: 'szl-0x001c', protocol: 's7comm', at: 1500 }),
  ]
  const conversations = [talk({ ip: '10.20.40.12' }, { ip: '10.20.40.10' }, 's7comm', { serverPort: 102 })]
  return resolveAssets(site({ declared, sources: [source({ bindings, claims, conversations })] })).assets
}

function asset(assets: readonly Asset[], anchor: string): Asset {
  return assets.find(({ anchors }) => anchors.includes(anchor))!
}

test('[A03] what, where and who are answered for every asset with source and date, unknown as unknown', () => {
  const assets = resolved()
  expect(assets).toHaveLength(4)
  for (const one of assets) {
    for (const answer of [whatIs(one), whereIs(one, places), whoOwns(one), ...Object.values(whatIs(one).parts)]) {
      expect(answer.source).not.toBe('')
      expect(answer.at).not.toBeNull()
      expect(answer.basis === 'unknown').toBe(answer.value === null)
      if (answer.value === null) expect(answer.reason).not.toBe('')
      else expect(answer.value).not.toBe('')
    }
  }
})

test('[A03] the register answers, and what the wire says beside it is kept', () => {
  const plc = asset(resolved(), 'declared:PKG-PLC')
  expect(whatIs(plc)).toMatchObject({ value: 'controller, Siemens, CPU 1516-3', basis: 'inferred' })
  expect(whatIs(plc).parts.vendor).toMatchObject({ value: 'Siemens', basis: 'declared', source: 'plant.json', at: 60 })
  expect(plc.fields.model).toMatchObject({ value: 'CPU 1516-3', basis: 'declared', conflicts: 1 })
  expect(plc.fields.model.said[1]).toMatchObject({ value: 'CPU 1516-3 PN/DP', method: 'szl-0x001c', basis: 'observed' })
  expect(whereIs(plc, places)).toMatchObject({ value: 'Packages', zone: 'Z-PKG', basis: 'declared', level: 1 })
  expect(whoOwns(plc)).toMatchObject({ value: 'P-ENG-2', group: 'G-OT', source: 'plant.json', at: 70 })
})

test('[A03] what nobody said is unknown, and counted', () => {
  const assets = resolved()
  const hmi = asset(assets, `mac:${HMI}`)
  expect(whoOwns(hmi)).toMatchObject({ value: null, basis: 'unknown', reason: 'it is not in the register' })
  expect(whereIs(hmi, places)).toMatchObject({ zone: 'Z-PKG', basis: 'inferred', source: 'plant.json', at: 50 })
  expect(whatIs(asset(assets, 'declared:SPARE'))).toMatchObject({ value: null, source: 'cmdb.csv', at: 61 })
  expect(unknownCounts(assets, places)).toMatchObject({
    owner: 3,
    zone: 2,
    serial: 4,
    vendor: 3,
    domain: 3,
    functions: 3,
  })
})

test("an asset without an address stands where its VLAN's neighbours stand, or on its segment", () => {
  const assets = resolved()
  const neighbours = learnNeighbours(assets, places)
  const relay = asset(assets, `mac:${SWITCH}`)
  expect(placeAsset(relay, places).zone).toBeNull()
  expect(placeAsset(relay, places, neighbours).zone?.id).toBe('Z-PKG')
  const sources = [source({ segment: 'boiler-house', bindings: [bind(SWITCH, null, 'link')] })]
  expect(placeAsset(resolveAssets(site({ sources })).assets[0]!, places).zone?.id).toBe('Z-PKG')
})

test('the smaller of two subnets that hold an address is its place', () => {
  const sources = [source({ bindings: ['10.20.40.9', '10.20.41.9', '10.9.9.9'].map((ip) => bind(PLC, ip, 'frame')) })]
  const { assets } = resolveAssets(site({ sources }))
  const zones = assets.filter(({ ips }) => ips.length > 0).map((one) => [one.ips[0], whereIs(one, places).zone])
  expect(zones).toEqual([
    ['10.20.40.9', 'Z-PKG'],
    ['10.20.41.9', 'Z-SITE'],
    ['10.9.9.9', null],
  ])
})

test('a public address behind a router is outside, when the plant has a zone for that; a private one is nowhere', () => {
  const outside = { id: 'Z-EXT', name: 'Outside', purdue: '5+', subnets: [] }
  const sources = [source({ bindings: ['198.51.100.9', '192.168.7.7'].map((ip) => bind(PLC, ip, 'frame')) })]
  const { assets } = resolveAssets(site({ sources }))
  const zoneOf = (ip: string, zones: Places['zones']) => {
    const one = assets.find(({ ips }) => ips.includes(ip))
    return one === undefined ? undefined : whereIs(one, { ...places, zones }).zone
  }
  expect(zoneOf('198.51.100.9', [...places.zones, outside])).toBe('Z-EXT')
  expect(zoneOf('192.168.7.7', [...places.zones, outside])).toBeNull()
  expect(zoneOf('198.51.100.9', places.zones)).toBeNull()
  expect(zoneOf('198.51.100.9', [...places.zones, outside, { ...outside, id: 'Z-OTHER' }])).toBeNull()
})

test('observed, declared and confirmed are told apart', () => {
  expect(resolved().map((one) => [one.anchors[0], statusOf(one)])).toEqual([
    ['declared:PKG-PLC', 'confirmed'],
    ['declared:SPARE', 'declared'],
    ['ip:10.20.40.12', 'observed'],
    [`mac:${SWITCH}`, 'observed'],
  ])
  for (const one of resolved()) expect(statusOf(one)).toBe(one.status)
})

test('what a person confirmed stands above the register, the device and conclusions, in this order', () => {
  const facts = {
    sources: [
      source({
        bindings: [bind(PLC, '10.20.40.10', 'arp-own')],
        claims: [
          claim({ mac: PLC }, 'vendor', 'Siemens AG', {
            method: 'oui',
            basis: 'inferred' as const,
            protocol: 'ethernet',
            at: 900,
          }),
          claim({ mac: PLC }, 'vendor', 'SIEMENS', { at: 800 }),
        ],
      }),
    ],
  }
  const vendorWith = (extra: object) => resolveAssets(site({ ...facts, ...extra })).assets[0]!.fields.vendor
  expect(vendorWith({})).toMatchObject({ value: 'SIEMENS', basis: 'observed', conflicts: 0 })
  const declared = [declare('X', [{ mac: PLC }], { fields: { vendor: 'siemens ' } })]
  expect(vendorWith({ declared })).toMatchObject({ value: 'siemens ', basis: 'declared', conflicts: 0 })
  const edit = { id: 'e', by: 'engineer', at: micros(5), reason: 'type plate', anchor: `mac:${PLC}` }
  const decisions = [{ kind: 'edit-field', ...edit, field: 'vendor', value: 'Flender' }]
  expect(vendorWith({ declared, decisions })).toMatchObject({ value: 'Flender', basis: 'confirmed', conflicts: 1 })
  expect(vendorWith({ declared, decisions }).said).toHaveLength(4)
})
