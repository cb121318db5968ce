// A flood of made-up addresses, in small: a report stays within its room, says what it gave up, and keeps what was there before.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { bytes, modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import { afterAll, expect, test } from 'vitest'
import { readCaptures } from './read-captures.ts'
import { Sum } from './sum.ts'

const ROOM = { hosts: 400, rows: 2000 }
const MAX_FLOWS = 4096
const START = 1_790_834_400_000_000
/** Where an address stands in a frame of IPv4 on Ethernet, and the port behind it. */
const SOURCE_AT = 26
const TARGET_PORT_AT = 36
const PLC = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }
const STATION = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 40_000 }

const folder = mkdtempSync(join(tmpdir(), 'penstock-flood-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Opens a connection, is flooded by `count` packets of `change`, and asks on. */
function flood(count: number, change: (frame: DataView, n: number) => void): string {
  const talk = new TcpConversation(STATION, PLC)
  const ask = (transaction: number): Uint8Array[] =>
    talk.send('client', modbus.frame({ transaction, unit: 1 }, modbus.readRequest(3, 0, 1)))
  const syn = new TcpConversation({ ...STATION, ip: '10.0.0.0' }, PLC).open()[0]!
  const made = Array.from({ length: count }, (_, n) => {
    const frame = syn.slice()
    change(new DataView(frame.buffer), n)
    return frame
  })
  const frames = [...talk.open(), ...ask(1), ...made, ...ask(2)]
  const file = join(folder, 'flood.pcap')
  writeFileSync(file, bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(START + n * 100, frame))))
  return file
}

test('[A01:2] addresses beyond the room of a report are counted, and what was there before goes on', () => {
  const count = 9000
  const file = flood(count, (frame, n) => frame.setUint32(SOURCE_AT, 0x0a00_0000 + n))
  const { capture, assets, conversations } = readCaptures([file], { seed: 1, maxFlows: MAX_FLOWS, room: ROOM })
  expect(capture.packets).toBe(count + 5)
  expect(conversations).toHaveLength(ROOM.hosts - 1)
  // One more is what sends for all of them.
  expect(assets.length).toBeLessThanOrEqual(ROOM.hosts + 1)
  expect(capture.skipped['conversations-beyond-table']).toBe(count - (ROOM.hosts - 2))
  expect(capture.skipped['flows-given-up']).toBeGreaterThan(count / 2)
  const [first] = conversations
  expect(first).toMatchObject({ client: STATION.ip, server: PLC.ip, protocol: 'modbus-tcp', packets: 5 })
})

test('services beyond the room of a report are counted', () => {
  const perHost = 1500
  const count = ROOM.rows + 500
  const file = flood(count, (frame, n) => {
    frame.setUint32(SOURCE_AT, 0x0a00_0000 + Math.floor(n / perHost))
    frame.setUint16(TARGET_PORT_AT, 1 + (n % perHost))
  })
  const { capture, conversations } = readCaptures([file], { seed: 1, maxFlows: MAX_FLOWS, room: ROOM })
  expect(conversations).toHaveLength(ROOM.rows)
  expect(capture.skipped['conversations-beyond-table']).toBe(count + 1 - ROOM.rows)
  expect(conversations[0]).toMatchObject({ client: STATION.ip, protocol: 'modbus-tcp', packets: 5 })
})

test('[A01:2] unless told otherwise a report holds 20,000 hosts and 100,000 rows of a kind', () => {
  const sum = new Sum()
  const proof = { file: 0, frame: 1, at: micros(START), offset: 0, length: 0 }
  const rows = (to: number, make: (n: number) => Partial<ObservationBatch>): void => {
    for (let n = 0; n < to; n += 1) sum.add({ ...EMPTY, ...make(n) })
  }
  const span = { packets: 1, firstAt: micros(START), lastAt: micros(START), proof }
  const bound = { vlan: null, ground: 'frame', protocol: 'ip', ...span } as const
  rows(20_003, (n) => ({ bindings: [{ mac: '02:00:00:00:00:01', ip: `10.0.${n >> 8}.${n & 255}`, ...bound }] }))
  rows(100_004, (n) => ({ anomalies: [{ kind: 'odd', count: 1, detail: String(n), proof }] }))
  const { bindings, anomalies } = sum.takeRows()
  expect(bindings).toHaveLength(20_000)
  expect(anomalies).toHaveLength(100_000)
  expect(sum.skipped).toEqual({ 'bindings-beyond-table': 3, 'anomalies-beyond-table': 4 })
})

const EMPTY: ObservationBatch = {
  ...{ seq: 0, isLast: false, packets: 0, bytes: 0, malformed: 0, skipped: {}, firstAt: null, lastAt: null },
  ...{ bindings: [], claims: [], conversations: [], operations: [], anomalies: [] },
}
