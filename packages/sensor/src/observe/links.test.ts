// The same exchange on every link layer says the same; what a link header does not tell is not made up.
import type { ObservationBatch } from '@penstock/model/observations'
import {
  carriedBy,
  isl,
  LINK_TYPE,
  loopback,
  modbus,
  sll,
  sll2,
  snap,
  TcpConversation,
  type VlanTag,
} from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { captureOf, observe } from './frames.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }
const CLIENT_6 = { ...CLIENT, ip: '2001:db8::10' }
const SERVER_6 = { ...SERVER, ip: '2001:db8::20' }
const FRAMES_4 = exchange(CLIENT, SERVER)
const FRAMES_6 = exchange(CLIENT_6, SERVER_6)

function exchange(client: typeof CLIENT, server: typeof SERVER, tags: readonly VlanTag[] = []): Uint8Array[] {
  const tcp = new TcpConversation(client, server, { tags })
  const pdu = (body: Uint8Array): Uint8Array => modbus.frame({ transaction: 1, unit: 1 }, body)
  const ask = tcp.send('client', pdu(modbus.readRequest(3, 0, 2)))
  return [...tcp.open(), ...ask, ...tcp.send('server', pdu(modbus.registersResponse(3, [1, 2]))), ...tcp.close()]
}

const loop = (family: number, order: 'big' | 'little') => (frame: Uint8Array) => loopback(frame, family, order)

test.each([
  { name: 'Ethernet', link: LINK_TYPE.ethernet, wrap: (frame: Uint8Array) => frame, macs: 'both' },
  { name: '802.3 with LLC and SNAP', link: LINK_TYPE.ethernet, wrap: snap, macs: 'both' },
  { name: 'ISL', link: LINK_TYPE.ethernet, wrap: (frame: Uint8Array) => isl(frame, 107), macs: 'both' },
  { name: 'SLL', link: LINK_TYPE.sll, wrap: (frame: Uint8Array) => sll(frame), macs: 'both' },
  { name: 'SLL, sent by the host', link: LINK_TYPE.sll, wrap: (frame: Uint8Array) => sll(frame, 4), macs: 'both' },
  { name: 'SLL2', link: LINK_TYPE.sll2, wrap: (frame: Uint8Array) => sll2(frame, 3), macs: 'both' },
  { name: 'raw IP 101', link: LINK_TYPE.raw, wrap: carriedBy, macs: 'none' },
  { name: 'raw IP 12', link: LINK_TYPE.rawOpenBsd, wrap: carriedBy, macs: 'none' },
  { name: 'raw IP 14', link: LINK_TYPE.rawBsdOs, wrap: carriedBy, macs: 'none' },
  { name: 'IPv4 228', link: LINK_TYPE.ipv4, wrap: carriedBy, macs: 'none' },
  { name: 'null, little endian', link: LINK_TYPE.null, wrap: loop(2, 'little'), macs: 'none' },
  { name: 'null, big endian', link: LINK_TYPE.null, wrap: loop(2, 'big'), macs: 'none' },
  { name: 'loop', link: LINK_TYPE.loop, wrap: loop(2, 'big'), macs: 'none' },
])('$name', ({ link, wrap, macs }) => {
  const batch = read(FRAMES_4.map(wrap), link)
  expect(rowsOf(batch)).toEqual([
    { client: CLIENT.ip, server: SERVER.ip, protocol: 'modbus-tcp', sidesFrom: 'content', functions: ['3'] },
  ])
  expect(batch.conversations[0]).toMatchObject({
    client: { mac: macs === 'none' ? null : CLIENT.mac },
    server: { mac: macs === 'none' ? null : SERVER.mac },
  })
  expect(batch.bindings.map(({ mac, ip }) => `${mac} ${ip}`).sort()).toEqual(
    macs === 'none' ? [] : [`${CLIENT.mac} ${CLIENT.ip}`, `${SERVER.mac} ${SERVER.ip}`],
  )
  expect(batch.anomalies).toEqual([])
})

test.each([
  { name: 'raw IP 101', link: LINK_TYPE.raw, wrap: carriedBy },
  { name: 'IPv6 229', link: LINK_TYPE.ipv6, wrap: carriedBy },
  { name: 'null of NetBSD (24)', link: LINK_TYPE.null, wrap: loop(24, 'little') },
  { name: 'null of FreeBSD (28)', link: LINK_TYPE.null, wrap: loop(28, 'big') },
  { name: 'null of Darwin (30)', link: LINK_TYPE.null, wrap: loop(30, 'little') },
  { name: 'null of Linux (10)', link: LINK_TYPE.null, wrap: loop(10, 'little') },
  { name: 'SLL', link: LINK_TYPE.sll, wrap: (frame: Uint8Array) => sll(frame) },
  { name: 'SLL2', link: LINK_TYPE.sll2, wrap: (frame: Uint8Array) => sll2(frame, 3) },
])('IPv6 on $name', ({ link, wrap }) => {
  expect(rowsOf(read(FRAMES_6.map(wrap), link))).toMatchObject([
    { client: CLIENT_6.ip, server: SERVER_6.ip, protocol: 'modbus-tcp', functions: ['3'] },
  ])
})

test.each<{ name: string; tags: VlanTag[]; vlans: number[] }>([
  { name: '802.1Q', tags: [{ vlan: 107 }], vlans: [107] },
  { name: '802.1ad', tags: [{ vlan: 200, tpid: 0x88a8 }, { vlan: 107 }], vlans: [107] },
  { name: 'QinQ of the old kind', tags: [{ vlan: 200, tpid: 0x9100 }, { vlan: 107 }], vlans: [107] },
  { name: 'a priority tag', tags: [{ vlan: 0, priority: 6 }], vlans: [] },
  { name: 'a priority tag inside a VLAN', tags: [{ vlan: 30 }, { vlan: 0, priority: 6 }], vlans: [30] },
])('$name stays with the facts, cooked or not', ({ tags, vlans }) => {
  const frames = exchange(CLIENT, SERVER, tags)
  for (const [link, wrap] of [
    [LINK_TYPE.ethernet, (frame: Uint8Array) => frame],
    [LINK_TYPE.sll, (frame: Uint8Array) => sll(frame)],
    [LINK_TYPE.sll2, (frame: Uint8Array) => sll2(frame, 3)],
  ] as const) {
    const batch = read(frames.map(wrap), link)
    expect(batch.conversations).toMatchObject([{ protocol: 'modbus-tcp', vlans }])
    expect(new Set(batch.bindings.map(({ vlan }) => vlan))).toEqual(new Set([vlans[0] ?? null]))
  }
})

test("a link type that is not read is counted by its number, and a cooked frame of Linux' own kinds is nobody", () => {
  expect(read(FRAMES_4, 147).skipped).toEqual({ 'link-type-147': FRAMES_4.length })
  const novell = sll(FRAMES_4[0]!)
  novell.set([0, 1], 14)
  expect(read([novell], LINK_TYPE.sll).skipped).toEqual({ 'no-address': 1 })
})

function read(frames: readonly Uint8Array[], linkType: number): ObservationBatch {
  const [batch] = observe(captureOf(frames, { linkType }), { maxFlows: 4096 })
  return batch!
}

function rowsOf(batch: ObservationBatch) {
  return batch.conversations.map(({ client, server, protocol, sidesFrom, functions }) => ({
    client: client.ip,
    server: server.ip,
    protocol,
    sidesFrom,
    functions: functions.map(({ code }) => code),
  }))
}
