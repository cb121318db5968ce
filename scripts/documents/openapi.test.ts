import { ROUTES } from '@penstock/contract/catalogue'
import type { Route } from '@penstock/contract/route'
import { expect, test } from 'vitest'
import { openApiOf } from './openapi.ts'

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
  readonly security: readonly object[]
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

function pathsOf(routes: readonly Route[]): Paths {
  return openApiOf(routes)['paths'] as Paths
}

test('every route is one operation, and names each parameter of its path', () => {
  const operations = Object.entries(pathsOf(ROUTES)).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  )
  expect(operations).toHaveLength(ROUTES.length)
  for (const { path, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const listed = operation.parameters.filter((each) => each.in === 'path').map((each) => each.name)
    expect(new Set(listed), path).toEqual(new Set(named))
  }
})

const route: Route = {
  method: 'DELETE',
  path: '/jobs/{jobId}',
  side: 'cell',
  permission: 'job:read',
  summary: 'Drop a job',
  refusals: ['jobs.already-ended', 'not-found', 'version-moved'],
}

test('refusals stand under their status, an answer without a body is 204', () => {
  const operation = pathsOf([{ ...route, path: '/jobs' }])['/api/{domain}/jobs']?.['delete']
  const { 204: done, 404: absent, 409: moved } = operation?.responses ?? {}
  expect(done?.content).toBeUndefined()
  expect(absent?.description).toBe('not-found')
  expect(moved?.description.split(', ')).toEqual(expect.arrayContaining(['jobs.already-ended', 'version-moved']))
})

test.each([
  { permission: 'public', security: [] },
  { permission: 'session', security: [{ session: [] }] },
  { permission: 'observation:write', security: [{ token: [] }] },
] as const)('$permission is secured by $security', ({ permission, security }) => {
  const operation = pathsOf([{ ...route, path: '/jobs', permission }])['/api/{domain}/jobs']?.['delete']
  expect(operation?.security).toEqual(security)
})

test('a refusal that is no problem stops the document', () => {
  expect(() => openApiOf([{ ...route, refusals: ['jobs.unheard-of'] }])).toThrow()
})
