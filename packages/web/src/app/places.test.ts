import { expect, test } from 'vitest'
import { GROUPS } from './places.ts'

test('no two places have the same keys', () => {
  const keys = GROUPS.flatMap(({ places }) => places.map((place) => place.keys))
  expect(keys.filter((each, at) => keys.indexOf(each) !== at)).toEqual([])
})

test('seven groups, none of more entries than one takes in at a glance', () => {
  expect(GROUPS.length).toBe(7)
  for (const { title, places } of GROUPS) expect([title, places.length <= 6]).toEqual([title, true])
})
