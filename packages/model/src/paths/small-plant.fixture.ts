// Small plants for tests of rules: an office, a control zone, and what a test adds.
import { type PlantFile, parsePlant } from '@penstock/model/plant'

type Row = Readonly<Record<string, unknown>>

export interface SmallPlant {
  readonly assets?: readonly Row[]
  readonly conduits?: readonly Row[]
  readonly accounts?: readonly Row[]
  readonly flows?: readonly Row[]
  readonly functions?: readonly Row[]
  readonly remoteAccess?: readonly Row[]
  readonly vendors?: readonly Row[]
  readonly directories?: readonly Row[]
  readonly manages?: readonly Row[]
}

/** Zones OUT (5+), OFFICE (4), CONTROL (1-2); the internet stands in OUT, a laptop in OFFICE, a Modbus PLC in CONTROL. */
export function smallPlant(more: SmallPlant = {}): PlantFile {
  const { assets = [], ...lists } = more
  const read = parsePlant({
    about: { name: 'Small', schema: 'reference-plant/2', asOf: '2026-10-01T00:00:00Z' },
    protocols: [
      { id: 'modbus-tcp', aliases: ['modbus'], transport: ['tcp'], ports: [502], isIndustrial: true },
      { id: 'tristation', aliases: [], transport: ['udp'], ports: [1502], isIndustrial: true },
      { id: 'pcom', aliases: [], transport: ['tcp'], ports: [20_256], isIndustrial: true },
      { id: 'rdp', aliases: [], transport: ['tcp'], ports: [3389], isIndustrial: false },
      { id: 'ipsec', aliases: [], transport: ['udp'], ports: [4500], isIndustrial: false },
    ],
    zones: [
      { id: 'OUT', name: 'Outside', purdue: '5+' },
      { id: 'OFFICE', name: 'Office', purdue: '4', subnet: '10.1.0.0/24' },
      { id: 'CONTROL', name: 'Control', purdue: '1-2', subnet: '10.2.0.0/24' },
    ],
    assets: unrepeated([
      { id: 'NET', name: 'Internet', zone: 'OUT', role: 'internet' },
      { id: 'LAPTOP', name: 'Laptop', zone: 'OFFICE', role: 'workstation', os: 'Windows 11', ip: '10.1.0.5' },
      { id: 'PLC', name: 'PLC', zone: 'CONTROL', role: 'plc', ip: '10.2.0.5', services: ['modbus-tcp-502'] },
      ...assets,
    ]),
    ...lists,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

/** The last row of an id stands. */
function unrepeated(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [row['id'], row])).values()]
}
