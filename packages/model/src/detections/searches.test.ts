import { literalEngine, searchesOf } from '@penstock/model/detections'
import { expect, test } from 'vitest'
import { sourceOf } from './rule/made-rule.fixture.ts'

const rule = (detection: object) => sourceOf({ title: 'made', logsource: { product: 'made' }, detection })

test('each search is asked for itself, whatever the condition makes of it', () => {
  const searches = searchesOf(
    rule({
      selection: { a: 'x' },
      filter_main: [{ b: 'y' }, { b: 'z' }],
      keywords: ['q'],
      condition: 'selection and not 1 of filter_* and keywords',
    }),
  )
  const holding = (fields: Readonly<Record<string, unknown>>) =>
    searches
      .filter(({ rule: alone }) => literalEngine([alone]).match({ fields, logSources: [alone.source] }).length > 0)
      .map(({ name }) => name)
  expect(searches.map(({ name }) => name)).toEqual(['selection', 'filter_main', 'keywords'])
  expect(holding({ a: 'x', b: 'z' })).toEqual(['selection', 'filter_main'])
  expect(holding({ c: 'a q b' })).toEqual(['keywords'])
  expect(holding({ a: 'y' })).toEqual([])
})

test('one that cannot be read is left out, and what is no rule has none', () => {
  const searches = searchesOf(rule({ good: { a: 'x' }, bad: { 'a|nonsense': 'x' }, condition: 'good' }))
  expect(searches.map(({ name }) => name)).toEqual(['good'])
  expect(searchesOf(sourceOf(['no rule']))).toEqual([])
  expect(searchesOf(sourceOf({ title: 'x', detection: 'none' }))).toEqual([])
})
