// HTTP heads: cut anywhere, in any company, hostile, and without what people type.
import type { ObservationBatch } from '@penstock/model/observations'
import { bytes, fileSource, httpRequest, httpResponse, TcpConversation } from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf } from '../capture.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 80 }
const REQUEST = httpRequest(
  'POST',
  '/login?user=op&password=secret',
  {
    Host: 'plc',
    'User-Agent': 'curl/8.0',
    Cookie: 'session=topsecret',
    Authorization: 'Basic b3A6c2VjcmV0',
  },
  'password=secret',
)
const ANSWER = httpResponse(200, 'OK', { Server: 'GoAhead' }, 'password=secret')

test('a request and its answer are read wherever segments cut them', () => {
  const whole = said([], [])
  expect(whole.functions).toEqual([{ code: 'POST', name: 'POST', kind: 'write', count: 1 }])
  expect(whole.details.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
    'http-path /login',
    'http-host plc',
    'http-user-agent curl/8.0',
    'http-status 200',
    'http-server GoAhead',
  ])
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 3 }),
      (first, second) => {
        expect(said(sorted(first), sorted(second))).toEqual(whole)
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('nothing that people type is kept: no query, cookie, credential or body', () => {
  expect(JSON.stringify(observe(exchange([], [])))).not.toMatch(/secret|b3A6/)
})

test('a head without end is given up at its bound, and the flow stays quiet', () => {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const endless = bytes('GET / HTTP/1.1\r\nHost: a\r\n', `X-Fill: ${'x'.repeat(40_000)}`)
  const batch = observe([...tcp.open(), ...tcp.send('client', endless)])
  expect(batch.conversations).toMatchObject([{ protocol: 'http', functions: [] }])
  expect(batch.anomalies.reduce((sum, row) => sum + row.count, 0)).toBeLessThan(4)
})

test('many different words of one kind are kept up to a cap, and the rest is counted', () => {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const frames = [...tcp.open()]
  for (let n = 0; n < 100; n += 1) frames.push(...tcp.send('client', httpRequest('GET', `/page-${n}`, { Host: 'plc' })))
  const batch = observe(frames)
  const paths = batch.conversations[0]?.details?.filter(({ kind }) => kind === 'http-path') ?? []
  expect(paths.length).toBe(32)
  expect(batch.skipped['details-beyond-table']).toBe(68)
  expect(batch.conversations[0]?.details).toContainEqual({ kind: 'http-host', value: 'plc', count: 100 })
})

test('markup and control characters in a header are text', () => {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const hostile = httpRequest('GET', '/<script>', {
    Host: '=cmd()',
    'User-Agent': `a\u001b[2J\u0000${'b'.repeat(600)}`,
  })
  const [row] = observe([...tcp.open(), ...tcp.send('client', hostile)]).conversations
  expect(row?.details).toEqual([
    { kind: 'http-path', value: '/<script>', count: 1 },
    { kind: 'http-host', value: '=cmd()', count: 1 },
    { kind: 'http-user-agent', value: `a [2J ${'b'.repeat(250)}`, count: 1 },
  ])
})

test('after a tunnel or a web socket is opened, what follows is none of our business', () => {
  for (const [method, answer] of [
    ['CONNECT', 'HTTP/1.1 200 Connection established\r\n\r\n'],
    ['GET', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'],
  ] as const) {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const frames = [
      ...tcp.open(),
      ...tcp.send('client', httpRequest(method, '/', { Host: 'a' })),
      ...tcp.send('server', bytes(answer)),
    ]
    frames.push(
      ...tcp.send('client', bytes(1, 2, 3, 4, 5)),
      ...tcp.send('client', httpRequest('GET', '/inside', { Host: 'b' })),
    )
    const batch = observe(frames)
    expect(batch.anomalies).toEqual([])
    expect(batch.conversations[0]?.functions).toMatchObject([{ code: method, count: 1 }])
  }
})

function exchange(first: readonly number[], second: readonly number[]): Uint8Array[] {
  const tcp = new TcpConversation(CLIENT, SERVER)
  return [
    ...tcp.open(),
    ...tcp.sendCut('client', REQUEST, first),
    ...tcp.sendCut('server', ANSWER, second),
    ...tcp.close(),
  ]
}

function said(first: readonly number[], second: readonly number[]) {
  const [row] = observe(exchange(first, second)).conversations
  return { protocol: row?.protocol, functions: row?.functions ?? [], details: row?.details ?? [] }
}

function sorted(cuts: readonly number[]): number[] {
  return [...new Set(cuts)].sort((a, b) => a - b)
}

function observe(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}
