// Tables of the room of sources in the core store. The SQL is in `migrations/core`; a test holds both together.
import { bigint, instant, instantOrNull, integer, text, textOrNull, uuid } from './column.ts'

export const eventSourceTables = {
  event_source: {
    id: uuid,
    name: text,
    domain: text,
    site: text,
    format: text,
    kind: text,
    every_seconds: integer,
    enrolled_by: text,
    enrolled_at: instant,
    ended_at: instantOrNull,
  },
  event_source_misuse: {
    id: uuid,
    source_id: uuid,
    domain: text,
    site: text,
    asked_domain: text,
    asked_site: textOrNull,
    attempts: bigint,
    first_at: instant,
    last_at: instant,
    released_by: textOrNull,
    released_at: instantOrNull,
  },
} as const
