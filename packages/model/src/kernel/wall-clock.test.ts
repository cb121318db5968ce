import { civilDay, dayOfCivil, micros, wallClockOf } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  { iso: '2026-10-01T06:00:00Z', zone: 'Europe/London', shown: [2026, 10, 1, 3, 420] },
  { iso: '2026-12-31T23:30:00Z', zone: 'Europe/Berlin', shown: [2027, 1, 1, 4, 30] },
  { iso: '2028-02-29T00:00:00Z', zone: 'UTC', shown: [2028, 2, 29, 1, 0] },
  { iso: '2026-03-01T02:00:00Z', zone: 'America/New_York', shown: [2026, 2, 28, 5, 1260] },
])('$iso on the wall of $zone', ({ iso, zone, shown }) => {
  const wall = wallClockOf(zone)?.(micros(Date.parse(iso) * 1000))
  expect([wall?.year, wall?.month, wall?.dayOfMonth, wall?.weekday, wall?.minute]).toEqual(shown)
  expect(wall?.day).toBe(dayOfCivil(shown[0]!, shown[1]!, shown[2]!))
})

test('a time zone that is none is told', () => {
  expect(wallClockOf('Europe/Nowhere')).toBeNull()
})

test('days and civil dates are each other, as the engine reckons them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 200_000 }), (day) => {
      const { year, month, dayOfMonth, weekday } = civilDay(day)
      const date = new Date(day * 86_400_000)
      expect([year, month, dayOfMonth]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()])
      expect(weekday).toBe((date.getUTCDay() + 6) % 7)
      expect(dayOfCivil(year, month, dayOfMonth)).toBe(day)
    }),
  )
})
