import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextIndex } from './text-index.ts'

/** Few letters, so that texts hold each other; one beyond ASCII whose last seven bits are an `i`. */
const letters = ['a', 'b', 'i', '\\', ' ']
const wanted = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 7 })
const given = fc.string({ unit: fc.constantFrom(...letters, 'é', '\u2069'), maxLength: 24 })

/** Texts that were told of, by how they stand. */
function toldOf(texts: readonly string[], text: string) {
  const told = new Map(
    texts.map((_, at) => [texts[at]!, { anywhere: [4 * at], atStart: [4 * at + 1], atEnd: [4 * at + 2], asked: [at] }]),
  )
  const found = { bits: new Int32Array(texts.length), asked: [] as number[] }
  const isForeign = new TextIndex(told).scan(text, found)
  const asked = new Set(found.asked)
  const placed = (kind: number) => texts.filter((_, at) => hasMark(found.bits, 4 * at + kind)).sort()
  return {
    anywhere: placed(0),
    atStart: placed(1),
    atEnd: placed(2),
    asked: texts.filter((_, at) => asked.has(at)).sort(),
    isForeign,
  }
}

function hasMark(bits: Int32Array, mark: number): boolean {
  return ((bits[mark >> 5]! >> (mark & 31)) & 1) === 1
}

test('exactly the texts that stand in another one, at its start or at its end are told of', () => {
  fc.assert(
    fc.property(fc.uniqueArray(wanted, { minLength: 1, maxLength: 12 }), given, (texts, text) => {
      const { anywhere, atStart, atEnd, asked, isForeign } = toldOf(texts, text)
      expect(anywhere).toEqual(texts.filter((each) => text.includes(each)).sort())
      expect(asked).toEqual(anywhere)
      expect(atStart).toEqual(texts.filter((each) => text.startsWith(each)).sort())
      expect(atEnd).toEqual(texts.filter((each) => text.endsWith(each)).sort())
      expect(isForeign).toBe(/[^\0-\x7f]/.test(text))
    }),
    { numRuns: 1000 },
  )
})

test('what matters only at the end of a text is not told of before it', () => {
  const index = new TextIndex(new Map([['.exe', { anywhere: [], atStart: [], atEnd: [7], asked: [] }]]))
  const endsIn = (text: string) => {
    const found = { bits: new Int32Array(1), asked: [] }
    index.scan(text, found)
    return hasMark(found.bits, 7)
  }
  expect(endsIn('c:\\a.exe.bak')).toBe(false)
  expect(endsIn('c:\\a.exe')).toBe(true)
})

test('thousands of texts that share most of their letters are told apart', () => {
  const texts = Array.from({ length: 3000 }, (_, at) => `\\windows\\system32\\tool${at}.exe`)
  expect(toldOf(texts, 'c:\\windows\\system32\\tool2718.exe').atEnd).toEqual([texts[2718]])
})
