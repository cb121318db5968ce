// OPC UA: what channels, sessions, writes, calls and subscriptions say, in whatever segments and chunks, and with bytes that lie.

import * as ua from '@penstock/sensor/encoders'
import { bytes, TcpConversation, type UaChannel } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSampleMissing, observeFrames, observeSample, tsharkValues } from '../sample.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 4840 }
const URL = 'opc.tcp://192.0.2.20:4840'
const DESCRIPTION = { url: URL, applicationUri: 'urn:plc', productUri: 'urn:product', name: 'Tank server' }
const BAD_ACCESS = 0x801f_0000
const LAST_USABLE = 0x4090_0000
type Turn = readonly ['client' | 'server', Uint8Array]

function at(sequence: number): UaChannel {
  return { channel: 3, token: 1, sequence, request: sequence, fileTime: 134_000_000_000_000_000 }
}

const OPENING: readonly Turn[] = [
  ['client', ua.uaHello(URL)],
  ['server', ua.uaAcknowledge()],
  ['client', ua.uaOpenRequest(at(1))],
  ['server', ua.uaOpenResponse(at(1))],
]
const WRITES: readonly Turn[] = [
  ['client', ua.uaWriteRequest(at(4), { 'Tank.Setpoint': 3.5, 'Tank.Limit': 9 })],
  ['server', ua.uaWriteResponse(at(4), [0, BAD_ACCESS])],
]
const PUBLISHED = ua.uaPublishResponse(at(7), 9, { 1: { value: 4.25 }, 2: { value: 0.5, status: LAST_USABLE } })
const WATCHED: readonly Turn[] = [
  ['client', ua.uaMonitorRequest(at(6), 9, ['Tank.Level', 'Tank.Flow'])],
  ['server', ua.uaMonitorResponse(at(6), 2)],
  ['client', ua.uaPublishRequest(at(7))],
  ['server', PUBLISHED],
  ['server', ua.uaPublishResponse(at(8), 9, { 1: { value: 5 } })],
]

test('each written node is an operation with its value and its own result', () => {
  const { operations, conversations } = observe([...OPENING, ...WRITES])
  const row = { kind: 'write', code: '673', name: 'Write', count: 1, server: { ip: SERVER.ip } }
  expect(operations).toMatchObject([
    { ...row, target: 'ns=2;s=Tank.Setpoint', values: ['3.5'], result: 'ok' },
    { ...row, target: 'ns=2;s=Tank.Limit', values: ['9'], result: 'BadUserAccessDenied' },
  ])
  expect(operations[0]?.proof.frame).toBe(8)
  expect(conversations).toMatchObject([
    {
      protocol: 'opc-ua',
      sidesFrom: 'content',
      functions: [
        { name: 'OpenSecureChannel', count: 1 },
        { name: 'Write', kind: 'write', count: 1 },
      ],
      details: [{ kind: 'opc-ua-security', value: 'None, mode None' }],
    },
  ])
})

test('a fault settles what was asked', () => {
  const { operations } = observe([
    ...OPENING,
    ['client', ua.uaWriteRequest(at(4), { a: 1, b: 2 })],
    ['server', ua.uaFault(at(4), 0x8025_0000)],
  ])
  expect(operations.map(({ result }) => result)).toEqual(['BadSessionIdInvalid', 'BadSessionIdInvalid'])
})

test('a call is a control of its object and method with its arguments', () => {
  const { operations } = observe([
    ...OPENING,
    ['client', ua.uaCallRequest(at(5), 'Tank', 'Tank.Drain', [1.5, 2])],
    ['server', ua.uaCallResponse(at(5), 0x8075_0000)],
  ])
  expect(operations).toMatchObject([
    {
      kind: 'control',
      code: '712',
      target: 'ns=2;s=Tank ns=2;s=Tank.Drain',
      values: ['1.5', '2'],
      result: 'BadMethodInvalid',
    },
  ])
})

test('what is read and what is published are values by the name of their node, with their quality', () => {
  const { values } = observe([
    ...OPENING,
    ['client', ua.uaReadRequest(at(3), ['Tank.Level', 'Tank.Temperature'])],
    ['server', ua.uaReadResponse(at(3), [1.5, 20])],
    ...WATCHED,
  ])
  expect(values).toMatchObject([
    { point: 'ns=2;s=Tank.Level', count: 3, changes: 2, min: 1.5, max: 5, first: 1.5, last: 5, quality: [] },
    { point: 'ns=2;s=Tank.Temperature', count: 1, last: 20, quality: [] },
    { point: 'ns=2;s=Tank.Flow', count: 1, last: 0.5, quality: ['stale'] },
  ])
  expect(values?.every(({ server, protocol }) => server.ip === SERVER.ip && protocol === 'opc-ua')).toBe(true)
})

test('endpoints say who the server is and that it offers no security', () => {
  const { claims, conversations, anomalies, discoveries } = observe([
    ...OPENING,
    ['client', ua.uaEndpointsRequest(at(2), URL)],
    ['server', ua.uaEndpointsResponse(at(2), DESCRIPTION)],
  ])
  expect(claims.map(({ about, field, value }) => `${about.ip} ${field} ${value}`)).toEqual([
    '192.0.2.20 name Tank server',
    '192.0.2.20 description urn:product',
    '192.0.2.20 description urn:plc',
  ])
  expect(conversations[0]?.details).toContainEqual({
    kind: 'opc-ua-endpoint',
    value: `${URL} None None (anonymous)`,
    count: 1,
  })
  expect(anomalies).toMatchObject([{ kind: 'opc-ua-security-none', count: 1 }])
  expect(discoveries).toMatchObject([{ method: 'GetEndpoints', client: { ip: CLIENT.ip }, count: 1 }])
})

test('a session says who the client is, and a logon its account but never its password', () => {
  const client = { applicationUri: 'urn:hmi', productUri: 'urn:hmi-product', name: 'HMI' }
  const batch = observe([
    ...OPENING,
    ['client', ua.uaCreateSessionRequest(at(2), client, URL)],
    ['server', ua.uaCreateSessionResponse(at(2), DESCRIPTION)],
    ['client', ua.uaActivateSessionRequest(at(3), { name: 'operator', password: 'topsecret' })],
    ['server', ua.uaActivateSessionResponse(at(3))],
    ['client', ua.uaActivateSessionRequest(at(4), null)],
    ['server', ua.uaFault(at(4), 0x8020_0000)],
  ])
  expect(batch.logons).toMatchObject([
    { method: 'password', account: 'operator', result: 'accepted', client: { ip: CLIENT.ip } },
    { method: 'anonymous', account: null, result: 'refused' },
  ])
  expect(batch.claims.map(({ about, value }) => `${about.ip} ${value}`)).toContain(
    '192.0.2.10 OPC UA client HMI (urn:hmi-product)',
  )
  expect(batch.anomalies.map(({ kind }) => kind)).toContain('opc-ua-clear-password')
  expect(JSON.stringify(batch)).not.toContain('topsecret')
})

test('an encrypted channel says only that', () => {
  const noise = Uint8Array.from({ length: 90 }, (_, n) => (n * 37 + 11) & 0xff)
  const batch = observe([
    ...OPENING.slice(0, 2),
    ['client', ua.uaHidden(at(2), noise)],
    ['server', ua.uaHidden(at(2), noise)],
  ])
  expect(batch.conversations[0]?.functions).toEqual([
    { code: 'MSG', name: 'Encrypted message', kind: 'other', count: 1 },
  ])
  expect([batch.operations, batch.values, batch.anomalies]).toEqual([[], undefined, []])
})

test('a refusal of the channel is an anomaly with its reason', () => {
  const { anomalies } = observe([OPENING[0]!, ['server', ua.uaError(0x807d_0000, 'no more channels')]])
  expect(anomalies).toMatchObject([{ kind: 'opc-ua-error', detail: 'BadTcpServerTooBusy no more channels' }])
})

test('segments and chunks cut anywhere give the same rows', () => {
  const whole = gist([...OPENING, ...WRITES, ...WATCHED], [])
  expect(whole).toMatchObject([{ length: 2 }, { length: 2 }, { length: 4 }])
  for (let cut = 1; cut < PUBLISHED.length; cut += 1) {
    expect(gist([...OPENING, ...WRITES, ...WATCHED], [cut])).toEqual(whole)
  }
  for (let cut = 1; cut < PUBLISHED.length - 24; cut += 7) {
    const chunked = ua.uaChunked(at(7), PUBLISHED, [cut])
    const turns = WATCHED.map((turn): Turn => (turn[1] === PUBLISHED ? ['server', chunked] : turn))
    expect(gist([...OPENING, ...WRITES, ...turns], [])).toEqual(whole)
  }
})

test('several messages in one segment, in the middle of a stream and on another port', () => {
  const tcp = new TcpConversation(CLIENT, { ...SERVER, port: 31_234 })
  const { operations } = observeFrames([
    ...tcp.send('client', bytes(WRITES[0]![1], ua.uaPublishRequest(at(5)))),
    ...tcp.send('server', bytes(WRITES[1]![1])),
  ])
  expect(operations.map(({ result }) => result)).toEqual(['ok', 'BadUserAccessDenied'])
})

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  const turns = [
    ...OPENING,
    ['server', ua.uaEndpointsResponse(at(2), DESCRIPTION)] as const,
    ['client', ua.uaActivateSessionRequest(at(3), { name: 'a', password: 'b' })] as const,
    ...WRITES,
    ['client', ua.uaCallRequest(at(5), 'Tank', 'Drain', [1])] as const,
    ['server', ua.uaCallResponse(at(5), 0)] as const,
    ...WATCHED,
  ]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(turns.length - 1), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const broken = turns.map(([side, data]) => [side, data.slice()] as const)
        for (const [turn, place, octet] of changes) broken[turn]![1][place % broken[turn]![1].length] = octet
        const batch = observe(broken)
        expect(batch.operations.length + (batch.values ?? []).length + batch.claims.length).toBeLessThan(40)
        expect(batch.anomalies.length).toBeLessThan(12)
      },
    ),
    { numRuns: 200 },
  )
})

describe.skipIf(isSampleMissing)('opcua/mainloop.pcap', () => {
  const NAME = 'opcua/mainloop.pcap'

  test('services are those that tshark counts, and statuses those that it reads', () => {
    const batch = observeSample(NAME)
    const functions = batch.conversations.flatMap((row) => (row.protocol === 'opc-ua' ? row.functions : []))
    const ours = new Map(functions.map(({ code, count }) => [code, count]))
    const theirs = new Map<string, number>()
    for (const number of tsharkValues(NAME, 'opcua.servicenodeid.numeric', 'opcua')) {
      if (ours.has(number)) theirs.set(number, (theirs.get(number) ?? 0) + 1)
    }
    expect(ours).toEqual(theirs)
    expect(batch.logons).toMatchObject([
      { account: tsharkValues(NAME, 'opcua.UserName', 'opcua')[0], method: 'password', result: 'accepted' },
    ])
    expect(batch.claims.map(({ value }) => value)).toEqual(
      expect.arrayContaining([...new Set(tsharkValues(NAME, 'opcua.ProductUri', 'opcua.ProductUri'))]),
    )
    const targets = batch.operations.filter(({ kind }) => kind === 'write').map(({ target }) => target)
    const written = tsharkValues(NAME, 'opcua.nodeid.string', 'opcua.servicenodeid.numeric == 673')
    expect(targets).toEqual([...new Set(written)].map((node) => `ns=1;s=${node}`))
    expect(batch.anomalies.map(({ kind }) => kind)).not.toContain('opc-ua-length')
  })
})

function observe(turns: readonly Turn[]) {
  const tcp = new TcpConversation(CLIENT, SERVER)
  return observeFrames([...tcp.open(), ...turns.flatMap(([side, data]) => tcp.send(side, data)), ...tcp.close()])
}

/** What rows say, the message of a publication cut at these places. */
function gist(turns: readonly Turn[], cuts: readonly number[]) {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const opening = tcp.open()
  const frames = turns.flatMap(([side, data]) =>
    data === PUBLISHED ? tcp.sendCut(side, data, cuts) : tcp.send(side, data),
  )
  const { operations, values, conversations } = observeFrames([...opening, ...frames])
  return [
    operations.map(({ target, result, values: said }) => [target, result, said]),
    (values ?? []).map(({ point, count, min, max, quality }) => [point, count, min, max, quality]),
    conversations[0]?.functions,
  ]
}
