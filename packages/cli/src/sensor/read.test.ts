// `penstock sensor read` names shadow infrastructure, with each packet that shows it.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  arpAnnouncement,
  bytes,
  httpRequest,
  httpResponse,
  le32,
  modbus,
  pcapHeader,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapRecord,
  TcpConversation,
  tlsClientHello,
} from '@penstock/sensor/encoders'
import type { SensorReport } from '@penstock/sensor/report'
import { afterAll, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const READER = fileURLToPath(new URL('../processes/read.ts', import.meta.url))
const BLOCK_BYTES = 1_000_000_000
const folder = mkdtempSync(join(tmpdir(), 'penstock-read-'))
afterAll(() => rmSync(folder, { recursive: true }))

const STATION = { mac: '02:00:00:00:00:30', ip: '10.1.2.30' }
const TOOLS = { mac: '02:00:00:00:00:31', ip: '10.1.2.31' }
const PLC = { mac: '02:00:00:00:00:40', ip: '10.1.2.40' }
const KEY = new Uint8Array(32).fill(7)
const GATEWAY = { mac: '02:00:00:00:00:01', ip: '198.51.100.7' }

function framesOfPlant(): Uint8Array[] {
  const cloud = new TcpConversation({ ...STATION, port: 50_001 }, { ...GATEWAY, port: 443 })
  const agent = new TcpConversation({ ...STATION, port: 50_002 }, { ...TOOLS, port: 8000 })
  const plc = new TcpConversation({ ...STATION, port: 50_003 }, { ...PLC, port: 502 })
  const request = { Host: 'tools', 'MCP-Protocol-Version': '2025-06-18', Accept: 'application/json, text/event-stream' }
  return [
    arpAnnouncement({ mac: '00:30:44:12:34:56', ip: '10.1.2.50' }),
    arpAnnouncement({ mac: 'b8:27:eb:12:34:56', ip: '10.1.2.51' }),
    arpAnnouncement({ mac: '94:83:c4:12:34:56', ip: '10.1.2.52' }),
    ...cloud.open(),
    ...cloud.send(
      'client',
      tlsClientHello({ random: KEY, sessionId: KEY, keyShare: KEY, serverName: 'api.anthropic.com', alpn: ['h2'] }),
    ),
    ...agent.open(),
    ...agent.send('client', httpRequest('POST', '/mcp', request, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')),
    ...agent.send('server', httpResponse(200, 'OK', { 'Content-Type': 'application/json' }, '{}')),
    ...plc.open(),
    ...plc.send('client', modbus.frame({ transaction: 1, unit: 1 }, modbus.writeRegister(7, 500))),
    ...plc.send('server', modbus.frame({ transaction: 1, unit: 1 }, modbus.writeRegister(7, 500))),
  ]
}

test('[B01:2] [B02:2] a cellular gateway, a hobby board, an access point, an AI service and an agent beside a controller are named', () => {
  const file = join(folder, 'shadow.pcap')
  const records = framesOfPlant().map((frame, n) => pcapRecord(1_790_834_400_000_000 + n * 2000, frame))
  writeFileSync(file, bytes(pcapHeader(), ...records))
  const json = spawnSync(process.execPath, [MAIN, 'sensor', 'read', file, '--json'], { encoding: 'utf8' })
  expect(json.stderr).toBe('')
  const { shadow } = JSON.parse(json.stdout) as SensorReport
  expect(
    shadow.map(({ host, indicator, severity, control }) => [host, indicator, severity, control?.peer ?? null]),
  ).toEqual([
    [STATION.ip, 'ag-claudecode', 4, PLC.ip],
    [STATION.ip, 'ai-anthropic', 4, PLC.ip],
    [STATION.ip, 'ap-mcp', 4, PLC.ip],
    [TOOLS.ip, 'ap-mcp', null, null],
    ['10.1.2.50', 'maker:cellular-router', null, null],
    ['10.1.2.51', 'maker:hobby-board', null, null],
    ['10.1.2.52', 'maker:travel-soho-router', null, null],
  ])
  expect(shadow.find(({ indicator }) => indicator === 'maker:hobby-board')!.signs).toMatchObject([{ file, frame: 2 }])
  const text = spawnSync(process.execPath, [MAIN, 'sensor', 'read', file], { encoding: 'utf8' }).stdout
  expect(text).toContain('Signs of shadow infrastructure (7)')
  expect(text).toContain(`beside modbus-tcp with ${PLC.ip}`)
})

test('--pdus writes a line a message and says on stderr what was passed over; another protocol is no call', () => {
  const capture = fileURLToPath(new URL('../../../../fixtures/captures/modbus/reads.pcap', import.meta.url))
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, 'sensor', 'read', ...args], { encoding: 'utf8' })
  const told = run(capture, '--pdus', 'modbus-tcp', '--progress')
  expect(told.stderr).toBe('penstock: 10 PDUs of modbus-tcp in 26 packets\n')
  const lines = told.stdout.trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(
    Array.from({ length: 5 }, () => ['request', 'response']).flat(),
  )
  const wrong = run(capture, '--pdus', 'modbus')
  expect([wrong.status, wrong.stdout]).toEqual([2, ''])
  expect(wrong.stderr).toContain(
    '--pdus modbus: not one of modbus-tcp, s7comm, ethernet-ip, dnp3, iec104, bacnet, goose, iec61850-mms, opc-ua, fins, profinet-dcp, profinet, s7comm-plus, tristation, snmp',
  )
  expect(run(capture, '--pdus', 'modbus-tcp', '--json').status).toBe(2)
  expect(run('absent.pcap', '--pdus', 'modbus-tcp').status).toBe(1)
})

test('a capture of 1 GB says the same by one thread and by two; other numbers of threads are no call', () => {
  const file = join(folder, 'large.pcapng')
  const packets = framesOfPlant().map((frame, n) => pcapngPacket(0, 1_790_834_400_000_000 + n * 2000, frame))
  // A block of a kind that nobody reads makes it large; most of the file is a hole that takes no room.
  const front = bytes(pcapngSection(), pcapngInterface('a'), ...packets.slice(0, 9), le32(0x0bad), le32(BLOCK_BYTES))
  const behind = bytes(le32(BLOCK_BYTES), ...packets.slice(9))
  const descriptor = openSync(file, 'w')
  writeSync(descriptor, front)
  writeSync(descriptor, behind, 0, behind.length, front.length - 8 + BLOCK_BYTES - 4)
  closeSync(descriptor)
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [READER, file, ...args], { encoding: 'utf8' })
  const [one, two] = ['1', '2'].map((workers) => run('--json', '--workers', workers))
  expect([one!.stderr, one!.status]).toEqual(['', 0])
  expect(two!.stdout).toBe(one!.stdout)
  const { capture, operations } = JSON.parse(one!.stdout) as SensorReport
  expect(capture.packets).toBe(packets.length)
  expect(operations).toMatchObject([{ server: PLC.ip }])
  const wrong = run('--workers', '3')
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('--workers 3: neither 1 nor 2')])
}, 60_000)
