import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SkipFilter } from './skip-filter.ts'

const LETTERS = ['a', 'b', 'c', ':', '\\', '1']
const text = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 4, maxLength: 9 })
const padding = fc.string({ unit: fc.constantFrom(...LETTERS, 'A', 'B', 'é', '\u212a'), maxLength: 30 })

test('a text that stands in another one, in whatever case, is never denied', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      padding,
      padding,
      (texts, pick, before, after) => {
        const one = texts[pick % texts.length]!
        const filter = SkipFilter.of(texts)!
        expect(filter.mayBeIn(before + one + after)).toBe(true)
        expect(filter.mayBeIn(before + one.toUpperCase() + after)).toBe(true)
      },
    ),
  )
})

test('what is nowhere near is denied, and what lower case may make of it is not', () => {
  const filter = SkipFilter.of(['mimikatz', 'kerberos::list'])!
  expect(filter.mayBeIn('an ordinary message of an ordinary service '.repeat(20))).toBe(false)
  expect(filter.mayBeIn('')).toBe(false)
  expect(filter.mayBeIn('mimi\u212aatz')).toBe(true)
})

test('of hundreds of long texts none that stands in another one is denied, and hashes of other files are', () => {
  const hashOf = (nr: number) =>
    `imphash=${Math.imul(nr + 1, 0x9e37_79b1)
      .toString(16)
      .padStart(32, '0')
      .slice(-32)}`
  const texts = Array.from({ length: 400 }, (_, nr) => hashOf(nr))
  const filter = SkipFilter.of(texts)!
  for (const text of texts) expect(filter.mayBeIn(`MD5=00,${text.toUpperCase()},SHA1=00`)).toBe(true)
  // Of the first sixteen characters all but the name are zeros here.
  expect(filter.mayBeIn('MD5=00112233445566778899AABBCCDDEEFF,SHA1=11112222333344445555')).toBe(false)
  expect(filter.mayBeIn('')).toBe(false)
})

test('short texts and many of them are not worth it', () => {
  expect(SkipFilter.of(['abc', 'abcdefgh'])).toBeNull()
  expect(SkipFilter.of(Array.from({ length: 300 }, (_, at) => `text ${at}`))).toBeNull()
  expect(SkipFilter.of([])).toBeNull()
})
