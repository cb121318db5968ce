import { indexedEngine, literalEngine, readRule, type SigmaRule } from '@penstock/model/detections'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sourceOf } from '../rule/made-rule.fixture.ts'

const FIELDS = ['Image', 'CommandLine', 'EventID', 'deep.name']
/** Few letters, so that texts meet; dashes, a sign whose lower case is another letter, one that grows in lower case. */
const LETTERS = ['a', 'A', 'b', '-', '–', '/', ' ', '\\', 'é', 'É', '\u212a', 'k', '\u0130', 'i', '*', '?', '1']
const word = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 5 })
const modifiers = fc.constantFrom(
  '',
  '',
  '|contains',
  '|startswith',
  '|endswith',
  '|contains|all',
  '|contains|windash',
  '|endswith|windash',
  '|contains|all|windash',
  '|cased',
  '|contains|cased',
  '|neq',
  '|base64offset|contains',
  '|wide|contains',
)
const value = fc.oneof(
  { arbitrary: word, weight: 6 },
  { arbitrary: fc.constant(null), weight: 1 },
  { arbitrary: fc.nat(12), weight: 1 },
)
const item = fc
  .tuple(fc.constantFrom(...FIELDS), modifiers, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })))
  .map(([field, words, given]) => ({ [`${field}${words}`]: given }))
const special = fc.oneof(
  fc
    .constantFrom('a+b', '[ab]k', '(a|b)1', 'ab?', '^-', '(?i)AB', 'i|b')
    .map((source) => ({ 'CommandLine|re': source })),
  fc.constant({ 'Image|fieldref': 'CommandLine' }),
  fc.boolean().map((wanted) => ({ 'CommandLine|exists': wanted })),
  fc.nat(9).map((number) => ({ 'EventID|gt': number })),
)
const map = fc
  .array(fc.oneof({ arbitrary: item, weight: 5 }, special), { minLength: 1, maxLength: 3 })
  .map((items) => Object.assign({}, ...items) as object)
const keywords = fc.array(
  word.filter((each) => each !== ''),
  { minLength: 1, maxLength: 2 },
)
const search = fc.oneof(
  { arbitrary: map, weight: 4 },
  fc.array(map, { minLength: 1, maxLength: 2 }),
  keywords,
  keywords.map((words) => ({ '|all': words })),
)
const condition = fc.constantFrom(
  's1',
  's1 and s2',
  's1 or s2',
  's1 and not s2',
  'not s1',
  '1 of s*',
  'all of s*',
  '2 of them',
  's1 and (s2 or s3)',
  'not 1 of s* or s3',
)
const source = fc.constantFrom(
  { product: 'windows' },
  { category: 'process_creation' },
  { product: 'windows', service: 'security' },
)
const rule = fc.record({ logsource: source, detection: fc.record({ s1: search, s2: search, s3: search, condition }) })
const cell = fc.oneof(
  word,
  fc.array(word, { minLength: 2, maxLength: 12 }).map((words) => words.join('')),
  fc.nat(12),
  fc.constant(null),
  fc.array(word, { maxLength: 3 }),
)
const event = fc.record({
  fields: fc.record(
    { Image: cell, CommandLine: cell, EventID: cell, deep: fc.record({ name: cell }) },
    { requiredKeys: [] },
  ),
  logSources: fc.subarray([
    { product: 'windows', category: 'process_creation' },
    { product: 'windows', service: 'security' },
    { product: 'linux' },
  ]),
})

function rulesOf(made: readonly object[]): readonly SigmaRule[] {
  return made.flatMap((each, at) => {
    const read = readRule(sourceOf({ title: `rule ${at}`, ...each }))
    return read.ok ? [read.value] : []
  })
}

test('the indexed engine matches what the literal one does, on any rules and events', () => {
  let met = 0
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 8 }),
      fc.array(event, { minLength: 1, maxLength: 6 }),
      (made, events) => {
        const rules = rulesOf(made)
        const [literal, indexed] = [literalEngine(rules), indexedEngine(rules)]
        // Twice, so that values are known from before.
        for (const each of [...events, ...events]) {
          const expected = literal.match(each).map(({ title }) => title)
          expect(indexed.match(each).map(({ title }) => title)).toEqual(expected)
          met += expected.length
        }
      },
    ),
    { numRuns: 1500 },
  )
  expect(met).toBeGreaterThan(1000)
})

test('a rule runs only where all that it names of its source is so', () => {
  const detection = { s: { a: 'x' }, condition: 's' }
  const rules = rulesOf([
    { logsource: { category: 'process_creation', product: 'windows' }, detection },
    { logsource: { product: 'windows', service: 'security' }, detection },
    { logsource: { category: 'process_creation', product: 'linux' }, detection },
    { logsource: { category: 'antivirus' }, detection },
  ])
  const event = (...logSources: object[]) => ({ fields: { a: 'x' }, logSources })
  const titles = (...logSources: object[]) =>
    indexedEngine(rules)
      .match(event(...logSources))
      .map(({ title }) => title)
  expect(
    titles({ product: 'windows', category: 'process_creation' }, { product: 'windows', service: 'security' }),
  ).toEqual(['rule 0', 'rule 1'])
  expect(titles({ product: 'windows', category: 'antivirus', service: 'windefend' })).toEqual(['rule 3'])
  expect(titles({ product: 'zeek' })).toEqual([])
  expect(titles()).toEqual([])
})
