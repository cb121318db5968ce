// A packet that a mirror hands on twice is read once; one that was sent again is not taken for it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObservationBatch } from '@penstock/model/observations'
import {
  arpReply,
  bytes,
  erspan2,
  ethernetFrame,
  etherTypeOf,
  internetChecksum,
  ipTunnel,
  modbus,
  pcapHeader,
  pcapRecord,
  rtFrame,
  TcpConversation,
  TUNNEL_PROTOCOL,
  udpFrame,
  type VlanTag,
} from '@penstock/sensor/encoders'
import { observeFiles } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { observe } from './frames.fixture.ts'

const START = 1_790_834_400_000_000
const ENDS = {
  4: [
    { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 },
    { mac: '02:00:00:00:00:02', ip: '198.51.100.20', port: 502 },
  ],
  6: [
    { mac: '02:00:00:00:00:01', ip: '2001:db8:1::10', port: 49_200 },
    { mac: '02:00:00:00:00:02', ip: '2001:db8:2::20', port: 502 },
  ],
} as const
const ROUTER = ['02:00:00:00:0e:01', '02:00:00:00:0e:02'] as const

function exchange(family: 4 | 6): Uint8Array[] {
  const [client, server] = ENDS[family]
  const tcp = new TcpConversation(client, server)
  const pdu = (n: number, body: Uint8Array): Uint8Array => modbus.frame({ transaction: n, unit: 1 }, body)
  const rounds = [1, 2, 3].flatMap((n) => [
    ...tcp.send('client', pdu(n, modbus.writeRegister(n, n))),
    ...tcp.send('server', pdu(n, modbus.writeRegister(n, n))),
  ])
  const large = modbus.writeRegistersRequest(
    100,
    Array.from({ length: 100 }, (_, n) => n),
  )
  return [...tcp.open(), ...rounds, ...tcp.send('client', pdu(9, large)), ...tcp.close()]
}

/** The frame as it comes out of a router: other MAC addresses, other tag, one hop less, and the checksum that follows. */
function routed(frame: Uint8Array, tags: readonly VlanTag[] = [{ vlan: 20 }]): Uint8Array {
  const packet = frame.slice(14)
  if (packet[0]! >> 4 === 4) {
    packet[8]! -= 1
    packet[10] = 0
    packet[11] = 0
    const sum = internetChecksum(packet.subarray(0, 20))
    packet[10] = sum >> 8
    packet[11] = sum & 255
  } else packet[7]! -= 1
  return ethernetFrame(
    { from: ROUTER[0], to: ROUTER[1], etherType: etherTypeOf(packet[0]! >> 4 === 4 ? '0' : '::'), tags },
    packet,
  )
}

type Timed = readonly [frame: Uint8Array, micros: number]

function read(frames: readonly Timed[], duplicateMicros?: number): ObservationBatch {
  const capture = bytes(pcapHeader(), ...frames.map(([frame, at]) => pcapRecord(START + at, frame)))
  const options = duplicateMicros === undefined ? {} : { duplicateMicros }
  return observe(capture, { maxFlows: 4096, ...options })[0]!
}

/** Each frame, and its copy so much later. */
const twice = (frames: readonly Uint8Array[], copy: (frame: Uint8Array) => Uint8Array, after: number): Timed[] =>
  frames.flatMap((frame, n): Timed[] => [
    [frame, n * 10_000],
    [copy(frame), n * 10_000 + after],
  ])

describe.each([4, 6] as const)('IPv%i', (family) => {
  test.each([
    { name: 'as it is', copy: (frame: Uint8Array) => frame },
    { name: 'behind a router on another VLAN', copy: routed },
    { name: 'inside a mirror session', copy: mirrored },
    { name: 'behind a router, without a tag', copy: (frame: Uint8Array) => routed(frame, []) },
  ])('a packet that comes again within a millisecond $name is counted and not read', ({ copy }) => {
    const frames = exchange(family)
    const once = read(frames.map((frame, n) => [frame, n * 10_000]))
    const batch = read(twice(frames, copy, 999))
    expect(batch.skipped).toEqual({ duplicate: frames.length })
    expect(batch.packets).toBe(frames.length * 2)
    const told = ({ conversations, operations }: ObservationBatch) => ({
      conversations: conversations
        .filter(({ protocol }) => protocol === 'modbus-tcp')
        .map((row) => ({ ...row, proof: null })),
      operations: operations.map((row) => ({ ...row, proof: null })),
    })
    expect(told(batch)).toEqual(told(once))
    expect(batch.anomalies).toEqual([])
  })

  test('a millisecond later it is a retransmission, and counts', () => {
    const frames = exchange(family)
    const batch = read(twice(frames, (frame) => frame, 1000))
    expect(batch.skipped).toEqual({})
    expect(batch.conversations).toMatchObject([{ packets: frames.length * 2 }])
  })

  test('a window of nothing keeps every packet', () => {
    const frames = exchange(family)
    expect(
      read(
        twice(frames, (frame) => frame, 1),
        0,
      ).conversations,
    ).toMatchObject([{ packets: frames.length * 2 }])
  })

  test('a packet that differs in any byte that routers leave alone is another one', () => {
    const frame = exchange(family)[3]!
    const [ttl, sum] = family === 4 ? [22, 24] : [21, -1]
    for (let at = 14; at < frame.length; at += 1) {
      const other = frame.slice()
      other[at]! ^= 1
      const isFree = at === ttl || at === sum || at === sum + 1
      // The version and the lengths end the reading before it is asked for.
      const { skipped } = read([
        [frame, 0],
        [other, 10],
      ])
      expect({ at, duplicate: skipped['duplicate'] ?? 0 }).toEqual({ at, duplicate: isFree ? 1 : 0 })
    }
  })
})

test('a retransmission within the window has another identification, and is trimmed as one', () => {
  const frame = exchange(4)[3]!
  const again = frame.slice()
  again[19]! += 1
  const sum = internetChecksum(again.subarray(14, 24), again.subarray(26, 34))
  again[24] = sum >> 8
  again[25] = sum & 255
  const batch = read([
    [frame, 0],
    [again, 500],
  ])
  expect(batch.skipped).toEqual({})
  expect(batch.conversations).toMatchObject([{ packets: 2, functions: [{ code: '6', count: 1 }] }])
})

test('long packets that differ only in the middle are told apart by their checksum', () => {
  const make = (octet: number): Uint8Array =>
    udpFrame({ ...ENDS[4][0], port: 40_000 }, { ...ENDS[4][1], port: 5000 }, new Uint8Array(1200).fill(octet, 600, 601))
  const batch = read([
    [make(1), 0],
    [make(2), 1],
    [make(1), 2],
  ])
  expect(batch.skipped).toEqual({ duplicate: 1 })
  expect(batch.conversations).toMatchObject([{ packets: 2 }])
})

test('connections whose ports differ as their addresses do are no copies of each other', () => {
  const client = { mac: '02:00:00:00:00:01', ip: '10.6.100.2' }
  // Same sums: 27 + 40004 is 29 + 40002, and both pairs differ in the same bits.
  const talks = [
    new TcpConversation({ ...client, port: 40_004 }, { mac: '02:00:00:00:00:02', ip: '10.6.200.27', port: 8080 }),
    new TcpConversation({ ...client, port: 40_002 }, { mac: '02:00:00:00:00:03', ip: '10.6.200.29', port: 8080 }),
  ]
  const frames = talks.map((tcp) => [...tcp.open(), ...tcp.send('server', bytes('hello')), ...tcp.close()])
  const batch = read(
    frames[0]!.flatMap((frame, n): Timed[] => [
      [frame, n * 20],
      [frames[1]![n]!, n * 20 + 10],
    ]),
  )
  expect(batch.skipped).toEqual({})
  expect(batch.conversations.map(({ packets }) => packets)).toEqual(frames.map(({ length }) => length))
})

test('frames without IP are compared with their addresses, and without tag and filling', () => {
  const [a, b] = [ENDS[4][0], ENDS[4][1]]
  const reply = arpReply(a, b)
  const tagged = bytes(reply.subarray(0, 12), [0x81, 0, 0, 30], reply.subarray(12, 42))
  const cyclic = (from: string): Uint8Array => rtFrame({ from, to: b.mac }, 0x8001, 4096, bytes(1, 2, 3, 4))
  const batch = read([
    [reply, 0],
    [tagged, 20],
    [cyclic(a.mac), 30],
    [cyclic(b.mac), 31],
    [cyclic(a.mac), 32],
  ])
  expect(batch.skipped).toEqual({ duplicate: 2 })
  expect(batch.conversations.map(({ protocol, packets }) => ({ protocol, packets }))).toEqual([
    { protocol: 'arp', packets: 1 },
    { protocol: 'profinet', packets: 1 },
    { protocol: 'profinet', packets: 1 },
  ])
})

test('the ring is bounded: copies are known again among a thousand packets, and none is invented among many', () => {
  const [client, server] = ENDS[4]
  const datagram = (n: number): Uint8Array =>
    udpFrame({ ...client, port: 40_000 }, { ...server, port: 5000 }, bytes([n >> 16, (n >> 8) & 255, n & 255, 7]), {
      id: 1,
    })
  const first = Array.from({ length: 1000 }, (_, n): Timed => [datagram(n), n % 900])
  expect(read([...first, ...first]).skipped['duplicate']).toBeGreaterThan(900)
  expect(read(Array.from({ length: 50_000 }, (_, n): Timed => [datagram(n), n % 900])).skipped).toEqual({})
})

describe('several files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-duplicates-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** So many packets, ten microseconds apart. */
  function file(name: string, from: number, to: number): string {
    const [client, server] = ENDS[4]
    const path = join(folder, name)
    const frames = Array.from({ length: to - from }, (_, n): Uint8Array => {
      const id = from + n
      const body = bytes([id >> 16, (id >> 8) & 255, id & 255, 7])
      return pcapRecord(START + id * 10, udpFrame({ ...client, port: 40_000 }, { ...server, port: 5000 }, body))
    })
    writeFileSync(path, bytes(pcapHeader(), ...frames))
    return path
  }

  test.each([20, 12_000])('a file of %i packets that is read twice counts twice', (count) => {
    const path = file('one.pcap', 0, count)
    const batches = [...observeFiles([path, path], { maxFlows: 4096 })]
    expect(batches.map(({ skipped }) => skipped)).toEqual(batches.map(() => ({})))
    expect(batches.reduce((sum, { packets }) => sum + packets, 0)).toBe(2 * count)
  })

  test('a capture in two files knows the copy that stands in the second', () => {
    const first = file('first.pcap', 0, 50)
    const second = file('second.pcap', 49, 100)
    expect([...observeFiles([first, second], { maxFlows: 4096 })][0]!.skipped).toEqual({ duplicate: 1 })
  })
})

test('a clock that is set back makes no copies of what came at that hour before', () => {
  const [client, server] = ENDS[4]
  const datagram = (n: number): Uint8Array =>
    udpFrame({ ...client, port: 40_000 }, { ...server, port: 5000 }, bytes([n >> 16, (n >> 8) & 255, n & 255, 7]))
  const once = Array.from({ length: 30_000 }, (_, n): Timed => [datagram(n), n * 10])
  expect(read([...once, ...once]).skipped['duplicate'] ?? 0).toBeLessThan(20)
})

test('what is a copy does not depend on the size of the reads', () => {
  const frames = twice(exchange(4), routed, 300)
  const capture = bytes(pcapHeader(), ...frames.map(([frame, at]) => pcapRecord(START + at, frame)))
  const expected = observe(capture, { maxFlows: 4096 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer(), (chunkBytes, seed) => {
      expect(observe(capture, { maxFlows: 4096, chunkBytes, seed })).toEqual(expected)
    }),
    { numRuns: 15 },
  )
})

function mirrored(frame: Uint8Array): Uint8Array {
  const end = (mac: string, ip: string) => ({ mac, ip })
  const tunnel = { from: end(ROUTER[0], '203.0.113.1'), to: end(ROUTER[1], '203.0.113.2') }
  return ipTunnel(tunnel, TUNNEL_PROTOCOL.gre, erspan2({ session: 1, vlan: 20, sequence: frame.length }, frame))
}
