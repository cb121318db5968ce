// TriStation from bytes to rows, and the traffic of the malware TRITON held against values worked out from its bytes by hand.
import type { ObservationBatch } from '@penstock/model/observations'
import {
  bytes,
  fileSource,
  le16,
  TRISTATION,
  tristationConnect,
  tristationConnected,
  tristationExecute,
  tristationModules,
  tristationPart,
  tristationStatus,
  udpFrame,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { isSampleMissing, observeSample } from '../sample.fixture.ts'

const STATION = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 33_279 }
const SAFETY = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 1502 }

const ask = (command: number, sequence: number, data = bytes()): Uint8Array =>
  udpFrame(STATION, SAFETY, tristationExecute(false, command, sequence, data))
const tell = (command: number, sequence: number, data = bytes()): Uint8Array =>
  udpFrame(SAFETY, STATION, tristationExecute(true, command, sequence, data))

test('key, run state and project are told once per change', () => {
  const batch = observe([
    udpFrame(STATION, SAFETY, tristationConnect()),
    udpFrame(SAFETY, STATION, tristationConnected()),
    ask(TRISTATION.getStatus, 0),
    tell(TRISTATION.getStatusReply, 0, tristationStatus(2, 0, 'UNIT4', 1_790_834_400)),
    ask(TRISTATION.getStatus, 1),
    tell(TRISTATION.getStatusReply, 1, tristationStatus(2, 0, 'UNIT4', 1_790_834_400)),
    ask(TRISTATION.getStatus, 2),
    tell(TRISTATION.getStatusReply, 2, tristationStatus(1, 1, 'UNIT4', 1_790_834_400, false)),
  ])
  expect(batch.states?.map(({ about, field, value, proof }) => [about.ip, field, value, proof.frame])).toEqual([
    [SAFETY.ip, 'key-switch', 'run', 4],
    [SAFETY.ip, 'mode', 'running', 4],
    [SAFETY.ip, 'configuration', 'control program valid, load state 13', 4],
    [SAFETY.ip, 'key-switch', 'program', 8],
    [SAFETY.ip, 'mode', 'halted', 8],
    [SAFETY.ip, 'configuration', 'control program not valid, load state 13', 8],
  ])
  expect(said(batch)).toEqual([['description', 'project UNIT4, built 2026-10-01T06:00:00Z', 'cp-status']])
  expect(batch.conversations).toMatchObject([
    {
      client: { ip: STATION.ip },
      server: { ip: SAFETY.ip },
      protocol: 'tristation',
      sidesFrom: 'content',
      functions: [
        { code: 'message 1', name: 'Connect request', kind: 'session', count: 1 },
        { code: 'message 2', name: 'Connect reply', count: 1 },
        { code: '19', name: 'Get CP status', kind: 'read', count: 3 },
      ],
    },
  ])
})

test('a program that goes down in parts is one transfer with its digest, and comes up with the same one', () => {
  const data = Uint8Array.from({ length: 24 }, (_, n) => n)
  const batch = observe([
    ask(TRISTATION.downloadChangeStart, 1, bytes('UNIT4', 0, 0, 0, 0, 0)),
    tell(TRISTATION.confirm, 1),
    ask(TRISTATION.allocateProgram, 2, tristationPart(3, 1, 6, 0, data.subarray(0, 16))),
    tell(TRISTATION.allocateProgramReply, 2),
    ask(TRISTATION.allocateProgram, 3, tristationPart(3, 1, 6, 4, data.subarray(16))),
    tell(TRISTATION.allocateProgramReply, 3),
    ask(TRISTATION.uploadProgram, 4, bytes(le16(3), 0, 0, 0, 0, le16(0))),
    tell(TRISTATION.uploadProgramReply, 4, tristationPart(3, 1, 6, 0, data)),
  ])
  expect(batch.transfers).toMatchObject([
    {
      kind: 'program',
      direction: 'to-device',
      initiator: { ip: STATION.ip },
      device: { ip: SAFETY.ip },
      name: 'program 3',
      bytes: 24,
      announcedBytes: 24,
      result: 'complete',
    },
    { direction: 'from-device', name: 'program 3', bytes: 24, result: 'complete' },
  ])
  expect(batch.transfers![0]!.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(batch.transfers![1]!.sha256).toBe(batch.transfers![0]!.sha256)
  expect(batch.operations.map(({ kind, name, target, result, count }) => [kind, name, target, result, count])).toEqual([
    ['program-download', 'Start download change', 'project UNIT4', 'ok', 1],
    ['program-download', 'Allocate program', 'program 3', 'ok', 2],
    ['program-upload', 'Upload program', 'program 3', 'ok', 1],
  ])
})

test('a part that was not captured leaves no digest; a refused one says so', () => {
  const data = new Uint8Array(8)
  const holed = observe([
    ask(TRISTATION.allocateProgram, 1, tristationPart(3, 1, 6, 0, data)),
    ask(TRISTATION.allocateProgram, 2, tristationPart(3, 1, 6, 4, data)),
    tell(TRISTATION.allocateProgramReply, 2),
  ])
  expect(holed.transfers).toMatchObject([{ bytes: 16, sha256: null, result: 'complete' }])
  const refused = observe([
    ask(TRISTATION.allocateProgram, 1, tristationPart(3, 1, 2, 0, data)),
    tell(TRISTATION.rejected, 1, bytes(212, 0)),
  ])
  expect(refused.transfers).toMatchObject([{ result: 'refused' }])
  expect(refused.operations).toMatchObject([{ result: 'rejected 212 (key setting prohibits this operation)' }])
})

test.each([
  { command: TRISTATION.run, kind: 'mode', name: 'Run program' },
  { command: TRISTATION.halt, kind: 'mode', name: 'Halt program' },
  { command: 7, kind: 'time', name: 'Set calendar' },
  { command: 27, kind: 'write', name: 'Set I/O point values' },
  { command: 37, kind: 'control', name: 'Enable OVD' },
  { command: 44, kind: 'config', name: 'Configure system variables' },
])('$name is an operation', ({ command, kind, name }) => {
  expect(observe([ask(command, 1), tell(110, 1)]).operations).toMatchObject([
    { kind, name, code: String(command), result: 'ok', proof: { frame: 1 } },
  ])
  expect(observe([ask(command, 1), tell(241, 1)]).operations[0]!.result).toBe('rejected 241 (command not allowed)')
  expect(observe([ask(command, 1), tell(110, 2)]).operations[0]!.result).toBe(null)
})

test('modules stand in their slots', () => {
  const modules = tristationModules({ 0: [255, 1, 2, 3], 3: [84, 4, 5, 6], 5: [600, 0, 0, 1] })
  expect(said(observe([tell(TRISTATION.moduleVersionsReply, 1, modules)]))).toEqual([
    ['model', '3008 Enhanced Main Processor', 'module-versions@slot 0'],
    ['firmware', '1.2.3', 'module-versions@slot 0'],
    ['model', '4351 TCM', 'module-versions@slot 3'],
    ['firmware', '4.5.6', 'module-versions@slot 3'],
    ['model', 'Triconex module type 600', 'module-versions@slot 5'],
    ['firmware', '0.0.1', 'module-versions@slot 5'],
  ])
})

test('a wrong checksum and a wrong length are anomalies; commands are told on any port', () => {
  const message = tristationExecute(false, TRISTATION.getStatus, 0)
  const broken = message.slice()
  broken[broken.length - 1]! ^= 1
  expect(observe([udpFrame(STATION, SAFETY, broken)]).anomalies).toMatchObject([{ kind: 'tristation-crc' }])
  const cut = observe([udpFrame(STATION, SAFETY, message), udpFrame(STATION, SAFETY, message.subarray(0, 12))])
  expect(cut.anomalies).toMatchObject([{ kind: 'tristation-length', proof: { frame: 2 } }])
  const elsewhere = observe([udpFrame(STATION, { ...SAFETY, port: 4000 }, message)])
  expect(elsewhere.conversations).toMatchObject([{ protocol: 'tristation', serverPort: 4000 }])
})

test('damage anywhere throws nothing and rows stay bounded and printable', () => {
  const valid = [
    tristationExecute(true, TRISTATION.getStatusReply, 1, tristationStatus(2, 0, 'UNIT4', 1)),
    tristationExecute(false, TRISTATION.allocateProgram, 1, tristationPart(3, 1, 2, 0, new Uint8Array(8))),
    tristationExecute(true, TRISTATION.uploadProgramReply, 1, tristationPart(3, 1, 2, 0, new Uint8Array(8))),
    tristationExecute(true, TRISTATION.moduleVersionsReply, 1, tristationModules({ 0: [255, 1, 2, 3] })),
    tristationExecute(false, TRISTATION.downloadChangeStart, 1, bytes('UNIT4', 0)),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...valid),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(),
      (message, flips, cut) => {
        const damaged = message.slice(0, 4 + (cut % (message.length - 3)))
        for (const [at, value] of flips) damaged[at % damaged.length] = value
        if (cut % 2 === 0 && damaged.length >= 6) damaged.set(le16(damaged.length - 6), 2)
        const batch = observe([
          ask(TRISTATION.getStatus, 0),
          udpFrame(STATION, SAFETY, damaged),
          udpFrame(SAFETY, STATION, damaged),
        ])
        expect(batch.operations.length).toBeLessThanOrEqual(2)
        for (const { value } of batch.claims) expect(isPrintable(value)).toBe(true)
        for (const { target } of batch.operations) expect(isPrintable(target ?? '')).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
}, 60_000)

// tshark names nothing here. The values were read from the bytes with the layouts of the public analyses: counts by direction and command
// octet, key and run state in the octets 21 and 22 of each status, blocks of each part of a program, reasons of rejections.
describe.skipIf(isSampleMissing)('the traffic of TRITON', () => {
  const load = (): ObservationBatch => observeSample('tristation/attack.pcap')

  test('each command is counted and every checksum is right', () => {
    const batch = load()
    expect(batch.anomalies).toEqual([])
    expect(batch.conversations).toHaveLength(1)
    const { client, server, protocol, functions } = batch.conversations[0]!
    expect([client.ip, server.ip, protocol]).toEqual(['192.168.1.88', '192.168.1.2', 'tristation'])
    expect(Object.fromEntries(functions.map(({ code, count }) => [code, count]))).toEqual({
      'message 1': 1,
      'message 2': 1,
      'message 3': 1,
      'message 4': 1,
      '1': 3,
      '11': 3,
      '19': 338,
      '20': 1,
      '55': 3,
      '65': 26,
      '66': 72,
    })
  })

  test('the downloads, their parts and the refused start are there', () => {
    const batch = load()
    expect(
      batch.operations.map(({ kind, name, target, result, count }) => [kind, name, target, result, count]),
    ).toEqual(
      expect.arrayContaining([
        ['program-download', 'Start download change', 'project NOZOMI', 'ok', 3],
        ['program-download', 'Allocate program', 'program 2', 'ok', 1],
        ['program-download', 'Allocate program', 'program 3', 'ok', 2],
        ['program-download', 'End download change', null, 'ok', 3],
        ['mode', 'Run program', null, 'rejected 203 (control program not halted)', 1],
        ['program-upload', 'Upload program', 'program 3', 'rejected 208 (network is out of range)', expect.any(Number)],
      ]),
    )
    const down = batch.transfers!.filter(({ direction }) => direction === 'to-device')
    expect(
      down.map(({ name, bytes: size, announcedBytes, result, proof }) => [
        name,
        size,
        announcedBytes,
        result,
        proof.frame,
      ]),
    ).toEqual([
      ['program 3', 96, 96, 'complete', 75],
      ['program 3', 20, 20, 'complete', 887],
    ])
  })

  test('key and run state, and the project', () => {
    const batch = load()
    expect(batch.states!.slice(0, 3).map(({ field, value, proof }) => [field, value, proof.frame])).toEqual([
      ['key-switch', 'program', 4],
      ['mode', 'running', 4],
      ['configuration', 'control program valid, load state 13', 4],
    ])
    expect(said(batch)).toEqual([['description', 'project NOZOMI, built 2018-03-16T07:44:58Z', 'cp-status']])
  })
})

function said(batch: ObservationBatch): [string, string, string][] {
  return batch.claims.filter(({ method }) => method !== 'oui').map(({ field, value, method }) => [field, value, method])
}

function observe(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}
