// The hosts of an endpoint product against the reference plant: what it depends on, and nothing else.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type EdrHost, scopeEdr, tagOfScoped } from '@penstock/model/events'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import { beforeAll, describe, expect, test } from 'vitest'

let plant: PlantFile
beforeAll(() => {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  plant = read.value.plant
})

const host = (name: string, ...ips: readonly string[]): EdrHost => ({ name, ips, macs: [] })
const scopeOf = (...hosts: readonly EdrHost[]) => scopeEdr(plant, hosts).hosts

test.each([
  ['an engineering workstation', 'OPS-EWS1', 'protected', ['stands', 'realises', 'speaks', 'manages', 'way-in']],
  ['the jump host in the DMZ', 'DMZ-JMP1', 'protected', ['speaks', 'way-in', 'account']],
  ['patch management', 'DMZ-WSUS1', 'protected', ['speaks', 'manages']],
  ['a file transfer that batches wait for', 'DMZ-MFT1', 'protected', ['speaks', 'carries']],
  ['a planner’s workstation', 'ENT-WS-PLAN', 'standard', []],
  ['the office printer', 'ENT-PRN1', 'standard', []],
])('%s is told with what the plant says of it', (_, name, group, kinds) => {
  const [scoped] = scopeOf(host(name))
  expect(scoped).toMatchObject({ group, assets: [name] })
  expect(scoped!.reasons.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds))
  if (kinds.length === 0) expect(scoped!.reasons).toEqual([])
})

test('a host is known by its full name, its MAC or any of its addresses', () => {
  const asset = plant.assets.find(({ id }) => id === 'OPS-EWS1')!
  const known = scopeOf(host('ops-ews1.plant.example'), host('renamed', asset.ip!), {
    name: '',
    ips: [],
    macs: [asset.mac!.toUpperCase()],
  })
  expect(known.map(({ assets }) => assets)).toEqual([['OPS-EWS1'], ['OPS-EWS1'], ['OPS-EWS1']])
})

describe('what is not clear is protected', () => {
  test('a stranger in an OT network, not one in an office', () => {
    expect(scopeOf(host('X', '10.20.20.77'), host('Y', '10.10.0.77'), host('Z', '192.0.2.7'))).toMatchObject([
      { group: 'protected', reasons: [{ kind: 'subnet', records: ['Z-OPS'] }], zone: 'Z-OPS' },
      { group: 'standard', reasons: [] },
      { group: 'standard', reasons: [] },
    ])
  })

  test('a stranger of whom no address says where it stands', () => {
    const nowhere = scopeOf(host('X'), host('Y', '169.254.3.4', 'fe80::1'))
    expect(nowhere).toMatchObject([
      { group: 'protected', reasons: [], assets: [] },
      { group: 'protected', reasons: [], assets: [] },
    ])
    expect(nowhere.map(tagOfScoped)).toEqual(['unknown', 'unknown'])
  })

  test('a host that calls itself an office machine and has the address of an OT server', () => {
    const { ip } = plant.assets.find(({ id }) => id === 'OPS-HIS1')!
    expect(scopeOf(host('ENT-WS-PLAN', ip!))[0]).toMatchObject({
      group: 'protected',
      assets: ['ENT-WS-PLAN', 'OPS-HIS1'],
    })
  })
})

test('dependency, not subnet: a flow into OT makes an office host protected, and its end lifts it', () => {
  const flow = { ...plant.flows[0]!, id: 'FL-X', src: 'ENT-WS-PLAN', dst: 'OPS-HIS1' }
  const more = { ...plant, flows: [...plant.flows, flow] }
  expect(scopeEdr(more, [host('ENT-WS-PLAN')]).hosts[0]).toMatchObject({
    group: 'protected',
    reasons: [{ kind: 'speaks', records: ['FL-X'] }],
  })
  expect(scopeEdr(plant, [host('ENT-WS-PLAN')]).hosts[0]).toMatchObject({ group: 'standard' })
})

test('what the plant depends on and no agent watches is told, once', () => {
  const all = scopeEdr(plant, []).withoutAgent
  expect(all).toContain('OPS-HIS1')
  expect(all).not.toContain('ENT-WS-PLAN')
  expect(scopeEdr(plant, [host('OPS-HIS1')]).withoutAgent).toEqual(all.filter((id) => id !== 'OPS-HIS1'))
})

test('in a word: in OT, outside and depended on, outside, not registered', () => {
  const hosts = [
    host('OPS-EWS1'),
    host('X', '10.20.20.77'),
    host('DMZ-WSUS1'),
    host('ENT-PRN1'),
    host('Z', '192.0.2.7'),
  ]
  expect(scopeOf(...hosts).map(tagOfScoped)).toEqual(['ot', 'ot', 'bridges', 'outside', 'unknown'])
})
