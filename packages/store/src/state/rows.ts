// Many rows of a table as one parameter. A statement with a placeholder for each value costs the driver, the parser and the planner
// more than the rows themselves; this one stays as short as it is for one row.
import { isoOfMicros } from '@penstock/model/kernel'
import { type RawBuilder, sql } from 'kysely'
import type { Span } from './parameters.ts'

/** For `insertInto(table).columns(columns).expression(query)`. */
export interface ManyRows<Name extends string> {
  readonly columns: Name[]
  readonly query: RawBuilder<never>
}

/**
 * At least one row, all with the same columns. Values are as JSON has them: instants as `isoOfMicros` gives them, ranges as
 * `spanText`, documents as they are (null is SQL's null), lists as lists.
 */
export function manyRows<Row extends object>(table: string, rows: readonly Row[]): ManyRows<keyof Row & string> {
  const columns = Object.keys(rows[0]!) as (keyof Row & string)[]
  const names = sql.join(columns.map((name) => sql.ref(name)))
  const from = sql`jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`
  return { columns, query: sql<never>`select ${names} from ${from}` }
}

/** A half-open `tstzrange` as PostgreSQL spells it. */
export function spanText({ from, to }: Span): string {
  return `[${from === null ? '' : isoOfMicros(from)},${to === null ? '' : isoOfMicros(to)})`
}
