import { expect, test } from 'vitest'
import { mayLoadMore } from './load-more.ts'

const resting = { hasNextPage: true, isFetching: false, isFetchNextPageError: false }

test.each([
  { name: 'the end in sight loads on', list: resting, byRender: true, byPerson: true },
  { name: 'nothing is left', list: { ...resting, hasNextPage: false }, byRender: false, byPerson: false },
  { name: 'a page is on its way', list: { ...resting, isFetching: true }, byRender: false, byPerson: false },
  { name: 'a page failed', list: { ...resting, isFetchNextPageError: true }, byRender: false, byPerson: true },
  {
    name: 'a page that failed is being asked for again',
    list: { ...resting, isFetching: true, isFetchNextPageError: true },
    byRender: false,
    byPerson: false,
  },
])('$name', ({ list, byRender, byPerson }) => {
  expect(mayLoadMore(list, false)).toBe(byRender)
  expect(mayLoadMore(list, true)).toBe(byPerson)
})
