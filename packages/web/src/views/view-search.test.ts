import { expect, test } from 'vitest'
import { addressOf, keptSearch } from './view-search.ts'

test('a view keeps filter, columns and sort, and neither scope nor drawer', () => {
  expect(keptSearch('?q=zone%3AZ-1&sort=-name&hide=%5B%22ips%22%5D&site=north&zone=Z-2&peek=ast_1')).toBe(
    'q=zone%3AZ-1&sort=-name&hide=%5B%22ips%22%5D',
  )
})

test('opening a view keeps the scope that is chosen', () => {
  const view = { path: '/assets', search: 'q=plc' }
  expect(addressOf(view, '?site=north&q=other&peek=x')).toBe('/assets?q=plc&site=north')
  expect(addressOf({ path: '/breaches', search: '' }, '')).toBe('/breaches')
})
