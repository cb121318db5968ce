// What an index can say of a test: texts of which one stands in every value that passes it, and whether any value with one of them passes.
import type { Position, ValueTest } from '../rule/rule.ts'
import { ANY, DASH, isAscii, type PatternPiece } from '../value/pattern.ts'
import { FOREIGN, type PlacedText } from './marks.ts'

export interface PlacedTexts {
  readonly texts: readonly PlacedText[]
  /** Whether it is all that the test asks. */
  readonly isAll: boolean
}

/** The dashes that are ASCII. */
const DASHES = ['-', '/']
/** Patterns with more dashes have too many forms. */
const MOST_DASHES = 3

/** Null when there are none. */
export function placedOf(test: ValueTest): PlacedTexts | null {
  switch (test.kind) {
    case 'text': {
      const { pieces, isCased } = test.pattern
      const texts = placesOf(pieces)
      if (texts !== null) return { texts, isAll: !isCased && !pieces.includes(DASH) }
      const text = longestOf(pieces)
      return text === '' ? null : { texts: [{ text, at: 'anywhere' }], isAll: false }
    }
    case 'expression': {
      const { required } = test.expression
      if (required === null || !required.every(isAscii)) return null
      return { texts: required.map((text) => ({ text, at: 'anywhere' })), isAll: false }
    }
    case 'either': {
      const each = test.of.map(placedOf).filter((placed) => placed !== null)
      if (each.length < test.of.length) return null
      return { texts: each.flatMap(({ texts }) => texts), isAll: each.every(({ isAll }) => isAll) }
    }
    case 'addresses':
    case 'compare':
    case 'exists':
    case 'field':
    case 'null':
      return null
  }
}

/** Where the one text of a pattern is to stand, in each of its forms; null for patterns that ask more, or for other characters. */
function placesOf(pieces: readonly PatternPiece[]): readonly PlacedText[] | null {
  const inner = pieces.filter((piece) => piece !== ANY)
  const before = pieces[0] === ANY
  const after = pieces.length > 1 && pieces.at(-1) === ANY
  if (inner.length === 0 || pieces.length !== inner.length + Number(before) + Number(after)) return null
  const at: Position = before ? (after ? 'anywhere' : 'end') : after ? 'start' : 'whole'
  const forms = formsOf(inner)
  if (forms === null || !forms.every(isAscii)) return null
  const texts = forms.map((text): PlacedText => ({ text, at }))
  return inner.includes(DASH) ? [...texts, FOREIGN] : texts
}

function formsOf(inner: readonly PatternPiece[]): readonly string[] | null {
  if (inner.filter((piece) => piece === DASH).length > MOST_DASHES) return null
  let forms = ['']
  for (const piece of inner) {
    if (typeof piece === 'symbol' && piece !== DASH) return null
    const next = piece === DASH ? DASHES : [(piece as string).toLowerCase()]
    forms = forms.flatMap((form) => next.map((text) => form + text))
  }
  return forms
}

function longestOf(pieces: readonly PatternPiece[]): string {
  let longest = ''
  for (const piece of pieces) {
    if (typeof piece !== 'string') continue
    const text = piece.toLowerCase()
    if (text.length > longest.length && isAscii(text)) longest = text
  }
  return longest
}
