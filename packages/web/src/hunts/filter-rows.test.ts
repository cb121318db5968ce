import { type HuntFilter, HuntQuestion } from '@penstock/model/hunts'
import { expect, test } from 'vitest'
import { questionOf, rowsOf } from './filter-rows.ts'

const FILTERS: readonly HuntFilter[] = [
  { field: 'user', op: 'is', value: 'eng1' },
  {
    all: [
      { field: 'class', op: 'in', values: ['1006', '1007'] },
      { field: 'fields.TaskName', op: 'there' },
    ],
  },
  {
    any: [
      { field: 'hour', op: 'below', value: '5' },
      { field: 'hour', op: 'above', value: '18' },
    ],
  },
]

test.each(FILTERS)('rows say what the filter says, and what stands beside it stays: %j', (where) => {
  const never = { where, same: ['device' as const] }
  const rows = rowsOf(where)
  expect(HuntQuestion.parse(questionOf(rows!, { never }))).toEqual({ where, never })
})

test('what it is asked of stands first, and stays', () => {
  const where = { field: 'kind', op: 'is', value: 'write' } as const
  const question = questionOf(rowsOf(where)!, { of: 'operations' })
  expect(JSON.stringify(HuntQuestion.parse(question))).toBe(JSON.stringify({ of: 'operations', where }))
})

test.each<HuntFilter>([
  { not: { field: 'user', op: 'there' } },
  { all: [{ field: 'user', op: 'there' }, { any: [{ field: 'user', op: 'is', value: 'x' }] }] },
  { field: 'user', op: 'in', values: ['a,b'] },
])('what rows cannot show is left to the text: %j', (where) => {
  expect(rowsOf(where)).toBeNull()
})
