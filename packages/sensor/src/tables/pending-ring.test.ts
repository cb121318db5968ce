import { expect, test } from 'vitest'
import { PendingRing } from './index.ts'

test('an answer finds its request once, with what was noted of it', () => {
  const ring = new PendingRing()
  ring.put(3, 7, 1, 2, 3)
  ring.put(3, 8, 4, 5)
  ring.put(3, 7, 6, 7)
  expect(ring.take(3, 7) && [ring.first, ring.second, ring.third]).toEqual([6, 7, 0])
  expect(ring.take(3, 7)).toBe(false)
  expect(ring.take(2, 8)).toBe(false)
  expect(ring.take(3, 8) && [ring.first, ring.second, ring.third]).toEqual([4, 5, 0])
})

test('a request for each of some hundred flows waits at once, and hardly one is pushed out', () => {
  let lost = 0
  for (let round = 0; round < 100; round += 1) {
    const ring = new PendingRing()
    const keys = Array.from({ length: 200 }, (_, n) => [n * 3, ((round * 200 + n) << 8) | (1 + (n % 4))] as const)
    for (const [flow, key] of keys) ring.put(flow, key, 1, 0)
    lost += keys.filter(([flow, key]) => !ring.take(flow, key)).length
  }
  // Of 20,000 requests; with one row a place it was some 250.
  expect(lost).toBeLessThan(5)
})
