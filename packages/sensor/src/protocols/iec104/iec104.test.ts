// IEC 60870-5-104: what control centre and station say becomes roles, values, commands with their results, states and files.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ObservationBatch } from '@penstock/model/observations'
import {
  bytes,
  commandTypes,
  dissectCapture,
  fileSource,
  fileTurns,
  hasTshark,
  iec104,
  monitoredTypes,
  TcpConversation,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { iec104Reader } from './index.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 2404 }
const { CAUSE, NEGATIVE, TEST } = iec104
const STATION = 3

type Turn = readonly [side: 'client' | 'server', data: Uint8Array]

test('every monitored type is a value with its number and quality, point by point', () => {
  const batch = observe(
    turnsOf(
      monitoredTypes().map(([type, element]) => asked('server', type, CAUSE.spontaneous, 70_000 + type, element)),
    ),
  )
  const seen = batch.values?.map(({ point, first, quality, server }) => [point, first, quality.join(), server.ip])
  const same = (types: readonly number[], value: number, quality: string) =>
    types.map((type) => [`ASDU 3 IOA ${70_000 + type}`, value, quality, SERVER.ip])
  expect(seen).toEqual([
    ...same([1, 2, 30], 1, 'stale'),
    ...same([3, 4, 31], 2, 'blocked'),
    ...same([5, 6, 32], -5, 'overflow'),
    ...same([7, 8, 33], 0xdead_beef, ''),
    ...same([9, 10, 34], -0.5, 'invalid'),
    ...same([11, 12, 35], -300, 'substituted'),
    ...same([13, 14, 36], 11.25, ''),
    ...same([15, 16, 37], -70_000, 'overflow'),
    ...same([17], 2, ''),
    ...same([18], 21, 'invalid'),
    ...same([19], 10, ''),
    ...same([20], 0x8001, ''),
    ...same([21], 0.25, ''),
    ...same([38], 2, ''),
    ...same([39], 21, 'invalid'),
    ...same([40], 10, ''),
  ])
  expect(batch.anomalies).toEqual([])
  expect(batch.conversations).toMatchObject([{ client: { ip: CLIENT.ip }, sidesFrom: 'content' }])
})

test('several objects, a sequence and the test bit; readings of a point are one row', () => {
  const objects = [11, 12].map((address) => ({ address, element: iec104.floatElement(address) }))
  const batch = observe([
    ['server', iec104.iFrame(0, 0, iec104.asdu(13, CAUSE.periodic, STATION, objects))],
    ['server', iec104.iFrame(1, 0, iec104.asdu(13, CAUSE.periodic | TEST, STATION, objects))],
    [
      'server',
      iec104.iFrame(
        2,
        0,
        iec104.sequence(1, CAUSE.interrogated, STATION, 0xffff, [
          iec104.pointElement(true),
          iec104.pointElement(false),
        ]),
      ),
    ],
  ])
  expect(batch.values).toMatchObject([
    { point: 'ASDU 3 IOA 11', count: 2, changes: 0, min: 11, max: 11, quality: ['test'] },
    { point: 'ASDU 3 IOA 12', count: 2, first: 12, quality: ['test'] },
    { point: 'ASDU 3 IOA 65535', first: 1, proof: { frame: 6 } },
    { point: 'ASDU 3 IOA 65536', first: 0 },
  ])
})

test('every command is an operation with its object, value and place', () => {
  const batch = observe(
    turnsOf(
      commandTypes().map(([type, address, element]) =>
        asked('client', type, type === 102 ? CAUSE.request : CAUSE.activation, address, element),
      ),
    ),
  )
  expect(
    batch.operations.map((row) => [row.code, row.kind, row.name, row.target, row.values?.join(', '), row.proof.frame]),
  ).toEqual([
    ['45', 'control', 'Single command (C_SC_NA_1): select', 'ASDU 3 IOA 3045', 'on', 4],
    ['58', 'control', 'Single command with time (C_SC_TA_1): select', 'ASDU 3 IOA 3058', 'on', 5],
    ['46', 'control', 'Double command (C_DC_NA_1): execute', 'ASDU 3 IOA 3046', 'on, short pulse', 6],
    ['59', 'control', 'Double command with time (C_DC_TA_1): execute', 'ASDU 3 IOA 3059', 'on, short pulse', 7],
    ['47', 'control', 'Regulating step command (C_RC_NA_1): execute', 'ASDU 3 IOA 3047', 'lower', 8],
    ['60', 'control', 'Regulating step command with time (C_RC_TA_1): execute', 'ASDU 3 IOA 3060', 'lower', 9],
    ['48', 'write', 'Set-point, normalised (C_SE_NA_1): execute', 'ASDU 3 IOA 3048', '0.25', 10],
    ['61', 'write', 'Set-point with time, normalised (C_SE_TA_1): execute', 'ASDU 3 IOA 3061', '0.25', 11],
    ['49', 'write', 'Set-point, scaled (C_SE_NB_1): select', 'ASDU 3 IOA 3049', '-1200', 12],
    ['62', 'write', 'Set-point with time, scaled (C_SE_TB_1): select', 'ASDU 3 IOA 3062', '-1200', 13],
    ['50', 'write', 'Set-point, short float (C_SE_NC_1): execute', 'ASDU 3 IOA 3050', '49.5', 14],
    ['63', 'write', 'Set-point with time, short float (C_SE_TC_1): execute', 'ASDU 3 IOA 3063', '49.5', 15],
    ['51', 'write', 'Bitstring command (C_BO_NA_1): execute', 'ASDU 3 IOA 3051', '2147483649', 16],
    ['64', 'write', 'Bitstring command with time (C_BO_TA_1): execute', 'ASDU 3 IOA 3064', '2147483649', 17],
    ['100', 'control', 'Interrogation (C_IC_NA_1)', 'ASDU 3', 'station', 18],
    ['101', 'control', 'Counter interrogation (C_CI_NA_1)', 'ASDU 3', 'freeze, all counters', 19],
    ['103', 'time', 'Clock synchronisation (C_CS_NA_1)', 'ASDU 3', '2026-11-28 20:15:07.250', 21],
    ['105', 'restart', 'Reset process (C_RP_NA_1)', 'ASDU 3', 'whole process', 23],
    ['106', 'time', 'Delay acquisition (C_CD_NA_1)', 'ASDU 3', '300 ms', 24],
    ['110', 'config', 'Parameter, normalised (P_ME_NA_1)', 'ASDU 3 IOA 4110', '-0.5, threshold', 26],
    ['111', 'config', 'Parameter, scaled (P_ME_NB_1)', 'ASDU 3 IOA 4111', '10000, low limit', 27],
    ['112', 'config', 'Parameter, short float (P_ME_NC_1)', 'ASDU 3 IOA 4112', '2.5, high limit', 28],
    ['113', 'config', 'Parameter activation (P_AC_NA_1)', 'ASDU 3 IOA 4113', 'qualifier 3', 29],
  ])
  expect(batch.conversations[0]?.functions.map(({ code }) => code)).toHaveLength(commandTypes().length)
  expect(batch.operations.every(({ client, server }) => client.ip === CLIENT.ip && server.ip === SERVER.ip)).toBe(true)
})

test.each([
  { name: 'nobody answers', answers: [], result: null },
  { name: 'confirmed and terminated', answers: [CAUSE.confirmation, CAUSE.termination], result: 'ok' },
  { name: 'refused', answers: [CAUSE.confirmation | NEGATIVE], result: 'refused' },
  {
    name: 'terminated with an error',
    answers: [CAUSE.confirmation, CAUSE.termination | NEGATIVE],
    result: 'terminated with an error',
  },
  { name: 'type unknown', answers: [CAUSE.unknownType | NEGATIVE], result: 'unknown type' },
  { name: 'object unknown', answers: [CAUSE.unknownObject | NEGATIVE], result: 'unknown object address' },
  { name: 'another object is confirmed', answers: [CAUSE.confirmation], address: 9, result: null },
])('result of a command: $name', ({ answers, address, result }) => {
  const element = iec104.commandElement(true, false)
  const batch = observe(
    turnsOf([
      asked('client', 45, CAUSE.activation, 3001, element),
      ...answers.map((cause) => asked('server', 45, cause, address ?? 3001, element)),
    ]),
  )
  expect(batch.operations).toMatchObject([{ code: '45', result, count: 1, values: ['on'] }])
})

test('select, execute, cancel and test are rows of their own, on and off too; the same again is counted', () => {
  const step = (cause: number, isOn: boolean, isSelect: boolean) => [
    asked('client', 45, cause, 3001, iec104.commandElement(isOn, isSelect)),
    asked('server', 45, cause + 1, 3001, iec104.commandElement(isOn, isSelect)),
  ]
  const batch = observe(
    turnsOf([
      ...step(CAUSE.activation, true, true),
      ...step(CAUSE.activation, true, false),
      ...step(CAUSE.activation, true, false),
      ...step(CAUSE.activation, false, false),
      ...step(CAUSE.deactivation, true, true),
      ...step(CAUSE.activation | TEST, true, false),
    ]),
  )
  expect(batch.operations.map(({ name, values, result, count }) => [name, values?.join(), result, count])).toEqual([
    ['Single command (C_SC_NA_1): select', 'on', 'ok', 1],
    ['Single command (C_SC_NA_1): execute', 'on', 'ok', 2],
    ['Single command (C_SC_NA_1): execute', 'off', 'ok', 1],
    ['Single command (C_SC_NA_1): cancel', 'on', 'ok', 1],
    ['Single command (C_SC_NA_1): execute, test', 'on', 'ok', 1],
  ])
})

test('stations with high addresses are told apart, and each answers a call to all of them under its own', () => {
  const call = (side: Turn[0], cause: number, station: number): Turn => [
    side,
    iec104.iFrame(0, 0, iec104.asdu(100, cause, station, [{ address: 0, element: iec104.interrogationElement() }])),
  ]
  const batch = observe([
    call('client', CAUSE.activation, 0xffff),
    call('server', CAUSE.confirmation, 7),
    call('client', CAUSE.activation, 0x0103),
    call('client', CAUSE.activation, 0x0203),
    call('server', CAUSE.confirmation | NEGATIVE, 0x0203),
  ])
  expect(batch.operations.map(({ target, result }) => [target, result])).toEqual([
    ['all ASDUs', 'ok'],
    ['ASDU 259', null],
    ['ASDU 515', 'refused'],
  ])
})

test('U frames: start and stop of data transfer with their confirmation; a test frame has no side', () => {
  const batch = observe([
    ['client', iec104.uFrame('startAct')],
    ['server', iec104.uFrame('startCon')],
    ['server', iec104.uFrame('testAct')],
    ['client', iec104.uFrame('testCon')],
    ['client', iec104.uFrame('stopAct')],
  ])
  expect(batch.operations.map(({ code, kind, result, target }) => [code, kind, result, target])).toEqual([
    ['STARTDT', 'control', 'ok', null],
    ['STOPDT', 'control', null, null],
  ])
  expect(batch.conversations).toMatchObject([
    {
      client: { ip: CLIENT.ip },
      functions: [
        { code: 'STARTDT', kind: 'session', count: 1 },
        { code: 'TESTFR', count: 1 },
        { code: 'STOPDT', count: 1 },
      ],
    },
  ])
})

test('the end of initialisation is a restart each time, and a clock that cannot be trusted is told when that changes', () => {
  const started = (by: number) => asked('server', 70, CAUSE.initialised, 0, bytes(by))
  const tagged = (isInvalid: boolean) =>
    asked('server', 30, CAUSE.spontaneous, 1, bytes(1, iec104.longTime(Date.UTC(2026, 0, 2), isInvalid)))
  const frames = framesOf(
    turnsOf([started(0), tagged(false), tagged(true), tagged(true), tagged(false), started(0x82)]),
  )
  const [batch] = observeFrames(frames, 2_000_000)
  expect(batch!.states?.map(({ field, value, part, about, method }) => [field, value, part, about.ip, method])).toEqual(
    [
      ['restart', 'power switched on', 'ASDU 3', SERVER.ip, 'end-of-initialisation'],
      ['clock', 'time tags are invalid', 'ASDU 3', SERVER.ip, 'time-tag'],
      ['clock', 'time tags are valid', 'ASDU 3', SERVER.ip, 'time-tag'],
      ['restart', 'remote reset, local parameters changed', 'ASDU 3', SERVER.ip, 'end-of-initialisation'],
    ],
  )
  const twice = observeFrames(framesOf(turnsOf([started(0), started(0)])), 2_000_000)[0]!
  expect(twice.states).toHaveLength(2)
})

test('a file is followed from its call to its end', () => {
  const data = bytes('disturbance 0001')
  const batch = observe(fileTurns(STATION, 30_001, 2, data))
  expect(batch.transfers).toMatchObject([
    {
      kind: 'file',
      direction: 'from-device',
      initiator: { ip: CLIENT.ip },
      device: { ip: SERVER.ip },
      name: 'ASDU 3 IOA 30001 file 2 (disturbance data)',
      bytes: data.length,
      announcedBytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
      result: 'complete',
    },
  ])
  expect(batch.operations).toMatchObject([
    { kind: 'file', code: '122', name: 'Call directory, file or section (F_SC_NA_1): select file', result: 'ok' },
  ])
})

test.each([
  { name: 'refused when announced', ready: true, last: null, transfer: 'refused', result: 'refused', whole: true },
  { name: 'deactivated', ready: false, last: [122, 3], transfer: 'aborted', result: 'ok', whole: true },
  { name: 'refused at its end', ready: false, last: [124, 2], transfer: 'refused', result: 'ok', whole: true },
  { name: 'a section came twice', ready: false, last: [124, 4], transfer: 'open', result: 'ok', whole: false },
  { name: 'the capture ended', ready: false, last: null, transfer: 'open', result: 'ok', whole: true },
] as const)('a file that is $name', ({ ready, last, transfer, result, whole }) => {
  const batch = observe(
    turnsOf([
      asked('client', 122, CAUSE.file, 9, iec104.fileCall(1, 0, 1)),
      asked('server', 120, CAUSE.file, 9, iec104.fileReady(1, 400, ready)),
      ...(ready ? [] : [asked('server', 125, CAUSE.file, 9, iec104.segment(1, 1, bytes('some')))]),
      ...(last === null ? [] : [asked('client', last[0], CAUSE.file, 9, iec104.fileCall(1, 0, last[1]))]),
    ]),
  )
  expect(batch.transfers).toMatchObject([{ result: transfer, announcedBytes: 400, bytes: ready ? 0 : 4 }])
  expect(batch.transfers?.[0]?.sha256 === null).toBe(ready || !whole)
  expect(batch.operations).toMatchObject([{ result }])
})

test('a file that the control centre sends, and one whose beginning is not in the capture', () => {
  const batch = observe(
    turnsOf([
      asked('client', 100, CAUSE.activation, 0, iec104.interrogationElement()),
      asked('client', 120, CAUSE.file, 9, iec104.fileReady(1, 4)),
      asked('client', 125, CAUSE.file, 9, iec104.segment(1, 1, bytes('some'))),
      asked('server', 125, CAUSE.file, 10, iec104.segment(1, 4, bytes('rest'))),
      asked('server', 124, CAUSE.file, 9, iec104.fileCall(1, 0, 1)),
    ]),
  )
  expect(batch.transfers).toMatchObject([
    { direction: 'to-device', name: 'ASDU 3 IOA 9 file 1 (transparent file)', bytes: 4, result: 'complete' },
    {
      direction: 'from-device',
      name: 'ASDU 3 IOA 10 file 1 (transparent file)',
      bytes: 4,
      sha256: null,
      result: 'open',
    },
  ])
})

const EXCHANGE: readonly Turn[] = [
  ['client', iec104.uFrame('startAct')],
  ['server', iec104.uFrame('startCon')],
  asked('client', 45, CAUSE.activation, 3001, iec104.commandElement(true, true)),
  [
    'server',
    bytes(
      iec104.sFrame(1),
      asked('server', 45, CAUSE.confirmation, 3001, iec104.commandElement(true, true))[1],
      asked('server', 13, CAUSE.spontaneous, 2001, iec104.floatElement(50.02, 0x80))[1],
      asked('server', 70, CAUSE.initialised, 0, bytes(1))[1],
    ),
  ],
  asked('client', 50, CAUSE.activation, 3002, iec104.floatSetPoint(1.5, false)),
  asked('server', 50, CAUSE.confirmation | NEGATIVE, 3002, iec104.floatSetPoint(1.5, false)),
  ...fileTurns(STATION, 9, 1, bytes('waveform')),
]

test('several APDUs in a segment, and each APDU cut at every octet, say the same', () => {
  const whole = said(observe(EXCHANGE))
  expect(whole.operations).toHaveLength(4)
  expect(whole.values).toEqual([['ASDU 3 IOA 2001', 1, Math.fround(50.02), 'invalid']])
  const longest = Math.max(...EXCHANGE.map(([, data]) => data.length))
  for (let cut = 1; cut < longest; cut += 1) {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const opening = tcp.open()
    const frames = EXCHANGE.flatMap(([side, data]) => tcp.sendCut(side, data, cut < data.length ? [cut] : []))
    expect(said(observeFrames([...opening, ...frames])[0]!), `cut at ${cut}`).toEqual(whole)
  }
})

test('a stream that begins in the middle has its sides by what is said, and is found again behind bytes that are none', () => {
  const tcp = new TcpConversation({ ...SERVER, port: 9000 }, { ...CLIENT, port: 9001 })
  const value = asked('server', 13, CAUSE.spontaneous, 2001, iec104.floatElement(1))[1]
  const batch = observeFrames([
    ...tcp.send('client', bytes(iec104.sFrame(4), value)),
    ...tcp.send('client', bytes(1, 2, 3, 0x68, 4)),
    ...tcp.send('client', value),
  ])[0]!
  expect(batch.conversations).toMatchObject([
    { protocol: 'iec104', client: { ip: CLIENT.ip }, server: { ip: SERVER.ip }, sidesFrom: 'content' },
  ])
  expect(batch.values).toMatchObject([{ count: 2, server: { ip: SERVER.ip } }])
  expect(batch.anomalies).toMatchObject([{ kind: 'not-of-its-protocol', proof: { frame: 2 } }])
})

test.each([
  { kind: 'iec104-unknown-type', unit: iec104.asdu(22, 3, STATION, [{ address: 1, element: bytes(1) }]) },
  { kind: 'iec104-unknown-type', unit: iec104.asdu(200, 3, STATION, [{ address: 1, element: bytes(1) }]) },
  { kind: 'iec104-length', unit: iec104.asdu(13, 3, STATION, [{ address: 1, element: bytes(1, 2, 3) }]) },
  { kind: 'iec104-length', unit: iec104.asdu(45, 6, STATION, [{ address: 1, element: bytes(1, 2) }]) },
  { kind: 'iec104-length', unit: iec104.asdu(45, 6, STATION, []) },
  { kind: 'iec104-length', unit: bytes(45, 1) },
  { kind: 'iec104-length', unit: iec104.asdu(125, 13, STATION, [{ address: 1, element: bytes(1, 0, 1, 9, 1) }]) },
])('what does not fit is told and not believed: $kind of $unit', ({ kind, unit }) => {
  const batch = observe([
    ['client', iec104.uFrame('startAct')],
    ['client', iec104.iFrame(0, 0, unit)],
  ])
  expect(batch.anomalies).toMatchObject([{ kind, proof: { frame: 5 } }])
  expect([...(batch.values ?? []), ...batch.operations.slice(1), ...(batch.transfers ?? [])]).toEqual([])
})

test.each([
  { kind: 'iec104-cause', data: asked('server', 1, 43, 1, bytes(1))[1] },
  { kind: 'iec104-control-field', data: bytes(0x68, 4, 0x17, 0, 0, 0) },
  { kind: 'iec104-length', data: bytes(0x68, 5, 0x07, 0, 0, 0, 0) },
  { kind: 'iec104-negative-request', data: asked('server', 45, CAUSE.activation | NEGATIVE, 1, bytes(1))[1] },
])('odd, and read as far as it goes: $kind', ({ kind, data }) => {
  const batch = observe([
    ['client', iec104.uFrame('startAct')],
    ['client', data],
  ])
  expect(batch.anomalies).toMatchObject([{ kind, count: 1 }])
})

test('damage anywhere throws nothing, and rows do not outgrow what was sent', () => {
  const turns = [
    ...EXCHANGE,
    ...turnsOf(monitoredTypes().map(([type, element]) => asked('server', type, 3, type, element))),
  ]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(turns.length - 1), { maxLength: 4 }),
      (flips, drops) => {
        const damaged = turns.filter((_, n) => !drops.includes(n)).map(([side, data]): Turn => [side, data.slice()])
        for (const [turn, at, value] of flips) {
          const data = damaged[turn % damaged.length]![1]
          data[at % data.length] = value
        }
        const batch = observe(damaged)
        expect(batch.operations.length + (batch.states?.length ?? 0)).toBeLessThan(turns.length * 2)
        expect(batch.values?.length ?? 0).toBeLessThan(turns.length * 128)
        const texts = [...batch.operations.flatMap((row) => [row.name, row.target ?? '', ...(row.values ?? [])])]
        for (const text of texts) expect(isPrintable(text)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
}, 60_000)

test('every type and U frame that the standard defines has a name', () => {
  expect(iec104Reader.coverage.codes?.named).toBe(iec104Reader.coverage.codes?.of)
  expect(iec104Reader.describe?.(45)).toEqual({ code: '45', name: 'Single command (C_SC_NA_1)', kind: 'control' })
  expect(iec104Reader.describe?.(200)).toEqual({ code: '200', name: 'Type 200', kind: 'other' })
})

const CAPTURE = fileURLToPath(new URL('../../../../../../shared/samples/captures/iec104/mixed.pcap', import.meta.url))

test.skipIf(!existsSync(CAPTURE) || !hasTshark())(
  'a real capture says what tshark reads in it, typed by hand and damaged as it is',
  () => {
    const file = readFileSync(CAPTURE)
    const [batch] = [...observeStream(fileSource(file), { maxFlows: 4096 })]
    // tshark looks for a start octet inside damaged segments; what it finds there is malformed, which we do not take apart.
    const sound = dissectCapture(file).filter(
      ({ fields, faults }) => fields.has('iec60870_asdu.typeid') && !faults.includes('malformed'),
    )
    const all = (name: string) => sound.flatMap(({ fields }) => fields.get(`iec60870_asdu.${name}`) ?? [])
    const types = all('typeid').map(Number)
    const causes = all('causetx').map(Number)
    const tally = new Map<string, number>()
    for (const [n, type] of types.entries()) {
      const side = type < 45 || type === 70 ? 'answered' : causes[n] === 6 ? 'asked' : 'answered'
      tally.set(`${type} ${side}`, (tally.get(`${type} ${side}`) ?? 0) + 1)
    }
    const functions = batch!.conversations.flatMap((row) => row.functions)
    for (const type of new Set(types)) {
      const most = tally.get(`${type} asked`) ?? tally.get(`${type} answered`)
      expect(functions.find(({ code }) => code === String(type))?.count, `type ${type}`).toBe(most)
    }
    expect(
      batch!.values?.map(({ point, count, last, quality }) => `${point} ${count} ${last} ${quality.join()}`),
    ).toEqual(pointsOf(types, all('numix').map(Number), all('ioa'), [...all('siq')], [...all('diq')]))
    expect(batch!.states?.map(({ value }) => value)).toEqual(all('coi_r').map(() => 'power switched on'))
    expect(
      batch!.operations
        .filter(({ code }) => code !== 'STARTDT')
        .map(({ code, target, values, result }) => [code, target, values?.join(), result]),
    ).toEqual([
      ['100', 'ASDU 37133', 'station', 'ok'],
      ['46', 'ASDU 37133 IOA 15000', 'on', 'refused'],
      ['45', 'ASDU 37133 IOA 10010', 'on', 'ok'],
      ['45', 'ASDU 37133 IOA 10010', 'on', 'ok'],
      ['45', 'ASDU 37133 IOA 22222', 'on', 'refused'],
      ['45', 'ASDU 37133 IOA 33333', 'on', null],
      ['103', 'ASDU 37133', '2008-08-29 08:57:13.000', 'ok'],
    ])
    expect(batch!.anomalies.map(({ kind }) => kind).toSorted()).toEqual([
      'iec104-negative-request',
      'not-of-its-protocol',
    ])
  },
)

/** Points with their readings, from the columns that tshark gives for the single and double points of data units. */
function pointsOf(
  types: number[],
  counts: number[],
  addresses: string[],
  singles: string[],
  doubles: string[],
): string[] {
  const points = new Map<string, { count: number; last: number; octets: number }>()
  for (const [n, type] of types.entries()) {
    for (const address of addresses.splice(0, counts[n])) {
      if (type >= 45) continue
      const isSingle = type === 1 || type === 30
      const octet = Number((isSingle ? singles : doubles).shift())
      const point = points.get(address) ?? { count: 0, last: 0, octets: 0 }
      points.set(address, { count: point.count + 1, last: octet & (isSingle ? 1 : 3), octets: point.octets | octet })
    }
  }
  const bits = [
    [0x80, 'invalid'],
    [0x20, 'substituted'],
    [0x40, 'stale'],
    [0x10, 'blocked'],
  ] as const
  return [...points].map(([address, { count, last, octets }]) => {
    const quality = bits.filter(([bit]) => octets & bit).map(([, name]) => name)
    return `ASDU 37133 IOA ${address} ${count} ${last} ${quality.join()}`
  })
}

/** A data unit of one object in a frame of its own; sequence numbers are set by `turnsOf`. */
function asked(side: Turn[0], type: number, cause: number, address: number, element: Uint8Array): Turn {
  return [side, iec104.iFrame(0, 0, iec104.asdu(type, cause, STATION, [{ address, element }]))]
}

function turnsOf(turns: readonly Turn[]): Turn[] {
  const sent = { client: 0, server: 0 }
  return turns.map(([side, frame]) => {
    const other = side === 'client' ? 'server' : 'client'
    sent[side] += 1
    return [side, iec104.iFrame(sent[side] - 1, sent[other], frame.slice(6))]
  })
}

function framesOf(turns: readonly Turn[]): Uint8Array[] {
  const tcp = new TcpConversation(CLIENT, SERVER)
  return [...tcp.open(), ...turns.flatMap(([side, data]) => tcp.send(side, data))]
}

function observe(turns: readonly Turn[]): ObservationBatch {
  return observeFrames(framesOf(turns))[0]!
}

function observeFrames(frames: readonly Uint8Array[], stepMicros = 1000): ObservationBatch[] {
  return [...observeStream(fileSource(captureOf(frames, stepMicros)), { maxFlows: 4096 })]
}

function said(batch: ObservationBatch) {
  return {
    functions: batch.conversations.map(({ functions }) => functions),
    operations: batch.operations.map(({ name, target, values, result, count }) => ({
      name,
      target,
      values,
      result,
      count,
    })),
    values: (batch.values ?? []).map(({ point, count, last, quality }) => [point, count, last, quality.join()]),
    states: (batch.states ?? []).map(({ field, value, part }) => ({ field, value, part })),
    transfers: (batch.transfers ?? []).map(({ name, bytes: size, sha256, result }) => ({ name, size, sha256, result })),
    anomalies: batch.anomalies.map(({ kind }) => kind),
  }
}
