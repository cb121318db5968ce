// What rules are asked about: an event's own fields by name, what it is as OCSF, and the sources that it satisfies.
import type { LogSource } from '@penstock/model/events'

export interface DetectionEvent {
  /** The source's own names, as rules ask them; values may be nested. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Asked by dotted path when `fields` has no such name. */
  readonly ocsf?: Readonly<Record<string, unknown>>
  readonly logSources: readonly LogSource[]
}

/** The value of a field: by its whole name first, then as a dotted path. */
export function fieldValue(event: DetectionEvent, field: string): unknown {
  const { fields } = event
  const own = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (own !== undefined || Object.hasOwn(fields, field)) return own
  if (event.ocsf !== undefined && Object.hasOwn(event.ocsf, field)) return event.ocsf[field]
  if (!field.includes('.')) return undefined
  return valueAt(fields, field, 0) ?? (event.ocsf === undefined ? undefined : valueAt(event.ocsf, field, 0))
}

const DEEPEST = 32

/** Lists on the way give the values of all their items. A name may hold dots itself. */
function valueAt(node: unknown, path: string, depth: number): unknown {
  if (typeof node !== 'object' || node === null || depth > DEEPEST) return undefined
  if (Array.isArray(node)) {
    const values = node.map((each) => valueAt(each, path, depth + 1)).filter((each) => each !== undefined)
    return values.length === 0 ? undefined : values.flat()
  }
  const record = node as Readonly<Record<string, unknown>>
  if (Object.hasOwn(record, path)) return record[path]
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot)
    if (!Object.hasOwn(record, head)) continue
    const value = valueAt(record[head], path.slice(dot + 1), depth + 1)
    if (value !== undefined) return value
  }
  return undefined
}

/** Every text, number and truth value in the event, however deep. */
export function leavesOf(event: DetectionEvent): readonly string[] {
  const leaves: string[] = []
  collect(event.fields, leaves, 0)
  if (event.ocsf !== undefined) collect(event.ocsf, leaves, 0)
  return leaves
}

function collect(node: unknown, leaves: string[], depth: number): void {
  if (depth > DEEPEST || typeof node !== 'object' || node === null) return
  for (const value of Object.values(node)) {
    const text = scalarText(value)
    if (text !== null) leaves.push(text)
    else collect(value, leaves, depth + 1)
  }
}

/** Numbers and truth values are compared by their text; null for what is none of them. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null
}
