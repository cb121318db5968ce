import { micros } from '@penstock/model/kernel'
import { fakeClock, seededRandom } from '@penstock/testkit/clock'
import { expect, test } from 'vitest'

test('the clock stands until it is moved', () => {
  const clock = fakeClock(micros(5))
  expect([clock.now(), clock.now(), clock.advance(3), clock.now()]).toEqual([5, 5, 8, 8])
})

test('one seed gives one sequence, another seed another', () => {
  const draw = (seed: number): readonly number[] => {
    const random = seededRandom(seed)
    return Array.from({ length: 20 }, () => random.int(1000))
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('chance is spread over its whole range', () => {
  const random = seededRandom(3)
  const counts = Array.from({ length: 8 }, () => 0)
  for (let n = 0; n < 8000; n++) counts[random.int(8)]! += 1
  expect(Math.min(...counts)).toBeGreaterThan(850)
  expect(Math.max(...counts)).toBeLessThan(1150)
  expect(new Set(random.bytes(4000)).size).toBe(256)
})
