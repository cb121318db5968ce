// What registers and coils read: every reading counted, changed or not, and an independent dissector counts the same.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ValueSeen } from '@penstock/model/observations'
import { fileSource, hasTshark, modbus, TcpConversation } from '@penstock/sensor/encoders'
import { observeFiles, observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captureOf } from '../capture.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 40_000 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }

interface Poll {
  readonly unit: number
  readonly address: number
  readonly registers: readonly number[]
}

function valuesOf(frames: readonly Uint8Array[], packetsPerBatch = 50_000): ValueSeen[] {
  const batches = [...observeStream(fileSource(captureOf(frames)), { packetsPerBatch })]
  expect(batches.flatMap(({ anomalies }) => anomalies)).toEqual([])
  return batches.flatMap(({ values }) => values ?? [])
}

function framesOf(polls: readonly Poll[], functionCode = 3): Uint8Array[] {
  const talk = new TcpConversation(CLIENT, SERVER)
  return [
    ...talk.open(),
    ...polls.flatMap(({ unit, address, registers }, transaction) => [
      ...talk.send(
        'client',
        modbus.frame({ transaction, unit }, modbus.readRequest(functionCode, address, registers.length)),
      ),
      ...talk.send('server', modbus.frame({ transaction, unit }, modbus.registersResponse(functionCode, registers))),
    ]),
  ]
}

test('[E05] a register that is polled has its count, changes and range, unit by unit, proven by the first answer', () => {
  const rows = valuesOf(
    framesOf([
      { unit: 3, address: 40, registers: [7, 500] },
      { unit: 3, address: 40, registers: [7, 500] },
      { unit: 4, address: 40, registers: [1] },
      { unit: 3, address: 40, registers: [7, 65_535] },
      { unit: 3, address: 40, registers: [7, 65_535] },
    ]),
  )
  expect(
    rows.map(({ server, point, count, changes, min, max, first, last }) => [
      server.ip,
      point,
      count,
      changes,
      min,
      max,
      first,
      last,
    ]),
  ).toEqual([
    [SERVER.ip, 'unit 3 holding register 40', 4, 0, 7, 7, 7, 7],
    [SERVER.ip, 'unit 3 holding register 41', 4, 1, 500, 65_535, 500, 65_535],
    [SERVER.ip, 'unit 4 holding register 40', 1, 0, 1, 1, 1, 1],
  ])
  expect(rows.map(({ proof }) => proof.frame)).toEqual([5, 5, 9])
  expect(rows[0]!.lastAt - rows[0]!.firstAt).toBe(8000)
})

test('coils are 1 and 0; an answer of another length, or without its question, gives no value', () => {
  const talk = new TcpConversation(CLIENT, SERVER)
  const ask = (transaction: number, count: number) =>
    talk.send('client', modbus.frame({ transaction, unit: 1 }, modbus.readRequest(1, 10, count)))
  const tell = (transaction: number, bits: readonly boolean[]) =>
    talk.send('server', modbus.frame({ transaction, unit: 1 }, modbus.bitsResponse(1, bits)))
  const frames = [
    ...talk.open(),
    ...ask(1, 3),
    ...tell(1, [true, false, true]),
    ...ask(2, 20),
    ...tell(2, [true]),
    ...tell(3, [false, true]),
    ...ask(4, 4),
    ...talk.send('server', modbus.frame({ transaction: 4, unit: 1 }, modbus.exception(1, 2))),
  ]
  expect(valuesOf(frames).map(({ point, last }) => [point, last])).toEqual([
    ['unit 1 coil 10', 1],
    ['unit 1 coil 11', 0],
    ['unit 1 coil 12', 1],
  ])
})

test('whatever is polled in whatever order, cut into batches anywhere: every reading is counted once, and ranges are those of the readings', () => {
  const poll = fc.record({
    unit: fc.constantFrom(1, 2),
    address: fc.nat(6),
    registers: fc.array(fc.constantFrom(0, 1, 9), { minLength: 1, maxLength: 5 }),
  })
  fc.assert(
    fc.property(fc.array(poll, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (polls, cut) => {
      const expected = new Map<string, number[]>()
      for (const { unit, address, registers } of polls)
        for (const [n, value] of registers.entries()) {
          const point = `unit ${unit} holding register ${address + n}`
          expected.set(point, [...(expected.get(point) ?? []), value])
        }
      const told = new Map<string, { count: number; min: number; max: number }>()
      for (const { point, count, min, max } of valuesOf(framesOf(polls), cut)) {
        const before = told.get(point) ?? { count: 0, min, max }
        told.set(point, { count: before.count + count, min: Math.min(before.min, min), max: Math.max(before.max, max) })
      }
      expect(Object.fromEntries(told)).toEqual(
        Object.fromEntries(
          [...expected].map(([point, values]) => [
            point,
            { count: values.length, min: Math.min(...values), max: Math.max(...values) },
          ]),
        ),
      )
    }),
    { numRuns: 100 },
  )
})

const SAMPLES = fileURLToPath(new URL('../../../../../../shared/samples/captures/modbus/', import.meta.url))
const FIELDS = ['ip.src', 'modbus.regnum16', 'modbus.regval_uint16'].flatMap((field) => ['-e', field])

describe.skipIf(!existsSync(SAMPLES) || !hasTshark()).each(['polling.pcap', 'small.pcap', 'function-codes.pcap'])(
  '%s',
  (name) => {
    test('[E05] tshark reads the same registers as often and in the same range', () => {
      // Answers alone, once each. One whose question was not captured is numbered from 0 there, and names no register here.
      const filter = 'modbus.func_code in {3,4} && modbus.request_frame && !tcp.analysis.retransmission'
      const { stdout } = spawnSync('tshark', ['-n', '-r', SAMPLES + name, '-Y', filter, '-T', 'fields', ...FIELDS], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
      const peer = new Map<string, number[]>()
      for (const line of stdout.split('\n').filter(Boolean)) {
        const [ip = '', numbers = '', values = ''] = line.split('\t')
        const list = values.split(',')
        for (const [n, number] of numbers.split(',').filter(Boolean).entries()) {
          const key = `${ip.split(',')[0]} ${number}`
          peer.set(key, [...(peer.get(key) ?? []), Number(list[n])])
        }
      }
      const own = new Map<string, { count: number; min: number; max: number }>()
      for (const batch of observeFiles([SAMPLES + name], { packetsPerBatch: 1 << 22 }))
        for (const { server, point, count, min, max } of batch.values ?? []) {
          const number = /(?:holding|input) register (\d+)$/.exec(point)?.[1]
          if (number === undefined) continue
          const before = own.get(`${server.ip} ${number}`) ?? { count: 0, min, max }
          own.set(`${server.ip} ${number}`, {
            count: before.count + count,
            min: Math.min(before.min, min),
            max: Math.max(before.max, max),
          })
        }
      const wanted = [...peer].map(([key, values]): [string, unknown] => [
        key,
        { count: values.length, min: Math.min(...values), max: Math.max(...values) },
      ])
      expect(Object.fromEntries(own)).toEqual(Object.fromEntries(wanted))
    })
  },
)
