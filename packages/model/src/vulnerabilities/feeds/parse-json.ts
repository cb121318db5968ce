// JSON text to a parsed value, or every fault with its place.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { lineAndColumn, walkJson } from '@penstock/model/plant'
import type { z } from 'zod'
import type { FeedFault } from '../fault.ts'

/** Faults beyond these are not told: one wrong list may hold thousands. */
const MOST_FAULTS = 20

export function parseFeed<Value>(text: string, shape: z.ZodType<Value>): Result<Value, readonly FeedFault[]> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return refuse([syntaxFault(text)])
  }
  const read = shape.safeParse(data)
  if (read.success) return accept(read.data)
  const faults = read.error.issues.slice(0, MOST_FAULTS).map((issue) => ({
    path: jsonPath(issue.path),
    message: issue.message,
  }))
  return refuse(faults)
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), '$')
}

function syntaxFault(text: string): FeedFault {
  const fault = walkJson(text, () => undefined)
  if (fault === null) return { path: '$', message: 'is nested too deeply' }
  const { line, column } = lineAndColumn(text, fault.offset)
  return { path: `line ${line}, column ${column}`, message: `is not JSON: expected ${fault.expected}` }
}
