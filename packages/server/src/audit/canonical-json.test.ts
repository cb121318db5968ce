import { canonicalJson } from '@penstock/server/audit'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('keys are sorted by UTF-16 code units (RFC 8785 §3.2.3)', () => {
  const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😂': 5, '\u0080': 6, ö: 7 }
  expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😂":5,"\ufb33":3}')
})

test('escapes are those of RFC 8785 §3.2.2.2', () => {
  expect(canonicalJson('€$\u000f\nA\'B"\\"/\b\t')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\"/\\b\\t"')
})

test.each([0.5, Number.NaN, 2 ** 53, '\ud800', 'a\0b', undefined, () => 1, new Date(0), { a: undefined }, [1n]])(
  '%s has no canonical form',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(RangeError)
  },
)

test('the order of keys does not matter, any other difference does', () => {
  const leaf = fc.oneof(fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme' }))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(leaf, fc.array(tie('tree')), fc.dictionary(fc.string({ unit: 'grapheme' }), tie('tree'))),
  }))
  const kept = tree.filter((value) => !JSON.stringify(value).includes('\\u0000'))
  fc.assert(
    fc.property(kept, (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(backwards(value))).toBe(text)
    }),
  )
})

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  )
}
