// Events of other systems, inside one cell: the door by which they come, and what is kept of them.
import { route } from '@penstock/contract/route'
import { HuntFilter } from '@penstock/model/hunts'
import { EpochMicros, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

/** Of a batch, as the source names it: a repeat of it changes nothing. */
export const BatchKey = z.string().regex(/^[\x21-\x7e]{1,128}$/, '1 to 128 printable ASCII characters without spaces')

/**
 * The write-only door of a source. The token decides domain, site and format; a body never says them, and a token that names another
 * site is quarantined. The body is lines, packed with gzip or not; an empty one says that the source lives.
 */
export const sendEvents = route({
  method: 'POST',
  path: '/events',
  side: 'cell',
  permission: 'event:write',
  summary: 'Store a batch of lines; once it is answered they survive a kill, and are read behind the answer',
  query: z.strictObject({
    batch: BatchKey.optional(),
    /** Counts the batches of this source from 0 or 1 on: what is left out is told as missing. */
    seq: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    /** The source's clock when it sent this, in microseconds since 1970: its skew is estimated from it. */
    sentAt: z.coerce.number().pipe(EpochMicros).optional(),
    site: SiteKey.optional(),
  }),
  upload: 'application/x-ndjson',
  response: z.strictObject({ batch: z.string(), lines: z.int(), isRepeated: z.boolean() }),
  refusals: [
    'ingest.batch-differs',
    'ingest.not-gzip',
    'ingest.queue-full',
    'ingest.source-floods',
    'ingest.format-unknown',
    'too-large',
    'not-found',
  ],
})

const Instant = z.iso.datetime({ offset: true })

/** JSON of a filter in an address, where a link can hold it. */
const Where = z
  .string()
  .max(4000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'JSON of a filter, such as {"field":"user","op":"is","value":"root"}',
      })
      return z.NEVER
    }
  })
  .pipe(HuntFilter)

const Period = z.strictObject({
  site: SiteKey.optional(),
  source: z.string().max(80).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
const Page = { cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }

/** Rows of one line as it came: cut where it is longer than is kept, its length and hash are those of the whole. */
const Line = z.strictObject({
  id: z.string(),
  source: z.string(),
  site: z.string(),
  format: z.string(),
  receivedAt: z.string(),
  line: z.int(),
  raw: z.string(),
  rawBytes: z.int(),
  rawSha256: z.string(),
})

export const EventView = Line.extend({
  at: z.string(),
  classUid: z.int(),
  activityId: z.int(),
  severityId: z.int(),
  sourceIp: z.string().nullable(),
  sourceHost: z.string().nullable(),
  destinationIp: z.string().nullable(),
  destinationHost: z.string().nullable(),
  user: z.string().nullable(),
  device: z.string().nullable(),
  action: z.string().nullable(),
  /** The normalised object, and the source's own names. */
  ocsf: z.record(z.string(), z.unknown()),
  fields: z.record(z.string(), z.unknown()),
})
export type EventView = z.infer<typeof EventView>

export const listEvents = route({
  method: 'GET',
  path: '/events',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Events of other systems, newest first, by when they happened or came; where narrows them by a filter',
  query: Period.extend({ by: z.enum(['happened', 'received']).default('happened'), where: Where.optional(), ...Page }),
  response: z.strictObject({ items: z.array(EventView), nextCursor: z.string().nullable() }),
  refusals: [],
})

export const countEvents = route({
  method: 'GET',
  path: '/events/counts',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'How many events a period holds, in equal parts of it',
  query: Period.extend({
    by: z.enum(['happened', 'received']).default('happened'),
    where: Where.optional(),
    buckets: z.coerce.number().int().min(1).max(200).default(60),
  }).required({ from: true, to: true }),
  response: z.strictObject({ buckets: z.array(z.strictObject({ from: z.string(), events: z.int() })) }),
  refusals: [],
})

/** Why no rule of the format reads the line. */
export const UnknownLineView = Line.extend({ code: z.string(), detail: z.string() })
export type UnknownLineView = z.infer<typeof UnknownLineView>

export const listUnknownLines = route({
  method: 'GET',
  path: '/events/unknown',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Lines that no rule of their format reads, newest first by when they came, with the reason',
  query: Period.extend(Page),
  response: z.strictObject({ items: z.array(UnknownLineView), nextCursor: z.string().nullable() }),
  refusals: [],
})
