// Tables of telemetry as every engine has them, in the words of DuckDB: what a dump carries from one engine to another. A test holds the
// embedded file's own tables against this list.
import type { HuntColumn, HuntField, HuntSubject, SensorColumn } from '@penstock/model/hunts'
import type { DumpColumn, DumpTable } from '@penstock/store/state'
import { TelemetryError } from './errors.ts'

export type ColumnType = 'VARCHAR' | 'INTEGER' | 'BIGINT'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly isNullable: boolean
}

/** `name type`, with `?` behind a type that may be null. */
const TABLES = {
  batch: ['capture VARCHAR', 'seq INTEGER'],
  flow_interval: [
    ...['capture VARCHAR', 'seq INTEGER', 'site VARCHAR'],
    ...['client_ip VARCHAR?', 'client_mac VARCHAR?', 'server_ip VARCHAR?', 'server_mac VARCHAR?'],
    ...['protocol VARCHAR?', 'transport VARCHAR', 'server_port INTEGER?'],
    ...['packets BIGINT', 'bytes BIGINT', 'first_at BIGINT', 'last_at BIGINT'],
  ],
  operation: [
    ...['capture VARCHAR', 'seq INTEGER', 'site VARCHAR', 'happened_at BIGINT'],
    ...['protocol VARCHAR', 'kind VARCHAR', 'code VARCHAR', 'name VARCHAR'],
    ...['client_ip VARCHAR?', 'client_mac VARCHAR?', 'server_ip VARCHAR?', 'server_mac VARCHAR?'],
    ...['target VARCHAR?', 'result VARCHAR?', 'count BIGINT', 'file INTEGER', 'frame BIGINT'],
  ],
  anomaly: [
    ...['capture VARCHAR', 'seq INTEGER', 'site VARCHAR', 'happened_at BIGINT'],
    ...['kind VARCHAR', 'count BIGINT', 'detail VARCHAR', 'file INTEGER', 'frame BIGINT'],
  ],
  event_batch: ['source VARCHAR', 'batch VARCHAR'],
  event: [
    ...['id VARCHAR', 'source VARCHAR', 'batch VARCHAR', 'line INTEGER', 'nth INTEGER'],
    ...['site VARCHAR', 'format VARCHAR', 'received_at BIGINT', 'happened_at BIGINT'],
    ...['class_uid INTEGER', 'activity_id INTEGER', 'severity_id INTEGER'],
    ...['source_ip VARCHAR?', 'source_host VARCHAR?', 'destination_ip VARCHAR?', 'destination_host VARCHAR?'],
    ...['user_name VARCHAR?', 'device VARCHAR?', 'action VARCHAR?'],
    ...['ocsf VARCHAR', 'fields VARCHAR', 'log_sources VARCHAR'],
    ...['raw VARCHAR', 'raw_bytes BIGINT', 'raw_sha256 VARCHAR'],
  ],
  unknown_line: [
    ...['id VARCHAR', 'source VARCHAR', 'batch VARCHAR', 'line INTEGER'],
    ...['site VARCHAR', 'format VARCHAR', 'received_at BIGINT', 'code VARCHAR', 'detail VARCHAR'],
    ...['raw VARCHAR', 'raw_bytes BIGINT', 'raw_sha256 VARCHAR'],
  ],
} as const

export type TableName = keyof typeof TABLES

export const TELEMETRY_TABLES: ReadonlyMap<TableName, readonly Column[]> = new Map(
  Object.entries(TABLES).map(([table, columns]) => [table as TableName, columns.map(columnOf)]),
)

function columnOf(spelt: string): Column {
  const [name = '', type = ''] = spelt.split(' ')
  return { name, type: type.replace('?', '') as ColumnType, isNullable: type.endsWith('?') }
}

/** Throws `telemetry.newer` when a table of a dump has a column that is not `there`, or is of another type. */
export function checkColumns(there: readonly DumpColumn[] | undefined, { name, columns }: DumpTable): void {
  const types = new Map(there?.map((column) => [column.name, column.type]))
  for (const column of columns)
    if (types.get(column.name) !== column.type)
      throw new TelemetryError(
        'telemetry.newer',
        `the dump has ${name}.${column.name} as ${column.type}, this program ${types.get(column.name) ?? 'does not know it'}; restore it with the program that made it`,
      )
}

export interface Hunted {
  readonly column: string
  readonly isNumber?: true
  /** Of a column of instants: (instant // micros + plus) % of + first. */
  readonly part?: { readonly micros: number; readonly plus: number; readonly of: number; readonly first: number }
}

const WHEN = {
  hour: { column: 'happened_at', isNumber: true, part: { micros: 3_600_000_000, plus: 0, of: 24, first: 0 } },
  // The first day of 1970 was a Thursday.
  weekday: { column: 'happened_at', isNumber: true, part: { micros: 86_400_000_000, plus: 3, of: 7, first: 1 } },
} as const

/** Columns of an event that a hunt names; numbers are compared as texts too. */
const OF_EVENTS: Readonly<Record<HuntColumn, Hunted>> = {
  class: { column: 'class_uid', isNumber: true },
  activity: { column: 'activity_id', isNumber: true },
  severity: { column: 'severity_id', isNumber: true },
  source: { column: 'source' },
  format: { column: 'format' },
  'source-ip': { column: 'source_ip' },
  'source-host': { column: 'source_host' },
  'destination-ip': { column: 'destination_ip' },
  'destination-host': { column: 'destination_host' },
  user: { column: 'user_name' },
  device: { column: 'device' },
  action: { column: 'action' },
  raw: { column: 'raw' },
  ...WHEN,
}

/** Those of what sensors saw; a conversation is one row of the window, put together from its stretches. */
const OF_SENSORS: Readonly<Record<SensorColumn, Hunted>> = {
  'client-ip': { column: 'client_ip' },
  'client-mac': { column: 'client_mac' },
  'server-ip': { column: 'server_ip' },
  'server-mac': { column: 'server_mac' },
  protocol: { column: 'protocol' },
  transport: { column: 'transport' },
  'server-port': { column: 'server_port', isNumber: true },
  packets: { column: 'packets', isNumber: true },
  bytes: { column: 'bytes', isNumber: true },
  seconds: { column: 'seconds', isNumber: true },
  kind: { column: 'kind' },
  code: { column: 'code' },
  name: { column: 'name' },
  target: { column: 'target' },
  result: { column: 'result' },
  count: { column: 'count', isNumber: true },
  ...WHEN,
}

/** The column that a field of a filter names; undefined for a path within `fields` or `ocsf` of an event. */
export function huntedBy(field: HuntField, of: HuntSubject): Hunted | undefined {
  return (of === 'events' ? OF_EVENTS[field as HuntColumn] : OF_SENSORS[field as SensorColumn]) as Hunted | undefined
}
