// Tables of the room of ingest in a cell's store. The SQL is in `migrations/monitoring`; a test holds both together.
import {
  bigint,
  bigintOrNull,
  bytes,
  bytesOrNull,
  identity,
  instant,
  instantOrNull,
  integer,
  json,
  jsonOrNull,
  text,
  uuid,
} from './column.ts'

/** A file is known by its device and inode: a name may be another file tomorrow. */
export interface FilePlace {
  readonly file: string
  readonly offset: number
  /** SHA-256 of its first bytes, and how many those are: a file of the same inode may be another one. */
  readonly head?: { readonly bytes: number; readonly sha256: string }
}

export const ingestTables = {
  event_batch: {
    id: uuid,
    nr: identity,
    source: text,
    site: text,
    format: text,
    received_at: instant,
    lines: integer,
    bytes: bigint,
    sha256: bytes,
    body: bytesOrNull,
  },
  event_source: {
    source: text,
    site: text,
    format: text,
    first_at: instant,
    heard_at: instant,
    batches: bigint,
    repeated: bigint,
    lines: bigint,
    bytes: bigint,
    last_seq: bigintOrNull,
    gaps: bigint,
    missing: bigint,
    clock_skew: bigintOrNull,
    classes: json<Record<string, number>>(),
    unknown: json<Record<string, number>>(),
    refused: json<Record<string, number>>(),
    first_event_at: instantOrNull,
    last_event_at: instantOrNull,
    head: text,
    place: jsonOrNull<FilePlace>(),
  },
  listener_stranger: {
    listener: text,
    address: text,
    lines: bigint,
    first_at: instant,
    last_at: instant,
  },
} as const
