// Reads a telemetry file as it stood at one instant, and puts such a reading into a new one. Values travel as the engine's own text, so
// that tables and types which come later need nothing here.
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DumpColumn, DumpTable } from '@penstock/store/state'
import { checkColumns } from './columns.ts'
import { forgetCold, HOT_EVENTS } from './duckdb-hot.ts'

export interface TelemetryDump {
  readonly tables: readonly DumpTable[]
  /** Lines of a table, some at a time: each a JSON array of texts and nulls in the order of its columns. */
  rows(table: DumpTable): AsyncIterable<readonly string[]>
  release(): Promise<void>
}

/** Opens the view on a connection of its own; `release` closes it. */
export async function openTelemetryDump(connection: DuckDBConnection): Promise<TelemetryDump> {
  await connection.run('begin')
  const tables = await listTables(connection)
  return {
    tables,
    rows: (table) => linesOf(connection, table),
    release: async () => {
      await connection.run('commit')
      connection.closeSync()
    },
  }
}

/** Temporary table in which rows stand as text before they are put into theirs. */
const STAGED = 'staged'
const STAGED_ROWS = 50_000

export interface TelemetryLoad {
  /** Adds rows of a table, each a JSON array of texts and nulls. Throws `telemetry.newer` for a column that is not known here. */
  add(table: DumpTable, lines: readonly string[]): Promise<void>
  finish(): Promise<void>
}

export async function openTelemetryLoad(connection: DuckDBConnection): Promise<TelemetryLoad> {
  const there = new Map((await listTables(connection)).map((table) => [table.name, table]))
  await connection.run('begin')
  await forgetCold(connection)
  for (const name of there.keys()) await connection.run(`delete from ${quoted(tableOf(name))}`)
  let open: { readonly table: DumpTable; staged: number } | null = null
  const flush = async (): Promise<void> => {
    if (open === null || open.staged === 0) return
    const { name, columns } = open.table
    const into = columns.map((column) => quoted(column.name)).join(', ')
    const values = columns.map((column, at) => `cast(c${at} as ${column.type})`).join(', ')
    await connection.run(
      `insert into ${quoted(tableOf(name))} (${into}) select ${values} from ${STAGED}; delete from ${STAGED}`,
    )
    open.staged = 0
  }
  const begin = async (table: DumpTable): Promise<void> => {
    await flush()
    checkColumns(there.get(table.name)?.columns, table)
    const columns = table.columns.map((_, at) => `c${at} varchar`).join(', ')
    await connection.run(`create or replace temp table ${STAGED} (${columns})`)
    open = { table, staged: 0 }
  }
  return {
    add: async (table, lines) => {
      if (open?.table.name !== table.name) await begin(table)
      const out = await connection.createAppender(STAGED, null, 'temp')
      for (const line of lines) {
        for (const text of JSON.parse(line) as readonly (string | null)[])
          if (text === null) out.appendNull()
          else out.appendVarchar(text)
        out.endRow()
      }
      out.closeSync()
      if (open === null) return
      open.staged += lines.length
      if (open.staged >= STAGED_ROWS) await flush()
    },
    finish: async () => {
      await flush()
      await connection.run(`drop table if exists ${STAGED}`)
      await connection.run('commit')
      await connection.run('checkpoint')
    },
  }
}

async function listTables(connection: DuckDBConnection): Promise<readonly DumpTable[]> {
  const found = await connection.runAndReadAll(
    `select table_name, column_name, data_type from duckdb_columns()
     where not internal and schema_name = 'main' and database_name <> 'temp' order by table_name, column_index`,
  )
  const tables = new Map<string, DumpColumn[]>()
  for (const [table, name, type] of found.getRowsJS() as [string, string, string][])
    tables.set(table, [...(tables.get(table) ?? []), { name, type }])
  // Which schema the file has is a matter of the program that opens it, not of what was seen.
  tables.delete('schema_version')
  // Where a row stands is no matter of what was seen either: a dump has all of them in `event`.
  for (const name of [HOT_EVENTS, 'cold_file']) tables.delete(name)
  return [...tables].map(([name, columns]) => ({ name, columns }))
}

async function* linesOf(connection: DuckDBConnection, { name, columns }: DumpTable): AsyncGenerator<readonly string[]> {
  const values = columns.map((column) => `${quoted(column.name)}::varchar`).join(', ')
  const found = await connection.stream(`select json_array(${values})::varchar from ${quoted(name)}`)
  for await (const rows of found.yieldRowsJs()) yield (rows as [string][]).map(([line]) => line)
}

/** What holds the rows that a dump calls by this name. */
function tableOf(name: string): string {
  return name === 'event' ? HOT_EVENTS : name
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
