// IP packets in pieces give what the whole packets give; pieces that lie are told and read by nobody.
import type { ConversationSeen, ObservationBatch } from '@penstock/model/observations'
import {
  bytes,
  type Endpoint,
  ipPayloadLength,
  modbus,
  type Piece,
  piecesOf,
  piecesOfSize,
  TcpConversation,
  udpFrame,
  withExtensions,
} from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captureOf, observe, observeFrames as observeAll } from './frames.fixture.ts'

const ENDS: Record<4 | 6, readonly [Endpoint, Endpoint]> = {
  4: [
    { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 },
    { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 },
  ],
  6: [
    { mac: '02:00:00:00:00:01', ip: '2001:db8::10', port: 49_200 },
    { mac: '02:00:00:00:00:02', ip: '2001:db8::20', port: 502 },
  ],
}

const observeFrames = (frames: readonly Uint8Array[]): ObservationBatch => observeAll(frames, { maxFlows: 4096 })

function exchange(family: 4 | 6): Uint8Array[] {
  const tcp = new TcpConversation(...ENDS[family])
  const write = modbus.frame({ transaction: 1, unit: 1 }, modbus.writeRegistersRequest(100, [1, 2, 3, 4, 5, 6]))
  const read = modbus.frame({ transaction: 2, unit: 1 }, modbus.readRequest(3, 0, 40))
  const answer = modbus.frame({ transaction: 2, unit: 1 }, modbus.registersResponse(3, new Array<number>(40).fill(7)))
  return [...tcp.open(), ...tcp.send('client', bytes(write, read)), ...tcp.send('server', answer), ...tcp.close()]
}

describe.each([4, 6] as const)('IPv%i', (family) => {
  test('pieces in any order, each perhaps twice, give what the whole packets give', () => {
    const whole = told(observeFrames(exchange(family)))
    expect(whole.conversations).toHaveLength(1)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        fc.boolean(),
        (units, order, isTwice) => {
          const frames = exchange(family).flatMap((frame, n) => {
            const pieces = piecesOfSize(ipPayloadLength(frame), units * 8)
            const shuffled = pieces
              .map((piece, at) => ({ piece, key: order[at % order.length]! }))
              .sort((a, b) => a.key - b.key)
              .map(({ piece }) => piece)
            // All but the last: once a packet is whole, its pieces begin another one.
            return piecesOf(frame, isTwice ? [...shuffled.slice(0, -1), ...shuffled] : shuffled, n)
          })
          const batch = observeFrames(frames)
          expect({ ...told(batch), oddities: [] }).toEqual({ ...whole, oddities: [] })
          expect(batch.conversations.reduce((sum, row) => sum + row.packets, 0)).toBe(frames.length)
          expect(batch.skipped['ip-fragment']).toBeUndefined()
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)

  test.each<{ name: string; pieces: (length: number) => Piece[]; kind: string }>([
    {
      name: 'differ where they overlap',
      pieces: (length) => [
        { start: 0, end: 24 },
        { start: 16, end: length, data: new Uint8Array(length - 16).fill(0xee) },
      ],
      kind: 'ip-fragment-overlap',
    },
    {
      name: 'overlap in part, whatever they hold',
      pieces: (length) => [
        { start: 0, end: 24 },
        { start: 16, end: length },
      ],
      kind: 'ip-fragment-overlap',
    },
    {
      name: 'lie inside an earlier one (teardrop)',
      pieces: (length) => [
        { start: 0, end: 32 },
        { start: 24, end: 28, more: false },
        { start: 32, end: length },
      ],
      kind: 'ip-fragment-overlap',
    },
    {
      name: 'tell two ends',
      pieces: (length) => [
        { start: 16, end: 32, more: false },
        { start: 32, end: length },
        { start: 0, end: 16 },
      ],
      kind: 'ip-fragment-overlap',
    },
    {
      name: 'go beyond the longest packet (ping of death)',
      pieces: () => [
        { start: 0, end: 16 },
        { start: 65_528, end: 65_552, data: new Uint8Array(24) },
      ],
      kind: 'ip-fragment-beyond',
    },
    {
      name: 'have a length that no piece but the last may have',
      pieces: (length) => [
        { start: 0, end: 21, more: true },
        { start: 24, end: length },
      ],
      kind: 'ip-fragment-length',
    },
  ])('pieces that $name are an anomaly and are not read', ({ pieces, kind }) => {
    const frames = exchange(family)
    const request = frames[3]!
    const batch = observeFrames([...frames.slice(0, 3), ...piecesOf(request, pieces(ipPayloadLength(request)), 9)])
    expect(batch.anomalies.map((row) => row.kind)).toContain(kind)
    expect(batch.conversations.flatMap((row) => row.functions)).toEqual([])
    expect(batch.operations).toEqual([])
    expect(batch.skipped['ip-fragment']).toBeGreaterThan(0)
  })

  test('a first piece that ends within the TCP header is told, and the packet is read all the same', () => {
    const frames = exchange(family)
    const tiny = piecesOf(frames[3]!, piecesOfSize(ipPayloadLength(frames[3]!), 8), 9)
    const batch = observeFrames([...frames.slice(0, 3), ...tiny])
    expect(batch.anomalies.map((row) => row.kind)).toContain('ip-fragment-tiny')
    expect(batch.operations).toHaveLength(1)
  })

  test('what never becomes whole is counted; its first piece still says who talks to whom', () => {
    const frames = exchange(family)
    const [first, ...rest] = piecesOf(frames[3]!, piecesOfSize(ipPayloadLength(frames[3]!), 24), 9)
    const alone = observeFrames([first!])
    expect(alone.conversations).toMatchObject([{ transport: 'tcp', serverPort: 502, packets: 1 }])
    expect(alone.skipped).toEqual({ 'ip-fragment': 1 })
    expect(observeFrames(rest.slice(0, 2)).skipped).toEqual({ 'ip-fragment': 2 })
  })

  test('pieces that come more than a minute apart belong to two packets', () => {
    const frames = exchange(family)
    const pieces = piecesOf(frames[3]!, piecesOfSize(ipPayloadLength(frames[3]!), 24), 9)
    const [last] = pieces.slice(-1)
    const slow = captureOf([...pieces.slice(0, -1), last!], { stepMicros: 61_000_000 })
    expect(observe(slow).flatMap((batch) => batch.operations)).toEqual([])
  })

  test('a flood of first pieces keeps memory flat and is counted', () => {
    const frames = exchange(family)
    const firsts = Array.from({ length: 2000 }, (_, n) => piecesOf(frames[3]!, [{ start: 0, end: 24 }], n)[0]!)
    const batch = observeFrames(firsts)
    expect(batch.skipped['ip-fragment']).toBe(2000)
    expect(batch.packets).toBe(2000)
  })
})

test('a datagram of 64 KB in pieces is read, pieces of ICMP count for their two hosts', () => {
  const [client, server] = ENDS[4]
  const large = udpFrame(client, { ...server, port: 40_000 }, new Uint8Array(65_000))
  const pieces = piecesOf(large, piecesOfSize(ipPayloadLength(large), 1480), 3)
  const [row] = observeFrames(pieces).conversations
  expect(row).toMatchObject({ transport: 'udp', serverPort: 40_000, packets: pieces.length })
  const echo = pieces.map((piece) => Uint8Array.from(piece, (octet, at) => (at === 23 ? 1 : octet)))
  expect(observeFrames(echo).conversations).toMatchObject([{ protocol: 'icmp', packets: pieces.length }])
})

test('extension headers in any order change nothing, and a chain without end is an anomaly', () => {
  const whole = told(observeFrames(exchange(6)))
  const kinds = ['hopByHop', 'routing', 'destination', 'fragment', 'authentication'] as const
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 8 }), (chain) => {
      expect(told(observeFrames(exchange(6).map((frame) => withExtensions(frame, chain))))).toEqual(whole)
    }),
    { numRuns: 40 },
  )
  const endless = withExtensions(exchange(6)[3]!, new Array<'destination'>(12).fill('destination'))
  expect(observeFrames([endless]).anomalies).toMatchObject([{ kind: 'ipv6-header' }])
}, 60_000)

test('pieces behind extension headers are put together, and headers within the pieces are passed over', () => {
  const whole = told(observeFrames(exchange(6)))
  const frames = exchange(6).flatMap((frame, n) => {
    const inner = withExtensions(frame, ['destination', 'authentication'])
    return piecesOf(inner, piecesOfSize(ipPayloadLength(inner), 16), n)
  })
  expect({ ...told(observeFrames(frames)), oddities: [] }).toEqual({ ...whole, oddities: [] })
})

/** Everything but counts of packets, bytes and places. */
function told(batch: ObservationBatch) {
  const plain = ({ client, server, protocol, serverPort, sidesFrom, isAnswered, functions }: ConversationSeen) => ({
    client,
    server,
    protocol,
    serverPort,
    sidesFrom,
    isAnswered,
    functions,
  })
  return {
    conversations: batch.conversations.map(plain),
    operations: batch.operations.map(({ code, target, values, result, count }) => ({
      code,
      target,
      values,
      result,
      count,
    })),
    claims: batch.claims.map(({ about, field, value, method }) => ({ about, field, value, method })),
    oddities: batch.anomalies.map(({ kind, count }) => ({ kind, count })),
  }
}
