// The device types of a plant as the sensor, the resolution and the OT rules tell them, without a server; `captures.db.test.ts` goes on to the register.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { detect } from '@penstock/cli/detect'
import { readCaptures } from '@penstock/sensor/report'
import { afterAll, expect, test, vi } from 'vitest'
import { assetTypes, attackedAssetTypes, STATION, TYPES } from './asset-types.fixture.ts'

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

test('[A08:2] what is done to a device of each type is told of the device that the inventory has', async () => {
  const file = join(folder, 'attacked.pcap')
  writeFileSync(file, attackedAssetTypes())
  const roles = new Map(readCaptures([file]).assets.flatMap(({ ips, role }) => ips.map((ip) => [ip, role] as const)))
  const out: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  const code = await detect(['--pack', 'ot', file, '--json'])
  vi.restoreAllMocks()
  const told = out.map((line) => JSON.parse(line) as Record<'server' | 'title', string> & { techniques: string[] })
  expect(code).toBe(0)
  expect(
    told.map(({ server, title, techniques }) => `${roles.get(server)}: ${title} (${techniques.join(', ')})`).toSorted(),
  ).toEqual([
    'controller: Block downloaded to a Siemens S7 controller (T0843, T0889)',
    'dcs-controller: Siemens S7 controller told to stop (T0858, T0881)',
    'historian: SMB 1 in use (T0866, T0886)',
    'iiot-gateway: Telnet session (T0886, T0807)',
    'rtu: IEC 104 station told to reset its process (T0816)',
    'scada: Screen shared without a password (T0886, T0823)',
  ])
})
