// A flood of made-up addresses, in small: a report stays within its room, says what it gave up, and keeps what was there before.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytes, modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import { afterAll, expect, test } from 'vitest'
import { readCaptures } from './read-captures.ts'

const HOSTS = 20_000
const ROWS = 100_000
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
  const count = 30_000
  const file = flood(count, (frame, n) => frame.setUint32(SOURCE_AT, 0x0a00_0000 + n))
  const { capture, assets, conversations } = readCaptures([file], { seed: 1, maxFlows: 8192 })
  expect(capture.packets).toBe(count + 5)
  expect(conversations).toHaveLength(HOSTS - 1)
  // One more is what sends for all of them.
  expect(assets.length).toBeLessThanOrEqual(HOSTS + 1)
  expect(capture.skipped['conversations-beyond-table']).toBe(count - (HOSTS - 2))
  expect(capture.skipped['flows-given-up']).toBeGreaterThan(count / 2)
  const [first] = conversations
  expect(first).toMatchObject({ client: STATION.ip, server: PLC.ip, protocol: 'modbus-tcp', packets: 5 })
})

test('services beyond the room of a report are counted', () => {
  const most = 65_535
  const count = ROWS + 5000
  const file = flood(count, (frame, n) => {
    frame.setUint32(SOURCE_AT, 0x0a00_0000 + Math.floor(n / most))
    frame.setUint16(TARGET_PORT_AT, 1 + (n % most))
  })
  const { capture, conversations } = readCaptures([file], { seed: 1, maxFlows: 8192 })
  expect(conversations).toHaveLength(ROWS)
  expect(capture.skipped['conversations-beyond-table']).toBe(count + 1 - ROWS)
  expect(conversations[0]).toMatchObject({ client: STATION.ip, protocol: 'modbus-tcp', packets: 5 })
})
