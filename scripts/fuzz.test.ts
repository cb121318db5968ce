// The short form of `bench/fuzz`: every made sample of every protocol, changed, read by one live sensor.
import { expect, test } from 'vitest'
import { fuzz } from '../bench/fuzz/fuzz.ts'

test('changed exchanges of every protocol throw nothing, and rows stay bounded', async () => {
  const { faults, frames, cases, mostRowsAFrame } = await fuzz(20_000, 7)
  expect(faults).toEqual([])
  expect(frames).toBeGreaterThan(cases * 2)
  expect(mostRowsAFrame).toBeLessThan(64)
})
