import { isoOfMicros, micros, microsOfIso } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['2026-10-01T06:00:00.000001Z', 1_790_834_400_000_001],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2026-10-01 06:00:00.5+02', 1_790_827_200_500_000],
  ['2026-10-01', 1_790_812_800_000_000],
])('%s is %i', (text, expected) => {
  expect(microsOfIso(text)).toBe(expected)
})

test.each(['', 'yesterday', '2026-13-01', '2026-02-30', '2026-10-01T25:00:00Z'])('%j is no instant', (text) => {
  expect(microsOfIso(text)).toBeNull()
})

test('an instant survives its text, and agrees with the platform calendar', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }), fc.nat(999_999), (seconds, fraction) => {
      const at = micros(seconds * 1_000_000 + fraction)
      expect(microsOfIso(isoOfMicros(at))).toBe(at)
      expect(isoOfMicros(at).slice(0, 19)).toBe(new Date(seconds * 1000).toISOString().slice(0, 19))
    }),
  )
})
