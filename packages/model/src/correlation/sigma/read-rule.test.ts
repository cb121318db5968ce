import {
  type CorrelationRule,
  isCorrelationDocument,
  linkRules,
  quietRules,
  readCorrelation,
} from '@penstock/model/correlation'
import { describe, expect, test } from 'vitest'

const GOOD = {
  title: 'Many failed logons',
  id: '0e95725d-7320-415d-80f7-004da920fc12',
  name: 'many_failed',
  level: 'high',
  correlation: {
    type: 'value_count',
    rules: ['5638f7c0-ac70-491d-8465-2a65075e0d86'],
    'group-by': ['ComputerName', 'WorkstationName'],
    timespan: '1d',
    condition: { field: 'User', gt: 100, lte: 200 },
  },
}

test('a rule of the specification, with a range', () => {
  expect(isCorrelationDocument(GOOD)).toBe(true)
  expect(isCorrelationDocument({ title: 'x', detection: {} })).toBe(false)
  expect(readCorrelation(GOOD)).toEqual({
    ok: true,
    value: {
      id: GOOD.id,
      name: 'many_failed',
      title: GOOD.title,
      level: 'high',
      tags: [],
      type: 'value_count',
      rules: GOOD.correlation.rules,
      aliases: {},
      groupBy: ['ComputerName', 'WorkstationName'],
      windowMicros: 86_400_000_000,
      comparisons: [
        ['gt', 100],
        ['lte', 200],
      ],
      field: 'User',
      percentile: null,
      generates: false,
    },
  })
})

const changed = (change: object) => ({ ...GOOD, correlation: { ...GOOD.correlation, ...change } })

describe('what is wrong, with its line', () => {
  test.each([
    {
      name: 'an unknown type',
      document: changed({ type: 'near' }),
      place: 'correlation.type',
      code: 'not-as-it-should-be',
    },
    {
      name: 'a window in words',
      document: changed({ timespan: '1 hour' }),
      place: 'correlation.timespan',
      code: 'not-as-it-should-be',
    },
    { name: 'no window', document: changed({ timespan: undefined }), place: 'correlation.timespan', code: 'missing' },
    {
      name: 'a window of nothing',
      document: changed({ timespan: '0s' }),
      place: 'correlation.timespan',
      code: 'not-as-it-should-be',
    },
    { name: 'no rules', document: changed({ rules: [] }), place: 'correlation.rules', code: 'missing' },
    {
      name: 'a rule twice',
      document: changed({ rules: ['a', 'a'] }),
      place: 'correlation.rules.1',
      code: 'not-supported',
    },
    {
      name: 'a misspelt key',
      document: changed({ timeframe: '1h' }),
      place: 'correlation.timeframe',
      code: 'unknown-key',
    },
    {
      name: 'an unknown comparison',
      document: changed({ condition: { field: 'User', above: 1, gt: 2 } }),
      place: 'correlation.condition.above',
      code: 'unknown-key',
    },
    {
      name: 'a number in quotes',
      document: changed({ condition: { field: 'User', gt: '100' } }),
      place: 'correlation.condition.gt',
      code: 'not-as-it-should-be',
    },
    {
      name: 'nothing to compare',
      document: changed({ condition: { field: 'User' } }),
      place: 'correlation.condition',
      code: 'missing',
    },
    {
      name: 'a count of values without a field',
      document: changed({ condition: { gt: 1 } }),
      place: 'correlation.condition.field',
      code: 'missing',
    },
    {
      name: 'a percentile without its number',
      document: changed({ type: 'value_percentile', condition: { field: 'x', gt: 1 } }),
      place: 'correlation.condition.percentile',
      code: 'missing',
    },
    {
      name: 'a percentile beyond all',
      document: changed({ type: 'value_percentile', condition: { field: 'x', gt: 1, percentile: 101 } }),
      place: 'correlation.condition.percentile',
      code: 'not-as-it-should-be',
    },
    {
      name: 'a condition in words',
      document: changed({ condition: 'a and not b' }),
      place: 'correlation.condition',
      code: 'not-supported',
    },
    {
      name: 'an order of only some',
      document: changed({ type: 'temporal_ordered', rules: ['a', 'b'], condition: { gte: 1 } }),
      place: 'correlation.condition',
      code: 'not-supported',
    },
    {
      name: 'an alias of a rule that is not there',
      document: changed({ aliases: { u: { other: 'User' } } }),
      place: 'correlation.aliases.u.other',
      code: 'not-as-it-should-be',
    },
    { name: 'no title', document: { ...GOOD, title: ' ' }, place: 'title', code: 'missing' },
    { name: 'no correlation', document: { title: 'x' }, place: 'correlation', code: 'missing' },
    { name: 'no map', document: ['x'], place: '', code: 'not-as-it-should-be' },
  ])('$name', ({ document, place, code }) => {
    // A document in which only the section itself has a line.
    const read = readCorrelation(document, (path) => (path.length <= 1 ? 3 + path.length : null))
    const line = place === '' ? 3 : 4
    expect(read).toMatchObject({ ok: false, refusal: [expect.objectContaining({ place, code, line })] })
  })

  test('all at once', () => {
    const read = readCorrelation(changed({ type: 'near', timespan: 'x', rules: 3, extra: 1 }))
    expect(!read.ok && read.refusal.map(({ place }) => place)).toEqual([
      'correlation.extra',
      'correlation.type',
      'correlation.rules',
      'correlation.timespan',
    ])
  })
})

describe('rules that refer to each other', () => {
  const rule = (id: string, rules: readonly string[], name: string | null = null): CorrelationRule => {
    const read = readCorrelation({
      ...{ title: id, id, name },
      correlation: { type: 'temporal', rules, timespan: '1h', aliases: { u: { [rules[0]!]: 'User' } } },
    })
    if (!read.ok) throw new Error(JSON.stringify(read.refusal))
    return read.value
  }

  test('names become ids, and what is taken in stands before', () => {
    const known = [{ id: 'base-id', name: 'base' }]
    const { rules, faults } = linkRules([rule('outer', ['inner']), rule('inner-id', ['base'], 'inner')], known)
    expect(faults).toEqual([])
    expect(rules.map(({ id, rules }) => [id, rules])).toEqual([
      ['inner-id', ['base-id']],
      ['outer', ['inner-id']],
    ])
    expect(rules[0]!.aliases).toEqual({ u: { 'base-id': 'User' } })
  })

  test('a circle, a rule that nobody knows and whoever leans on it are told and left out', () => {
    const read = [rule('a', ['b']), rule('b', ['a']), rule('c', ['nobody']), rule('d', ['c']), rule('e', ['base'])]
    const { rules, faults } = linkRules([...read, rule('e', ['base'])], [{ id: 'base', name: null }])
    expect(rules.map(({ id }) => id)).toEqual(['e'])
    expect(faults.map(({ ruleId, code, detail }) => [ruleId, code, detail])).toEqual([
      ['e', 'correlation.same-id', 'e'],
      ['b', 'correlation.circle', 'a'],
      ['a', 'correlation.unknown-rule', 'b'],
      ['c', 'correlation.unknown-rule', 'nobody'],
      ['d', 'correlation.unknown-rule', 'c'],
    ])
  })

  test('what only feeds correlations is quiet, unless one of them lets it tell', () => {
    const read = [rule('a', ['fed']), rule('b', ['fed', 'told']), { ...rule('c', ['told']), generates: true }]
    const known = ['fed', 'told', 'alone'].map((id) => ({ id, name: null }))
    expect([...quietRules(linkRules(read, known).rules)]).toEqual(['fed'])
  })
})
