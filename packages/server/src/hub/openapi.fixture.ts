// The published OpenAPI file as tests use it: its operations, what each takes as property inputs, and what each may answer.
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'

export type JsonSchema = Readonly<Record<string, unknown>>

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: JsonSchema
}

interface AnswerRule {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}

export interface Operation {
  readonly name: string
  readonly method: string
  /** With `{name}` for each parameter. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> }
  readonly responses: Readonly<Record<string, AnswerRule>>
}

export interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const FILE = new URL('../../../../docs/reference/openapi.json', import.meta.url)
const ajv = new Ajv2020({ strict: false, validateFormats: false })

export function loadOperations(): Operation[] {
  const document = JSON.parse(readFileSync(FILE, 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'name' | 'method' | 'path'>>>>>
    readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
  }
  for (const [name, schema] of Object.entries(document.components.schemas))
    ajv.addSchema(schema, `#/components/schemas/${name}`)
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, rule]) => ({
      ...rule,
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  )
}

/** Requests to an operation: most as the file says, others with a part of them spoilt. `known` gives ids that exist. */
export function requestsTo(
  operation: Operation,
  known: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<Asked> {
  const inPath = operation.parameters.filter((each) => each.in === 'path')
  const inQuery = operation.parameters.filter((each) => each.in === 'query')
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const type = Object.keys(operation.requestBody?.content ?? {})[0]
  return fc
    .record({
      path: fc.record(Object.fromEntries(inPath.map((each) => [each.name, pathValue(each, known[each.name] ?? [])]))),
      query: fc.record(Object.fromEntries(inQuery.map((each) => [each.name, queryValue(each)]))),
      body:
        schema === undefined
          ? fc.constant(undefined)
          : fc.oneof({ weight: 3, arbitrary: fitting(schema) }, spoilt(schema)),
      key: fc.option(fc.oneof(fc.uuid(), fc.constantFrom('short', 'k'.repeat(200)))),
    })
    .map(({ path, query, body, key }) => {
      const pairs = Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
      )
      const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '')
      return {
        path: pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`,
        headers: {
          ...(type === undefined ? {} : { 'content-type': type }),
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        body: type === undefined ? undefined : schema === undefined ? HOSTILE.join('\n') : JSON.stringify(body),
      }
    })
}

/** What is wrong with an answer by the file, or null: an undeclared status, type or code, or a body that does not fit. */
export function faultOf(operation: Operation, status: number, type: string, text: string): string | null {
  const rule = operation.responses[String(status)]
  if (rule === undefined) return `status ${status} is not declared: ${text.slice(0, 300)}`
  const declared = Object.entries(rule.content ?? {})
  if (declared.length === 0) return text === '' ? null : `a body where none is declared: ${text.slice(0, 100)}`
  const [wanted, content] = declared[0] ?? []
  if (wanted === undefined || (wanted !== '*/*' && !type.startsWith(wanted))) return `type ${type}, declared ${wanted}`
  if (content?.schema === undefined) return null
  const body = JSON.parse(text) as { readonly code?: string }
  const validate = compiled(content.schema)
  if (!validate(body)) return `${ajv.errorsText(validate.errors)}: ${text.slice(0, 300)}`
  if (status < 400) return null
  return rule.description.split(', ').includes(body.code ?? '')
    ? null
    : `code ${body.code} is not declared for ${status}`
}

const validators = new WeakMap<JsonSchema, ValidateFunction>()
function compiled(schema: JsonSchema): ValidateFunction {
  const known = validators.get(schema) ?? ajv.compile(schema)
  validators.set(schema, known)
  return known
}

/** Texts that have broken parsers, stores and pages elsewhere. */
const HOSTILE = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'null',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "'; drop table core.asset; --",
  '<script>alert(1)</script>',
  '=cmd()',
  '%00%ff',
  '(a+)+$'.repeat(20),
  'é'.repeat(500),
  '\u202egpj.exe',
  '__proto__',
  'constructor',
]

function pathValue({ schema }: Parameter, known: readonly string[]): fc.Arbitrary<string> {
  const hostile = fc
    .constantFrom(...HOSTILE.filter((text) => !['', ' ', '\ud800'].includes(text)))
    .map(encodeURIComponent)
  const wanted =
    known.length > 0
      ? fc.constantFrom(...known)
      : fitting(schema)
          .map(String)
          .filter((text) => text !== '')
          .map(inPath)
  return fc.oneof({ weight: 4, arbitrary: wanted }, hostile)
}

function inPath(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function queryValue({ schema, required }: Parameter): fc.Arbitrary<string | undefined> {
  const wanted = fitting(schema).map((value) => String(value).toWellFormed())
  const hostile = fc.constantFrom(...HOSTILE).map((text) => text.toWellFormed())
  return fc.oneof(
    { weight: 3, arbitrary: wanted },
    { weight: required ? 1 : 6, arbitrary: fc.constant(undefined) },
    hostile,
  )
}

/** Values that fit a schema of the kind that zod writes. */
function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  const {
    type,
    enum: values,
    const: only,
    anyOf,
    pattern,
    prefixItems,
    items,
    properties,
  } = schema as {
    type?: string
    enum?: unknown[]
    const?: unknown
    anyOf?: JsonSchema[]
    pattern?: string
    prefixItems?: JsonSchema[]
    items?: JsonSchema
    properties?: Readonly<Record<string, JsonSchema>>
  }
  if ('const' in schema) return fc.constant(only)
  if (values !== undefined) return fc.constantFrom(...values)
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(fitting))
  switch (type ?? '') {
    case 'string':
      return pattern === undefined ? textOf(schema) : fc.stringMatching(new RegExp(pattern, 'u'))
    case 'integer':
      return fc.integer(rangeOf(schema))
    case 'number':
      return fc.double({ ...rangeOf(schema), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      if (prefixItems !== undefined) return fc.tuple(...prefixItems.map(fitting))
      return fc.array(items === undefined ? fc.jsonValue() : fitting(items), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(4, Number(schema['maxItems'] ?? 4)),
      })
    case 'object':
      return recordOf(properties ?? {}, (schema['required'] ?? []) as string[])
    default:
      return fc.jsonValue()
  }
}

function recordOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, fitting(each)]))
  return fc.record(model, { requiredKeys: Object.keys(model).filter((name) => required.includes(name)) })
}

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  const length = {
    minLength: Number(schema['minLength'] ?? 0),
    maxLength: Math.min(40, Number(schema['maxLength'] ?? 40)),
  }
  return fc.oneof({ weight: 3, arbitrary: fc.string({ ...length, unit: 'grapheme' }) }, fc.constantFrom(...HOSTILE))
}

function rangeOf(schema: JsonSchema): { min: number; max: number } {
  const min = Math.max(Number(schema['minimum'] ?? -1000), -(2 ** 31))
  return { min, max: Math.max(min, Math.min(Number(schema['maximum'] ?? 1000), 2 ** 31 - 1)) }
}

/** A fitting value with one part of it replaced, left out or added. */
function spoilt(schema: JsonSchema): fc.Arbitrary<unknown> {
  const odd = fc.oneof(fc.constantFrom<unknown>(...HOSTILE, 9e15, -0.5, [], {}, null, true), fc.jsonValue())
  return fc.tuple(fitting(schema), odd, fc.nat(), fc.boolean()).map(([value, other, at, isLeftOut]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return other
    const names = [...Object.keys(value), 'surplus']
    const name = names[at % names.length] ?? 'surplus'
    const rest = Object.fromEntries(Object.entries(value).filter(([each]) => each !== name))
    return isLeftOut ? rest : { ...rest, [name]: other }
  })
}
