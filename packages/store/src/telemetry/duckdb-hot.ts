// The table in which events stand at first, behind the view `event`.
import type { DuckDBConnection } from '@duckdb/node-api'

export const HOT_EVENTS = 'hot_event'
export const HOT_VIEW = `create or replace view event as select * from ${HOT_EVENTS}`

/** For a file that takes the rows of a dump: nothing is cold in it. */
export async function forgetCold(connection: DuckDBConnection): Promise<void> {
  await connection.run(`delete from cold_file; ${HOT_VIEW}`)
}
