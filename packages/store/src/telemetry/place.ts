// Where a cell's telemetry stands: a file of its own, or a database to which what the file holds is moved.
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from '@penstock/store/state'
import { openClickHouse } from './clickhouse.ts'
import { openTelemetry, TELEMETRY_FILE } from './duckdb.ts'
import type { TelemetryDump } from './duckdb-dump.ts'
import { TelemetryError } from './errors.ts'
import type { Telemetry } from './telemetry.ts'

export interface TelemetryPlace {
  /** For this telemetry alone; a cell that writes to a database holds its lock, so that no second one writes beside it. */
  readonly folder: string
  /** A ClickHouse database in place of the file: `http(s)://user:password@host:port/database`. */
  readonly url?: string | undefined
}

/** The name of a file whose rows are in a database now; nobody reads it any more. */
const MOVED = 'moved-to-clickhouse.duckdb'

/**
 * Throws TelemetryError as either engine does, and `telemetry.two-places` when file and database hold different telemetry. A move that is cut
 * short begins anew with the next opening.
 */
export async function openTelemetryAt({ folder, url }: TelemetryPlace): Promise<Telemetry> {
  if (url === undefined) return await openTelemetry({ folder })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = await openClickHouse({ url })
  try {
    if (existsSync(join(folder, TELEMETRY_FILE))) await moveIn(folder, database)
    const unlock = lockFolder(folder)
    return {
      ...database,
      [Symbol.asyncDispose]: async () => {
        await database[Symbol.asyncDispose]()
        unlock()
      },
    }
  } catch (cause) {
    await database[Symbol.asyncDispose]()
    throw cause
  }
}

async function moveIn(folder: string, database: Telemetry): Promise<void> {
  const file = await openTelemetry({ folder })
  try {
    const dump = await file.dump()
    try {
      const [here, there] = [await marksOf(dump), await marksOf(await database.dump())]
      if (there.size === 0) await fill(database, dump)
      else if (![...here].every((mark) => there.has(mark)))
        throw new TelemetryError(
          'telemetry.two-places',
          `${join(folder, TELEMETRY_FILE)} holds telemetry, and the database that is configured holds other; name an empty database, or move the file away`,
        )
    } finally {
      await dump.release()
    }
  } finally {
    await file[Symbol.asyncDispose]()
  }
  renameSync(join(folder, TELEMETRY_FILE), join(folder, MOVED))
}

/** The batches that are kept, each with its table and key. */
async function marksOf(dump: TelemetryDump): Promise<ReadonlySet<string>> {
  const marks = new Set<string>()
  for (const table of dump.tables)
    if (table.name === 'batch' || table.name === 'event_batch')
      for await (const lines of dump.rows(table)) for (const line of lines) marks.add(`${table.name} ${line}`)
  return marks
}

async function fill(database: Telemetry, dump: TelemetryDump): Promise<void> {
  const load = await database.load()
  for (const table of dump.tables) for await (const lines of dump.rows(table)) await load.add(table, lines)
  await load.finish()
}
