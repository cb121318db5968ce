// Tables in a ClickHouse database. It has no transactions, so each write carries the number of its attempt: an attempt that did not come to
// its end is written down as abandoned, and no question sees its rows. Every row of an attempt is there before its batches are marked.

import type { Session } from './clickhouse-session.ts'
import { type Column, type ColumnType, type TableName, TELEMETRY_TABLES } from './columns.ts'
import { TelemetryError } from './errors.ts'

const VERSION = 1

const TYPES: Readonly<Record<ColumnType, string>> = { VARCHAR: 'String', INTEGER: 'Int32', BIGINT: 'Int64' }

/** What a table is sorted by: the time that its questions ask for, within a site. */
const SORTED_BY: Readonly<Record<TableName, string>> = {
  batch: 'capture, seq',
  flow_interval: 'site, first_at, capture, seq',
  operation: 'site, happened_at, capture, frame',
  anomaly: 'site, happened_at, capture, frame',
  event_batch: 'source, batch',
  event: 'site, happened_at, id',
  unknown_line: 'site, received_at, id',
}

/** Beside an event what it says of `fields.…` and `ocsf.…`, each path with its value: servers before 20 read no JSON. */
const PATHS = ['field_paths', 'field_values', 'ocsf_paths', 'ocsf_values'] as const

/** Makes the tables that are not there; throws `telemetry.newer` for a database of a later program. Gives the number of the next attempt. */
export async function prepareDatabase(session: Session, place: string): Promise<number> {
  await session.run('create table if not exists schema_version (version Int32) engine = MergeTree order by version')
  const version = Number((await session.ask('select max(version) as version from schema_version'))[0]?.['version'] ?? 0)
  if (version > VERSION)
    throw new TelemetryError(
      'telemetry.newer',
      `${place} was written by a newer penstock (version ${version}, this one knows ${VERSION}); start the newer one`,
    )
  for (const [table, columns] of TELEMETRY_TABLES) await session.run(tableSql(table, columns))
  await session.run('create table if not exists abandoned (attempt Int64) engine = MergeTree order by attempt')
  if (version < VERSION) await session.insert('schema_version', [{ version: VERSION }])
  return await abandonUnfinished(session)
}

function tableSql(table: TableName, columns: readonly Column[]): string {
  const spelt = columns.map(({ name, type, isNullable }) =>
    isNullable ? `${name} Nullable(${TYPES[type]})` : `${name} ${TYPES[type]}`,
  )
  if (table === 'event') spelt.push(...PATHS.map((name) => `${name} Array(String)`))
  return `create table if not exists ${table} (${spelt.join(', ')}, attempt Int64) engine = MergeTree order by (${SORTED_BY[table]})`
}

/** Whoever wrote before is gone: what it did not mark is not kept. */
async function abandonUnfinished(session: Session): Promise<number> {
  const attempts = new Set<number>()
  const marked = new Set<number>()
  for (const table of TELEMETRY_TABLES.keys()) {
    const into = table === 'batch' || table === 'event_batch' ? marked : attempts
    for (const row of await session.ask(`select distinct attempt from ${table}`)) into.add(Number(row['attempt']))
  }
  const known = (await session.ask('select attempt from abandoned')).map((row) => Number(row['attempt']))
  const told = new Set(known)
  const unfinished = [...attempts].filter((attempt) => !marked.has(attempt) && !told.has(attempt))
  await session.insert(
    'abandoned',
    unfinished.map((attempt) => ({ attempt })),
  )
  return Math.max(0, ...attempts, ...marked, ...known) + 1
}
