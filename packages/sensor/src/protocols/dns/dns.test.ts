// Names on the wire: bounded, and believed only of who speaks.
import type { ObservationBatch } from '@penstock/model/observations'
import {
  be16,
  bytes,
  dnsAnswer,
  dnsMessage,
  dnsName,
  dnsQuery,
  fileSource,
  ipBytes,
  udpFrame,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { nameAt } from './decode.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 40_000 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 53 }

test.each([
  { name: 'labels', wire: dnsName('plc.plant.example'), at: 0, text: 'plc.plant.example' },
  { name: 'the root', wire: bytes(0), at: 0, text: '' },
  {
    name: 'a pointer back',
    wire: bytes(dnsName('plant.example'), 3, 'plc', 0xc0, 0),
    at: 15,
    text: 'plc.plant.example',
  },
  { name: 'a pointer at itself', wire: bytes(0xc0, 0), at: 0, text: null },
  { name: 'a pointer forward', wire: bytes(0xc0, 2, 1, 'a', 0), at: 0, text: null },
  { name: 'two pointers at each other', wire: bytes(0xc0, 2, 0xc0, 0), at: 2, text: null },
  { name: 'a label beyond the message', wire: bytes(60, 'plc'), at: 0, text: null },
  { name: 'a reserved form of label', wire: bytes(0x41, 'a', 0), at: 0, text: null },
  { name: 'no end', wire: bytes(3, 'plc'), at: 0, text: null },
  {
    name: 'more than 255 octets',
    wire: bytes(...new Array<Uint8Array>(9).fill(bytes(60, 'x'.repeat(60))), 0),
    at: 0,
    text: null,
  },
])('$name', ({ wire, at, text }) => {
  expect(nameAt(wire, 0, at, wire.length)).toBe(text)
})

test('a chain of pointers costs a bounded number of steps', () => {
  const chain = bytes(
    1,
    'a',
    0,
    ...Array.from({ length: 5000 }, (_, n) => bytes(be16(0xc000 | (n === 0 ? 0 : (n - 1) * 2 + 3)))),
  )
  expect(nameAt(chain, 0, 3, chain.length)).toBe('a')
  expect(nameAt(chain, 0, 3 + 15 * 2, chain.length)).toBe('a')
  expect(nameAt(chain, 0, 3 + 17 * 2, chain.length)).toBe(null)
})

test('an answer of a DNS server names nobody; LLMNR and mDNS name who speaks, by either family of address', () => {
  expect(claimsOf(udpFrame(SERVER, CLIENT, dnsAnswer(1, 'plc.example', CLIENT.ip)))).toEqual([])
  for (const [port, method] of [
    [5355, 'llmnr-address'],
    [5353, 'mdns-address'],
  ] as const) {
    const speaker = { ...SERVER, ip: '2001:db8::20', port }
    const said = dnsMessage(
      1,
      0x8400,
      [{ name: 'hmi-2.local', type: 'aaaa' }],
      [
        { name: 'hmi-2.local', type: 'aaaa', data: ipBytes(speaker.ip) },
        { name: 'other.local', type: 'aaaa', data: ipBytes('2001:db8::99') },
      ],
    )
    expect(claimsOf(udpFrame(speaker, { ...CLIENT, ip: '2001:db8::10', port }, said))).toEqual([
      { about: { mac: null, ip: speaker.ip }, field: 'name', value: 'hmi-2', method, basis: 'observed' },
    ])
  }
})

test('questions count each time, and a message that was cut says so', () => {
  const ask = udpFrame(CLIENT, SERVER, dnsQuery(1, 'plc.example'))
  const batch = observe([ask, ask, ask])
  expect(batch.conversations).toMatchObject([
    { functions: [{ code: 'A', count: 3 }], details: [{ kind: 'dns-name', value: 'plc.example', count: 3 }] },
  ])
  const answer = dnsAnswer(1, 'plc.example', '192.0.2.7')
  const cut = observe([ask, udpFrame(SERVER, CLIENT, answer.subarray(0, answer.length - 3))])
  expect(cut.anomalies).toMatchObject([{ kind: 'dns-length', proof: { frame: 2 } }])
})

test('damage anywhere throws nothing and keeps names printable', () => {
  const whole = dnsMessage(
    7,
    0x8180,
    [{ name: 'a.example', type: 'a' }],
    [
      { name: 'a.example', type: 'cname', data: dnsName('b.example') },
      { name: 'b.example', type: 'srv', data: bytes(0, 0, 0, 0, 1, 2, dnsName('c.example')) },
      { name: 'c.example', type: 'a', data: ipBytes('192.0.2.7') },
    ],
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat(), (flips, cut) => {
      const damaged = whole.slice(0, 12 + (cut % whole.length))
      for (const [at, value] of flips) damaged[at % damaged.length] = value
      const batch = observe([udpFrame(SERVER, CLIENT, damaged)])
      for (const { value } of batch.conversations.flatMap((row) => row.details ?? []))
        expect(isPrintable(value)).toBe(true)
    }),
    { numRuns: 200 },
  )
}, 60_000)

function claimsOf(...frames: readonly Uint8Array[]) {
  return observe(frames)
    .claims.filter(({ method }) => method !== 'oui')
    .map(({ about, field, value, method, basis }) => ({ about, field, value, method, basis }))
}

function observe(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}
