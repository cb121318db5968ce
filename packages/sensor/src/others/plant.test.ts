import { type AssetResolution, type FactSource, type PersonDecision, resolveAssets } from '@penstock/model/assets'
import { micros, SiteKey } from '@penstock/model/kernel'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { observeSources } from './index.ts'
import { DEVICES, PLANT, plantSources, SHARED, sourceOf } from './plant.fixture.ts'

let sources: FactSource[]
beforeAll(() => {
  sources = plantSources()
})

function resolve(of: readonly FactSource[], decisions: readonly PersonDecision[] = []): AssetResolution {
  return resolveAssets({ site: SiteKey.parse('north'), sources: of, declared: [], decisions })
}

function addressesOf({ assets }: AssetResolution, kind = 'device'): string[] {
  return assets
    .filter((asset) => asset.kind === kind)
    .map(({ macs, ips }) => [...macs, ...ips].join(' '))
    .sort()
}

function deviceOf({ assets }: AssetResolution, anchor: string) {
  return assets.find(({ anchors }) => anchors.includes(anchor))!
}

test('[A01] our sensor, Zeek, Nmap, switch tables, a CMDB and two agents’ lists give exactly the devices that are there', () => {
  const register = resolve(sources)
  expect(addressesOf(register)).toEqual(DEVICES)
  expect(addressesOf(register, 'shared-address')).toEqual([SHARED])
  expect(
    register.assets
      .filter(({ status }) => status === 'declared')
      .flatMap(({ names }) => names)
      .sort(),
  ).toEqual(['PLC-SPARE', 'ws-behind'])
})

test('[A01] the order in which the sources come changes nothing, nor does reading one twice', () => {
  const expected = JSON.stringify(resolve(sources))
  fc.assert(
    fc.property(fc.shuffledSubarray([...sources, sources[5]!], { minLength: sources.length + 1 }), (shuffled) => {
      expect(JSON.stringify(resolve(shuffled))).toBe(expected)
    }),
    { numRuns: 60 },
  )
})

test('[A01] each merge and each refusal says its rule, the system that suggested it and the line', () => {
  const { decisions, findings } = resolve(sources)
  const told = (rule: string) =>
    decisions
      .filter((decision) => decision.rule === rule)
      .map(({ parts, facts, proof }) => ({ parts, system: facts['system'], line: `${proof?.source}, ${proof?.frame}` }))
  expect(told('assets.same-record')).toEqual([
    { parts: ['mac:00:1d:09:10:00:02', 'mac:00:1d:09:10:00:03'], system: 'edr', line: 'defender.json, 1' },
  ])
  expect(told('assets.reported-pair')).toContainEqual({
    parts: ['ip:10.10.1.19', 'mac:00:1b:1b:10:00:09'],
    system: 'cmdb',
    line: 'cmdb.csv, 7',
  })
  // The CMDB still gives the engineering station an address that another machine was leased since: the later lease holds.
  expect(findings.filter(({ kind }) => kind === 'address-moved').map(({ facts }) => facts)).toEqual([
    { ip: '10.10.1.31', macs: ['3c:a9:f4:10:00:04', '3c:a9:f4:10:00:05'], holder: '3c:a9:f4:10:00:05' },
  ])
  // And the historian the MAC of the router that it was discovered through.
  expect(
    decisions.some(
      ({ rule, facts }) =>
        rule === 'assets.many-addresses' && facts['mac'] === '00:1b:d4:00:00:01' && facts['system'] === 'cmdb',
    ),
  ).toBe(true)
})

test('[A01] names and makers that differ stand beside each other with who said them, and what was seen is believed first', () => {
  const register = resolve(sources)
  const plc = deviceOf(register, 'mac:00:1b:1b:10:00:01')
  expect(
    plc.fields.name.said.map(({ value, protocol, source, proof }) => [value, protocol, source, proof?.frame]),
  ).toEqual([
    ['plc1.plant.example', 'nmap', 'scan.xml', 8],
    ['PLC-PUMP-01', 'cmdb', 'cmdb.csv', 2],
  ])
  expect(plc.fields.vendor).toMatchObject({ value: 'SIEMENS AG', basis: 'reported' })
  expect(plc.fields.serial).toMatchObject({ value: 'S C-X9U12345', basis: 'observed', conflicts: 0 })
  const station = deviceOf(register, 'mac:3c:a9:f4:10:00:04')
  expect(station.fields.name.said.map(({ value, protocol }) => [value, protocol])).toEqual([
    ['ews-01', 'zeek'],
    ['ews-01.plant.example', 'edr'],
    ['EWS-ENGINEERING', 'cmdb'],
  ])
  // What the CMDB says of the historian is the historian's, not the router's.
  expect(deviceOf(register, 'ip:10.20.0.5').names).toContain('HIST-01')
  expect(deviceOf(register, 'mac:00:1b:d4:00:00:01').names).not.toContain('HIST-01')
})

test('[A01] a split and a merge by hand hold when the files are read again, and can be taken back', () => {
  const by = { by: 'acc_1', reason: 'looked' }
  const split: PersonDecision = {
    ...by,
    id: 'd1',
    kind: 'split',
    at: micros(1),
    apart: ['mac:00:1d:09:10:00:03', 'ip:10.10.2.21'],
    from: ['mac:00:1d:09:10:00:02', 'ip:10.10.1.21'],
  }
  const merge: PersonDecision = {
    ...by,
    id: 'd2',
    kind: 'merge',
    at: micros(2),
    anchors: ['mac:00:0c:02:10:00:0a', 'ip:10.20.0.6'],
  }
  const again = [...sources, sourceOf('defender-2.json', [...observeSources([`${PLANT}defender.json`])])]
  const decided = addressesOf(resolve(again, [split, merge]))
  expect(decided).toEqual(
    DEVICES.filter((device) => !/10\.10\.1\.21|10\.20\.0\.6|00:0c:02/.test(device))
      .concat('00:1d:09:10:00:02 10.10.1.21', '00:1d:09:10:00:03 10.10.2.21', '00:0c:02:10:00:0a 10.20.0.6')
      .sort(),
  )
  const undo = (decisionId: string, id: string, at: number): PersonDecision => ({
    ...by,
    id,
    kind: 'undo',
    at: micros(at),
    decisionId,
  })
  expect(addressesOf(resolve(again, [split, merge, undo('d1', 'd3', 3), undo('d2', 'd4', 4)]))).toEqual(DEVICES)
})

test('[A01] a line that cannot be read is told with its number, and what says nothing of a device is counted', () => {
  const [connections] = [...observeSources([`${PLANT}conn.log`])]
  expect(connections).toMatchObject({ malformed: 1, lines: { system: 'zeek', read: 6 } })
  expect(connections?.anomalies.map(({ detail, proof }) => [detail, proof.frame])).toEqual([
    ['line 14: ts is no time', 14],
  ])
  const [inventory] = [...observeSources([`${PLANT}cmdb.csv`])]
  expect(inventory?.anomalies.map(({ detail }) => detail)).toEqual(['line 11: 4 cells under 10 columns'])
  expect(inventory?.skipped).toEqual({ 'record-without-address': 1 })
})
