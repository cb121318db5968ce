// Packets inside packets: what is inside becomes the conversations, the tunnel is one too, and a nest of them ends.
import type { ObservationBatch } from '@penstock/model/observations'
import {
  behindControlWord,
  bytes,
  carriedBy,
  erspan1,
  erspan2,
  erspan3,
  etherIp,
  GRE_TYPE,
  gre,
  ipPayloadLength,
  ipTunnel,
  isl,
  labelledFrame,
  labels,
  modbus,
  nvgre,
  piecesOf,
  piecesOfSize,
  TcpConversation,
  TUNNEL_PROTOCOL,
  type Tunnel,
  type VlanTag,
  vxlan,
} from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captureOf, observe, observeFrames } from './frames.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }
const [CLIENT_6, SERVER_6] = [
  { ...CLIENT, ip: '2001:db8::10' },
  { ...SERVER, ip: '2001:db8::20' },
]
const TUNNEL: Tunnel = {
  from: { mac: '02:00:00:00:0f:01', ip: '198.51.100.1' },
  to: { mac: '02:00:00:00:0f:02', ip: '198.51.100.2' },
  tags: [{ vlan: 900 }],
}
/** Its frames have no tag. */
const BARE: Tunnel = { ...TUNNEL, tags: [] }
const MIRROR = { session: 77, vlan: 107, sequence: 9 }

function exchange(client = CLIENT, server = SERVER, tags: readonly VlanTag[] = []): Uint8Array[] {
  const tcp = new TcpConversation(client, server, { tags })
  const pdu = (body: Uint8Array): Uint8Array => modbus.frame({ transaction: 1, unit: 1 }, body)
  const write = modbus.writeRegister(7, 40)
  return [...tcp.open(), ...tcp.send('client', pdu(write)), ...tcp.send('server', pdu(write)), ...tcp.close()]
}

type Wrap = (frame: Uint8Array, n: number) => Uint8Array
const inGre = (body: Uint8Array, n = 0): Uint8Array => ipTunnel({ ...TUNNEL, id: n }, TUNNEL_PROTOCOL.gre, body)

interface Case {
  readonly name: string
  readonly wrap: Wrap
  readonly outer: string | null
  /** Whether the sender's and receiver's MAC are inside, and the VLAN that the tunnel names. */
  readonly hasMac: boolean
  readonly vlan: number | null
}

const CASES: Case[] = [
  { name: 'ISL', wrap: (frame) => isl(frame, 107), outer: null, hasMac: true, vlan: 107 },
  {
    name: 'IP in IP',
    wrap: (frame) => ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ipv4, carriedBy(frame)),
    outer: 'ip-in-ip',
    hasMac: false,
    vlan: null,
  },
  {
    name: 'Ethernet in IP',
    wrap: (frame) => ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ethernet, etherIp(frame)),
    outer: 'etherip',
    hasMac: true,
    vlan: null,
  },
  {
    name: 'GRE with everything',
    wrap: (frame, n) => inGre(gre(GRE_TYPE.ipv4, carriedBy(frame), { key: 1, sequence: n, isChecked: true })),
    outer: 'gre',
    hasMac: false,
    vlan: null,
  },
  { name: 'NVGRE', wrap: (frame) => inGre(nvgre(5001, frame)), outer: 'gre', hasMac: true, vlan: null },
  { name: 'ERSPAN I', wrap: (frame) => inGre(erspan1(frame)), outer: 'erspan', hasMac: true, vlan: null },
  { name: 'ERSPAN II', wrap: (frame) => inGre(erspan2(MIRROR, frame)), outer: 'erspan', hasMac: true, vlan: 107 },
  { name: 'ERSPAN III', wrap: (frame) => inGre(erspan3(MIRROR, frame)), outer: 'erspan', hasMac: true, vlan: 107 },
  {
    name: 'ERSPAN III with its platform',
    wrap: (frame) => inGre(erspan3(MIRROR, frame, true)),
    outer: 'erspan',
    hasMac: true,
    vlan: 107,
  },
  { name: 'VXLAN', wrap: (frame) => vxlan(TUNNEL, 5001, frame), outer: 'vxlan', hasMac: true, vlan: null },
  {
    name: 'VXLAN on another port',
    wrap: (frame) => vxlan(TUNNEL, 5001, frame, 40_001),
    outer: 'vxlan',
    hasMac: true,
    vlan: null,
  },
  {
    name: 'a pseudowire',
    wrap: (frame) => labelledFrame(TUNNEL, [1000, 20], behindControlWord(frame)),
    outer: 'mpls',
    hasMac: true,
    vlan: null,
  },
  {
    name: 'MPLS in GRE',
    wrap: (frame) => inGre(gre(GRE_TYPE.mpls, labels([99], carriedBy(frame)))),
    outer: 'gre',
    hasMac: false,
    vlan: null,
  },
]

describe.each(CASES)('$name', ({ wrap, outer, hasMac, vlan }) => {
  test('what is inside is read, and the tunnel is a conversation of its own', () => {
    const batch = observeFrames(exchange().map(wrap))
    expect(insideOf(batch)).toEqual([
      {
        client: { mac: hasMac ? CLIENT.mac : null, ip: CLIENT.ip },
        server: { mac: hasMac ? SERVER.mac : null, ip: SERVER.ip },
        packets: exchange().length,
        vlans: vlan === null ? [] : [vlan],
      },
    ])
    expect(batch.operations).toMatchObject([
      { code: '6', target: expect.stringContaining('7') as unknown, result: 'ok' },
    ])
    expect(batch.conversations.filter(({ protocol }) => protocol === 'modbus-tcp')).toHaveLength(1)
    const outside = batch.conversations.filter(({ protocol }) => protocol !== 'modbus-tcp')
    expect(outside.map(({ protocol, vlans, packets }) => ({ protocol, vlans, packets }))).toEqual(
      outer === null ? [] : [{ protocol: outer, vlans: [900], packets: exchange().length }],
    )
    expect(batch.anomalies).toEqual([])
    expect(batch.malformed).toBe(0)
    // The ends of the tunnel are not the stations inside it.
    for (const { mac, ip } of batch.bindings)
      expect([`${CLIENT.mac} ${CLIENT.ip}`, `${SERVER.mac} ${SERVER.ip}`].includes(`${mac} ${ip}`)).toBe(
        hasMac && (ip === CLIENT.ip || ip === SERVER.ip),
      )
  })

  test('the VLAN of the frame inside is kept', () => {
    if (!hasMac) return
    const batch = observeFrames(exchange(CLIENT, SERVER, [{ vlan: 33 }]).map(wrap))
    expect(insideOf(batch)).toMatchObject([{ vlans: [33] }])
  })

  test('cut anywhere it stalls and throws nothing', () => {
    const cut = exchange()
      .map(wrap)
      .flatMap((frame) => Array.from({ length: frame.length - 1 }, (_, n) => frame.slice(0, n + 1)))
    const batch = observeFrames(cut)
    expect(batch.packets).toBe(cut.length)
    expect(batch.conversations.length).toBeLessThanOrEqual(6)
  })
})

test.each([
  {
    name: '6in4',
    wrap: (frame: Uint8Array) => ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ipv6, carriedBy(frame)),
    outer: '6in4',
  },
  { name: 'IPv6 in GRE', wrap: (frame: Uint8Array) => inGre(gre(GRE_TYPE.ipv6, carriedBy(frame))), outer: 'gre' },
  {
    name: 'IPv6 behind labels',
    wrap: (frame: Uint8Array) => labelledFrame(TUNNEL, [16], carriedBy(frame)),
    outer: null,
  },
])('$name', ({ wrap, outer }) => {
  const batch = observeFrames(exchange(CLIENT_6, SERVER_6).map(wrap))
  expect(insideOf(batch)).toMatchObject([{ client: { ip: CLIENT_6.ip }, server: { ip: SERVER_6.ip } }])
  expect(batch.conversations.map(({ protocol }) => protocol).filter((name) => name !== 'modbus-tcp')).toEqual(
    outer === null ? [] : [outer],
  )
})

test('labels around IP are passed like a tag: the stations are those of the frame', () => {
  const batch = observeFrames(exchange().map((frame) => labelledFrame(TUNNEL, [1000, 20], carriedBy(frame))))
  expect(batch.conversations).toMatchObject([{ protocol: 'modbus-tcp', vlans: [900] }])
})

test('tunnels within tunnels are opened four deep, and what is deeper is counted', () => {
  const deep = (levels: number): Uint8Array[] =>
    exchange().map((frame) => {
      let wrapped = frame
      for (let level = 0; level < levels; level += 1)
        wrapped = level % 2 === 0 ? inGre(erspan2(MIRROR, wrapped)) : vxlan(TUNNEL, level, wrapped)
      return wrapped
    })
  const four = observeFrames(deep(4))
  expect(insideOf(four)).toHaveLength(1)
  expect(four.skipped['tunnel-too-deep']).toBeUndefined()
  const five = observeFrames(deep(5))
  expect(insideOf(five)).toEqual([])
  expect(five.skipped['tunnel-too-deep']).toBe(exchange().length)
  const hundred = observeFrames(
    [
      Array.from({ length: 100 }).reduce<Uint8Array>(
        (packet) => carriedBy(ipTunnel(BARE, TUNNEL_PROTOCOL.ipv4, packet)),
        carriedBy(exchange()[0]!),
      ),
    ].map((packet) => ipTunnel(BARE, TUNNEL_PROTOCOL.ipv4, packet)),
  )
  expect(hundred.skipped).toEqual({ 'tunnel-too-deep': 1 })
  expect(hundred.conversations).toHaveLength(1)
})

test('a tunnel in pieces is put together, also when what is inside is in pieces', () => {
  const whole = observeFrames(exchange().map((frame) => inGre(erspan2(MIRROR, frame))))
  const pieces = exchange().flatMap((frame, n) =>
    piecesOf(frame, piecesOfSize(ipPayloadLength(frame), 24), 100 + n)
      .map((piece, m) => ipTunnel({ ...BARE, id: n * 16 + m }, TUNNEL_PROTOCOL.gre, erspan2(MIRROR, piece)))
      .flatMap((outer, m) => piecesOf(outer, piecesOfSize(ipPayloadLength(outer), 40), n * 16 + m)),
  )
  expect(pieces.length).toBeGreaterThan(exchange().length * 2)
  const batch = observeFrames(pieces)
  expect(batch.operations).toMatchObject([{ code: '6', result: 'ok' }])
  expect(insideOf(batch).map(({ client, server, vlans }) => ({ client, server, vlans }))).toEqual(
    insideOf(whole).map(({ client, server, vlans }) => ({ client, server, vlans })),
  )
  expect(batch.conversations.find(({ protocol }) => protocol === 'erspan')?.packets).toBe(pieces.length)
  expect(batch.anomalies).toEqual([])
})

test.each([
  {
    name: 'IPv6 where IPv4 was announced',
    body: () => ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ipv4, carriedBy(exchange(CLIENT_6, SERVER_6)[0]!)),
  },
  { name: 'a GRE header that ends early', body: () => inGre(bytes(0x30, 0, 8, 0, 1, 2)) },
  {
    name: 'ERSPAN of a kind that does not exist',
    body: () => inGre(gre(GRE_TYPE.erspan, bytes(0x70, new Uint8Array(80)), { sequence: 1 })),
  },
  {
    name: 'Ethernet in IP of another version',
    body: () => ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ethernet, bytes(0x40, 0, exchange()[0]!)),
  },
])('$name is an anomaly, and the tunnel is still a conversation', ({ body }) => {
  const batch = observeFrames([body()])
  expect(batch.anomalies.map(({ kind }) => kind)).toEqual(['tunnel-header'])
  expect(batch.malformed).toBe(1)
  expect(batch.conversations).toHaveLength(1)
})

test.each([
  { name: 'PPTP', body: bytes(0x30, 0x01, 0x88, 0x0b, new Uint8Array(40)) },
  { name: 'source routes', body: bytes(0x40, 0, 8, 0, new Uint8Array(40)) },
  { name: 'a type that is not read', body: gre(0x1234, new Uint8Array(40)) },
])('GRE with $name is a conversation and no anomaly', ({ body }) => {
  const batch = observeFrames([inGre(body)])
  expect(batch.conversations).toMatchObject([{ protocol: 'gre' }])
  expect(batch.anomalies).toEqual([])
})

test('a mirrored frame that its switch cut short is nobody’s fault', () => {
  const long = exchange().map((frame) => (frame.length > 70 ? frame.slice(0, 64) : frame))
  const cut = observeFrames(long.map((frame) => inGre(erspan2({ ...MIRROR, isCut: true }, frame))))
  expect(cut.anomalies.map(({ kind }) => kind)).not.toContain('ip-length')
})

test('a datagram that only begins like VXLAN is not taken for it', () => {
  const frame = vxlan(TUNNEL, 5001, new Uint8Array(60).fill(0x41), 40_001)
  expect(observeFrames([frame]).conversations).toMatchObject([{ protocol: null }])
})

test('a flood of new stations inside of tunnels keeps to the cap of flows', () => {
  const frames = Array.from({ length: 3000 }, (_, n) => {
    const client = { ...CLIENT, ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }
    const [first] = new TcpConversation(client, SERVER).refused()
    return inGre(
      erspan2(MIRROR, vxlan({ ...TUNNEL, from: { ...TUNNEL.from, ip: `172.16.${n >> 8}.${n & 255}` } }, 1, first!)),
    )
  })
  const batch = observe(captureOf(frames), { maxFlows: 4096 })[0]!
  expect(batch.skipped['flows-given-up']).toBeGreaterThan(1500)
  expect(batch.conversations.reduce((sum, { packets }) => sum + packets, 0)).toBe(9000)
})

test('whatever is changed in nested tunnels, reading ends', () => {
  const nested = exchange().map((frame) => inGre(erspan3(MIRROR, vxlan(TUNNEL, 3, inGre(nvgre(1, frame))))))
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(flips, fc.nat(), (changes, cut) => {
      const frames = nested.map((frame) => frame.slice(0, 20 + (cut % frame.length)))
      for (const [at, value] of changes) for (const frame of frames) frame[at % frame.length] = value
      const batch = observeFrames(frames, { maxFlows: 4096 })
      expect(batch.packets).toBe(frames.length)
      expect(batch.conversations.length).toBeLessThanOrEqual(frames.length * 5)
    }),
    { numRuns: 100 },
  )
}, 60_000)

function insideOf({ conversations }: ObservationBatch) {
  return conversations
    .filter(({ protocol }) => protocol === 'modbus-tcp')
    .map(({ client, server, packets, vlans }) => ({ client, server, packets, vlans }))
}
