// The device types of a plant as the sensor and the resolution tell them, without a server; `captures.db.test.ts` goes on to the register.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCaptures } from '@penstock/sensor/report'
import { afterAll, expect, test } from 'vitest'
import { assetTypes, STATION, TYPES } from './asset-types.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('[A08:2] each type of device is told by what it says and does, and has the fields of its type', () => {
  const file = join(folder, 'types.pcap')
  writeFileSync(file, assetTypes())
  const { assets, states, transfers, values, anomalies } = readCaptures([file])
  const of = (type: keyof typeof TYPES) => assets.find(({ ips }) => ips.includes(TYPES[type].ip))!
  expect(
    (['scada', 'dcs', 'plc', 'rtu', 'iiot', 'hybrid'] as const).map((type) => [
      type,
      of(type).role,
      of(type).purdueLevel,
    ]),
  ).toEqual([
    ['scada', 'scada', 2],
    ['dcs', 'dcs-controller', 1],
    ['plc', 'controller', 1],
    ['rtu', 'rtu', 1],
    ['iiot', 'iiot-gateway', 2],
    ['hybrid', 'historian', 3],
  ])
  const told = (type: keyof typeof TYPES) =>
    states.filter(({ about }) => about === TYPES[type].ip).map(({ field, value }) => `${field} ${value}`)
  expect(told('dcs')).toEqual(['mode run (redundant)'])
  expect(told('plc')).toEqual([
    'protection level 1 in force',
    'key-switch RUN',
    'configuration program 1f4a0144, hardware 00010002',
    'mode run',
  ])
  expect(transfers).toMatchObject([{ device: TYPES.plc.ip, name: 'FC 7 (passive)', bytes: 200, result: 'complete' }])
  expect(values.filter(({ server }) => server === TYPES.rtu.ip)).toMatchObject([
    { point: `ASDU ${STATION} IOA 3001`, last: 11.25 },
  ])
  expect(of('hybrid').operatingSystem).toBe('Windows 8.1 or Server 2012 R2')
  expect(anomalies).toEqual([])
})
