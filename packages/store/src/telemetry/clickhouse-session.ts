// What every question and write to ClickHouse goes through: values become literals here and nowhere else. Servers before 20 have no
// parameters of their own, so a text is quoted as the engine's grammar says; nothing that came from outside is ever part of the SQL itself.
import type { ClickHouseClient } from '@clickhouse/client'

export type Row = Record<string, unknown>

export interface Session {
  /** Rows of a query, all at once. */
  ask(sql: string): Promise<readonly Row[]>
  /** Rows of a query, some at a time. */
  stream(sql: string): AsyncIterable<readonly Row[]>
  run(sql: string): Promise<void>
  insert(table: string, rows: readonly Row[]): Promise<void>
  close(): Promise<void>
}

const INSERT_ROWS = 20_000

export function sessionOn(client: ClickHouseClient): Session {
  return {
    ask: async (query) => await (await client.query({ query, format: 'JSONEachRow' })).json<Row>(),
    stream: async function* (query) {
      const answer = await client.query({ query, format: 'JSONEachRow' })
      for await (const rows of answer.stream<Row>()) yield rows.map((row) => row.json<Row>())
    },
    run: async (query) => void (await client.command({ query })),
    insert: async (table, rows) => {
      for (let at = 0; at < rows.length; at += INSERT_ROWS)
        await client.insert({ table, values: rows.slice(at, at + INSERT_ROWS), format: 'JSONEachRow' })
    },
    close: async () => await client.close(),
  }
}

/** A text as a literal. Each code point that the grammar or its readers could take for something else is escaped. */
export function text(value: string): string {
  const safe = value.toWellFormed().replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')
  return `'${safe}'`
}

/** A whole number as a literal of 64 bits. Throws a RangeError for any other. */
export function whole(value: number): string {
  return `toInt64(${counted(value)})`
}

/** A whole number that a row holds. Throws a RangeError for any other. */
export function counted(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`)
  return value
}

/** True for rows whose `column` is one of these; an empty list holds none. */
export function isIn(column: string, values: readonly string[]): string {
  return values.length === 0 ? '0' : `coalesce(${column} in (${values.map(text).join(', ')}), 0)`
}

/** Equal, or both absent. */
export function isSame(column: string, value: string | number | null): string {
  if (value === null) return `isNull(${column})`
  return `coalesce(${column} = ${typeof value === 'number' ? whole(value) : text(value)}, 0)`
}
