// JSON objects as fields: one, a list, or a list inside an object.
import { flattened } from '../fields.ts'
import type { Found } from './found.ts'

const MOST_RECORDS = 100_000

export function readJson(
  record: string,
  lists: readonly string[],
  lift: ReadonlySet<string>,
  each: readonly string[],
): readonly Found[] {
  const text = withoutEnvelope(record)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [notJson(text)]
  }
  if (Array.isArray(value)) return listed(value, lift)
  if (!isObject(value)) return [{ code: 'record.not-of-the-format', detail: 'JSON, and not an object' }]
  if (each.length > 0) return each.flatMap((name) => eachOf(name, value[name], lift))
  for (const name of lists) {
    const inner = value[name]
    if (Array.isArray(inner)) return listed(inner, lift)
  }
  return [{ fields: flattened(value, lift) }]
}

/** JSON that a forwarder put behind a syslog header. */
function withoutEnvelope(record: string): string {
  if (record.charCodeAt(0) !== 0x3c) return record
  const at = record.slice(0, 640).indexOf('{')
  return at < 0 ? record : record.slice(at)
}

/** The entries of one list, each telling of which. */
function eachOf(name: string, entries: unknown, lift: ReadonlySet<string>): readonly Found[] {
  return Array.isArray(entries)
    ? listed(entries, lift).map((found) => {
        if ('fields' in found) found.fields['_list'] = name
        return found
      })
    : []
}

function listed(values: readonly unknown[], lift: ReadonlySet<string>): readonly Found[] {
  return values
    .slice(0, MOST_RECORDS)
    .map((value) =>
      isObject(value)
        ? { fields: flattened(value, lift) }
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
