import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import {
  checkPlant,
  interfacesOf,
  type PlantFile,
  parsePlant,
  plantIndex,
  plantWeaknessText,
} from '@penstock/model/plant'
import { describe, expect, test } from 'vitest'

function plantOf(data: unknown): PlantFile {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

const wrenfield = plantOf(JSON.parse(loadWrenfieldWorksText()))

describe('weaknesses of the reference plant', () => {
  const found = checkPlant(wrenfield)
  const idsOf = (rule: string) => found.filter((one) => one.rule === `plant-check.${rule}`).map((one) => one.id)

  test.each<[string, string[]]>([
    ['asset-in-two-zones', ['SIS-EWS1']],
    ['conduit-without-device', ['C-07']],
    ['conduit-undocumented', ['C-07', 'C-15']],
    ['exception-expired', ['C-04']],
    ['exception-without-end', ['C-05']],
    ['own-way-out', ['PWR-GW1', 'VND-EWON1', 'VND-CELL1', 'REM-RTR1']],
    ['port-open-to-anyone', ['REM-RTR1']],
    ['subnets-overlap', []],
    ['address-outside-zone', []],
    ['zone-without-subnet', []],
    ['protocol-not-in-vocabulary', []],
    ['device-beside-conduit', []],
  ])('%s: %s', (rule, ids) => {
    expect(idsOf(rule)).toEqual(ids)
  })

  test('each names a place that the file has, and reads as a sentence', () => {
    for (const weakness of found) {
      expect(weakness.path).toMatch(/^(zones|conduits|assets|flows)\[\d+\]\./)
      expect(plantWeaknessText(weakness)).toContain(weakness.id)
    }
  })
})

test('a topology with every slip of the set', () => {
  const plant = plantOf({
    about: { name: 'Slips', schema: 'reference-plant/2', asOf: '2026-10-01T00:00:00Z' },
    protocols: [{ id: 'modbus-tcp', aliases: ['modbus'], transport: ['tcp'], ports: [502], isIndustrial: true }],
    zones: [
      { id: 'A', name: 'A', purdue: '1', subnet: '10.0.0.0/16' },
      { id: 'B', name: 'B', subnet: '10.0.5.0/24' },
      { id: 'C', name: 'C', purdue: '3' },
    ],
    conduits: [
      {
        id: 'K1',
        zoneA: 'A',
        zoneB: 'A',
        protocols: ['modbuss'],
        direction: 'both',
        status: 'as designed',
        enforcedBy: ['FW'],
      },
    ],
    assets: [
      { id: 'FW', name: 'FW', zone: 'B', ip: '10.0.5.1', owner: { group: null, person: null, confirmedOn: null } },
      { id: 'OLD', name: 'OLD', zone: 'A', ip: '192.168.1.1', owner: null },
    ],
  })
  expect(checkPlant(plant).map((one) => [one.rule.slice('plant-check.'.length), one.path])).toEqual([
    ['zone-without-level', 'zones[1].purdue'],
    ['subnets-overlap', 'zones[1].subnet'],
    ['zone-without-subnet', 'zones[2].subnet'],
    ['conduit-inside-zone', 'conduits[0].zoneB'],
    ['device-beside-conduit', 'conduits[0].enforcedBy[0]'],
    ['protocol-not-in-vocabulary', 'conduits[0].protocols[0]'],
    ['asset-without-owner', 'assets[0].owner'],
    ['asset-without-owner', 'assets[1].owner'],
    ['address-outside-zone', 'assets[1].ip'],
  ])
})

test('the index answers by every spelling', () => {
  const index = plantIndex(wrenfield)
  expect(index.assetByMac('f8-bc-12-67-02-4d')?.id).toBe('SIS-EWS1')
  expect(index.assetByIp('10.20.20.60')?.id).toBe('SIS-EWS1')
  expect(index.zoneOfIp('10.20.40.210')?.id).toBe('Z-PKG')
  expect(index.zoneOfIp('8.8.8.8')).toBeNull()
  expect(index.protocol('CIP')?.id).toBe('ethernet-ip')
  expect(index.protocolsAt('tcp', 102).map((one) => one.id)).toEqual(['s7comm', 'iec61850-mms'])
  expect(index.conduitsBetween('Z-REM', 'Z-EXT').map((one) => one.id)).toEqual(['C-15', 'C-17'])
  expect(interfacesOf(index.assetById.get('PKG-AIR-C1')!)).toEqual([])
})
