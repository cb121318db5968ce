// PROFINET IO from bytes to rows: relations, writes with their own status, identity of modules, provider state, alarms.
import type { ObservationBatch } from '@penstock/model/observations'
import {
  alarmFrame,
  bytes,
  type CmRelation,
  cmConnectRequest,
  cmConnectResponse,
  cmMultipleWriteRequest,
  cmMultipleWriteResponse,
  cmReadIm0Response,
  cmReadModulesResponse,
  cmReadRequest,
  cmRefusal,
  cmReleaseRequest,
  cmWriteRequest,
  cmWriteResponse,
  DRIVE_PARAMETER_INDEX,
  driveParameterChange,
  fileSource,
  IM0_INDEX,
  rtFrame,
  udpFrame,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captureOf, isPrintable } from '../capture.fixture.ts'
import { isSampleMissing, observeSample, tsharkRows } from '../sample.fixture.ts'

const CONTROLLER = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_160 }
const DEVICE = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 34_964 }
/** A device answers from a port of its own. */
const ANSWERS = { ...DEVICE, port: 49_153 }
const CYCLIC = { from: DEVICE.mac, to: CONTROLLER.mac }
const RUNS = 0x35
const STOPPED = 0x25
const UNWELL = 0x11

const CM: CmRelation = {
  relation: new Uint8Array(16).fill(3),
  activity: Uint8Array.from({ length: 16 }, (_, n) => n + 1),
  controllerMac: CONTROLLER.mac,
  deviceMac: DEVICE.mac,
  controllerName: 'plc-1',
  vendorId: 0x2a,
  deviceId: 0x0501,
}
const IM = {
  vendorId: 0x2a,
  orderId: '6ES7131-6BF01-0BA0',
  serial: 'S C-1234',
  hardware: 3,
  software: ['V', 1, 1, 2],
} as const

const ask = (data: Uint8Array): Uint8Array => udpFrame(CONTROLLER, DEVICE, data)
const tell = (data: Uint8Array): Uint8Array => udpFrame(ANSWERS, CONTROLLER, data)

test('a relation names its controller, and its answer comes from another port', () => {
  const batch = observe([ask(cmConnectRequest(CM, 0)), tell(cmConnectResponse(CM, 0)), ask(cmReleaseRequest(CM, 1))])
  expect(
    batch.operations.map(({ kind, name, target, values, result }) => [kind, name, target, values, result]),
  ).toEqual([
    ['control', 'Connect', 'application relation', ['IO controller plc-1'], 'ok'],
    ['control', 'Release', 'application relation', undefined, null],
  ])
  expect(said(batch)).toEqual([
    [CONTROLLER.ip, 'name', 'plc-1', 'connect-station-name'],
    [CONTROLLER.ip, 'vendor', 'Siemens', 'connect-object-id'],
    [CONTROLLER.ip, 'description', 'PROFINET vendor 0x002a, device 0x0501', 'connect-object-id'],
    [DEVICE.ip, 'vendor', 'Siemens', 'object-id'],
    [DEVICE.ip, 'description', 'PROFINET vendor 0x002a, device 0x0501', 'object-id'],
  ])
  expect(batch.conversations.map(({ client, server }) => [client.ip, server.ip])).toEqual([
    [CONTROLLER.ip, DEVICE.ip],
    [CONTROLLER.ip, DEVICE.ip],
  ])
})

test('a write has its place and first octets, and a refusal its reason', () => {
  const batch = observe([
    ask(cmWriteRequest(CM, 1, DRIVE_PARAMETER_INDEX, driveParameterChange(2, 1070, 1))),
    tell(cmWriteResponse(CM, 1, DRIVE_PARAMETER_INDEX)),
    ask(cmWriteRequest(CM, 2, 0x1234, bytes(9))),
    tell(cmRefusal(CM, 2, 3, 0xdf80b200)),
  ])
  expect(batch.operations).toMatchObject([
    {
      kind: 'write',
      code: '3',
      target: 'slot 1 subslot 1 drive parameters (0xb02e)',
      values: ['16 bytes', '020200011000042e'],
      result: 'ok',
      proof: { frame: 1 },
    },
    {
      target: 'slot 1 subslot 1 record 0x1234',
      values: ['1 bytes', '09'],
      result: 'status 0xdf80b200 (invalid slot or subslot)',
    },
  ])
})

test('several writes in one call are rows of their own, each with its status', () => {
  const first = { slot: 2, subslot: 1, index: 1 }
  const second = { slot: 3, subslot: 2, index: 2 }
  const batch = observe([
    ask(
      cmMultipleWriteRequest(CM, 1, [
        { ...first, record: bytes(1, 2, 3) },
        { ...second, record: bytes(4) },
      ]),
    ),
    tell(
      cmMultipleWriteResponse(CM, 1, [
        { ...first, status: 0 },
        { ...second, status: 0xdf80b600 },
      ]),
    ),
  ])
  expect(batch.operations.map(({ target, values, result }) => [target, values, result])).toEqual([
    ['slot 2 subslot 1 record 0x0001', ['3 bytes', '010203'], 'ok'],
    ['slot 3 subslot 2 record 0x0002', ['1 bytes', '04'], 'status 0xdf80b600 (access denied)'],
  ])
})

test('identity of the device in slot 0 and of modules behind it', () => {
  const batch = observe([
    ask(cmReadRequest(CM, 1, IM0_INDEX)),
    tell(cmReadIm0Response(CM, 1, IM, 0)),
    tell(cmReadIm0Response(CM, 2, { ...IM, serial: 'S C-9' }, 4)),
    tell(
      cmReadModulesResponse(CM, 3, [
        [0, 1],
        [5, 0x98],
      ]),
    ),
  ])
  expect(
    said(batch)
      .filter(([, , , method]) => method !== 'object-id')
      .map(([, ...rest]) => rest),
  ).toEqual([
    ['vendor', 'Siemens', 'im0'],
    ['orderNumber', '6ES7131-6BF01-0BA0', 'im0'],
    ['serial', 'S C-1234', 'im0'],
    ['hardware', '3', 'im0'],
    ['firmware', 'V1.1.2', 'im0'],
    ['vendor', 'Siemens', 'im0@slot 4'],
    ['orderNumber', '6ES7131-6BF01-0BA0', 'im0@slot 4'],
    ['serial', 'S C-9', 'im0@slot 4'],
    ['hardware', '3', 'im0@slot 4'],
    ['firmware', 'V1.1.2', 'im0@slot 4'],
    ['description', 'PROFINET module ident 0x00000098', 'real-module@slot 5'],
  ])
})

test('a provider tells once that it runs, and once that it stopped', () => {
  const frames = [RUNS, RUNS, STOPPED, STOPPED, UNWELL].map((status, n) =>
    rtFrame(CYCLIC, 0x8001, n, bytes(n), [], status),
  )
  const other = rtFrame({ from: CONTROLLER.mac, to: DEVICE.mac }, 0x8002, 1, bytes(1))
  const { states } = observe([frames[0]!, other, ...frames.slice(1), other])
  expect(states?.map(({ about, part, field, value, proof }) => [about.mac, part, field, value, proof.frame])).toEqual([
    [DEVICE.mac, 'frame 0x8001', 'mode', 'provider runs', 1],
    [DEVICE.mac, 'frame 0x8001', 'fault', 'none', 1],
    [CONTROLLER.mac, 'frame 0x8002', 'mode', 'provider runs', 2],
    [CONTROLLER.mac, 'frame 0x8002', 'fault', 'none', 2],
    [DEVICE.mac, 'frame 0x8001', 'mode', 'provider stopped', 4],
    [DEVICE.mac, 'frame 0x8001', 'mode', 'provider runs', 6],
    [DEVICE.mac, 'frame 0x8001', 'fault', 'station problem, data not valid', 6],
  ])
})

test('a frame whose end is no status says nothing', () => {
  const cut = rtFrame(CYCLIC, 0x8001, 1, bytes(1)).slice()
  cut[cut.length - 1] = 7
  expect(observe([cut]).states ?? []).toEqual([])
})

test('alarms are functions of the device and states of its slots', () => {
  const batch = observe([
    alarmFrame(CYCLIC, { type: 1, slot: 2, subslot: 1, channel: 3, error: 6 }),
    alarmFrame(CYCLIC, { type: 1, slot: 2, subslot: 1, channel: 3, error: 6 }),
    alarmFrame(CYCLIC, { type: 12, slot: 2, subslot: 1 }),
    alarmFrame(CYCLIC, { type: 0x1f, slot: 3, subslot: 2 }),
    alarmFrame(CYCLIC, { type: 2, slot: 3, subslot: 2 }),
  ])
  expect(batch.states?.map(({ part, field, value, proof }) => [part, field, value, proof.frame])).toEqual([
    ['slot 2', 'fault', 'diagnosis, channel 3 error 0x0006', 1],
    ['slot 2', 'fault', 'diagnosis gone', 3],
    ['slot 3 subslot 2', 'configuration', 'module pulled', 4],
  ])
  expect(batch.conversations[0]!.functions.map(({ code, name, count }) => [code, name, count])).toEqual([
    ['alarm 1', 'Alarm: Diagnosis', 2],
    ['alarm 12', 'Alarm: Diagnosis disappears', 1],
    ['alarm 31', 'Alarm: Pull module', 1],
    ['alarm 2', 'Alarm: Process', 1],
  ])
})

test('a call that promises more than it holds is an anomaly', () => {
  const whole = cmWriteRequest(CM, 1, 1, bytes(1, 2, 3))
  expect(observe([ask(whole.subarray(0, whole.length - 4))]).anomalies).toMatchObject([{ kind: 'profinet-length' }])
})

test('damage anywhere throws nothing and rows stay bounded and printable', () => {
  const calls = [
    cmConnectRequest(CM, 0),
    cmConnectResponse(CM, 0),
    cmMultipleWriteRequest(CM, 1, [{ slot: 2, subslot: 1, index: 1, record: bytes(1, 2, 3) }]),
    cmReadIm0Response(CM, 1, IM, 4),
    cmReadModulesResponse(CM, 3, [[5, 0x98]]),
  ]
  const frames = [
    rtFrame(CYCLIC, 0x8001, 1, bytes(1)),
    alarmFrame(CYCLIC, { type: 1, slot: 2, subslot: 1, channel: 3, error: 6 }),
  ]
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(),
      (isCall, which, flips, cut) => {
        const message = isCall ? calls[which % calls.length]! : frames[which % frames.length]!
        const from = isCall ? 80 : 14
        const damaged = message.slice(0, from + (cut % (message.length - from + 1)))
        for (const [at, value] of flips) damaged[from + (at % Math.max(1, damaged.length - from))] = value
        if (isCall && damaged.length >= 80) {
          damaged[74] = (damaged.length - 80) & 0xff
          damaged[75] = (damaged.length - 80) >> 8
        }
        const batch = observe(isCall ? [ask(damaged), tell(damaged)] : [damaged, damaged])
        expect(batch.operations.length).toBeLessThanOrEqual(64)
        for (const { value } of batch.claims) expect(isPrintable(value)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
}, 60_000)

describe.skipIf(isSampleMissing)('the capture of icsnpp-profinet-io-cm', () => {
  const PATH = 'profinet/io-cm-mixed.pcap'

  test('calls and written records are those of tshark', () => {
    const batch = observeSample(PATH)
    const rows = batch.conversations.filter(({ protocol, transport }) => protocol === 'profinet' && transport === 'udp')
    const ours = new Map<string, number>()
    for (const { client, server, functions } of rows)
      for (const { code, count } of functions) {
        const key = `${client.ip} > ${server.ip} ${code}`
        ours.set(key, (ours.get(key) ?? 0) + count)
      }
    // Each call is counted where it is asked and, in the flow of the device's own port, where it is answered.
    const theirs = new Map<string, number>()
    for (const [kind, operation, source, target] of tsharkRows(PATH, 'pn_io_device or pn_io_controller', [
      'dcerpc.pkt_type',
      'dcerpc.opnum',
      'ip.src',
      'ip.dst',
    ])) {
      if (kind === '') continue
      const key = kind === '0' ? `${source} > ${target} ${operation}` : `${target} > ${source} ${operation}`
      theirs.set(key, (theirs.get(key) ?? 0) + 1)
    }
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort())
    for (const [key, count] of ours) expect(count).toBeLessThanOrEqual(theirs.get(key)!)

    const records = tsharkRows(PATH, 'pn_io.block_type == 0x0008', ['pn_io.slot_nr', 'pn_io.subslot_nr', 'pn_io.index'])
    const expected = new Set(
      records.flatMap(([slots, subslots, indexes]) =>
        indexes!.split(',').flatMap((index, n) => {
          const place = `slot ${Number(slots!.split(',')[n])} subslot ${Number(subslots!.split(',')[n])}`
          return index === '0xe040' ? [] : [`${place} ${Number(index)}`]
        }),
      ),
    )
    const writes = batch.operations.filter(({ protocol, kind }) => protocol === 'profinet' && kind === 'write')
    const places = writes.map(({ target }) => {
      const [, slot, subslot, index] = /^slot (\d+) subslot (\d+) .*(0x[0-9a-f]{4})\)?$/.exec(target ?? '') ?? []
      return `slot ${slot} subslot ${subslot} ${Number(index)}`
    })
    expect(new Set(places)).toEqual(expected)
    expect(writes.every(({ result }) => result === 'ok')).toBe(true)
    expect(batch.anomalies).toEqual([])
  })

  test('stations, modules and provider states, as tshark shows them', () => {
    const batch = observeSample(PATH)
    const names = tsharkRows(PATH, 'pn_io.block_type == 0x0101', ['ip.src', 'pn_io.cminitiator_station_name'])
    expect(
      new Set(
        said(batch)
          .filter(([, , , method]) => method === 'connect-station-name')
          .map(([ip, , value]) => `${ip} ${value}`),
      ),
    ).toEqual(new Set(names.map((row) => row.join(' '))))
    const cyclic = tsharkRows(PATH, 'pn_rt.frame_id >= 0xc000 and pn_rt.frame_id < 0xfc00', [
      'eth.src',
      'pn_rt.ds_operate',
      'pn_rt.ds_ok',
      'pn_rt.ds_valid',
    ])
    expect(new Set(cyclic.map((row) => row.join(' ')))).toEqual(
      new Set(['00:09:91:43:e0:67 0x01 0x00 0x01', '00:a0:45:6d:d3:43 0x01 0x01 0x01']),
    )
    expect(
      batch.states
        ?.filter(({ method }) => method === 'data-status')
        .map(({ about, part, field, value }) => [about.mac, part, field, value]),
    ).toEqual([
      ['00:09:91:43:e0:67', 'frame 0xc002', 'mode', 'provider runs'],
      ['00:09:91:43:e0:67', 'frame 0xc002', 'fault', 'station problem'],
      ['00:a0:45:6d:d3:43', 'frame 0xc000', 'mode', 'provider runs'],
      ['00:a0:45:6d:d3:43', 'frame 0xc000', 'fault', 'none'],
    ])
    expect(
      batch.states?.filter(({ method }) => method === 'module-difference').map(({ part, value }) => [part, value]),
    ).toEqual([
      ['slot 0', 'proper module, ident 0x00000001'],
      ['slot 1', 'proper module, ident 0xffff8140'],
    ])
  })
})

function said(batch: ObservationBatch): [string | null, string, string, string][] {
  return batch.claims
    .filter(({ protocol }) => protocol === 'profinet')
    .map(({ about, field, value, method }) => [about.ip, field, value, method])
}

function observe(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}
