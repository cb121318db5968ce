// The normalised event that detection, correlation and the store stand on, and what reads one. Agreed between the rooms: nobody else changes it.
// Source: OCSF 1.8.0 with our `ot` profile (`ocsf/profile.ts`).
import type { EpochMicros, SourceDomain } from '@penstock/model/kernel'

/** Where a Sigma rule says that it looks; one event may satisfy several. */
export interface LogSource {
  readonly product?: string
  readonly category?: string
  readonly service?: string
}

export interface NormalEvent {
  readonly classUid: number
  readonly activityId: number
  /** As the source told it, corrected by nothing. */
  readonly time: EpochMicros
  readonly severityId: number
  /** The OCSF object (nested), with the `ot` profile in it. */
  readonly ocsf: Readonly<Record<string, unknown>>
  /** The source's own names, flat with dots: what Sigma rules ask. A list of objects gives a list below each of its names. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly logSources: readonly LogSource[]
  /** SHA-256 of the record as it was read, hexadecimal. */
  readonly rawSha256: string
}

/** What became of a record. One that cannot be read is `unknown` with the reason: it is kept and counted, never dropped. */
export type Read =
  | { readonly kind: 'event'; readonly event: NormalEvent }
  | { readonly kind: 'unknown'; readonly code: UnknownCode; readonly detail: string }

/** Why a record is unknown. Stable: counted by source, shown. */
export const UNKNOWN_CODES = {
  'record.empty': 'nothing but blanks',
  'record.too-long': 'longer than 1 MiB; its beginning is not read, so that no half record passes for a whole one',
  'record.not-of-the-format': 'not in the form of the format: no JSON object, no CEF header, no columns known',
  'record.kind-unknown': 'in the form, and no mapping of the format takes this kind of record',
  'record.cut': 'a JSON object or XML element that has no end',
  'time.missing': 'without a time of its own',
  'time.unreadable': 'with a time that is none, or that lies outside the years 1990 to 2200',
} as const
export type UnknownCode = keyof typeof UNKNOWN_CODES

/** How records lie in a file: one a line, JSON objects (lines, lists, or one over many lines), XML elements, or the file as one. */
export type Framing = 'lines' | 'json' | 'xml' | 'file'

/** What a reader is told once, by the credential of the source and by the machine: never by the payload. */
export interface Reading {
  readonly domain: SourceDomain
  readonly sha256: (text: string) => string
}

export interface EventReader {
  /**
   * The events of one record (`framing`), most often one; none for a line that only describes others, such as Zeek's head. Never
   * throws. `loggedAt` is when the record came in: `metadata.logged_time`, and the year of a time that has none.
   */
  read(record: string, loggedAt: EpochMicros): readonly Read[]
}

/** One made record of a format, and what it becomes; shown in the reference and held by a test. */
export interface FormatSample {
  readonly record: string
  /** Dotted paths of the OCSF object with what must stand there. */
  readonly gives: Readonly<Record<string, unknown>>
}

export interface EventFormat {
  readonly id: string
  readonly title: string
  readonly framing: Framing
  /** Of which classes its events are, and which Sigma log sources each kind satisfies. */
  readonly kinds: readonly EventKind[]
  readonly samples: readonly FormatSample[]
  /** A reader has a life: it keeps the columns that the head of a Zeek log told. One per source and file. */
  open(reading: Reading): EventReader
}

export interface EventKind {
  readonly name: string
  readonly classUid: number
  readonly logSources: readonly LogSource[]
}
