import { expect, test } from 'vitest'
import { remainingOf } from './remaining.ts'

const NOW = Date.parse('2026-10-01T06:00:00Z')

test.each([
  { endsAt: '2026-10-03T05:59:59Z', left: { unit: 'days', count: 1 } },
  { endsAt: '2026-10-02T06:00:00Z', left: { unit: 'days', count: 1 } },
  { endsAt: '2026-10-02T05:59:59Z', left: { unit: 'hours', count: 23 } },
  { endsAt: '2026-10-01T06:59:59Z', left: { unit: 'minutes', count: 59 } },
  { endsAt: '2026-10-01T06:00:01Z', left: { unit: 'minutes', count: 0 } },
  { endsAt: '2026-10-01T06:00:00Z', left: 'over' },
  { endsAt: '2026-09-30T06:00:00Z', left: 'over' },
])('until $endsAt', ({ endsAt, left }) => {
  expect(remainingOf(endsAt, NOW)).toEqual(left)
})
