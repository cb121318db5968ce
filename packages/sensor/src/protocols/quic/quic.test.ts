// The hello inside QUIC, from keys that everybody can make.
import { quicInitial, tlsClientHello } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, udpTalk } from '../room.fixture.ts'
import { clientKeys, VERSION_1, VERSION_2 } from './keys.ts'

const block = (length: number, start = 0) => Uint8Array.from({ length }, (_, n) => (n * 37 + start) & 255)
const CONNECTION = block(8, 11)
const hello = tlsClientHello({
  random: block(32),
  sessionId: new Uint8Array(0),
  keyShare: block(32, 2),
  serverName: 'api.example.com',
  alpn: ['h3'],
}).subarray(5)
const packet = (number: number, from: number, to: number) =>
  ['client', quicInitial(CONNECTION, number, from, hello.subarray(from, to))] as const
const SAID = ['tls-server-name api.example.com x1', 'tls-alpn h3 x1', expect.stringMatching(/^ja4 q13d/)]

test.each([
  {
    name: 'RFC 9001 appendix A.1',
    version: VERSION_1,
    key: '1f369613dd76d5467730efcbe3b1a22d',
    iv: 'fa044b2f42a3fd3b46fb255c',
    mask: '9f50449e04a0e810283a1e9933adedd2',
  },
  {
    name: 'RFC 9369 appendix A.1',
    version: VERSION_2,
    key: '8b1a0bc121284290a29e0971b5cd045d',
    iv: '91f73e2351d8fa91660e909f',
    mask: '45b95e15235d6f45a6b19cbcb0294ba9',
  },
])('keys of $name', ({ version, key, iv, mask }) => {
  const keys = clientKeys(version, Buffer.from('8394c8f03e515708', 'hex'))!
  expect([keys.key, keys.iv, keys.mask].map((part) => part.toString('hex'))).toEqual([key, iv, mask])
})

test('server name, protocols and JA4 of a hello, on any port', () => {
  expect(rowsOf(udpTalk(4433, [packet(0, 0, hello.length)])).details).toEqual(SAID)
})

test('a hello in three packets, out of order and one of them twice', () => {
  const turns = [packet(2, 150, hello.length), packet(0, 0, 90), packet(0, 0, 90), packet(1, 90, 150)]
  expect(rowsOf(udpTalk(443, turns)).details).toEqual(SAID)
  expect(rowsOf(udpTalk(443, turns.slice(0, 3))).details).toEqual([])
})

test('a packet whose tag does not fit says nothing, and of a hello that never ends few packets are opened', () => {
  const damaged = packet(0, 0, hello.length)[1].slice()
  damaged[600]! ^= 1
  expect(rowsOf(udpTalk(443, [['client', damaged]])).details).toEqual([])
  const many = Array.from({ length: 9 }, (_, n) => packet(n, 0, 10))
  expect(rowsOf(udpTalk(443, [...many, packet(9, 0, hello.length)])).details).toEqual([])
})

test('damage does no harm', () => {
  expectNoHarm('udp', 443, [packet(0, 0, 90), packet(1, 90, hello.length)])
}, 60_000)
