// What a source's row becomes when a batch of it comes, and when one was read.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { afterNumber } from '@penstock/model/sources'
import type { SourceRow } from './queries.ts'

export interface EventSource {
  /** Id of its token, or of its listener. */
  readonly source: string
  readonly site: string
  readonly format: string
}

/** Kinds of things that are counted by name are bounded: a source must not fill its row with names. */
const MOST_NAMES = 64

export function newStanding({ source, site, format }: EventSource, at: EpochMicros): SourceRow {
  return {
    ...{ source, site, format, first_at: at, heard_at: at },
    ...{ batches: 0, repeated: 0, lines: 0, bytes: 0, last_seq: null, gaps: 0, missing: 0, clock_skew: null },
    ...{ classes: {}, unknown: {}, refused: {}, first_event_at: null, last_event_at: null, head: '', place: null },
  }
}

export function afterArrival(
  row: SourceRow,
  batch: {
    readonly at: EpochMicros
    readonly lines: number
    readonly bytes: number
    readonly seq: number | null
    readonly sentAt: EpochMicros | null
    readonly place: SourceRow['place']
  },
): SourceRow {
  const { at, lines, bytes, seq, sentAt, place } = batch
  const { last, gaps, missing } =
    seq === null
      ? { last: row.last_seq, ...row }
      : afterNumber({ last: row.last_seq, gaps: row.gaps, missing: row.missing }, seq)
  return {
    ...row,
    heard_at: micros(Math.max(row.heard_at, at)),
    // An empty batch only says that the source lives.
    batches: row.batches + (lines > 0 ? 1 : 0),
    lines: row.lines + lines,
    bytes: row.bytes + bytes,
    ...{ last_seq: last, gaps, missing },
    place: place ?? row.place,
    clock_skew: sentAt === null ? row.clock_skew : sentAt - at,
  }
}

export function afterReading(
  row: SourceRow,
  read: {
    readonly events: readonly { readonly at: EpochMicros }[]
    readonly classes: readonly string[]
    readonly unknown: readonly { readonly code: string }[]
    readonly head: string | null
  },
): SourceRow {
  let first: number = row.first_event_at ?? Number.POSITIVE_INFINITY
  let last: number = row.last_event_at ?? Number.NEGATIVE_INFINITY
  for (const { at } of read.events) {
    first = Math.min(first, at)
    last = Math.max(last, at)
  }
  return {
    ...row,
    classes: countNames(row.classes, read.classes),
    unknown: countNames(
      row.unknown,
      read.unknown.map(({ code }) => code),
    ),
    first_event_at: Number.isFinite(first) ? micros(first) : null,
    last_event_at: Number.isFinite(last) ? micros(last) : null,
    head: read.head ?? row.head,
  }
}

export function countNames(before: Readonly<Record<string, number>>, names: readonly string[], by = 1) {
  const counts = new Map(Object.entries(before))
  for (const name of names) {
    const kept = counts.has(name) || counts.size < MOST_NAMES ? name : 'other'
    counts.set(kept, (counts.get(kept) ?? 0) + by)
  }
  return Object.fromEntries(counts)
}
