import { count__Pascal__Items } from '@penstock/model/__kebab__'
import { expect, test } from 'vitest'

test.each([
  { name: 'one list', lists: [['assets', 3]] as const, items: 3 },
  { name: 'several lists', lists: [['assets', 3], ['zones', 2]] as const, items: 5 },
])('$name counts $items', ({ lists, items }) => {
  expect(count__Pascal__Items(new Map(lists))).toEqual({ ok: true, value: items })
})

test('a plant that declares nothing is refused', () => {
  const refusal = { code: '__kebab__.nothing-declared' }
  expect(count__Pascal__Items(new Map())).toEqual({ ok: false, refusal })
})
