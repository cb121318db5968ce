// Tables of telemetry as every engine has them, in the words of DuckDB: what a dump carries from one engine to another. A test holds the
// embedded file's own tables against this list.
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
