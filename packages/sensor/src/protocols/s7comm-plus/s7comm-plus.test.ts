// S7comm-plus: functions, sessions, the CPU's identity, mode changes and writes. tshark does not read this protocol: expectations of the
// real capture were worked out by hand from its bytes.
import { bytes, s7plus as plus, TcpConversation, tpkt } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSampleMissing, observeFrames, observeSample } from '../sample.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 102 }
const SESSION = 0x7000_0e4d
type Turn = readonly ['client' | 'server', Uint8Array]

const OPENING: readonly Turn[] = [
  ['client', tpkt.connectRequest(1, 0x0600, 0x5349)],
  ['server', tpkt.connectConfirm(1, 6, 0x0600, 0x5349)],
  ['client', plus.plusMessage(1, plus.plusRequest(0x04ca, 1, 288, bytes(0, 0, 1, 0x1d), 0, 4, 0))],
  [
    'server',
    plus.plusMessage(
      1,
      plus.plusAnswer(0x04ca, 1, [0], 2, bytes(0x87, 0x70), plus.plusText('1;6ES7 511-1AK01-0AB0;V2.1')),
    ),
  ],
]
const DINT_STOP = bytes(0, 0x08, 1)
const STOP: readonly Turn[] = [
  ['client', plus.plusMessage(3, plus.plusRequest(0x04f2, 7, SESSION, plus.setAttribute(52, 2167, DINT_STOP)))],
  ['server', plus.plusMessage(3, plus.plusAnswer(0x04f2, 7, [0]))],
]
const WRITE: readonly Turn[] = [
  ['client', plus.plusMessage(3, plus.plusRequest(0x0542, 8, SESSION, plus.setSymbol(5, 113, bytes(0, 1, 1))))],
  // Low 16 bits 0xfff4: -12.
  ['server', plus.plusMessage(3, plus.plusAnswer(0x0542, 8, [0x83, 0xff, 0x74], 0))],
]

test('a session names the CPU, its order number and firmware, and itself', () => {
  const { claims, conversations, operations, anomalies } = observe(OPENING)
  expect(
    claims
      .filter(({ protocol }) => protocol === 's7comm-plus')
      .map(({ about, field, value, basis }) => [about.ip, field, value, basis]),
  ).toEqual([
    [SERVER.ip, 'orderNumber', '6ES7 511-1AK01-0AB0', 'observed'],
    [SERVER.ip, 'firmware', 'V2.1', 'observed'],
    [SERVER.ip, 'vendor', 'Siemens', 'inferred'],
  ])
  expect(conversations).toMatchObject([
    {
      protocol: 's7comm-plus',
      client: { ip: CLIENT.ip },
      sidesFrom: 'content',
      functions: [{ code: '0x04ca', name: 'CreateObject', count: 1 }],
      details: [{ kind: 's7-plus-session', value: 'version 1, session 0x00000120', count: 1 }],
    },
  ])
  // The object that was made is a session, no program.
  expect([operations, anomalies]).toEqual([[], []])
})

test('stop and start are mode operations, a symbol that is set a write, each with its answer', () => {
  const start = plus.plusRequest(0x04f2, 9, SESSION, plus.setAttribute(52, 2167, bytes(0, 0x08, 3)))
  const { operations } = observe([...OPENING, ...STOP, ...WRITE, ['client', plus.plusMessage(3, start)]])
  expect(operations).toMatchObject([
    { kind: 'mode', code: '0x04f2', name: 'SetVariable: CPU stop', target: 'CPU', values: ['stop'], result: 'ok' },
    { kind: 'write', code: '0x0542', target: 'DB 5 LID 113', values: ['true'], result: 'error -12 (object not found)' },
    { kind: 'mode', name: 'SetVariable: CPU run', values: ['run'], result: null },
  ])
  expect(operations[0]?.proof.frame).toBe(8)
})

test('blocks that are made are a download; subscriptions of a session are not', () => {
  const { operations } = observe([
    ...OPENING,
    ['client', plus.plusMessage(3, plus.plusRequest(0x04ca, 2, SESSION, bytes(0, 0, 0, 3), 0, 4, 0))],
    ['client', plus.plusMessage(3, plus.plusRequest(0x04d4, 3, SESSION, bytes(0x8a, 0x0e, 0, 7)))],
    ['client', plus.plusMessage(3, plus.plusRequest(0x04d4, 4, SESSION, bytes(0x70, 0, 0x0e, 0x51)))],
    [
      'client',
      plus.plusMessage(3, plus.plusRequest(0x04f2, 5, SESSION, plus.setAttribute(0x7000_0e51, 1053, DINT_STOP))),
    ],
  ])
  expect(operations.map(({ kind, target }) => [kind, target])).toEqual([
    ['program-download', 'program'],
    ['config', 'DB 7'],
  ])
})

test('notifications come from the server, also in the middle of a stream', () => {
  const notice = plus.plusMessage(3, plus.plusNotification(0x7000_0e51))
  const { conversations } = observe(
    [
      ['server', notice],
      ['server', notice],
    ],
    false,
  )
  expect(conversations).toMatchObject([
    {
      protocol: 's7comm-plus',
      server: { ip: SERVER.ip },
      sidesFrom: 'content',
      functions: [{ code: '0x33', name: 'Notification', count: 2 }],
    },
  ])
})

test('messages cut anywhere give the same rows', () => {
  const turns = [...OPENING, ...STOP, ...WRITE]
  const whole = gist(turns, 0)
  expect(whole).toMatchObject([{ length: 2 }, { length: 3 }])
  for (let cut = 1; cut < 100; cut += 1) expect(gist(turns, cut)).toEqual(whole)
}, 60_000)

test.each([
  ['a version that nobody knows', plus.plusMessage(9, plus.plusNotification(1))],
  ['a length beyond the message', tpkt.dataTpdu(bytes(0x72, 2, 1, 0, 0x31, 0, 0, 0x04, 0xbb))],
])('%s is odd', (_, message) => {
  expect(observe([...OPENING, ['client', message]]).anomalies.map(({ kind }) => kind)).toEqual(['s7-plus-form'])
})

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  const turns = [...OPENING, ...STOP, ...WRITE]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(turns.length - 1), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const broken = turns.map(([side, message]) => [side, message.slice()] as const)
        for (const [turn, place, octet] of changes) broken[turn]![1][place % broken[turn]![1].length] = octet
        const batch = observe(broken)
        expect(batch.operations.length + batch.claims.length + batch.anomalies.length).toBeLessThan(24)
      },
    ),
    { numRuns: 200 },
  )
}, 60_000)

describe.skipIf(isSampleMissing)('s7/s7comm-plus.pcap', () => {
  test('functions, session and the two writes are those that stand in its bytes', () => {
    const batch = observeSample('s7/s7comm-plus.pcap')
    const own = batch.conversations.filter(({ protocol }) => protocol === 's7comm-plus')
    // Requests behind the digest: 26 begin 31 0000 04f2, 6 are 054c, 2 are 0542; 79 messages begin 33.
    expect(own.map(({ client, server }) => [client.ip, server.ip])).toEqual([['192.168.0.3', '192.168.0.1']])
    expect(Object.fromEntries(own[0]!.functions.map(({ name, count }) => [name, count]))).toEqual({
      Notification: 79,
      SetVariable: 26,
      GetMultiVariables: 6,
      SetMultiVariables: 2,
    })
    expect(own[0]?.details).toEqual([{ kind: 's7-plus-session', value: 'version 3, session 0x70000e4d', count: 34 }])
    // Frames 190 and 248: area 88 d0 b8 80 05 is 0x8a0e0005, LIDs 93 76 and 71, value 00 01 01; both are answered with 00.
    const writes = batch.operations.filter(({ protocol }) => protocol === 's7comm-plus')
    expect(writes).toMatchObject([
      {
        kind: 'write',
        code: '0x0542',
        target: 'DB 5 LID 113',
        values: ['true'],
        result: 'ok',
        count: 2,
        proof: { frame: 190 },
      },
    ])
    expect(batch.anomalies.filter(({ kind }) => kind === 's7-plus-form')).toEqual([])
  })
})

function observe(turns: readonly Turn[], isOpened = true) {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const opening = isOpened ? tcp.open() : []
  return observeFrames([...opening, ...turns.flatMap(([side, message]) => tcp.send(side, message))])
}

/** What rows say, each message cut into two segments at this place. */
function gist(turns: readonly Turn[], cut: number) {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const opening = tcp.open()
  const frames = turns.flatMap(([side, message]) =>
    tcp.sendCut(side, message, cut > 0 && cut < message.length ? [cut] : []),
  )
  const { operations, claims } = observeFrames([...opening, ...frames])
  return [
    operations.map(({ name, target, result, values }) => [name, target, result, values]),
    claims.filter(({ protocol }) => protocol === 's7comm-plus').map(({ field, value }) => [field, value]),
  ]
}
