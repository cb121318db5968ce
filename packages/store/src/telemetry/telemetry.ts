// The port: batches go in once each, questions come out with a name. Every question names the sites it may look at.
import type { HuntFilter, HuntQuestion, HuntSubject } from '@penstock/model/hunts'
import type { EpochMicros } from '@penstock/model/kernel'
import type { Endpoint, ObservationBatch, OperationKind, Transport } from '@penstock/model/observations'
import type { TelemetryDump, TelemetryLoad } from './duckdb-dump.ts'

export interface TelemetryBatch {
  /** Names the capture once and for all; (captureKey, batch.seq) names the batch. */
  readonly captureKey: string
  readonly site: string
  readonly batch: ObservationBatch
}

/** A stretch of time, from inclusive, to exclusive, and the sites that the asker may see (`*` for every one). */
export interface Period {
  readonly from: EpochMicros
  readonly to: EpochMicros
  readonly sites: '*' | readonly string[]
}

/** Rows match when either end has one of these. */
export interface Addresses {
  readonly macs: readonly string[]
  readonly ips: readonly string[]
}

export interface Activity extends Period {
  /** How many equal parts the period is cut into, 1 to 10,000; microseconds times buckets stay below 9e18. */
  readonly buckets: number
  readonly addresses?: Addresses
}

/** What happened in one part of the period. A conversation that lasts over several is shared out by time, in whole numbers. */
export interface ActivityBucket {
  readonly from: EpochMicros
  readonly packets: number
  readonly bytes: number
  readonly operations: number
}

/** One address and what it sent and received in the period, as either end. */
export interface Talker extends Endpoint {
  readonly site: string
  readonly packets: number
  readonly bytes: number
  /** How many addresses it talked with. */
  readonly peers: number
}

export interface OperationsQuestion extends Period {
  readonly addresses: Addresses
  readonly limit: number
}

export interface OperationRow {
  readonly captureKey: string
  readonly site: string
  readonly at: EpochMicros
  readonly protocol: string
  readonly kind: OperationKind
  readonly code: string
  readonly name: string
  readonly client: Endpoint
  readonly server: Endpoint
  readonly target: string | null
  readonly result: string | null
  readonly count: number
  readonly file: number
  readonly frame: number
}

/** What a hunt looks through beside events. */
export type SensorSubject = Exclude<HuntSubject, 'events'>

/** Names a conversation by its ends and service, as a batch does. */
export interface ConversationKey {
  readonly client: Endpoint
  readonly server: Endpoint
  readonly protocol: string | null
  readonly transport: Transport
  readonly serverPort: number | null
}

/** A stretch in which a conversation was heard, first and last packet inclusive. */
export interface Interval {
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
  readonly packets: number
  readonly bytes: number
}

/** What one line of a source said, normalised. `line` counts from 1 in its batch; a line may say several things, counted by `nth` from 0. */
export interface NewEvent {
  readonly line: number
  readonly nth: number
  readonly at: EpochMicros
  /** Numbers of OCSF. */
  readonly classUid: number
  readonly activityId: number
  readonly severityId: number
  readonly sourceIp: string | null
  readonly sourceHost: string | null
  readonly destinationIp: string | null
  readonly destinationHost: string | null
  readonly user: string | null
  readonly device: string | null
  readonly action: string | null
  /** JSON: the normalised object, the source's own names, and the log sources that it satisfies. */
  readonly ocsf: string
  readonly fields: string
  readonly logSources: string
  /** The line, cut where it is longer than is kept; its length and hash are those of the whole. */
  readonly raw: string
  readonly rawBytes: number
  readonly rawSha256: string
}

/** A line that no rule of its format reads, and why. */
export interface NewUnknownLine extends Pick<NewEvent, 'line' | 'raw' | 'rawBytes' | 'rawSha256'> {
  readonly code: string
  readonly detail: string
}

export interface EventBatch {
  /** Whose it is, once and for all. */
  readonly source: string
  /** Unique among the batches of all sources. */
  readonly batch: string
  readonly site: string
  readonly format: string
  readonly receivedAt: EpochMicros
  readonly events: readonly NewEvent[]
  readonly unknown: readonly NewUnknownLine[]
}

interface OfBatch extends Pick<EventBatch, 'source' | 'batch' | 'site' | 'format' | 'receivedAt'> {
  /** Unique among all rows, and part of their order. */
  readonly id: string
}

export interface KeptEvent extends NewEvent, OfBatch {}
export interface KeptUnknownLine extends NewUnknownLine, OfBatch {}

/** Rows are in the order of when they happened or of when they came: a source whose clock is wrong is first in neither by its own word. */
export interface EventsQuestion extends Period {
  readonly by: 'happened' | 'received'
  readonly source?: string | undefined
  readonly where?: HuntFilter | undefined
  /** These rows and no others (`eventId`). */
  readonly ids?: readonly string[] | undefined
}

/** The last row of the page before. */
export interface RowBefore {
  readonly at: EpochMicros
  readonly id: string
}

export interface EventCount {
  readonly from: EpochMicros
  readonly events: number
}

/** A conversation as far as it reaches into the period: its stretches there put together. */
export interface HeardConversation extends ConversationKey, Interval {
  readonly site: string
}

/** What sensors heard in a part of the period: of which capture and protocol, and how many stretches or operations. */
export interface HeardShare {
  readonly capture: string
  readonly protocol: string | null
  readonly bucket: number
  readonly rows: number
}

/** By when rows happened, a conversation when it begins in the period: newest first, and how many there are in each part of it. */
export interface HuntAsked extends Period {
  readonly question: HuntQuestion
  readonly limit: number
  readonly buckets: number
  /** Past this it is given up: `telemetry.too-long`. */
  readonly timeoutMs: number
}

/** Rows of what the question is of; the other lists are empty. */
export interface HuntFound {
  readonly events: readonly KeptEvent[]
  readonly conversations: readonly HeardConversation[]
  readonly operations: readonly OperationRow[]
  readonly counts: readonly EventCount[]
}

/** What the events of a period are: of which source and class, in which part of it, and how many. */
export interface EventShare {
  readonly source: string
  readonly classUid: number
  readonly bucket: number
  readonly events: number
}

/** What the events of a source satisfy of log sources: one entry for each list that came. */
export interface EventLogSources {
  readonly source: string
  readonly site: string
  readonly format: string
  /** JSON, as it was kept. */
  readonly logSources: string
  readonly events: number
}

/** What becomes of events by when they came. */
export interface EventKeeping {
  /** Whole days that came before this leave the engine's own tables for files, where the engine knows such. */
  readonly coldBefore: EpochMicros
  /** What came before this is forgotten; null keeps everything. */
  readonly goneBefore: EpochMicros | null
  /** Beyond so many bytes of files the oldest days are forgotten; null knows no bound. */
  readonly mostColdBytes: number | null
}

export interface KeptDays {
  readonly hotRows: number
  /** By day of arrival, UTC; a day may have several. */
  readonly cold: readonly { readonly day: string; readonly rows: number; readonly bytes: number }[]
}

/** What a source brought in a period of arrival. */
export interface SourceSummary {
  readonly source: string
  readonly events: number
  readonly unknown: number
  readonly firstReceivedAt: EpochMicros
  readonly lastReceivedAt: EpochMicros
  /** Microseconds from when it happened to when it came, as the source's clock says; null without events. */
  readonly delay: {
    readonly least: number
    readonly p50: number
    readonly p95: number
    readonly p99: number
  } | null
}

export interface Telemetry extends AsyncDisposable {
  readonly engine: 'duckdb' | 'clickhouse'
  /** A view of everything as it stands once the running append is done; questions and appends go on beside it. */
  dump(): Promise<TelemetryDump>
  /** Replaces everything by a dump; for a file that nobody asks yet. */
  load(): Promise<TelemetryLoad>
  /**
   * Adds what is new among the batches, all or nothing; on the disk when it resolves. A (captureKey, seq) that is there
   * already changes nothing. Gives how many batches were new.
   */
  append(batches: readonly TelemetryBatch[]): Promise<number>
  /** Highest `seq` of a capture that is kept, or null when none is. */
  applied(captureKey: string): Promise<number | null>
  /** One entry per bucket, empty ones included. Throws a RangeError when the period is empty or `buckets` out of range. */
  activity(question: Activity): Promise<readonly ActivityBucket[]>
  /** By bytes, then packets, most first. */
  topTalkers(question: Period & { readonly limit: number }): Promise<readonly Talker[]>
  /** Newest first. */
  operationsOf(question: OperationsQuestion): Promise<readonly OperationRow[]>
  /** In the order of time. */
  intervalsOf(question: Period & { readonly conversation: ConversationKey }): Promise<readonly Interval[]>
  /** Adds what is new among the batches, as `append` does. A (source, batch) that is there already changes nothing. */
  appendEvents(batches: readonly EventBatch[]): Promise<number>
  /** One step of keeping, all or nothing; to be called again while there is more. */
  keepEvents(
    keeping: EventKeeping,
  ): Promise<{ readonly moved: number; readonly forgotten: number; readonly isMore: boolean }>
  keptDays(): Promise<KeptDays>
  /** Newest first. */
  events(
    question: EventsQuestion & { readonly limit: number; readonly before?: RowBefore | undefined },
  ): Promise<readonly KeptEvent[]>
  /** One entry per bucket, empty ones included; as `activity` refuses. */
  eventCounts(question: EventsQuestion & { readonly buckets: number }): Promise<readonly EventCount[]>
  /** Rejects with `telemetry.too-long` when it takes longer than it may; the engine stops working on it. */
  hunt(asked: HuntAsked): Promise<HuntFound>
  /** A stretch of a conversation counts in every part of the period that it reaches into. */
  heardShares(
    question: Period & { readonly of: SensorSubject; readonly buckets: number },
  ): Promise<readonly HeardShare[]>
  /** When the earliest of them was heard that is kept, or null. */
  firstHeardAt(question: Pick<Period, 'sites'> & { readonly of: SensorSubject }): Promise<EpochMicros | null>
  /** By when they happened. */
  eventShares(question: Period & { readonly buckets: number }): Promise<readonly EventShare[]>
  /** Addresses of either end that events of the period name, some of them where there are more than `limit`. */
  eventAddresses(question: Period & { readonly limit: number }): Promise<readonly { site: string; ip: string }[]>
  /** When the earliest event happened that is kept, or null. */
  firstEventAt(question: Pick<Period, 'sites'>): Promise<EpochMicros | null>
  /** By when they came: which log sources each source brought, the largest share of a source first; at most `limit`. */
  eventLogSources(question: Period & { readonly limit: number }): Promise<readonly EventLogSources[]>
  /** By when they came: each source that brought something. */
  sourceSummaries(question: Period): Promise<readonly SourceSummary[]>
  /** Newest first, by when they came. */
  unknownLines(
    question: Period & {
      readonly source?: string | undefined
      readonly limit: number
      readonly before?: RowBefore | undefined
    },
  ): Promise<readonly KeptUnknownLine[]>
}
