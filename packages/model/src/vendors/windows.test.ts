import { expect, test } from 'vitest'
import { micros } from './vendors.fixture.ts'
import { windowsOf } from './windows.ts'

// 2026-10-01 is a Thursday.
test.each([
  ['08:00-18:00 Mon-Fri', '2026-10-01T08:00:00Z', true],
  ['08:00-18:00 Mon-Fri', '2026-10-01T07:59:59Z', false],
  ['08:00-18:00 Mon-Fri', '2026-10-01T18:00:00Z', false],
  ['08:00-18:00 Mon-Fri', '2026-10-03T12:00:00Z', false],
  ['07:00-19:00 Mon-Sat', '2026-10-03T12:00:00Z', true],
  ['19:00-07:00 and weekends', '2026-10-01T12:00:00Z', false],
  ['19:00-07:00 and weekends', '2026-10-01T23:00:00Z', true],
  ['19:00-07:00 and weekends', '2026-10-02T06:59:00Z', true],
  ['19:00-07:00 and weekends', '2026-10-04T12:00:00Z', true],
  // A night that begins on Friday ends on Saturday morning, and none begins on Saturday.
  ['22:00-06:00 Mon-Fri', '2026-10-03T05:00:00Z', true],
  ['22:00-06:00 Mon-Fri', '2026-10-03T23:00:00Z', false],
  ['22:00-06:00 Fri-Mon', '2026-10-05T23:00:00Z', true],
  ['22:00-06:00 Fri-Mon', '2026-10-01T23:00:00Z', false],
])('%s at %s: %s', (text, at, isWithin) => {
  expect(windowsOf(text, undefined)?.holds(micros(at))).toBe(isWithin)
})

test('hours are those of the time zone that the register names; without one they are UTC, and that is said', () => {
  const summer = micros('2026-07-01T17:30:00Z')
  expect(windowsOf('08:00-18:00 Mon-Fri', 'Europe/London')).toMatchObject({ isZoneStated: true })
  expect(windowsOf('08:00-18:00 Mon-Fri', 'Europe/London')?.holds(summer)).toBe(false)
  expect(windowsOf('08:00-18:00 Mon-Fri', undefined)).toMatchObject({ isZoneStated: false, timeZone: 'UTC' })
  expect(windowsOf('08:00-18:00 Mon-Fri', undefined)?.holds(summer)).toBe(true)
})

test.each(['by permit, 4 h at most', 'office hours', '25:00-26:00', '08:00-08:00', '08:00-18:00 Moon-Fry', ''])(
  'words that no machine can hold a session against are none: %s',
  (text) => expect(windowsOf(text, undefined)).toBeNull(),
)

test('a time zone that does not exist makes the hours unreadable', () => {
  expect(windowsOf('08:00-18:00', 'Mars/Olympus')).toBeNull()
})
