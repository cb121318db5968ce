// A text in pieces is read as the whole text is, wherever it is cut.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRows } from './csv.ts'

const marks = fc.constantFrom(',', ';', '\t', '"', '""', '\r', '\n', '\r\n', '#', 'id', 'name', 'a', '\ufeff', 'é', ' ')
const texts = fc.array(marks, { maxLength: 40 }).map((parts) => parts.join(''))

function pieces(text: string, size: number): () => Iterable<string> {
  return () => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
}

test('rows, places and faults are the same, however the text is cut', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, size) => {
      expect([...csvRows(pieces(text, size))]).toEqual([...csvRows(text)])
    }),
    { numRuns: 3000 },
  )
})

test('a quote that never closes is given up after some millions of characters, not at the end of the file', () => {
  let asked = 0
  function* endless(): Generator<string> {
    yield 'id,name\nA,"'
    for (;;) {
      asked++
      yield 'x'.repeat(65_536)
    }
  }
  const [, row] = [...csvRows(endless)]
  expect(row).toMatchObject({ isTorn: true, faults: [{ code: 'plant.csv-shape', line: 2 }] })
  expect(asked * 65_536).toBeLessThan(32 * 2 ** 20)
})

test('who stops early lets go of the pieces', () => {
  let isOpen = false
  function* text(): Generator<string> {
    isOpen = true
    try {
      for (;;) yield 'a,b\n'
    } finally {
      isOpen = false
    }
  }
  const [row] = csvRows(text)
  expect(row?.cells.map((cell) => cell.text)).toEqual(['a', 'b'])
  expect(isOpen).toBe(false)
})
