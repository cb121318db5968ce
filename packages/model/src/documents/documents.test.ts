import { canonicalText, cellText, type Drawing, type PlantDocument, safeText, svgOf } from '@penstock/model/documents'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const DOCUMENT: PlantDocument = {
  kind: 'zone-drawing',
  title: 'Zones',
  about: { site: 'S', scope: 'all', asOf: micros(0), madeAt: micros(1), version: '1' },
  sections: [
    {
      heading: 'One',
      depth: 1,
      blocks: [{ kind: 'facts', facts: [['Hold-up, h', { text: '12', mark: 'unconfirmed' }]] }],
    },
  ],
}

test.each([
  ['plain, ünï 漢字 →', 'plain, ünï 漢字 →'],
  ['exe\u202efdp.txt', 'exe[U+202E]fdp.txt'],
  ['a\u0000b\u001b[31m', 'a[U+0000]b[U+001B][31m'],
  ['tab\tline\n', 'tab\tline\n'],
  ['zero\u200bwidth\ufeff', 'zero[U+200B]width[U+FEFF]'],
  ['half \ud800 pair', 'half [U+D800] pair'],
  ['tag \u{e0041}', 'tag [U+E0041]'],
])('what hides or reorders is printed as its code: %j', (text, expected) => {
  expect(safeText(text)).toBe(expected)
})

test('printed text holds no unseen character, and printing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const printed = safeText(text)
      expect(safeText(printed)).toBe(printed)
      expect(printed.replaceAll(/[\t\n]/g, '')).not.toMatch(/\p{C}/u)
    }),
  )
})

test('a drawing is well-formed SVG whatever a name holds, and no name becomes an element', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const drawing: Drawing = {
        ...{ width: 100, height: 50, alt: name },
        shapes: [
          { kind: 'box', x: 0, y: 0, width: 10, height: 10, tone: 'bad', isDashed: true },
          { kind: 'line', from: [0, 0], to: [10, 5], tone: 'good', hasArrow: true },
          { kind: 'label', at: [1, 9], text: name, size: 8, anchor: 'middle', isBold: true },
        ],
      }
      const elements = [...svgOf(drawing).matchAll(/<([a-z]+)/g)].map(([, element]) => element)
      expect(elements).toEqual(['svg', 'title', 'rect', 'line', 'polygon', 'text'])
      expect(svgOf(drawing)).not.toMatch(/&(?!(amp|lt|gt|quot);)/)
    }),
  )
})

test('a drawing without a length is refused', () => {
  expect(() => svgOf({ width: Number.NaN, height: 1, alt: '', shapes: [] })).toThrow(RangeError)
})

test.each([
  [null, '–'],
  ['', '–'],
  [0.1 + 0.2, '0.3'],
  [1e6, '1000000'],
  [Number.POSITIVE_INFINITY, '–'],
  [{ text: '12 h', mark: 'unconfirmed' } as const, '12 h (not confirmed)'],
  [{ text: '', mark: 'gap' } as const, '– (gap)'],
])('a cell in words: %j', (cell, expected) => {
  expect(cellText(cell)).toBe(expected)
})

test('the same records say the same whoever writes them when; another mark, moment or name says another thing', () => {
  const said = canonicalText(DOCUMENT)
  expect(canonicalText({ ...DOCUMENT, about: { ...DOCUMENT.about, madeAt: micros(9), version: '2' } })).toBe(said)
  expect(canonicalText({ ...DOCUMENT, about: { ...DOCUMENT.about, asOf: null } })).not.toBe(said)
  const confirmed: PlantDocument = {
    ...DOCUMENT,
    sections: [{ heading: 'One', depth: 1, blocks: [{ kind: 'facts', facts: [['Hold-up, h', '12']] }] }],
  }
  expect(canonicalText(confirmed)).not.toBe(said)
})
