// Stretches, gaps and states of sensors, from the room's door.
import { micros } from '@penstock/model/kernel'
import {
  findGaps,
  joinStretches,
  judgeSensor,
  LiveReport,
  type SensorFacts,
  type Stretch,
  shareWatched,
} from '@penstock/model/observations'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const SECOND = 1_000_000
const at = (seconds: number) => micros(seconds * SECOND)
const stretch = (from: number, to: number): Stretch => ({ from: at(from), to: at(to) })
const DAY = stretch(0, 86_400)

test('a gap is where nobody watched, and the time that a message takes is none', () => {
  const watched = [stretch(0, 100), stretch(101, 200), stretch(260, 400), stretch(250, 300)]
  expect(joinStretches(watched, stretch(50, 500))).toEqual([stretch(50, 200), stretch(250, 400)])
  expect(findGaps(watched, stretch(50, 500))).toEqual([stretch(200, 250), stretch(400, 500)])
  expect(shareWatched(watched, stretch(0, 500))).toBeCloseTo(0.7, 10)
  expect(findGaps([], stretch(0, 10))).toEqual([stretch(0, 10)])
  expect(shareWatched([], stretch(3, 3))).toBeNull()
})

test('gaps and watched stretches share the window between them, in any order of the reports', () => {
  const some = fc.array(fc.tuple(fc.nat(86_400), fc.nat(4000)), { maxLength: 30 })
  fc.assert(
    fc.property(some, fc.nat(), (pairs, turn) => {
      const watched = pairs.map(([from, length]) => stretch(from, from + length))
      const turned = [...watched.slice(turn % (watched.length + 1)), ...watched.slice(0, turn % (watched.length + 1))]
      const gaps = findGaps(watched, DAY)
      expect(findGaps(turned, DAY)).toEqual(gaps)
      for (const gap of gaps) expect(gap.from).toBeLessThan(gap.to)
      for (const one of watched)
        for (const gap of gaps) expect(one.to <= gap.from || one.from >= gap.to || one.from === one.to).toBe(true)
      const share = shareWatched(watched, DAY) ?? Number.NaN
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }),
  )
})

test('a stretch that ends before it begins is refused', () => {
  expect(LiveReport.safeParse({ ...stretch(2, 1), losses: {} }).success).toBe(false)
  expect(LiveReport.safeParse({ ...stretch(1, 2), losses: { cosmic: 1 } }).success).toBe(false)
  expect(LiveReport.safeParse({ ...stretch(1, 2), losses: { kernel: 3 } }).success).toBe(true)
})

const NOW = at(100_000)
const GOOD: SensorFacts = {
  isRevoked: false,
  isQuarantined: false,
  isCellAnswering: true,
  heardAt: at(99_990),
  everyMs: 30_000,
  trafficAt: at(99_990),
  lossAt: null,
}

test.each<{ name: string; facts: Partial<SensorFacts>; state: string }>([
  { name: 'heard, with packets', facts: {}, state: 'listening' },
  { name: 'heard a moment less than twice its interval ago', facts: { heardAt: at(99_940) }, state: 'listening' },
  { name: 'not heard for longer than twice its interval', facts: { heardAt: at(99_939) }, state: 'silent' },
  { name: 'heard, but without packets', facts: { trafficAt: at(99_000) }, state: 'no-traffic' },
  { name: 'heard, and it never had packets', facts: { trafficAt: null }, state: 'no-traffic' },
  { name: 'a loss within the hour', facts: { lossAt: at(97_000) }, state: 'lossy' },
  { name: 'a loss of yesterday', facts: { lossAt: at(13_000) }, state: 'listening' },
  { name: 'silence is more than a loss', facts: { lossAt: at(99_000), heardAt: at(99_000) }, state: 'silent' },
  { name: 'never heard', facts: { heardAt: null, trafficAt: null }, state: 'never-heard' },
  { name: 'its cell does not answer', facts: { isCellAnswering: false, heardAt: at(1) }, state: 'unknown' },
  { name: 'its token was used at the wrong door', facts: { isQuarantined: true, heardAt: null }, state: 'quarantined' },
  { name: 'revoked', facts: { isRevoked: true, isQuarantined: true }, state: 'revoked' },
])('$name: $state', ({ facts, state }) => {
  expect(judgeSensor({ ...GOOD, ...facts }, NOW)).toBe(state)
})
