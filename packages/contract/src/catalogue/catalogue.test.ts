import { ROUTES } from '@penstock/contract/catalogue'
import { PROBLEMS } from '@penstock/contract/problems'
import { expect, test } from 'vitest'

test('every refusal of a route is a known problem', () => {
  for (const route of ROUTES)
    for (const code of route.refusals) expect(Object.keys(PROBLEMS), `${route.method} ${route.path}`).toContain(code)
})

test('no two routes share side, method and path', () => {
  const keys = ROUTES.map((route) => `${route.side} ${route.method} ${route.path}`)
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  expect(keys.length).toBeGreaterThan(30)
})

test('every parameter in a path is in its schema', () => {
  for (const route of ROUTES) {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const shape = route.params === undefined ? [] : Object.keys((route.params as unknown as { shape: object }).shape)
    expect(new Set(shape), route.path).toEqual(new Set(named))
  }
})
