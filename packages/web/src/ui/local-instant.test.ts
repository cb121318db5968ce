import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf, localOf } from './local-instant.ts'

test('an instant comes back from a date field as it was, to the precision of the field', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (seconds) => {
      const iso = new Date(seconds * 1000).toISOString()
      expect(instantOf(localOf(iso, 'second'))).toBe(iso)
      expect(instantOf(localOf(iso))).toBe(new Date(Math.floor(seconds / 60) * 60_000).toISOString())
    }),
  )
})

test('what is no instant stays empty', () => {
  expect([localOf(undefined), localOf('soon'), instantOf(''), instantOf('2026-13-01T00:00:00')]).toEqual([
    '',
    '',
    undefined,
    undefined,
  ])
})
