// Reads a ClickHouse database as it stood at one write, and fills one from such a reading, in the words of the embedded file: what a dump
// holds does not say where it came from.
import type { DumpTable } from '@penstock/store/state'
import type { Attempts } from './clickhouse-attempts.ts'
import type { Row, Session } from './clickhouse-session.ts'
import { checkColumns, type TableName, TELEMETRY_TABLES } from './columns.ts'
import type { TelemetryDump, TelemetryLoad } from './duckdb-dump.ts'
import { pathsOf } from './paths.ts'

/** `kept` names the rows of writes that had come to their end. */
export function openDatabaseDump(session: Session, kept: string): TelemetryDump {
  const tables = [...TELEMETRY_TABLES].map(([name, columns]) => ({
    name,
    columns: columns.map(({ name, type }) => ({ name, type })),
  }))
  return { tables, rows: (table) => linesOf(session, kept, table), release: async () => {} }
}

async function* linesOf(session: Session, kept: string, { name, columns }: DumpTable) {
  const asked = columns.map((column) => column.name)
  for await (const rows of session.stream(`select ${asked.join(', ')} from ${name} where ${kept}`))
    yield rows.map((row) => JSON.stringify(asked.map((column) => textOf(row[column]))))
}

/** A text or a number, as the engine spells it in JSON. */
function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value as string | number)
}

/** Rows of one write, whose marks come last whatever the order of the dump. */
export async function openDatabaseLoad(session: Session, attempts: Attempts): Promise<TelemetryLoad> {
  for (const table of TELEMETRY_TABLES.keys()) await session.run(`truncate table ${table}`)
  const ended = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<number>()
  const loading = attempts.run(async (attempt) => {
    begun.resolve(attempt)
    await ended.promise
  })
  loading.catch(() => undefined)
  const attempt = await begun.promise
  const marks: { readonly table: string; readonly rows: readonly Row[] }[] = []
  return {
    add: async (table, lines) => {
      checkColumns(TELEMETRY_TABLES.get(table.name as TableName), table)
      const rows = lines.map((line) => rowOf(table, line, attempt))
      if (table.name === 'batch' || table.name === 'event_batch') marks.push({ table: table.name, rows })
      else await session.insert(table.name, rows)
    },
    finish: async () => {
      for (const { table, rows } of marks) await session.insert(table, rows)
      ended.resolve()
      await loading
    },
  }
}

function rowOf({ name, columns }: DumpTable, line: string, attempt: number): Row {
  const values = JSON.parse(line) as readonly (string | null)[]
  const row: Record<string, unknown> = { attempt }
  columns.forEach((column, at) => {
    const value = values[at] ?? null
    row[column.name] = value === null || column.type === 'VARCHAR' ? value : Number(value)
  })
  return name === 'event' ? { ...row, ...pathsOf(row as { fields: string; ocsf: string }) } : row
}
