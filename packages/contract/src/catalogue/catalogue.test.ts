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

const shapeOf = (schema: unknown): readonly string[] =>
  Object.keys((schema as { readonly shape?: object } | undefined)?.shape ?? {})

test('a change of a record that carries a version says which version it saw, and can be told that it moved', () => {
  const changes = ROUTES.filter(
    ({ method, params, response, upload }) =>
      method !== 'GET' && params !== undefined && upload === undefined && shapeOf(response).includes('version'),
  )
  expect(changes.length).toBeGreaterThan(4)
  for (const { method, path, body, refusals } of changes)
    expect([method, path, shapeOf(body).includes('version'), refusals.includes('version-moved')]).toEqual([
      method,
      path,
      true,
      true,
    ])
})

test('a list that says its total pages by cursor', () => {
  for (const { path, query, response } of ROUTES)
    if (shapeOf(response).includes('nextCursor'))
      expect([path, shapeOf(query)]).toEqual([path, expect.arrayContaining(['cursor', 'limit'])])
})

test('an answer that shows a secret once says so, and so is not kept for a repeated write', () => {
  const secrets = ROUTES.filter(({ method, permission, response }) => {
    const isKept = method !== 'GET' && permission !== 'public'
    return isKept && shapeOf(response).some((name) => ['link', 'secret', 'codes', 'code'].includes(name))
  })
  expect(secrets.length).toBeGreaterThan(4)
  for (const { path, hasSecretAnswer } of secrets) expect([path, hasSecretAnswer]).toEqual([path, true])
})
