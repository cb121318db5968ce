// TLS openings: fingerprints as published, hellos cut anywhere, damage, and what must not be called TLS.
import type { DetailSeen, ObservationBatch } from '@penstock/model/observations'
import {
  bytes,
  type ClientOffer,
  certificate,
  fileSource,
  httpRequest,
  TcpConversation,
  tlsClientHello,
  tlsClientOffer,
  tlsData,
  tlsExtension,
  tlsServerFlight12,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { clientHello } from './hello.ts'
import { ja4 } from './ja4.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 443 }
const CHROME_CIPHERS = hex4('002f 0035 009c 009d 1301 1302 1303 c013 c014 c02b c02c c02f c030 cca8 cca9')
const CHROME_ALGORITHMS = hex4('0403 0804 0401 0503 0805 0501 0806 0601')

function hex4(list: string): number[] {
  return list.split(' ').map((one) => Number.parseInt(one, 16))
}

function offerOf(
  ciphers: number[],
  extensions: number[],
  algorithms: number[],
  alpn: string[],
  versions: number[],
): ClientOffer {
  const bodies = new Map<number, Uint8Array>([
    [0x0000, tlsExtension.serverName('a.example')],
    [0x000d, tlsExtension.signatureAlgorithms(algorithms)],
    [0x0010, tlsExtension.alpn(alpn)],
    [0x002b, tlsExtension.supportedVersions(versions)],
  ])
  return {
    version: 0x0303,
    ciphers,
    extensions: extensions.map((type) => [type, bodies.get(type) ?? bytes()] as const),
  }
}

function ja4Of(offer: ClientOffer): string {
  const record = tlsClientOffer(offer)
  return ja4(clientHello(record, new DataView(record.buffer), 9, record.length)!)
}

// The values stand in the technical details of JA4 (the first) and in what a browser was told of itself by a public service (the second).
test.each([
  {
    published: 't13d1516h2_8daaf6152771_e5627efa2ab1',
    extensions: hex4('0000 0005 000a 000b 000d 0010 0012 0015 0017 001b 0023 002b 002d 0033 4469 ff01'),
  },
  {
    published: 't13d1516h2_8daaf6152771_d8a2da3f94cd',
    extensions: hex4('002d 0033 0010 fe0d 0017 44cd 0000 000b 000a 002b ff01 0023 0012 0005 000d 001b'),
  },
])('JA4 gives the published $published, in whatever order things are offered', ({ published, extensions }) => {
  const shuffled = fc.record({
    ciphers: fc.shuffledSubarray(CHROME_CIPHERS, { minLength: CHROME_CIPHERS.length }),
    types: fc.shuffledSubarray(extensions, { minLength: extensions.length }),
    grease: fc.integer({ min: 0, max: 15 }).map((n) => ((n << 4) | 10) * 0x101),
  })
  fc.assert(
    fc.property(shuffled, ({ ciphers, types, grease }) => {
      const offer = offerOf(
        [grease, ...ciphers],
        [grease, ...types, grease],
        CHROME_ALGORITHMS,
        ['h2', 'http/1.1'],
        [grease, 0x0304, 0x0303],
      )
      expect(ja4Of(offer)).toBe(published)
    }),
    { numRuns: 30 },
  )
})

test.each([
  {
    name: 'nothing but one cipher',
    offer: { version: 0x0301, ciphers: [5], extensions: [] },
    front: 't10i010000',
    end: '000000000000',
  },
  {
    name: 'no cipher',
    offer: { version: 0x0303, ciphers: [], extensions: [] },
    front: 't12i000000_000000000000',
    end: '000000000000',
  },
  {
    name: 'an unknown version',
    offer: { version: 0x7f1c, ciphers: [5], extensions: [] },
    front: 't00i010000',
    end: '000000000000',
  },
  { name: 'one letter of ALPN', offer: offerOf([5], [16], [], ['x'], []), front: 't12i0101xx', end: '' },
  {
    name: 'ALPN that is no text',
    offer: offerOf([5], [16], [], ['\u00ab\u0001\u00cd'], []),
    front: 't12i0101ad',
    end: '',
  },
])('JA4 of $name', ({ offer, front, end }) => {
  const value = ja4Of(offer)
  expect(value.startsWith(front)).toBe(true)
  expect(value.endsWith(end)).toBe(true)
})

test('a hello is read wherever segments cut it', () => {
  const hello = tlsClientHello({
    random: filled(1),
    sessionId: filled(2),
    keyShare: filled(3),
    serverName: 'cloud.example',
    alpn: ['h2'],
  })
  const whole = detailsOf(new TcpConversation(CLIENT, SERVER), hello, [])
  expect(whole.map(({ kind }) => kind)).toEqual(['tls-server-name', 'tls-alpn', 'ja4'])
  for (let cut = 1; cut < hello.length; cut += cut < 12 ? 1 : 9)
    expect(detailsOf(new TcpConversation(CLIENT, SERVER), hello, [cut])).toEqual(whole)
}, 60_000)

test.each([1, 3, 4, 60, 200])('a hello cut into records of %s bytes is read, and its slot given back', (size) => {
  const hello = tlsClientHello({
    random: filled(1),
    sessionId: filled(2),
    keyShare: filled(3),
    serverName: 'cloud.example',
    alpn: ['h2'],
  })
  const whole = detailsOf(new TcpConversation(CLIENT, SERVER), hello, [])
  const inside = hello.subarray(5)
  const records = Array.from({ length: Math.ceil(inside.length / size) }, (_, n) => {
    const part = inside.subarray(n * size, (n + 1) * size)
    return bytes(22, 3, 1, part.length >> 8, part.length & 255, part)
  })
  const cut = bytes(...records)
  expect(detailsOf(new TcpConversation(CLIENT, SERVER), cut, [])).toEqual(whole)
  expect(detailsOf(new TcpConversation(CLIENT, SERVER), cut, [7])).toEqual(whole)
})

test('certificates that go over several records are read', () => {
  const flight = tlsServerFlight12(0xc02f, [certificate('plc-7', ['plc-7.example'], ['192.0.2.7'])])
  const parts: Uint8Array[] = []
  for (let at = 0; at < flight.length; ) {
    const stop = at + 5 + ((flight[at + 3]! << 8) | flight[at + 4]!)
    for (let n = at + 5; n < stop; n += 100) {
      const part = flight.subarray(n, Math.min(stop, n + 100))
      parts.push(bytes(22, 3, 3, part.length >> 8, part.length & 255, part))
    }
    at = stop
  }
  const told = (server: Uint8Array) => {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const offer = tlsClientOffer(offerOf([0xc02f], [0], [], [], []))
    return observe([...tcp.open(), ...tcp.send('client', offer), ...tcp.send('server', server)]).conversations[0]
      ?.details
  }
  expect(told(flight)).toContainEqual({ kind: 'tls-certificate-name', value: 'plc-7.example', count: 1 })
  expect(told(bytes(...parts))).toEqual(told(flight))
})

test('on any port, and behind it nothing is an anomaly, not even what was lost', () => {
  const tcp = new TcpConversation(CLIENT, { ...SERVER, port: 9000 })
  const offer = tlsClientOffer(offerOf([0xc02f], [0], [], [], []))
  const frames = [...tcp.open(), ...tcp.send('client', offer)]
  frames.push(...tcp.send('server', tlsServerFlight12(0xc02f, [certificate('plc', ['plc.example'])])))
  tcp.skip('server', 5000)
  frames.push(...tcp.send('client', tlsData(filled(4))), ...tcp.send('server', bytes('anything at all, sealed or not')))
  const batch = observe(frames)
  expect(batch.conversations).toMatchObject([{ protocol: 'https', serverPort: 9000, sidesFrom: 'content' }])
  expect(batch.conversations[0]?.details).toContainEqual({
    kind: 'tls-certificate-name',
    value: 'plc.example',
    count: 1,
  })
  expect(batch.anomalies).toEqual([])
})

test('what is no TLS on port 443 is not called so', () => {
  for (const content of [
    bytes('hello, is there anybody'),
    bytes(0x16, 9, 9, 0, 4, 1, 2, 3, 4),
    bytes(0x16),
    bytes(0x16, 3, 9),
  ]) {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const [row] = observe([...tcp.open(), ...tcp.send('client', content), ...tcp.send('client', content)]).conversations
    expect(row).toMatchObject({ protocol: null, portGuess: 'https' })
  }
  const tcp = new TcpConversation(CLIENT, SERVER)
  const http = observe([...tcp.open(), ...tcp.send('client', httpRequest('GET', '/', { Host: 'a' }))])
  expect(http.conversations).toMatchObject([{ protocol: 'http' }])
})

test('a damaged opening throws nothing and tells nothing that is not text', () => {
  const flight = tlsServerFlight12(0xc02f, [certificate('plc-7', ['plc-7.example'], ['192.0.2.7'])])
  const offer = tlsClientOffer(offerOf([0xc02f], [0, 13, 16, 43], [0x0403], ['h2'], [0x0303]))
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(flips, flips, (first, second) => {
      const tcp = new TcpConversation(CLIENT, SERVER)
      const frames = [
        ...tcp.open(),
        ...tcp.send('client', damaged(offer, first)),
        ...tcp.send('server', damaged(flight, second)),
      ]
      for (const { value } of observe(frames).conversations.flatMap((row) => row.details ?? []))
        expect(isPrintable(value)).toBe(true)
    }),
    { numRuns: 200 },
  )
}, 60_000)

function damaged(data: Uint8Array, flips: readonly (readonly [number, number])[]): Uint8Array {
  const copy = data.slice()
  for (const [at, value] of flips) copy[at % copy.length] = value
  return copy
}

function filled(octet: number): Uint8Array {
  return new Uint8Array(32).fill(octet)
}

function detailsOf(tcp: TcpConversation, hello: Uint8Array, cuts: readonly number[]): readonly DetailSeen[] {
  return observe([...tcp.open(), ...tcp.sendCut('client', hello, cuts)]).conversations[0]?.details ?? []
}

function observe(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}
