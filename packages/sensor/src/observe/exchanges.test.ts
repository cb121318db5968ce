// How functions were asked: the gaps between requests, the first packet, the addresses that requests named, and the extremes of points.
import { GAP_BUCKETS, gapBucketOf, gapMicrosOf } from '@penstock/model/observations'
import { bytes, modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observe } from './frames.fixture.ts'

const START = 1_790_834_400_000_000
const MASTER = { ip: '10.1.1.10', mac: '00:1b:1b:00:00:10', port: 40_000 }
const DEVICE = { ip: '10.1.2.20', mac: '00:1b:1c:00:00:20', port: 502 }

/** Reads of one register each: when, which, and what it answers. */
function polls(reads: readonly (readonly [seconds: number, address: number, value: number])[]): Uint8Array {
  const talk = new TcpConversation(MASTER, DEVICE)
  const records = reads.flatMap(([seconds, address, value], transaction) => {
    const header = { transaction, unit: 1 }
    const at = START + Math.round(seconds * 1_000_000)
    const request = talk.send('client', modbus.frame(header, modbus.readRequest(3, address, 1)))
    const answer = talk.send('server', modbus.frame(header, modbus.registersResponse(3, [value])))
    return [...request, ...answer].map((frame, n) => pcapRecord(at + n * 1000, frame))
  })
  return bytes(pcapHeader(), ...records)
}

test('a function tells its gaps, and with which packets its addresses and readings went furthest', () => {
  // Request and answer of the n-th read are frames 2n+1 and 2n+2.
  const reads = [
    [0, 7, 50],
    [1, 7, 40],
    [2, 9, 1],
    [3, 7, 60],
    [4, 5, 1],
    [6, 7, 55],
  ] as const
  const [batch] = observe(polls(reads))
  expect(batch!.exchanges).toMatchObject([
    {
      ...{ protocol: 'modbus-tcp', code: '3', kind: 'read', count: 6 },
      ...{ client: { ip: MASTER.ip }, server: { ip: DEVICE.ip }, proof: { frame: 1, at: START } },
      touched: { low: 65_541, high: 65_545, lowest: { frame: 9 }, highest: { frame: 5 } },
    },
  ])
  // The first gap comes before the row counts as one that asks often.
  const gaps = batch!.exchanges![0]!.gaps!
  expect(gaps).toEqual([
    [gapBucketOf(1_000_000), 3],
    [gapBucketOf(2_000_000), 1],
  ])
  const register = batch!.values!.find(({ point }) => point.endsWith(' 7'))
  expect(register).toMatchObject({ min: 40, max: 60, proof: { frame: 2 }, lowest: { frame: 4 }, highest: { frame: 8 } })
})

test('a bucket is no wider than a quarter of an octave, and its middle lies in it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 64, max: 30_000_000_000 }), (gap) => {
      const bucket = gapBucketOf(gap)
      expect(gapBucketOf(gapMicrosOf(bucket))).toBe(bucket)
      expect(Math.abs(gapMicrosOf(bucket) / gap - 1)).toBeLessThanOrEqual(0.25)
    }),
  )
  expect([gapBucketOf(-5), gapBucketOf(0), gapBucketOf(Number.MAX_SAFE_INTEGER)]).toEqual([0, 0, GAP_BUCKETS - 1])
})
