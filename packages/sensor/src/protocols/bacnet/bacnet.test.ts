// BACnet/IP from bytes to rows: identity, writes with priority and result, values with quality, files, what stands behind a router.
import type { ObservationBatch } from '@penstock/model/observations'
import { bacnet as b, be16, bytes, fileSource, udpFrame } from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { isSampleMissing, observeSample, truthRows } from '../sample.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 47_808 }
const DEVICE = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 47_808 }
const EVERYBODY = { mac: 'ff:ff:ff:ff:ff:ff', ip: '192.0.2.255', port: 47_808 }
const SELF = b.objectId(8, 77)
const SETPOINT = b.objectId(2, 3)
const BEHIND = { network: 5, address: [3] }

const ask = (data: Uint8Array): Uint8Array => udpFrame(CLIENT, DEVICE, data)
const tell = (data: Uint8Array): Uint8Array => udpFrame(DEVICE, CLIENT, data)

test('who is there, and what the answer says of the device', () => {
  const batch = observe([
    udpFrame(CLIENT, EVERYBODY, b.broadcast(b.unconfirmed(b.UNCONFIRMED.whoIs))),
    udpFrame(DEVICE, EVERYBODY, b.broadcast(b.iAm(77, 222))),
    udpFrame(DEVICE, EVERYBODY, b.broadcast(b.iAm(77, 222))),
  ])
  expect(batch.discoveries).toMatchObject([
    { client: { ip: CLIENT.ip }, protocol: 'bacnet', method: 'Who-Is', count: 1, proof: { frame: 1 } },
  ])
  expect(said(batch)).toEqual([
    ['description', 'BACnet device 77, vendor id 222', 'i-am'],
    ['vendor', 'WAGO Kontakttechnik GmbH & Co. KG', 'i-am'],
  ])
  expect(batch.conversations.map(({ client, server }) => [client.ip, server.ip])).toEqual([
    [CLIENT.ip, EVERYBODY.ip],
    [DEVICE.ip, EVERYBODY.ip],
  ])
})

test('properties of the device object are its identity and state; those of others are not', () => {
  const read = (object: number, property: number, value: Uint8Array): Uint8Array =>
    tell(b.unicast(b.complexAck(1, b.SERVICE.readProperty, b.property(object, property, value))))
  const batch = observe([
    read(SELF, 77, b.text('AHU-1')),
    read(SELF, 121, b.text('WAGO')),
    read(SELF, 70, b.text('750-831')),
    read(SELF, 44, b.text('FW 1.2')),
    read(SELF, 12, b.text('3.4')),
    read(SELF, 58, b.text('Roof')),
    read(SELF, 372, b.text('S-1')),
    read(SELF, 120, b.unsigned(8)),
    read(SELF, 112, b.enumerated(4)),
    read(SELF, 196, b.enumerated(5)),
    read(SETPOINT, 77, b.text('not the device')),
  ])
  expect(said(batch)).toEqual([
    ['name', 'AHU-1', 'object-name'],
    ['vendor', 'WAGO', 'vendor-name'],
    ['model', '750-831', 'model-name'],
    ['firmware', 'FW 1.2', 'firmware-revision'],
    ['description', 'application software 3.4', 'application-software-version'],
    ['description', 'location Roof', 'location'],
    ['serial', 'S-1', 'serial-number'],
    ['vendor', 'Delta Controls', 'vendor-identifier'],
  ])
  expect(batch.states).toMatchObject([
    { about: { ip: DEVICE.ip }, part: null, field: 'mode', value: 'non-operational', proof: { frame: 9 } },
    { field: 'restart', value: 'hardware watchdog' },
  ])
  expect(batch.conversations).toMatchObject([
    {
      client: { ip: CLIENT.ip },
      server: { ip: DEVICE.ip },
      sidesFrom: 'content',
      functions: [{ code: '12', name: 'readProperty', kind: 'read', count: 11 }],
    },
  ])
})

test('present values come from answers, lists and notifications, with what their flags say against them', () => {
  const list = bytes(
    b.contextObject(0, b.objectId(0, 1)),
    b.within(
      1,
      bytes(b.context(2, 85), b.within(4, b.real(-1.5))),
      bytes(b.context(2, 111), b.within(4, b.bits(false, false, true, false))),
      bytes(b.context(2, 9999), b.within(5, b.enumerated(2), b.enumerated(32))),
    ),
    b.contextObject(0, b.objectId(3, 2)),
    b.within(1, bytes(b.context(2, 85), b.within(4, b.enumerated(1)))),
  )
  const batch = observe([
    tell(b.unicast(b.complexAck(1, b.SERVICE.readProperty, b.property(SETPOINT, 85, b.real(21.5))))),
    tell(b.unicast(b.complexAck(2, b.SERVICE.readPropertyMultiple, list))),
    tell(
      b.unicast(
        b.covNotification(77, SETPOINT, [
          [85, b.real(22)],
          [111, b.bits(false, true, false, false)],
        ]),
      ),
    ),
  ])
  expect(batch.values).toMatchObject([
    {
      server: { ip: DEVICE.ip },
      point: 'analog-value 3 present-value',
      first: 21.5,
      last: 22,
      count: 2,
      changes: 1,
      quality: ['invalid'],
      proof: { frame: 1 },
    },
    { point: 'analog-input 1 present-value', last: -1.5, quality: ['substituted'] },
    { point: 'binary-input 2 present-value', last: 1, quality: [] },
  ])
})

test.each([
  { name: 'accepted', answer: b.simpleAck(7, b.SERVICE.writeProperty), result: 'ok' },
  { name: 'an error', answer: b.errorPdu(7, b.SERVICE.writeProperty, 2, 40), result: 'error 40 (write-access-denied)' },
  { name: 'rejected', answer: b.reject(7, 9), result: 'reject 9 (unrecognized-service)' },
  { name: 'aborted', answer: b.abort(7, 4), result: 'abort 4 (segmentation-not-supported)' },
  { name: 'another invoke id', answer: b.simpleAck(8, b.SERVICE.writeProperty), result: null },
])('a write with its priority: $name', ({ answer, result }) => {
  const batch = observe([
    ask(b.unicast(b.confirmed(7, b.SERVICE.writeProperty, b.property(SETPOINT, 85, b.real(22.5), 8)))),
    tell(b.unicast(answer)),
  ])
  expect(batch.operations).toMatchObject([
    {
      kind: 'write',
      code: '15',
      name: 'writeProperty',
      client: { ip: CLIENT.ip },
      server: { ip: DEVICE.ip },
      target: 'analog-value 3 present-value',
      values: ['22.5', 'priority 8'],
      result,
      proof: { frame: 1 },
    },
  ])
})

test('several writes in one message are rows of their own with one result', () => {
  const data = bytes(
    b.contextObject(0, SETPOINT),
    b.within(
      1,
      bytes(b.context(0, 85), b.within(2, b.real(1)), b.context(3, 9)),
      bytes(b.context(0, 81), b.within(2, b.boolean(true))),
    ),
    b.contextObject(0, b.objectId(4, 6)),
    b.within(1, bytes(b.context(0, 85), b.within(2, b.enumerated(0)))),
  )
  const batch = observe([
    ask(b.unicast(b.confirmed(1, b.SERVICE.writePropertyMultiple, data))),
    tell(b.unicast(b.simpleAck(1, b.SERVICE.writePropertyMultiple))),
  ])
  expect(batch.operations.map(({ target, values, result }) => [target, values, result])).toEqual([
    ['analog-value 3 present-value', ['1', 'priority 9'], 'ok'],
    ['analog-value 3 out-of-service', ['true'], 'ok'],
    ['binary-output 6 present-value', ['0'], 'ok'],
  ])
})

test('a restart shows whether its password was taken, and never the password', () => {
  const request = (invoke: number): Uint8Array =>
    ask(
      b.unicast(
        b.confirmed(invoke, b.SERVICE.reinitialize, bytes(b.context(0, 0), b.context(1, bytes(0, 'Geheim-1')))),
      ),
    )
  const batch = observe([
    request(1),
    tell(b.unicast(b.errorPdu(1, b.SERVICE.reinitialize, 4, 26))),
    request(2),
    tell(b.unicast(b.simpleAck(2, b.SERVICE.reinitialize))),
    ask(b.unicast(b.confirmed(3, b.SERVICE.reinitialize, b.context(0, 4)))),
    ask(b.unicast(b.confirmed(4, b.SERVICE.communicationControl, bytes(b.context(0, 60), b.context(1, 1))))),
  ])
  expect(batch.operations).toMatchObject([
    { kind: 'restart', values: ['cold start'], result: 'error 26 (password-failure)', count: 2 },
    { kind: 'config', values: ['start of a restore'] },
    { kind: 'control', name: 'deviceCommunicationControl', values: ['disable', '60 min'] },
  ])
  expect(batch.logons).toMatchObject([
    { method: 'password', account: null, result: 'refused', count: 1 },
    { result: 'accepted' },
  ])
  expect(JSON.stringify(batch)).not.toContain('Geheim')
})

test('time, objects and broadcast management are changes of their own', () => {
  const time = bytes(0xa4, 126, 10, 1, 4, 0xb4, 6, 30, 15, 0)
  const batch = observe([
    ask(b.unicast(b.unconfirmed(b.UNCONFIRMED.timeSynchronization, time))),
    ask(b.unicast(b.confirmed(1, b.SERVICE.createObject, b.within(0, b.context(0, 2))))),
    ask(b.unicast(b.confirmed(2, b.SERVICE.deleteObject, b.object(SETPOINT)))),
    ask(b.link(b.LINK.registerForeign, bytes(be16(300)))),
    tell(b.link(b.LINK.result, bytes(be16(0x30)))),
  ])
  expect(
    batch.operations.map(({ kind, name, target, values, result }) => [kind, name, target, values ?? [], result]),
  ).toEqual([
    ['time', 'timeSynchronization', 'clock', ['2026-10-01 06:30:15'], null],
    ['config', 'createObject', 'object of type analog-value', [], null],
    ['config', 'deleteObject', 'analog-value 3', [], null],
    ['config', 'Register-Foreign-Device', 'broadcast management', ['for 300 s'], 'refused 0x0030'],
  ])
})

test('devices behind a router are modules, those that a broadcast manager speaks for keep their address', () => {
  const longAddress = { network: 9, address: [192, 0, 2, 99, 0xba, 0xc0] }
  const value = b.complexAck(1, b.SERVICE.readProperty, b.property(SETPOINT, 85, b.real(7)))
  const write = b.confirmed(2, b.SERVICE.writeProperty, b.property(SETPOINT, 85, b.real(8)))
  const batch = observe([
    tell(b.link(b.LINK.broadcast, b.networkMessage(1, bytes(be16(5), be16(9))))),
    tell(b.unicast(b.iAm(78, 8), { from: BEHIND })),
    tell(b.unicast(value, { from: BEHIND })),
    tell(b.unicast(value, { from: longAddress })),
    ask(b.unicast(write, { to: BEHIND, expectsReply: true })),
    tell(b.unicast(b.simpleAck(2, b.SERVICE.writeProperty))),
    tell(b.unicast(b.simpleAck(2, b.SERVICE.writeProperty), { from: BEHIND })),
    tell(b.forwarded('192.0.2.9', 47_808, b.network(b.iAm(79, 8)))),
  ])
  expect(
    batch.claims
      .filter(({ method }) => method !== 'oui')
      .map(({ about, value: text, method }) => [about.ip, text, method]),
  ).toEqual([
    [DEVICE.ip, 'BACnet router to networks 5, 9', 'i-am-router'],
    [DEVICE.ip, 'BACnet device 78, vendor id 8', 'i-am@network 5 address 3'],
    [DEVICE.ip, 'Delta Controls', 'i-am@network 5 address 3'],
    ['192.0.2.9', 'BACnet device 79, vendor id 8', 'i-am'],
    ['192.0.2.9', 'Delta Controls', 'i-am'],
  ])
  expect(batch.values).toMatchObject([
    { point: 'network 5 address 3 analog-value 3 present-value' },
    { point: 'network 9 address 192.0.2.99:47808 analog-value 3 present-value' },
  ])
  expect(batch.operations).toMatchObject([{ target: 'network 5 address 3 analog-value 3 present-value', result: 'ok' }])
})

describe('files', () => {
  const FILE = b.objectId(10, 5)
  const readRequest = (invoke: number, start: number): Uint8Array =>
    ask(
      b.unicast(
        b.confirmed(invoke, b.SERVICE.readFile, bytes(b.object(FILE), b.within(0, b.signed(start), b.unsigned(4)))),
      ),
    )
  const part = (isLast: boolean, start: number, data: Uint8Array): Uint8Array =>
    bytes(b.boolean(isLast), b.within(0, b.signed(start), b.octets(data)))

  test('a file is read in parts and ends with its digest; a refused one says so', () => {
    const { transfers } = observe([
      readRequest(1, 0),
      tell(b.unicast(b.complexAck(1, b.SERVICE.readFile, part(false, 0, bytes('abcd'))))),
      readRequest(2, 4),
      tell(b.unicast(b.complexAck(2, b.SERVICE.readFile, part(true, 4, bytes('ef'))))),
      readRequest(3, 0),
      tell(b.unicast(b.errorPdu(3, b.SERVICE.readFile, 5, 5))),
    ])
    expect(transfers).toMatchObject([
      {
        kind: 'file',
        direction: 'from-device',
        initiator: { ip: CLIENT.ip },
        device: { ip: DEVICE.ip },
        name: 'file 5',
        bytes: 6,
        // printf abcdef | sha256sum
        sha256: 'bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721',
        result: 'complete',
      },
      { bytes: 0, sha256: null, result: 'refused' },
    ])
  })

  test('an answer in segments is put together; a missing segment is told and nothing is made of it', () => {
    const data = part(true, 0, new Uint8Array(900).fill(7))
    const cuts = [data.subarray(0, 400), data.subarray(400, 800), data.subarray(800)]
    const frames = cuts.map((cut, n) => tell(b.unicast(b.segmentedAck(1, b.SERVICE.readFile, n, n === 2, cut))))
    const whole = observe([readRequest(1, 0), frames[0]!, frames[1]!, frames[1]!, frames[2]!])
    expect(whole.transfers).toMatchObject([{ bytes: 900, result: 'complete' }])
    expect(whole.anomalies).toEqual([])
    const holed = observe([readRequest(1, 0), frames[0]!, frames[2]!])
    expect(holed.transfers).toMatchObject([{ bytes: 0, result: 'open' }])
    expect(holed.anomalies).toMatchObject([{ kind: 'bacnet-segment', proof: { frame: 3 } }])
  })

  test('a file that is written goes to the device', () => {
    const request = bytes(b.object(FILE), b.within(0, b.signed(0), b.octets(bytes('abcdef'))))
    const batch = observe([
      ask(b.unicast(b.confirmed(1, b.SERVICE.writeFile, request))),
      tell(b.unicast(b.complexAck(1, b.SERVICE.writeFile, b.context(0, 0)))),
    ])
    expect(batch.operations).toMatchObject([{ kind: 'file', target: 'file 5', result: 'ok' }])
    expect(batch.transfers).toMatchObject([{ direction: 'to-device', bytes: 6, result: 'open' }])
  })
})

test.each([
  { name: 'a length beyond the datagram', data: bytes(0x81, 10, be16(90), 1, 0, 0x10, 8), kind: 'bacnet-length' },
  {
    name: 'another version of the network layer',
    data: bytes(0x81, 10, be16(8), 2, 0, 0x10, 8),
    kind: 'bacnet-network',
  },
  {
    name: 'an address longer than any',
    data: bytes(0x81, 10, be16(10), 1, 0x20, be16(5), 40, 1),
    kind: 'bacnet-network',
  },
  { name: 'other bytes', data: bytes(0x99, 10, be16(8), 1, 0, 0x10, 8), kind: 'bacnet-header' },
])('$name is an anomaly', ({ data, kind }) => {
  const first = ask(b.unicast(b.unconfirmed(b.UNCONFIRMED.whoIs)))
  expect(observe([first, ask(data)]).anomalies).toMatchObject([{ kind, proof: { frame: 2 } }])
})

test('damage anywhere throws nothing and rows stay bounded and printable', () => {
  const valid = [
    b.unicast(
      b.covNotification(77, SETPOINT, [
        [85, b.real(22)],
        [111, b.bits(false, true, false, false)],
      ]),
    ),
    b.unicast(b.complexAck(1, b.SERVICE.readProperty, b.property(SELF, 70, b.text('750-831'))), { from: BEHIND }),
    b.unicast(b.confirmed(3, b.SERVICE.writeProperty, b.property(SETPOINT, 85, b.text('a'), 8)), { to: BEHIND }),
    b.unicast(
      b.confirmed(3, b.SERVICE.writeFile, bytes(b.object(5), b.within(0, b.signed(0), b.octets(bytes('abc'))))),
    ),
    b.unicast(b.segmentedAck(1, b.SERVICE.readFile, 0, true, bytes(b.boolean(true), b.within(0, b.signed(0))))),
    b.forwarded('192.0.2.9', 47_808, b.network(b.iAm(79, 8))),
    b.link(1, bytes(192, 0, 2, 1, 0xba, 0xc0, 255, 255, 255, 255)),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...valid),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(),
      (message, flips, cut) => {
        const damaged = message.slice(0, 4 + (cut % (message.length - 3)))
        for (const [at, value] of flips) damaged[at % damaged.length] = value
        if (cut % 2 === 0) damaged.set(be16(damaged.length), 2)
        const batch = observe([ask(b.unicast(b.unconfirmed(8))), ask(damaged), tell(damaged), tell(damaged)])
        expect(batch.operations.length).toBeLessThanOrEqual(32)
        const texts = [
          ...batch.claims.map(({ value }) => value),
          ...(batch.transfers ?? []).map(({ name }) => name ?? ''),
        ]
        for (const text of texts) expect(isPrintable(text)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
}, 60_000)

describe.skipIf(isSampleMissing)('the capture of icsnpp-bacnet', () => {
  test('functions, identities, results and values are those of tshark', () => {
    const batch = observeSample('bacnet/discovery.pcap')
    const theirs = new Map<string, number>()
    for (const row of truthRows('bacnet-discovery', 'bacnet_services')) {
      const isRequest = row['type'] === '0' || row['type'] === '1'
      if (!isRequest) continue
      const code = row['type'] === '0' ? String(row['confirmed']) : `unconfirmed ${row['unconfirmed']}`
      const key = `${row['src']} > ${row['dst']} ${code}`
      theirs.set(key, (theirs.get(key) ?? 0) + Number(row['count']))
    }
    const ours = new Map<string, number>()
    for (const { client, server, functions } of batch.conversations)
      for (const { code, count } of functions) ours.set(`${client.ip} > ${server.ip} ${code}`, count)
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs))

    const devices = batch.claims.filter(({ field, method }) => field === 'description' && method === 'i-am')
    expect(devices.map(({ about, value }) => `${about.ip} ${value}`).sort()).toEqual(
      truthRows('bacnet-discovery', 'bacnet_iam')
        .map((row) => `${row['device']} BACnet device ${row['instance']}, vendor id ${row['vendor']}`)
        .sort(),
    )
    const names = batch.claims.filter(({ method }) => method === 'object-name')
    const theirNames = truthRows('bacnet-discovery', 'bacnet_names').filter((row) => row['object_type'] === '8')
    expect(names.map(({ about, value }) => `${about.ip} ${value}`).sort()).toEqual(
      theirNames.map((row) => `${row['src']} ${row['name']}`).sort(),
    )
    // 120 attempts to break off a restore by somebody who guesses passwords: 30 times simple ack, 90 times error 26.
    expect(new Set(batch.operations.map(({ code, values }) => `${code} ${values?.join() ?? ''}`))).toEqual(
      new Set(['20 abort of a restore']),
    )
    expect(batch.operations.reduce((sum, { count }) => sum + count, 0)).toBe(120)
    const attempts = (result: string): number =>
      (batch.logons ?? []).filter((row) => row.result === result).reduce((sum, { count }) => sum + count, 0)
    expect([attempts('refused'), attempts('accepted')]).toEqual([90, 30])
    expect(batch.values?.length).toBe(8)
    expect(batch.values?.reduce((sum, { count }) => sum + count, 0)).toBe(160)
    // The lengths of these requests and of their answers are wrong.
    expect(new Set(batch.anomalies.map(({ kind }) => kind))).toEqual(new Set(['bacnet-length']))
    expect(batch.anomalies.reduce((sum, { count }) => sum + count, 0)).toBe(240)
  })
})

function said(batch: ObservationBatch): [string, string, string][] {
  return batch.claims.filter(({ method }) => method !== 'oui').map(({ field, value, method }) => [field, value, method])
}

function observe(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}
