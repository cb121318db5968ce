// What of TCP was not seen is said: connections of one direction, and holes.
import type { ObservationBatch } from '@penstock/model/observations'
import { modbus, TcpConversation } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { captureOf, observe, observeFrames } from './frames.fixture.ts'

const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }
const READ = modbus.readRequest(3, 0, 2)

function talk(client: number, rounds: number): { frame: Uint8Array; side: 'client' | 'server' }[] {
  const tcp = new TcpConversation({ mac: '02:00:00:00:00:01', ip: `192.0.2.${client}`, port: 49_200 }, SERVER)
  return Array.from({ length: rounds }, (_, n) =>
    (['client', 'server'] as const).flatMap((side) =>
      tcp
        .send(
          side,
          modbus.frame({ transaction: n, unit: 1 }, side === 'client' ? READ : modbus.registersResponse(3, [n, 2])),
        )
        .map((frame) => ({ frame, side })),
    ),
  ).flat()
}

const framesOf = (talked: ReturnType<typeof talk>, side?: 'client' | 'server'): Uint8Array[] =>
  talked.filter((one) => side === undefined || one.side === side).map(({ frame }) => frame)

test.each([
  { name: 'both directions', frames: framesOf(talk(10, 20)), streams: { connections: 1, oneSided: 0 } },
  { name: 'questions only', frames: framesOf(talk(10, 20), 'client'), streams: { connections: 1, oneSided: 1 } },
  { name: 'answers only', frames: framesOf(talk(10, 20), 'server'), streams: { connections: 1, oneSided: 1 } },
])('a mirror of $name', ({ frames, streams }) => {
  expect(observeFrames(frames).streams).toEqual({ ...streams, gaps: 0, missingBytes: 0 })
})

test('too few packets of one direction, and calls without an answer, say nothing', () => {
  expect(observeFrames(framesOf(talk(10, 15), 'client')).streams).toBeUndefined()
  const [call] = new TcpConversation({ mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }, SERVER).open()
  expect(observeFrames(Array.from({ length: 40 }, () => call!)).streams).toBeUndefined()
})

test('the sum does not depend on where batches are cut', () => {
  const frames = Array.from({ length: 6 }, (_, n) => framesOf(talk(10 + n, 30), n % 2 === 0 ? 'client' : undefined))
  const mixed = Array.from({ length: 60 }, (_, n) => frames.flatMap((own) => own.slice(n, n + 1))).flat()
  const sum = (batches: readonly ObservationBatch[]) =>
    batches.reduce(
      (so, { streams }) => ({
        connections: so.connections + (streams?.connections ?? 0),
        oneSided: so.oneSided + (streams?.oneSided ?? 0),
      }),
      { connections: 0, oneSided: 0 },
    )
  for (const packetsPerBatch of [7, 50, 1_000_000])
    expect(sum(observe(captureOf(mixed), { packetsPerBatch, maxFlows: 4096 }))).toEqual({ connections: 6, oneSided: 3 })
})

test('each hole counts, with the bytes that are missing', () => {
  const tcp = new TcpConversation({ mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }, SERVER)
  const ask = (n: number): Uint8Array[] => tcp.send('client', modbus.frame({ transaction: n, unit: 1 }, READ))
  const frames = [...ask(1), ...ask(2)]
  tcp.skip('client', 24)
  frames.push(...ask(3), ...ask(4))
  tcp.skip('client', 12)
  frames.push(...ask(5), ...ask(6))
  expect(observeFrames(frames).streams).toEqual({ connections: 0, oneSided: 0, gaps: 2, missingBytes: 36 })
})
