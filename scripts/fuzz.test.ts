// The short form of `bench/fuzz`: every made sample of every protocol, changed, read by one live sensor.
import { allSamples } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { fuzz } from '../bench/fuzz/fuzz.ts'
import { type Piece, sumOf } from '../bench/fuzz/pieces.ts'

test('changed exchanges of every protocol throw nothing, and rows stay bounded', async () => {
  const { faults, frames, cases, mostRowsAFrame, byProtocol } = await fuzz(20_000, 7)
  expect(faults).toEqual([])
  // Every protocol of the samples had its share, and the shares are all there are.
  expect(Object.keys(byProtocol).sort()).toEqual([...new Set(allSamples().map(({ protocol }) => protocol))].sort())
  expect(Object.values(byProtocol).reduce((sum, count) => sum + count, 0)).toBe(cases)
  expect(Math.min(...Object.values(byProtocol))).toBeGreaterThan(50)
  expect(frames).toBeGreaterThan(cases * 2)
  expect(mostRowsAFrame).toBeLessThan(64)
})

test('pieces of the long form add up, and one that was run twice counts once', () => {
  const piece = (seed: number, seeds: number, faults: readonly string[] = []): Piece => ({
    ...{ seed, seeds, cases: seeds * 512, frames: 1, seconds: 2, slowest: 1, mostRowsAFrame: 1, grownBytes: 0, faults },
    byProtocol: { mbtcp: seeds * 500, dnp3: seeds * 12 },
  })
  const pieces = [piece(1, 10), piece(11, 5, ['seed 12: thrown']), piece(1, 10), piece(15, 3), piece(16, 1)]
  expect(sumOf(pieces)).toEqual({ cases: 16 * 512, seconds: 6, faults: 1, byProtocol: { mbtcp: 8000, dnp3: 192 } })
})
