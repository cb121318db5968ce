// What zod says of a file that does not have the form of a plant, told as faults with the nearest right word.
import { z } from 'zod'
import { ANSWER_KEYS } from './answer-keys.ts'
import { type DataPath, fault, type PlantFault, pathText, shown } from './fault.ts'
import { nearestTo } from './nearest.ts'

type Issue = z.core.$ZodIssue

/** The faults of `data` against `schema`; `list entries` are named by their `id`, `tag` or `unit`. */
export function shapeFaults(schema: z.ZodType, data: unknown, issues: readonly Issue[]): PlantFault[] {
  const found = issues.flatMap((issue) => faultsOf(schema, data, issue, issue.path as DataPath))
  // A misspelt key shows twice, as unknown and as missing: the mend of the first settles the second.
  const mended = new Set(found.filter((one) => one.code === 'plant.unknown-key').map((one) => siblingPath(one)))
  return found.filter((one) => one.code !== 'plant.missing-key' || !mended.has(one.path))
}

function faultsOf(schema: z.ZodType, data: unknown, issue: Issue, path: DataPath): PlantFault[] {
  const value = valueAt(data, path)
  const place = { path: pathText(path), id: idOn(data, path) }
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, data, path, key))
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    const key = String(path.at(-1) ?? '')
    return [
      fault({ ...place, code: 'plant.missing-key', expected: expectedOf(issue), mend: { code: 'add', value: key } }),
    ]
  }
  if (issue.code === 'invalid_type') {
    return [fault({ ...place, code: 'plant.wrong-type', found: shown(value), expected: issue.expected })]
  }
  if (issue.code === 'invalid_union') return unionFaults(schema, data, issue, path)
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    return [fault({ ...place, code: 'plant.out-of-range', found: shown(value), expected: expectedOf(issue) })]
  }
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : []
  const near = typeof value === 'string' ? nearestTo(value, words) : null
  const mend = near !== null ? ({ code: 'use', value: near } as const) : null
  const code = path.join('.') === 'about.schema' ? 'plant.unknown-schema' : 'plant.wrong-value'
  return [fault({ ...place, code, found: shown(value), expected: expectedOf(issue), mend })]
}

function unknownKey(schema: z.ZodType, data: unknown, path: DataPath, key: string): PlantFault {
  const at = [...path, key]
  const present = valueAt(data, path)
  const known = keysAt(schema, path).filter((name) => !Object.hasOwn(present as object, name))
  const near = nearestTo(key, known)
  const general = pathText(at).replaceAll(/\[\d+\]/g, '[]')
  const isAnswerKey = ANSWER_KEYS.includes(general)
  return fault({
    code: 'plant.unknown-key',
    path: pathText(at),
    id: idOn(data, path),
    found: key,
    expected: keysAt(schema, path).join(', '),
    mend: isAnswerKey
      ? { code: 'remove-or-name', value: general }
      : near !== null
        ? { code: 'use', value: near }
        : { code: 'remove', value: null },
  })
}

/** The faults of the member that comes nearest: the one that fails deepest, or the union as a whole. */
function unionFaults(
  schema: z.ZodType,
  data: unknown,
  issue: Issue & { code: 'invalid_union' },
  path: DataPath,
): PlantFault[] {
  const deep = issue.errors.find((member) =>
    member.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  )
  if (deep !== undefined)
    return deep.flatMap((one) => faultsOf(schema, data, one, [...path, ...(one.path as DataPath)]))
  const expected = issue.errors.map((member) => (member[0] === undefined ? '' : expectedOf(member[0]))).join(' or ')
  const found = shown(valueAt(data, path))
  return [fault({ code: 'plant.wrong-type', path: pathText(path), id: idOn(data, path), found, expected })]
}

function expectedOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ')
  if (issue.code === 'too_small') {
    return `${issue.origin} ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`
  }
  if (issue.code === 'too_big')
    return `${issue.origin} ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`
  if (issue.code === 'invalid_format') return issue.pattern ?? issue.format
  return issue.code === 'custom' ? String(issue.params?.['expected'] ?? 'another form') : issue.message
}

/** Known keys of the object at a path of the schema. */
function keysAt(schema: z.ZodType, path: DataPath): readonly string[] {
  let at: unknown = schema
  for (const part of path) {
    at = bare(at)
    if (at instanceof z.ZodObject) at = (at.shape as Record<string, unknown>)[String(part)]
    else if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodRecord) at = at.valueType
    else return []
  }
  at = bare(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape as object) : []
}

/** The schema inside optional, nullable and default; of a union its object. */
function bare(schema: unknown): unknown {
  let at = schema
  while (at instanceof z.ZodOptional || at instanceof z.ZodNullable || at instanceof z.ZodDefault) at = at.unwrap()
  if (at instanceof z.ZodUnion)
    return at.options.map((option) => bare(option)).find((one) => one instanceof z.ZodObject)
  return at
}

function siblingPath(unknown: PlantFault): string {
  const near = unknown.mend?.code === 'use' ? unknown.mend.value : null
  return near === null ? '' : unknown.path.replace(/[\w-]+$/, near)
}

export function valueAt(data: unknown, path: DataPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  )
}

/** The name of the first list entry on the path. */
export function idOn(data: unknown, path: DataPath): string | null {
  const at = path.findIndex((part) => typeof part === 'number')
  if (at < 0) return null
  const entry = valueAt(data, path.slice(0, at + 1))
  for (const key of ['id', 'tag', 'unit', 'asset']) {
    const value = valueAt(entry, [key])
    if (typeof value === 'string') return value
  }
  return null
}
