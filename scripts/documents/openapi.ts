// `docs/reference/openapi.json`: the HTTP interface as OpenAPI 3.1, made from the routes of the contract.
import { ROUTES } from '@penstock/contract/catalogue'
import { PROBLEMS, type ProblemCode } from '@penstock/contract/problems'
import { addsData, IDEMPOTENCY_HEADER, IdempotencyKey, type Route, takesIdempotencyKey } from '@penstock/contract/route'
import type { GeneratedDocument } from './document.ts'

export const openApi: GeneratedDocument = {
  path: 'docs/reference/openapi.json',
  render: () => `${JSON.stringify(openApiOf(ROUTES), null, 1)}\n`,
}

type JsonSchema = Readonly<Record<string, unknown>>
type Schema = NonNullable<Route['body']>

/** One document for all routes; a cell's routes stand under `/api/{domain}`. */
export function openApiOf(routes: readonly Route[]): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {}
  // A path may be served by the hub and by cells; the order of what a module exports says nothing.
  const sorted = [...routes].sort(
    (a, b) => compare(a.path, b.path) || compare(a.method, b.method) || compare(a.side, b.side),
  )
  for (const route of sorted) {
    const path = (route.side === 'cell' ? '/api/{domain}' : '/api') + route.path
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  const named = new Map<string, JsonSchema>()
  const inOneDocument = withNamed(paths, named)
  return {
    openapi: '3.1.0',
    info: { title: 'Penstock', version: '0.1.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: 'http://localhost:8420' }],
    paths: inOneDocument,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-penstock' },
        token: { type: 'http', scheme: 'bearer', description: 'bound to domain, site and kind of source; only writes' },
      },
      schemas: { Problem: problemSchema(), ...Object.fromEntries([...named].sort(([a], [b]) => compare(a, b))) },
    },
  }
}

/** Schemas with a name stand once, beside the problem; each schema brought its own copy. */
function withNamed(value: unknown, named: Map<string, JsonSchema>): unknown {
  if (Array.isArray(value)) return value.map((each) => withNamed(each, named))
  if (typeof value !== 'object' || value === null) return value
  const { $defs, ...rest } = value as { readonly $defs?: Readonly<Record<string, JsonSchema>> }
  for (const [name, schema] of Object.entries($defs ?? {}))
    if (!named.has(name)) {
      // A schema may name itself.
      named.set(name, {})
      const { id: _id, ...own } = schema
      named.set(name, withNamed(own, named) as JsonSchema)
    }
  return Object.fromEntries(
    Object.entries(rest).map(([key, each]) => [
      key,
      key === '$ref' && typeof each === 'string'
        ? each.replace('#/$defs/', '#/components/schemas/')
        : withNamed(each, named),
    ]),
  )
}

function operationOf(route: Route): JsonSchema {
  const body = requestBodyOf(route)
  return {
    summary: route.summary,
    description: `Permission: ${route.permission}`,
    parameters: parametersOf(route),
    ...(body === null ? {} : { requestBody: body }),
    responses: responsesOf(route),
    security: securityOf(route),
  }
}

function parametersOf(route: Route): readonly JsonSchema[] {
  const domain = { name: 'domain', in: 'path', required: true, schema: { enum: ['it', 'ot'] } }
  return [
    ...(route.side === 'cell' ? [domain] : []),
    ...membersOf(route.params).map(({ name, schema }) => ({ name, in: 'path', required: true, schema })),
    ...membersOf(route.query).map(({ name, schema, required }) => ({ name, in: 'query', required, schema })),
    ...(takesIdempotencyKey(route)
      ? [{ name: IDEMPOTENCY_HEADER, in: 'header', required: false, schema: inputOf(IdempotencyKey) }]
      : []),
  ]
}

function membersOf(schema: Schema | undefined) {
  const { properties = {}, required = [] } = inputOf(schema) as {
    properties?: Record<string, JsonSchema>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, each]) => ({ name, schema: each, required: required.includes(name) }))
}

function requestBodyOf({ body, upload }: Route): JsonSchema | null {
  if (upload !== undefined) return { required: true, content: { [upload]: {} } }
  return body === undefined ? null : { required: true, content: { 'application/json': { schema: inputOf(body) } } }
}

function responsesOf(route: Route): JsonSchema {
  const { response, stream } = route
  const refusals = refusalsOf(route)
  const schema = response === undefined ? null : bare(response.toJSONSchema({ io: 'output' }))
  const content = { [stream ?? 'application/json']: schema === null ? {} : { schema } }
  const isEmpty = schema === null && stream === undefined
  const byStatus = Map.groupBy(refusals, (code) => PROBLEMS[code as ProblemCode].status)
  const problems = [...byStatus].map(([status, codes]): [string, JsonSchema] => [
    String(status),
    {
      description: [...codes].sort().join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  return {
    ...(isEmpty ? { 204: { description: 'Done' } } : { 200: { description: 'The answer', content } }),
    ...Object.fromEntries(problems),
  }
}

/** A route's own refusals, and those that every route of its kind can meet. */
function refusalsOf(route: Route): readonly string[] {
  const { permission, params, query, body, refusals } = route
  const isParsed = params !== undefined || query !== undefined || body !== undefined || takesIdempotencyKey(route)
  const common = [
    ...(permission === 'public' ? [] : ['not-signed-in', 'not-found']),
    ...(isParsed ? ['invalid-request'] : []),
    ...(route.method === 'GET' || permission === 'observation:write' ? [] : ['csrf-missing', 'too-large']),
    ...(addsData(route) ? ['disk-full'] : []),
    ...(takesIdempotencyKey(route) ? IDEMPOTENCY_REFUSALS : []),
    ...(route.side === 'cell' ? ['cell-silent'] : []),
    'too-many-requests',
  ]
  return [...new Set([...refusals, ...common])]
}

const IDEMPOTENCY_REFUSALS = ['key-reused', 'in-progress', 'outcome-unknown', 'answer-not-kept'].map(
  (reason) => `idempotency.${reason}`,
)

function securityOf({ permission }: Route): readonly JsonSchema[] {
  if (permission === 'public') return []
  return permission === 'observation:write' ? [{ token: [] }] : [{ session: [] }]
}

function inputOf(schema: Schema | undefined): JsonSchema {
  return schema === undefined ? {} : bare(schema.toJSONSchema({ io: 'input' }))
}

function bare(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema')) as JsonSchema
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function problemSchema(): JsonSchema {
  return {
    type: 'object',
    description: 'RFC 9457; clients switch on `code`',
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { enum: Object.keys(PROBLEMS).sort() },
      instance: { type: 'string' },
      details: {},
    },
    required: ['type', 'title', 'status', 'code', 'instance'],
  }
}
