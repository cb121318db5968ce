// JSON objects as fields: one, a list, or a list inside an object.
import { flattened } from '../fields.ts'
import type { Found } from './found.ts'

const MOST_RECORDS = 100_000

export function readJson(text: string, lists: readonly string[]): readonly Found[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [notJson(text)]
  }
  if (Array.isArray(value)) return listed(value)
  if (!isObject(value)) return [{ code: 'record.not-of-the-format', detail: 'JSON, and not an object' }]
  for (const name of lists) {
    const inner = value[name]
    if (Array.isArray(inner)) return listed(inner)
  }
  return [{ fields: flattened(value) }]
}

function listed(values: readonly unknown[]): readonly Found[] {
  return values
    .slice(0, MOST_RECORDS)
    .map((value) =>
      isObject(value)
        ? { fields: flattened(value) }
        : { code: 'record.not-of-the-format', detail: 'an entry of the list is no object' },
    )
}

function notJson(text: string): Found {
  const isCut = /^\s*[{[]/.test(text.slice(0, 200)) && !/[}\]]\s*$/.test(text.slice(-200))
  return isCut
    ? { code: 'record.cut', detail: 'JSON without its end' }
    : { code: 'record.not-of-the-format', detail: 'no JSON' }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
