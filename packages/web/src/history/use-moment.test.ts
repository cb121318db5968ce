import { expect, test } from 'vitest'
import { MomentSearch } from './search.ts'
import { inOrder } from './use-moment.ts'

const [MORNING, NOON] = ['2026-10-01T06:00:00Z', '2026-10-01T12:00:00Z']

test('two handles that were drawn past each other change places, whatever zone they are written in', () => {
  const search = { asOf: MORNING, compare: NOON, clock: 'learned', change: undefined } as const
  expect(inOrder(search)).toEqual({ ...search, asOf: NOON, compare: MORNING })
  expect(inOrder({ ...search, asOf: NOON, compare: MORNING })).toEqual({ ...search, asOf: NOON, compare: MORNING })
  const elsewhere = { ...search, asOf: '2026-10-01T13:00:00+02:00', compare: '2026-10-01T10:30:00Z' }
  expect(inOrder(elsewhere)).toEqual(elsewhere)
  expect(inOrder({ ...search, asOf: undefined })).toEqual({ ...search, asOf: undefined })
})

test('an address with no instant in it shows now', () => {
  expect(MomentSearch.parse({ asOf: 'yesterday', compare: 7, clock: 'sun', change: 'moved' })).toEqual({})
  expect(MomentSearch.parse({ asOf: NOON, clock: 'learned' })).toEqual({ asOf: NOON, clock: 'learned' })
})
