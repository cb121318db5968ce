import { isStorable } from '@penstock/server/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  { name: 'U+0000', value: { a: ['x\u0000'] }, isKept: false },
  { name: 'U+0000 in a key', value: { 'a\u0000': 1 }, isKept: false },
  { name: 'half a pair', value: ['\ud800'], isKept: false },
  { name: 'the other half', value: '\udfff', isKept: false },
  { name: 'half a pair after a backslash', value: '\\\udc00', isKept: false },
  { name: 'a whole pair', value: '\ud83d\ude00', isKept: true },
  { name: 'the escape as text', value: '\\u0000', isKept: true },
  { name: 'the escape as text after a backslash', value: '\\\\u0000 \\ud800', isKept: true },
  { name: 'nothing', value: undefined, isKept: true },
])('$name', ({ value, isKept }) => {
  expect(isStorable(value)).toBe(isKept)
})

test('well-formed text without U+0000 is kept, any other is not', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { maxLength: 20 }), (units) => {
      const text = String.fromCharCode(...units)
      expect(isStorable({ text })).toBe(text.isWellFormed() && !text.includes('\u0000'))
    }),
  )
})
