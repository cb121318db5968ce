// DNP3: frames become fragments, and fragments become roles, values, controls with their status, states, identity and files.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ObservationBatch } from '@penstock/model/observations'
import {
  bytes,
  dissectCapture,
  dnp3,
  dnp3FileSession,
  dnp3Session,
  dnp3Turns,
  dnp3Values,
  type Fragment,
  fileSource,
  hasTshark,
  TcpConversation,
  udpFrame,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { dnp3Reader } from './index.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 20_000 }
const FILE = bytes('breaker 4 opened\n')

type Turn = readonly [side: 'client' | 'server', data: Uint8Array]

test('every variation that reads a point is a value with its number and flags', () => {
  const batch = observe(
    dnp3Turns(
      dnp3Values().map(([group, variation, object], n) => [
        'server',
        dnp3.response(n & 15, 0, [dnp3.indexed(group, variation, [[n, object]])]),
      ]),
    ),
  )
  const kinds: Record<number, string> = {
    ...{ 1: 'binary input', 2: 'binary input', 3: 'double-bit input', 4: 'double-bit input', 10: 'binary output' },
    ...{ 11: 'binary output', 20: 'counter', 21: 'frozen counter', 22: 'counter', 23: 'frozen counter' },
    ...{ 30: 'analog input', 31: 'frozen analog input', 32: 'analog input', 33: 'frozen analog input' },
    ...{ 40: 'analog output', 42: 'analog output' },
  }
  expect(batch.values?.map(({ point }) => point)).toEqual(
    dnp3Values().map(([group], n) => `dnp3 10 ${kinds[group]} ${n}`),
  )
  const readings = batch.values?.map(({ first, quality }, n) => [
    dnp3Values()[n]!.slice(0, 2).join('.'),
    first,
    quality.join(),
  ])
  const analog = (group: number, forms: readonly number[]) => forms.map((value, n) => [`${group}.${n + 1}`, value, ''])
  expect(readings).toEqual([
    ...[
      ['1.2', 1, ''],
      ['2.1', 1, 'stale'],
      ['2.2', 1, ''],
      ['2.3', 1, 'blocked'],
    ],
    ...[
      ['3.2', 2, ''],
      ['4.1', 1, ''],
      ['4.2', 2, ''],
      ['4.3', 2, ''],
    ],
    ...[
      ['10.2', 1, 'substituted'],
      ['11.1', 1, ''],
      ['11.2', 1, 'offline'],
    ],
    ...[
      ['20.1', 70_000, 'overflow'],
      ['20.2', 1200, ''],
      ['20.5', 70_000, ''],
      ['20.6', 1200, ''],
    ],
    ...[
      ['21.1', 70_000, ''],
      ['21.2', 1200, ''],
      ['21.5', 70_000, ''],
      ['21.6', 1200, ''],
      ['21.9', 70_000, ''],
      ['21.10', 1200, ''],
    ],
    ...[
      ['22.1', 70_000, 'invalid'],
      ['22.2', 1200, ''],
      ['22.5', 70_000, ''],
      ['22.6', 1200, ''],
    ],
    ...[
      ['23.1', 70_000, ''],
      ['23.2', 1200, ''],
      ['23.5', 70_000, ''],
      ['23.6', 1200, ''],
    ],
    ...[
      ['30.1', -70_000, 'overflow'],
      ['30.2', -1200, 'stale'],
      ['30.3', -70_000, ''],
      ['30.4', -1200, ''],
    ],
    ...[
      ['30.5', 49.5, 'substituted'],
      ['30.6', 4.5, 'invalid'],
    ],
    ...analog(31, [-70_000, -1200, -70_000, -1200, -70_000, -1200, 49.5, 4.5]),
    ...analog(32, [-70_000, -1200, -70_000, -1200, 49.5, 4.5, 49.5, 4.5]),
    ...analog(33, [-70_000, -1200, -70_000, -1200, 49.5, 4.5, 49.5, 4.5]),
    ...[
      ['40.1', -70_000, ''],
      ['40.2', -1200, 'offline'],
      ['40.3', 49.5, ''],
      ['40.4', 4.5, ''],
    ],
    ...analog(42, [-70_000, -1200, -70_000, -1200, 49.5, 4.5, 49.5, 4.5]),
  ])
  expect(batch.anomalies).toEqual([])
  expect(batch.states).toBeUndefined()
})

test('a session: operations with point, value and status, states, packed points', () => {
  const batch = observe(dnp3Turns(dnp3Session()))
  expect(
    batch.operations.map(({ code, kind, name, target, values, result }) => [
      code,
      kind,
      name,
      target,
      values?.join(', '),
      result,
    ]),
  ).toEqual([
    ['2', 'config', 'Write: internal indications', 'dnp3 10', 'indication 7 off', 'ok'],
    ['2', 'time', 'Write: time', 'dnp3 10', '2026-11-28T20:15:07.250Z', 'ok'],
    ['3', 'control', 'Select', 'dnp3 10 binary output 3', 'close, pulse on, count 1, on 100 ms, off 200 ms', 'ok'],
    ['3', 'control', 'Select', 'dnp3 10 binary output 4', 'latch on, count 1, on 0 ms, off 0 ms', 'ok'],
    ['3', 'write', 'Select', 'dnp3 10 analog output 7', '49.5', 'ok'],
    ['4', 'control', 'Operate', 'dnp3 10 binary output 3', 'close, pulse on, count 1, on 100 ms, off 200 ms', 'ok'],
    ['4', 'control', 'Operate', 'dnp3 10 binary output 4', 'latch on, count 1, on 0 ms, off 0 ms', 'not selected'],
    ['4', 'write', 'Operate', 'dnp3 10 analog output 7', '49.5', 'ok'],
    ['5', 'write', 'Direct operate', 'dnp3 10 analog output 8', '-5', 'function not supported'],
    ['9', 'control', 'Freeze and clear', 'dnp3 10', 'group 20', 'ok'],
    ['21', 'config', 'Disable unsolicited responses', 'dnp3 10', 'class 1, class 2', 'ok'],
    ['13', 'restart', 'Cold restart', 'dnp3 10', undefined, 'ok'],
    ['18', 'mode', 'Stop application', 'dnp3 10', undefined, 'ok'],
  ])
  expect(
    batch.states?.map(({ field, value, part, about, proof }) => [field, value, part, about.ip, proof.frame]),
  ).toEqual([
    ['clock', 'needs the time', 'dnp3 10', SERVER.ip, 5],
    ['restart', 'has restarted', 'dnp3 10', SERVER.ip, 5],
    ['restart', 'restart was taken notice of', 'dnp3 10', SERVER.ip, 7],
    ['clock', 'has the time', 'dnp3 10', SERVER.ip, 9],
    ['local-remote', 'local', 'dnp3 10', SERVER.ip, 15],
    ['local-remote', 'remote', 'dnp3 10', SERVER.ip, 17],
    ['restart', 'has restarted', 'dnp3 10', SERVER.ip, 22],
    ['restart', 'restart was taken notice of', 'dnp3 10', SERVER.ip, 25],
  ])
  expect(batch.values?.map(({ point, last }) => `${point}=${last}`).slice(0, 6)).toEqual([
    'dnp3 10 binary input 200=1',
    'dnp3 10 binary input 201=0',
    'dnp3 10 binary input 202=1',
    'dnp3 10 binary output 210=0',
    'dnp3 10 binary output 211=1',
    'dnp3 10 binary output 212=0',
  ])
  expect(batch.values?.filter(({ point }) => point.includes('double')).map(({ last }) => last)).toEqual([3, 2, 1])
  expect(batch.conversations).toMatchObject([
    { client: { ip: CLIENT.ip }, server: { ip: SERVER.ip }, sidesFrom: 'content', protocol: 'dnp3' },
  ])
  expect(batch.anomalies).toEqual([])
})

test('identity of an outstation behind its address, and a file with its digest', () => {
  const batch = observe(dnp3Turns(dnp3FileSession('/logs/event.txt', FILE)))
  expect(
    batch.claims
      .filter(({ protocol }) => protocol === 'dnp3')
      .map(({ field, value, method, about }) => [field, value, method, about.ip]),
  ).toEqual([
    ['vendor', 'Wren Controls', 'attribute-252@dnp3 10', SERVER.ip],
    ['model', 'RTU-7', 'attribute-250@dnp3 10', SERVER.ip],
    ['firmware', '4.2.1', 'attribute-242@dnp3 10', SERVER.ip],
    ['serial', 'SN-0815', 'attribute-248@dnp3 10', SERVER.ip],
    ['name', 'Bay 4', 'attribute-247@dnp3 10', SERVER.ip],
    ['hardware', 'B', 'attribute-243@dnp3 10', SERVER.ip],
  ])
  expect(batch.transfers).toMatchObject([
    {
      kind: 'file',
      direction: 'from-device',
      initiator: { ip: CLIENT.ip },
      device: { ip: SERVER.ip },
      name: '/logs/event.txt',
      bytes: FILE.length,
      announcedBytes: FILE.length,
      sha256: createHash('sha256').update(FILE).digest('hex'),
      result: 'complete',
    },
  ])
  expect(batch.operations.map(({ kind, name, target, result }) => [kind, name, target, result])).toEqual([
    ['identity', 'Read: device attributes', 'dnp3 10', 'ok'],
    ['file', 'Open file: read', 'dnp3 10 file /logs/event.txt', 'ok'],
    ['file', 'Close file', 'dnp3 10', 'ok'],
  ])
})

test.each([
  {
    name: 'refused',
    edit: (all: Fragment[]) => refuse(all),
    result: 'refused',
    whole: false,
    size: 0,
    open: 'not found',
  },
  {
    name: 'closed too early',
    edit: (all: Fragment[]) => all.filter((_, n) => n !== 7),
    result: 'aborted',
    whole: true,
    size: 8,
    open: 'ok',
  },
  {
    name: 'sent in part again',
    edit: (all: Fragment[]) => [...all.slice(0, 6), all[5]!, ...all.slice(6)],
    result: 'complete',
    whole: true,
    size: 17,
    open: 'ok',
  },
  {
    name: 'read with a hole',
    edit: (all: Fragment[]) => all.filter((_, n) => n !== 5),
    result: 'complete',
    whole: false,
    size: 9,
    open: 'ok',
  },
  {
    name: 'never closed',
    edit: (all: Fragment[]) => all.slice(0, 8),
    result: 'open',
    whole: true,
    size: 17,
    open: 'ok',
  },
])('a file that is $name', ({ edit, result, whole, size, open }) => {
  const batch = observe(dnp3Turns(edit([...dnp3FileSession('/logs/event.txt', FILE)])))
  expect(batch.transfers).toMatchObject([{ name: '/logs/event.txt', result, bytes: size }])
  expect(batch.transfers?.[0]?.sha256 !== null).toBe(whole)
  expect(batch.operations.find(({ code }) => code === '25')?.result).toBe(open)
})

test('a file that is written, one that is aborted, one whose opening is not in the capture, and a name for files without its password', () => {
  const batch = observe(
    dnp3Turns([
      ['client', dnp3.request(0, 29, dnp3.sized(70, 2, dnp3.fileAuthentication('engineer', 'hunter2')))],
      ['server', dnp3.response(0, 0, [])],
      ['client', dnp3.request(1, 25, dnp3.sized(70, 3, dnp3.fileCommand('config.xml', 2, 5, 9)))],
      ['server', dnp3.response(1, 0, [dnp3.sized(70, 4, dnp3.fileCommandStatus(7, 0, 9, 0))])],
      ['client', dnp3.request(2, 2, dnp3.sized(70, 5, dnp3.fileBlock(7, 0, true, 'hello')))],
      ['server', dnp3.response(2, 0, [dnp3.sized(70, 6, dnp3.fileBlockStatus(7, 0, true, 0))])],
      ['client', dnp3.request(3, 30, dnp3.sized(70, 4, dnp3.fileCommandStatus(7, 0, 9, 0)))],
      ['server', dnp3.response(4, 0, [dnp3.sized(70, 5, dnp3.fileBlock(8, 4, false, 'some'))])],
      ['client', dnp3.request(5, 27, dnp3.sized(70, 3, dnp3.fileCommand('old.xml', 0, 0, 10)))],
    ]),
  )
  expect(batch.transfers).toMatchObject([
    { direction: 'to-device', name: 'config.xml', bytes: 5, announcedBytes: 5, result: 'aborted' },
    { direction: 'from-device', name: null, bytes: 4, sha256: null, result: 'open' },
  ])
  expect(batch.logons).toMatchObject([{ method: 'password', account: 'engineer', result: null, protocol: 'dnp3' }])
  expect(batch.operations.map(({ kind, name, result }) => [kind, name, result])).toEqual([
    ['auth', 'Authenticate for files', 'ok'],
    ['file', 'Open file: write', 'ok'],
    ['file', 'Abort file transfer', null],
    ['file', 'Delete file', null],
  ])
  expect(JSON.stringify(batch)).not.toContain('hunter2')
})

test('secure authentication is recognised, and its refusal is a logon that failed', () => {
  const step = dnp3.sized(120, 2, bytes('012345678901234'))
  const aggressive = [
    dnp3.counted(120, 3, [bytes('123456')]),
    dnp3.indexed(12, 1, [[3, dnp3.relay(3, 0, 0)]]),
    dnp3.sized(120, 9, bytes('mac!')),
  ]
  const batch = observe(
    dnp3Turns([
      ['client', dnp3.request(1, 32, step)],
      ['server', dnp3.response(1, 0, [dnp3.sized(120, 7, bytes('no'))], 131)],
      ['client', dnp3.request(2, 5, ...aggressive)],
      ['server', dnp3.response(2, 0, [dnp3.indexed(12, 1, [[3, dnp3.relay(3, 0, 0, 9)]])])],
    ]),
  )
  expect(batch.operations.map(({ kind, name, target, result }) => [kind, name, target, result])).toEqual([
    ['auth', 'Authentication request: reply', 'dnp3 10', 'ok'],
    ['auth', 'Direct operate: aggressive mode request', 'dnp3 10', null],
    ['control', 'Direct operate', 'dnp3 10 binary output 3', 'not authorised'],
    ['auth', 'Direct operate: message authentication code', 'dnp3 10', null],
  ])
  expect(batch.logons).toMatchObject([{ method: 'challenge', result: 'refused', client: { ip: CLIENT.ip } }])
})

test('segments of a fragment, and frames cut at every octet, say the same', () => {
  const fragments = [...dnp3Session(), ...dnp3FileSession('/logs/event.txt', FILE)]
  const whole = said(observe(dnp3Turns(fragments)))
  expect(whole.operations.length).toBeGreaterThan(12)
  for (const most of [1, 7, 16, 100])
    expect(said(observe(dnp3Turns(fragments, most))), `segments of ${most}`).toEqual(whole)
  for (let cut = 1; cut < 80; cut += 1) {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const opening = tcp.open()
    const frames = dnp3Turns(fragments).flatMap(([side, data]) =>
      tcp.sendCut(side, data, cut < data.length ? [cut] : []),
    )
    expect(said(observeFrames([...opening, ...frames])), `cut at ${cut}`).toEqual(whole)
  }
})

test('over UDP, several frames in a datagram and one fragment over several of them', () => {
  const master = { isMaster: true, source: 1, destination: 2 }
  const station = { isMaster: false, source: 2, destination: 1 }
  const answer = dnp3.segments(
    station,
    dnp3.response(1, 0, [
      dnp3.indexed(30, 1, [
        [1, bytes(1, 5, 0, 0, 0)],
        [2, bytes(1, 6, 0, 0, 0)],
      ]),
    ]),
    9,
    12,
  )
  const end = { ...SERVER, port: 9001 }
  const [first, ...rest] = answer
  const batch = observeFrames([
    udpFrame(
      CLIENT,
      end,
      bytes(dnp3.linkFrame(master, bytes(), 0x49), ...dnp3.segments(master, dnp3.request(1, 1, dnp3.all(30, 0)))),
    ),
    udpFrame(end, CLIENT, first!),
    udpFrame(end, CLIENT, bytes(...rest)),
    udpFrame(end, CLIENT, bytes(rest[0]!, 5, 0x64)),
  ])
  expect(batch.values?.map(({ point, last, server }) => [point, last, server.ip])).toEqual([
    ['dnp3 2 analog input 1', 5, SERVER.ip],
    ['dnp3 2 analog input 2', 6, SERVER.ip],
  ])
  expect(batch.conversations).toMatchObject([
    {
      protocol: 'dnp3',
      transport: 'udp',
      client: { ip: CLIENT.ip },
      functions: [
        { code: 'link 9', count: 1 },
        { code: '1', count: 1 },
      ],
    },
  ])
  expect(batch.anomalies.map(({ kind }) => kind)).toEqual(['dnp3-transport', 'dnp3-length'])
})

test('several outstations in one stream are told apart, and an answer settles only its own request', () => {
  const to = (station: number) => ({ isMaster: true, source: 1, destination: station })
  const from = (station: number) => ({ isMaster: false, source: station, destination: 1 })
  const operate = dnp3.request(1, 5, dnp3.indexed(12, 1, [[0, dnp3.relay(3, 0, 0)]]))
  const status = (code: number) => dnp3.response(1, 0, [dnp3.indexed(12, 1, [[0, dnp3.relay(3, 0, 0, code)]])])
  const batch = observe([
    [
      'client',
      bytes(...dnp3.segments(to(5), operate), ...dnp3.segments(to(6), operate), ...dnp3.segments(to(0xffff), operate)),
    ],
    ['server', bytes(...dnp3.segments(from(6), status(7)), ...dnp3.segments(from(5), status(0)))],
  ])
  expect(batch.operations.map(({ target, result }) => [target, result])).toEqual([
    ['dnp3 5 binary output 0', 'ok'],
    ['dnp3 6 binary output 0', 'local control'],
    ['all stations binary output 0', null],
  ])
})

test('segments out of sequence, or of another station, make no fragment', () => {
  const station = (source: number) => ({ isMaster: false, source, destination: 1 })
  const readings = (first: number) =>
    dnp3.response(1, 0, [dnp3.range(30, 4, 0, [bytes(first, 0, first + 1, 0, first + 2, 0)], 3)])
  const [head, middle, tail] = dnp3.segments(station(5), readings(1), 0, 6)
  for (const { name, frames } of [
    { name: 'a hole', frames: [head!, tail!] },
    {
      name: 'the same addresses with the sequence of others',
      frames: [head!, dnp3.segments(station(5), readings(7), 7, 6)[1]!, tail!],
    },
    {
      name: 'a second segment from elsewhere',
      frames: [head!, dnp3.segments(station(6), readings(7), 0, 6)[1]!, tail!],
    },
  ]) {
    const batch = observe([['server', bytes(...frames)]])
    expect(batch.values, name).toBeUndefined()
    expect(
      batch.anomalies.map(({ kind }) => kind),
      name,
    ).toContain('dnp3-transport')
  }
  expect(observe([['server', bytes(head!, middle!, tail!)]]).values).toHaveLength(3)
})

test('a stream that begins in the middle has its sides by the direction bit, and is found again', () => {
  const tcp = new TcpConversation({ ...SERVER, port: 9000 }, { ...CLIENT, port: 9001 })
  const [, data] = dnp3Turns([['server', dnp3.response(1, 0, [dnp3.indexed(1, 2, [[0, 1]])])]])[0]!
  const batch = observeFrames([
    ...tcp.send('client', data),
    ...tcp.send('client', bytes('garbage')),
    ...tcp.send('client', data),
  ])
  expect(batch.conversations).toMatchObject([
    { client: { ip: CLIENT.ip }, server: { ip: SERVER.ip }, sidesFrom: 'content' },
  ])
  expect(batch.values).toMatchObject([{ count: 2, server: { ip: SERVER.ip } }])
  expect(batch.anomalies).toMatchObject([{ kind: 'not-of-its-protocol', proof: { frame: 2 } }])
})

const link = { isMaster: true, source: 1, destination: 10 }
test.each([
  { kind: 'dnp3-crc', name: 'of a header', frame: dnp3.linkFrame(link, bytes(0xc0, 0xc1, 13)).with(8, 0) },
  { kind: 'dnp3-crc', name: 'of a block', frame: dnp3.linkFrame(link, bytes(0xc0, 0xc1, 13)).with(13, 0) },
  { kind: 'dnp3-length', name: 'nothing in a frame', frame: dnp3.linkFrame(link, bytes()) },
  { kind: 'dnp3-length', name: 'no function', frame: framed(bytes(0xc1)) },
  { kind: 'dnp3-length', name: 'a response without indications', frame: framed(bytes(0xc1, 129, 0)) },
  {
    kind: 'dnp3-length',
    name: 'more objects than fit',
    frame: framed(dnp3.request(1, 5, bytes(12, 1, 0x28, 9, 0, 0, 0, 3))),
  },
  {
    kind: 'dnp3-length',
    name: 'more bits than fit',
    frame: framed(dnp3.response(1, 0, [bytes(1, 1, 2, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff)])),
  },
  {
    kind: 'dnp3-length',
    name: 'a file command without its fields',
    frame: framed(dnp3.request(1, 25, dnp3.sized(70, 3, bytes('abc')))),
  },
  {
    kind: 'dnp3-header',
    name: 'a range that ends before it begins',
    frame: framed(dnp3.request(1, 1, bytes(1, 0, 0, 5, 4))),
  },
  { kind: 'dnp3-header', name: 'a reserved qualifier', frame: framed(dnp3.request(1, 1, bytes(1, 0, 0xa6))) },
  {
    kind: 'dnp3-unknown-object',
    name: 'an object that nobody knows',
    frame: framed(dnp3.response(1, 0, [bytes(99, 9, 7, 1, 0)])),
  },
  { kind: 'dnp3-unknown-function', name: 'a function that nobody knows', frame: framed(dnp3.request(1, 77)) },
  { kind: 'dnp3-transport', name: 'a segment without its beginning', frame: dnp3.linkFrame(link, bytes(0x85, 1, 2)) },
  { kind: 'dnp3-event-overflow', name: 'lost events', frame: framed(dnp3.response(1, 0x0800, [])) },
])('odd: $kind, $name', ({ kind, frame }) => {
  const batch = observe([
    ['client', dnp3.linkFrame(link, bytes(), 0x49)],
    ['client', frame],
  ])
  expect(batch.anomalies).toMatchObject([{ kind, count: 1, proof: { frame: 5 } }])
  expect([...batch.operations, ...(batch.values ?? []), ...(batch.transfers ?? [])]).toEqual([])
})

test('damage anywhere, with and without right CRCs, throws nothing and keeps rows within what was sent', () => {
  const fragments = [...dnp3Session(), ...dnp3FileSession('/logs/event.txt', FILE)]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 249 }),
      (flips, isInFrames, most) => {
        const damage = (data: Uint8Array, n: number, all: number) => {
          const copy = data.slice()
          for (const [which, at, value] of flips) if (which % all === n) copy[at % copy.length] = value
          return copy
        }
        const broken = isInFrames
          ? fragments
          : fragments.map(([side, data], n): Fragment => [side, damage(data, n, fragments.length)])
        const turns = dnp3Turns(broken, most)
        const batch = observe(
          isInFrames ? turns.map(([side, data], n): Turn => [side, damage(data, n, turns.length)]) : turns,
        )
        expect(batch.operations.length + (batch.states?.length ?? 0) + (batch.transfers?.length ?? 0)).toBeLessThan(200)
        expect(batch.values?.length ?? 0).toBeLessThan(4000)
        for (const { name, target, values = [] } of batch.operations)
          for (const text of [name, ...values]) expect(isPrintable(text), `${name} ${target}`).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
}, 120_000)

test('every function code has a name', () => {
  expect(dnp3Reader.coverage.codes?.named).toBe(dnp3Reader.coverage.codes?.of)
  expect(dnp3Reader.describe?.(5)).toEqual({ code: '5', name: 'Direct operate', kind: 'control' })
  expect(dnp3Reader.describe?.(77)).toEqual({ code: '77', name: 'Function 77', kind: 'other' })
})

const CAPTURES = fileURLToPath(new URL('../../../../../../shared/samples/captures/dnp3/', import.meta.url))

test.skipIf(!existsSync(CAPTURES) || !hasTshark())('real captures say what tshark reads in them', () => {
  // tshark loses fragments whose transport sequence numbers go from 63 to 0, and takes the octets of one for another function: three polls
  // of 194 points, and 90 events in frame 810, taken apart by hand. It does not read three events behind the unsynchronised time in frame 10.
  for (const { name, lost } of [
    { name: 'controls.pcap', lost: 3 * 194 + 90 },
    { name: 'conformance-8.15.2.pcap', lost: 3 },
  ]) {
    const file = readFileSync(CAPTURES + name)
    const [batch] = [...observeStream(fileSource(file), { maxFlows: 4096 })]
    const frames = dissectCapture(file).filter(({ fields }) => fields.has('dnp3.al.func'))
    const all = (field: string) => frames.flatMap(({ fields }) => fields.get(`dnp3.al.${field}`) ?? [])
    const codes = new Map(
      ['1', '2', '3', '4', '23'].map((code) => [code, all('func').filter((one) => one === code).length]),
    )
    const seen = batch!.conversations.flatMap(({ functions }) => functions).filter(({ code }) => codes.has(code))
    for (const code of codes.keys()) if (codes.get(code) === 0) codes.delete(code)
    expect(new Map(seen.map(({ code, count }) => [code, count])), name).toEqual(codes)
    expect(
      batch!.anomalies.filter(({ kind }) => kind.startsWith('dnp3')),
      name,
    ).toEqual([])
    const responses = frames.filter(({ fields }) => Number(fields.get('dnp3.al.func')![0]) >= 129)
    const bits = ['biq.b7', 'boq.b7', 'bit', '2bit', 'ana.int', 'cnt', 'ana.float', 'anaout.int'].map((field) =>
      responses
        .filter(({ fields }) => !fields.has('dnp3.al.ctrlstatus'))
        .flatMap(({ fields }) => fields.get(`dnp3.al.${field}`) ?? []),
    )
    const readings = batch!.values?.reduce((sum, { count }) => sum + count, 0)
    expect(readings, name).toBe(bits.flat().length + lost)
    const indications = responses.flatMap(({ fields }) => fields.get('dnp3.al.iin') ?? []).map(Number)
    const restarted = indications.filter(
      (word, n) => (word & 0x8000) !== 0 && ((indications[n - 1] ?? 0) & 0x8000) === 0,
    )
    expect(
      batch!.states?.filter(({ field, value }) => field === 'restart' && value === 'has restarted').length ?? 0,
      name,
    ).toBe(restarted.length)
    const controls = frames.filter(({ fields }) => ['3', '4', '5'].includes(fields.get('dnp3.al.func')![0]!))
    expect(
      batch!.operations.filter(({ code }) => ['3', '4', '5'].includes(code)).reduce((sum, { count }) => sum + count, 0),
      name,
    ).toBe(controls.flatMap(({ fields }) => fields.get('dnp3.al.ctrlstatus') ?? []).length)
  }
})

test.skipIf(!existsSync(CAPTURES))(
  'a capture of malformed frames is read to its end, and what is wrong is told',
  () => {
    const [batch] = [...observeStream(fileSource(readFileSync(`${CAPTURES}malformed.pcap`)), { maxFlows: 4096 })]
    expect(batch!.conversations.flatMap(({ functions }) => functions)).toMatchObject([{ code: '4', count: 197 }])
    expect(batch!.anomalies.length).toBeGreaterThan(0)
  },
)

function framed(fragment: Uint8Array): Uint8Array {
  return bytes(...dnp3.segments(fragment[1]! >= 129 ? { isMaster: false, source: 10, destination: 1 } : link, fragment))
}

function refuse(all: Fragment[]): Fragment[] {
  const status = dnp3.sized(70, 4, dnp3.fileCommandStatus(0, 0, 5, 3))
  return [...all.slice(0, 3), ['server', dnp3.response(1, 0, [status])]]
}

function observe(turns: readonly Turn[]): ObservationBatch {
  const tcp = new TcpConversation(CLIENT, SERVER)
  return observeFrames([...tcp.open(), ...turns.flatMap(([side, data]) => tcp.send(side, data))])
}

function observeFrames(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
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
    claims: batch.claims.map(({ field, value }) => ({ field, value })),
    anomalies: batch.anomalies.map(({ kind }) => kind),
  }
}
