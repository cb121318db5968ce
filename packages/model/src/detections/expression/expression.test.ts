import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RegularExpression } from './expression.ts'

const NONE = { ignoreCase: false, multiline: false, dotAll: false }

function expressionOf(source: string, flags: Partial<typeof NONE> = {}): RegularExpression {
  const made = RegularExpression.of(source, { ...NONE, ...flags })
  if (!made.ok) throw new Error(`${source}: ${made.refusal}`)
  return made.value
}

/** Pieces that mean the same to us and to JavaScript (`$` and `.` are spelt out below). */
const atom = fc.constantFrom(
  'a',
  'b',
  'B',
  '1',
  '_',
  ' ',
  '\\n',
  '.',
  '[ab]',
  '[^a]',
  '[a-c1]',
  '\\d',
  '\\w',
  '\\W',
  '[\\w-]',
  '\\x61',
  '\\.',
  'é',
)
const anchor = fc.constantFrom('^', '$', '\\b', '\\B')
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '{2,}', '*?', '+?')
const { expression } = fc.letrec<{ expression: string; part: string }>((tie) => ({
  part: fc.oneof(
    // Deeper ones stall JavaScript at times, which goes back and forth.
    { maxDepth: 2 },
    fc.tuple(atom, quantifier).map((both) => both.join('')),
    anchor,
    fc
      .tuple(fc.constantFrom('(', '(?:'), tie('expression'), quantifier)
      .map(([open, inner, count]) => `${open}${inner})${count}`),
  ),
  expression: fc
    .array(
      fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 3 },
    )
    .map((choices) => choices.join('|')),
}))
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', '1', '_', ' ', '\n', '.', 'é', '-'), maxLength: 10 })

/** The same expression for JavaScript, which knows no newline before the end and other line ends. */
function javaScriptOf(source: string, isMultiline: boolean): string {
  return source.replaceAll(/\\.|\[[^\]]*\]|\.|\$/g, (piece) =>
    piece === '.' ? '[^\\n]' : piece === '$' && !isMultiline ? '(?=\\n?$(?![\\s\\S]))' : piece,
  )
}

test('an expression is in a text exactly when JavaScript finds it there', () => {
  fc.assert(
    fc.property(expression, text, fc.boolean(), fc.boolean(), (source, given, ignoreCase, multiline) => {
      const made = RegularExpression.of(source, { ...NONE, ignoreCase, multiline })
      fc.pre(made.ok)
      const flags = `${ignoreCase ? 'i' : ''}${multiline ? 'm' : ''}`
      expect(made.value.isIn(given)).toBe(new RegExp(javaScriptOf(source, multiline), flags).test(given))
    }),
    { numRuns: 1500 },
  )
})

test('an expression with a long run of one kind of characters is in a text exactly when JavaScript finds it there', () => {
  const sources = ['[ab]{8}', ' [ab]{9,12}c', '(?:[ab1]{8}-){2}', '(x|[ab]{8})c', '^[^c]{10,}$', '[ab]{8}.?[b1]{10}']
  const pieces = fc.constantFrom(
    'a',
    'ab',
    'ababab',
    'babb1',
    'bbbbbbbb',
    'abababababab',
    'c',
    'x',
    '-',
    ' ',
    'é',
    '😀',
  )
  let met = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.array(pieces, { maxLength: 8 }).map((each) => each.join('')),
      (source, given) => {
        const expected = new RegExp(source, 'u').test(given)
        expect(expressionOf(source).isIn(given)).toBe(expected)
        if (expected) met += 1
      },
    ),
    { numRuns: 500 },
  )
  expect(met).toBeGreaterThan(10)
})

test('of few characters that may stand in one place each makes a required text', () => {
  const requiredOf = (source: string) => expressionOf(source).required?.toSorted()
  expect(requiredOf('[a-z]+\\.[ "]{1}x')).toEqual(['. x', '."x'])
  expect(requiredOf('ab\\s[0-9]')).toHaveLength(6)
  expect(requiredOf('[0-9]+')).toBeUndefined()
})

test('one of the required texts is in every text that matches', () => {
  fc.assert(
    fc.property(expression, text, fc.boolean(), (source, given, ignoreCase) => {
      const made = RegularExpression.of(source, { ...NONE, ignoreCase })
      fc.pre(made.ok && made.value.required !== null && made.value.isIn(given))
      expect(made.value.required!.some((each) => given.toLowerCase().includes(each))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['(?i)\\$\\{`?e`?n`?v', 'x${E`n`V', true],
  ['a(?i)b|c', 'aB', true],
  ['a(?i:b)c', 'aBC', false],
  ['(?P<name>a)(?<other>b)', 'ab', true],
  ['[]a]', ']', true],
  ['[a\\]b]', ']', true],
  ['[[:]', '[', null],
  ['\\x{1F600}', 'a😀', true],
  ['^.$', '😀', true],
  ['a{,3}', 'a{,3}', true],
  ['{', '{', true],
  ['https?://(?:(?:25[0-5]|(?:2[0-4]|1\\d|[1-9])?\\d)(?:\\.|\\b)){4}', 'see http://10.2.3.4/x', true],
  ['^.{40,}$', 'x'.repeat(39), false],
  ['.{40,}', 'x'.repeat(40), true],
  ['(?#a remark)a', 'a', true],
  ['\\Aa\\z', 'a\n', false],
  ['\\Aa\\Z', 'a\n', true],
])('%s in %s: %s', (source, given, expected) => {
  const made = RegularExpression.of(source, NONE)
  expect(made.ok ? made.value.isIn(given) : null).toBe(expected)
})

test.each([
  ['(a', 'a ( without its )'],
  ['a)', 'a ) without its ('],
  ['[a', 'a [ without its ]'],
  ['*a', 'a quantifier * after nothing'],
  ['a**', 'a quantifier after a quantifier'],
  ['a++', 'a possessive quantifier'],
  ['(a)\\1', 'a back reference \\1'],
  ['(?<=a)b', 'look-ahead or look-behind'],
  ['(?!a)b', 'look-ahead or look-behind'],
  ['(?>a)', 'an atomic group'],
  ['a{3,1}', 'a quantifier whose end is before its begin'],
  ['\\pL', 'an escape \\p'],
  ['(a{100}){100}', 'it takes more than 5000 steps; ask for fewer repeats'],
  ['\\', 'it ends too early'],
])('what cannot be searched in one pass is refused by name: %s', (source, refusal) => {
  expect(RegularExpression.of(source, NONE)).toEqual({ ok: false, refusal })
})

test('expressions that are long or deep beyond reason are refused', () => {
  const refusals = [`${'('.repeat(2000)}${')'.repeat(2000)}`, 'a'.repeat(9000)].map((source) =>
    RegularExpression.of(source, NONE),
  )
  expect(refusals).toEqual([
    { ok: false, refusal: 'groups are nested too deep' },
    { ok: false, refusal: 'it is longer than 8192 characters' },
  ])
})

test('expressions on which others stall read ten times the text in about ten times the steps', () => {
  const worst = ['(a+)+$', '(a|aa)+$', '(.*a){20}b', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$'].map((each) =>
    expressionOf(each),
  )
  const text = `${'a'.repeat(20_000)}!`
  const started = process.cpuUsage()
  for (const each of worst) expect(each.isIn(text)).toBe(false)
  // A backtracking search of the first one alone would outlast the universe; the bound only says that it ended.
  expect(process.cpuUsage(started).user).toBeLessThan(20e6)
})
