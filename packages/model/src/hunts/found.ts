// A row that a run found, and which fields may be asked of events whose people and hosts are pseudonyms.
import { z } from 'zod'
import type { HuntField, HuntFilter } from './filter.ts'
import { type HuntQuestion, subjectOf } from './question.ts'

/** Where the row stands in telemetry, the hash of its line, and what a list shows of it. */
export const HuntedEvent = z
  .strictObject({
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
  .meta({ id: 'HuntedEvent' })
export type HuntedEvent = z.infer<typeof HuntedEvent>

const ENDS = {
  clientIp: z.string().nullable(),
  clientMac: z.string().nullable(),
  serverIp: z.string().nullable(),
  serverMac: z.string().nullable(),
}

/** A conversation as far as it reaches into the window; `id` and `sha256` are of what the row says. */
export const HuntedConversation = z
  .strictObject({
    of: z.literal('conversations'),
    id: z.string(),
    sha256: z.string(),
    site: z.string(),
    /** First packet in the window, and last. */
    at: z.string(),
    until: z.string(),
    protocol: z.string().nullable(),
    transport: z.string(),
    serverPort: z.int().nullable(),
    ...ENDS,
    packets: z.int(),
    bytes: z.int(),
  })
  .meta({ id: 'HuntedConversation' })
export type HuntedConversation = z.infer<typeof HuntedConversation>

/** An operation with the place of the packet that proves it: the capture, its file and the number of the frame. */
export const HuntedOperation = z
  .strictObject({
    of: z.literal('operations'),
    id: z.string(),
    sha256: z.string(),
    site: z.string(),
    at: z.string(),
    protocol: z.string(),
    kind: z.string(),
    code: z.string(),
    name: z.string(),
    ...ENDS,
    target: z.string().nullable(),
    result: z.string().nullable(),
    count: z.int(),
    capture: z.string(),
    file: z.int(),
    frame: z.int(),
  })
  .meta({ id: 'HuntedOperation' })
export type HuntedOperation = z.infer<typeof HuntedOperation>

export const HuntedRow = z.union([HuntedEvent, HuntedConversation, HuntedOperation])
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

/**
 * Whether every value that the question names is of an open field. What a thing is named by may be any field: it is only counted. What sensors
 * saw is raw telemetry, and no question over the boundary reaches it: a central hunter reads normalised events (`design/soc.md` §8.1).
 */
export function isOpenQuestion(question: HuntQuestion): boolean {
  if (subjectOf(question) !== 'events') return false
  const { where, never } = question
  return isOpen(where) && (never === undefined || isOpen(never.where))
}

function isOpen(filter: HuntFilter): boolean {
  if ('all' in filter) return filter.all.every(isOpen)
  if ('any' in filter) return filter.any.every(isOpen)
  if ('not' in filter) return isOpen(filter.not)
  // Whether a field is there names nobody.
  return filter.op === 'there' || isOpenField(filter.field)
}
