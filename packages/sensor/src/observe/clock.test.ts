// A capture whose clock jumps: told as an anomaly with its packet, and nothing ends before it begins.
import { bytes, modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observe } from './frames.fixture.ts'

const START = 1_790_834_400_000_000
const SECOND = 1_000_000
const CLIENT = { mac: '02:00:00:00:00:0a', ip: '192.0.2.10', port: 40_000 }
const SERVER = { mac: '02:00:00:00:00:14', ip: '192.0.2.20', port: 502 }

function frames(count: number): Uint8Array[] {
  const talk = new TcpConversation(CLIENT, SERVER)
  return Array.from({ length: count }, (_, n) =>
    talk.send('client', modbus.frame({ transaction: n, unit: 1 }, modbus.readRequest(3, 0, 2))),
  ).flat()
}

/** The frames, each at its number of microseconds after the start. */
function captureAt(offsets: readonly number[]): Uint8Array {
  const all = frames(offsets.length)
  return bytes(pcapHeader(), ...offsets.map((offset, n) => pcapRecord(START + offset, all[n]!)))
}

test.each([
  { name: 'goes back by a minute', offsets: [0, SECOND, -60 * SECOND, -59 * SECOND], kinds: ['clock-back'] },
  { name: 'goes forward by a day', offsets: [0, SECOND, 86_400 * SECOND], kinds: ['clock-forward'] },
  {
    name: 'goes forward and back again',
    offsets: [0, 7200 * SECOND, SECOND],
    kinds: ['clock-forward', 'clock-back'],
  },
  { name: 'is a little out of order', offsets: [0, SECOND, SECOND / 2, 2 * SECOND], kinds: [] },
])('a clock that $name', ({ offsets, kinds }) => {
  const [batch] = observe(captureAt(offsets))
  expect(batch!.anomalies.map(({ kind }) => kind)).toEqual(kinds)
  for (const { proof } of batch!.anomalies) expect(proof.frame).toBeGreaterThan(1)
  const [conversation] = batch!.conversations
  expect(conversation?.firstAt).toBe(START + Math.min(...offsets))
  expect(conversation?.lastAt).toBe(START + Math.max(...offsets))
})

test('whatever the clock does, every row begins before it ends, in every batch', () => {
  const offsets = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(offsets, fc.integer({ min: 1, max: 10 }), (instants, packetsPerBatch) => {
      for (const batch of observe(captureAt(instants), { packetsPerBatch, maxFlows: 4096 })) {
        for (const { firstAt, lastAt } of [...batch.conversations, ...batch.bindings])
          expect(firstAt).toBeLessThanOrEqual(lastAt)
        expect(batch.firstAt ?? 0).toBeLessThanOrEqual(batch.lastAt ?? 0)
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
