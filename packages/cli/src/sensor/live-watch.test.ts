// The clock of a live sensor is set while it runs: its stretches stay whole, and the jump is an anomaly.
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiveWatch } from './live-watch.ts'

const SECOND = 1_000_000
const NOON = 1_790_834_400_000_000

function watched() {
  const clock = { wall: NOON, steady: 7 }
  const watch = new LiveWatch({ wall: () => micros(clock.wall), steady: () => clock.steady })
  const pass = (steady: number, wall = steady) => {
    clock.steady += steady
    clock.wall += wall
  }
  return { watch, pass }
}

test.each([
  { name: 'went forward by an hour', by: 3600 * SECOND, kind: 'sensor-clock-forward', detail: 'forward by 3600.0 s' },
  { name: 'went back by a day', by: -86_400 * SECOND, kind: 'sensor-clock-back', detail: 'back by 86400.0 s' },
  { name: 'was drawn by half a second', by: SECOND / 2, kind: undefined, detail: undefined },
])('a clock that $name', ({ by, kind, detail }) => {
  const { watch, pass } = watched()
  pass(5 * SECOND)
  expect(watch.take()).toEqual({ stretch: { from: NOON, to: NOON + 5 * SECOND }, jump: null })
  pass(5 * SECOND, 5 * SECOND + by)
  const { stretch, jump } = watch.take()
  expect(stretch.to - stretch.from).toBe(5 * SECOND)
  expect(jump?.kind).toBe(kind)
  if (detail !== undefined) expect(jump?.detail).toContain(detail)
  pass(5 * SECOND)
  expect(watch.take().jump).toBeNull()
})

test('however the clock is set, no stretch is negative and their lengths add up to the time that passed', () => {
  const steps = fc.array(fc.tuple(fc.nat(60 * SECOND), fc.integer({ min: -1e13, max: 1e13 })), { maxLength: 30 })
  fc.assert(
    fc.property(steps, (jumps) => {
      const { watch, pass } = watched()
      let sum = 0
      for (const [steady, by] of jumps) {
        pass(steady, steady + by)
        const { stretch } = watch.take()
        expect(stretch.from).toBeLessThanOrEqual(stretch.to)
        sum += stretch.to - stretch.from
      }
      expect(sum).toBe(jumps.reduce((all, [steady]) => all + steady, 0))
    }),
  )
})
