// One made plant as seven systems and our own sensor saw it, and the devices that are really there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FactSource } from '@penstock/model/assets'
import type { ObservationBatch } from '@penstock/model/observations'
import { arpAnnouncement, bytes, modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import { observeSources } from './index.ts'

export const PLANT = new URL('../../../../fixtures/others/plant/', import.meta.url).pathname
export const FORMATS_FOLDER = new URL('../../../../fixtures/others/formats/', import.meta.url).pathname

/** 2026-10-01T06:00:00Z. */
const START = 1_790_834_400_000_000
const PLC = { mac: '00:1b:1b:10:00:01', ip: '10.10.1.11' }
const HMI = { mac: '00:1d:09:10:00:02', ip: '10.10.1.21' }
const EWS = { mac: '3c:a9:f4:10:00:04', ip: '10.10.1.32' }
const ROUTER = '00:1b:d4:00:00:01'

/**
 * What stands at the plant, each device as its addresses. The spare PLC and the machine behind the NAT gateway are only told of;
 * the drive has no address that anybody knows; the historian and a server stand behind the router.
 */
export const DEVICES = [
  '00:1b:1b:10:00:01 10.10.1.11',
  '00:1d:09:10:00:02 00:1d:09:10:00:03 10.10.1.21 10.10.2.21',
  '3c:a9:f4:10:00:04 10.10.1.32',
  '3c:a9:f4:10:00:05 10.10.1.31',
  '10.20.0.5',
  '10.20.0.6',
  '00:1b:d4:00:00:01 10.10.1.2 10.20.0.2',
  '00:80:63:10:00:08 10.10.1.5',
  '00:1b:1b:10:00:09 10.10.1.19',
  '00:0c:02:10:00:0a',
  'b8:27:eb:10:00:0b 10.10.1.41',
  '00:18:05:10:00:0c 10.10.1.60',
  '00:15:17:10:00:0d 192.168.100.10',
].sort()
/** The address of the router's redundancy group: no device. */
export const SHARED = '00:00:5e:00:01:0a 10.10.1.1'

export const PLANT_FILES = [
  'conn.log',
  'dhcp.log',
  'mac-table.txt',
  'arp-table.txt',
  'cmdb.csv',
  'defender.json',
  'crowdstrike.csv',
  'scan.xml',
] as const

/** What our own sensor heard: the HMI polls the PLC, the engineering station announces its new address, the router passes two on. */
export function plantCapture(): Uint8Array {
  const polls = new TcpConversation({ ...HMI, port: 49_152 }, { ...PLC, port: 502 })
  const header = { transaction: 1, unit: 1 }
  const frames = [
    arpAnnouncement(PLC),
    arpAnnouncement(HMI),
    arpAnnouncement(EWS),
    ...polls.open(),
    ...polls.send('client', modbus.frame(header, modbus.readRequest(3, 0, 2))),
    ...polls.send('server', modbus.frame(header, modbus.registersResponse(3, [1, 2]))),
    ...polls.close(),
    ...['10.20.0.5', '10.20.0.6'].flatMap((ip, at) =>
      new TcpConversation({ mac: ROUTER, ip, port: 50_001 + at }, { ...HMI, port: 445 }).open(),
    ),
  ]
  return bytes(pcapHeader(), ...frames.map((frame, at) => pcapRecord(START + at * 1000, frame)))
}

/** A folder for made files, and what a file with these bytes is read as. */
export function readMade(name: string, content: Uint8Array | string): ObservationBatch[] {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-others-'))
  try {
    writeFileSync(join(folder, name), content)
    return [...observeSources([join(folder, name)])]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export function sourceOf(id: string, batches: readonly ObservationBatch[]): FactSource {
  return {
    id,
    segment: null,
    bindings: batches.flatMap(({ bindings }) => bindings),
    claims: batches.flatMap(({ claims }) => claims),
    conversations: batches.flatMap(({ conversations }) => conversations),
  }
}

/** Every system's facts, our own capture's first. */
export function plantSources(): FactSource[] {
  const own = sourceOf('own.pcap', readMade('own.pcap', plantCapture()))
  return [own, ...PLANT_FILES.map((name) => sourceOf(name, [...observeSources([PLANT + name])]))]
}
