// Telemetry of one cell: what was seen when, in columns, behind a port of named questions.
export { type ClickHousePlace, openClickHouse } from './clickhouse.ts'
export { openTelemetry } from './duckdb.ts'
export type { TelemetryDump, TelemetryLoad } from './duckdb-dump.ts'
export { TelemetryError, type TelemetryErrorCode } from './errors.ts'
export { eventId } from './kept-rows.ts'
export { openTelemetryAt, type TelemetryPlace } from './place.ts'
export type {
  Activity,
  ActivityBucket,
  Addresses,
  ConversationKey,
  EventBatch,
  EventCount,
  EventKeeping,
  EventLogSources,
  EventShare,
  EventsQuestion,
  HeardConversation,
  HeardShare,
  HuntAsked,
  HuntFound,
  Interval,
  KeptDays,
  KeptEvent,
  KeptUnknownLine,
  NewEvent,
  NewUnknownLine,
  OperationRow,
  OperationsQuestion,
  Period,
  RowBefore,
  SensorSubject,
  SourceSummary,
  Talker,
  Telemetry,
  TelemetryBatch,
} from './telemetry.ts'
