// A row that a run found, and which fields may be asked of events whose people and hosts are pseudonyms.
import { z } from 'zod'
import type { HuntField, HuntFilter } from './filter.ts'
import type { HuntQuestion } from './question.ts'

/** Where the row stands in telemetry, the hash of its line, and what a list shows of it. */
export const HuntedRow = z.strictObject({
  id: z.string(),
  source: z.string(),
  batch: z.string(),
  line: z.int(),
  nth: z.int(),
  sha256: z.string(),
  site: z.string(),
  format: z.string(),
  at: z.string(),
  classUid: z.int(),
  activityId: z.int(),
  severityId: z.int(),
  className: z.string().nullable(),
  what: z.string().nullable(),
  user: z.string().nullable(),
  device: z.string().nullable(),
  sourceIp: z.string().nullable(),
  sourceHost: z.string().nullable(),
  destinationIp: z.string().nullable(),
  destinationHost: z.string().nullable(),
})
export type HuntedRow = z.infer<typeof HuntedRow>

/** Fields whose values name nobody. A comparison with any other would tell, by what it finds, who stands behind a pseudonym. */
const OPEN_COLUMNS: ReadonlySet<string> = new Set(['class', 'activity', 'severity', 'format', 'hour', 'weekday'])
const OPEN_PATHS = [
  'ocsf.ot.operation',
  'ocsf.ot.protocol',
  'ocsf.ot.function_code',
  'ocsf.ot.controller_mode',
] as const

function isOpenField(field: HuntField): boolean {
  return OPEN_COLUMNS.has(field) || OPEN_PATHS.some((path) => path === field)
}

/** Whether every value that the question names is of an open field. What a thing is named by may be any field: it is only counted. */
export function isOpenQuestion({ where, never }: HuntQuestion): boolean {
  return isOpen(where) && (never === undefined || isOpen(never.where))
}

function isOpen(filter: HuntFilter): boolean {
  if ('all' in filter) return filter.all.every(isOpen)
  if ('any' in filter) return filter.any.every(isOpen)
  if ('not' in filter) return isOpen(filter.not)
  // Whether a field is there names nobody.
  return filter.op === 'there' || isOpenField(filter.field)
}
