// What may be asked of kept events, and of the conversations and operations that sensors saw: a typed filter of fields, compared and joined,
// that each telemetry engine spells for itself.
import { z } from 'zod'

/**
 * What every event has under one name, whatever format it came in. `hour` (0 to 23) and `weekday` (1 Monday to 7 Sunday) are those of UTC,
 * when it happened.
 */
export const HUNT_COLUMNS = [
  'class',
  'activity',
  'severity',
  'source',
  'format',
  'source-ip',
  'source-host',
  'destination-ip',
  'destination-host',
  'user',
  'device',
  'action',
  'raw',
  'hour',
  'weekday',
] as const
export type HuntColumn = (typeof HUNT_COLUMNS)[number]

/** What a hunt looks through. */
export const HuntSubject = z.enum(['events', 'conversations', 'operations'])
export type HuntSubject = z.infer<typeof HuntSubject>

const ENDS = ['client-ip', 'client-mac', 'server-ip', 'server-mac'] as const

/**
 * What a conversation has, as far as it reaches into the window: `packets` and `bytes` of its stretches there, `seconds` from the first packet
 * of these to the last; `hour` and `weekday` are of when it began there.
 */
export const CONVERSATION_COLUMNS = [
  ...ENDS,
  'protocol',
  'transport',
  'server-port',
  'packets',
  'bytes',
  'seconds',
  'hour',
  'weekday',
] as const
/** What an operation has: its kind in our words (`write`, `program-download`), code and name in those of its protocol. */
export const OPERATION_COLUMNS = [
  'protocol',
  'kind',
  'code',
  'name',
  ...ENDS,
  'target',
  'result',
  'count',
  'hour',
  'weekday',
] as const
export type SensorColumn = (typeof CONVERSATION_COLUMNS)[number] | (typeof OPERATION_COLUMNS)[number]
export const ConversationField = z.enum(CONVERSATION_COLUMNS)
export const OperationField = z.enum(OPERATION_COLUMNS)

const MOST_PARTS = 32
const DEEPEST = 6
const Value = z.string().max(1000)

/**
 * A column, `fields.<name>` for a name of the source's own, or `ocsf.<path>` with dots between the names of the normalised object.
 * A name of the source may hold dots itself; an OCSF name has none.
 */
export const HuntField = z.union([
  z.enum(HUNT_COLUMNS),
  z
    .string()
    .max(200)
    .regex(/^fields\../s, 'fields. and a name of the source'),
  z
    .string()
    .max(200)
    .regex(/^ocsf(\.\w+)+$/, 'ocsf. and names with dots between'),
])
export type HuntField = z.infer<typeof HuntField>

/** Texts are compared without regard to case; `above` and `below` compare numbers, and what is none is neither. */
export const HuntOperator = z.enum(['is', 'contains', 'begins', 'ends', 'above', 'below'])
export type HuntOperator = z.infer<typeof HuntOperator>

export type HuntFilter =
  | { readonly all: readonly HuntFilter[] }
  | { readonly any: readonly HuntFilter[] }
  | { readonly not: HuntFilter }
  | { readonly field: HuntField; readonly op: HuntOperator; readonly value: string }
  | { readonly field: HuntField; readonly op: 'in'; readonly values: readonly string[] }
  | { readonly field: HuntField; readonly op: 'there' }

/** The filter over these fields; `name` is what the reference calls it. */
function filterOver(field: z.ZodType<HuntField>, name: string): z.ZodType<HuntFilter> {
  const Compared = z.discriminatedUnion('op', [
    z.strictObject({ field, op: HuntOperator.exclude(['above', 'below']), value: Value }),
    z.strictObject({
      field,
      op: HuntOperator.extract(['above', 'below']),
      value: Value.regex(/^-?\d{1,15}(\.\d{1,9})?$/, 'a number'),
    }),
    z.strictObject({ field, op: z.literal('in'), values: z.array(Value).min(1).max(MOST_PARTS) }),
    z.strictObject({ field, op: z.literal('there') }),
  ])
  const Nested: z.ZodType<HuntFilter> = z
    .lazy(() =>
      z.union([
        Compared,
        z.strictObject({ all: z.array(Nested).min(1).max(MOST_PARTS) }),
        z.strictObject({ any: z.array(Nested).min(1).max(MOST_PARTS) }),
        z.strictObject({ not: Nested }),
      ]),
    )
    .meta({ id: `${name}Part` })
  return Nested.refine((filter) => depthOf(filter) <= DEEPEST, { message: `at most ${DEEPEST} levels` })
    .refine((filter) => sizeOf(filter) <= MOST_PARTS, { message: `at most ${MOST_PARTS} comparisons` })
    .meta({ id: `${name}Filter` })
}

/** Over events. */
export const HuntFilter = filterOver(HuntField, 'Hunt')
export const ConversationFilter = filterOver(ConversationField, 'Conversation')
export const OperationFilter = filterOver(OperationField, 'Operation')

function partsOf(filter: HuntFilter): readonly HuntFilter[] {
  if ('all' in filter) return filter.all
  if ('any' in filter) return filter.any
  return 'not' in filter ? [filter.not] : []
}

function depthOf(filter: HuntFilter): number {
  return 1 + Math.max(0, ...partsOf(filter).map(depthOf))
}

function sizeOf(filter: HuntFilter): number {
  const parts = partsOf(filter)
  return parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + sizeOf(part), 0)
}
