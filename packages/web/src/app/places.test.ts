import { expect, test } from 'vitest'
import { GROUPS } from './places.ts'

test('no two places have the same keys', () => {
  const keys = GROUPS.flatMap(({ places }) => places.map((place) => place.keys))
  expect(keys.filter((each, at) => keys.indexOf(each) !== at)).toEqual([])
})
