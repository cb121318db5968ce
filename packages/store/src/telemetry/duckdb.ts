// Telemetry in one DuckDB file: the embedded engine of a cell.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { lockFolder, StoreError } from '@penstock/store/state'
import { appendBatches } from './duckdb-append.ts'
import { allowSql, askKeptDays, keepEventsOnce, prepareCold, sweepCold } from './duckdb-cold.ts'
import { openTelemetryDump, openTelemetryLoad } from './duckdb-dump.ts'
import {
  appendEventBatches,
  askEventAddresses,
  askEventCounts,
  askEventLogSources,
  askEventShares,
  askEvents,
  askFirstEvent,
  askHunt,
  askSourceSummaries,
  askUnknownLines,
} from './duckdb-events.ts'
import { askFirstHeard, askHeardShares } from './duckdb-heard.ts'
import { askActivity, askApplied, askIntervals, askOperations, askTopTalkers } from './duckdb-questions.ts'
import { HARDENING, prepareTables } from './duckdb-schema.ts'
import { inTime, TelemetryError } from './errors.ts'
import type { Telemetry } from './telemetry.ts'

/** Name of the file in its folder. */
export const TELEMETRY_FILE = 'telemetry.duckdb'

/**
 * Opens (or makes) telemetry.duckdb in `folder`, which is for it alone. Throws TelemetryError: `telemetry.locked`, `telemetry.not-whole`, `telemetry.newer`.
 * Writes run one after another; questions run beside them and do not hold the event loop.
 */
export async function openTelemetry({ folder }: { readonly folder: string }): Promise<Telemetry> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lock(folder)
  try {
    const instance = await openFile(join(folder, TELEMETRY_FILE))
    try {
      const writer = await instance.connect()
      await prepareTables(writer, folder)
      const cold = await prepareCold(writer, folder)
      await writer.run(allowSql(cold) + HARDENING)
      const reader = await instance.connect()
      return telemetryOn({ instance, writer, reader, cold, unlock })
    } catch (cause) {
      instance.closeSync()
      throw cause
    }
  } catch (cause) {
    unlock()
    throw cause
  }
}

interface Parts {
  readonly instance: DuckDBInstance
  readonly writer: DuckDBConnection
  readonly reader: DuckDBConnection
  /** Where events of a while ago stand. */
  readonly cold: string
  readonly unlock: () => void
}

function telemetryOn({ instance, writer, reader, cold, unlock }: Parts): Telemetry {
  let lastWrite: Promise<unknown> = Promise.resolve()
  let dumps = 0
  let isForgotten = false
  const hunting = new Set<DuckDBConnection>()
  const after = <T>(run: () => Promise<T>): Promise<T> => {
    const write = lastWrite.then(run)
    lastWrite = write.catch(() => undefined)
    return write
  }
  return {
    engine: 'duckdb',
    append: (batches) => after(() => appendBatches(writer, batches)),
    appendEvents: (batches) => after(() => appendEventBatches(writer, batches)),
    keepEvents: (keeping) =>
      after(async () => {
        // Who reads what was forgotten a moment ago still has its file; a dump has all of them.
        if (dumps === 0 && !isForgotten) await sweepCold(writer, cold)
        const kept = await keepEventsOnce(writer, cold, keeping)
        isForgotten = kept.forgotten > 0
        return kept
      }),
    keptDays: () => askKeptDays(reader),
    dump: () =>
      after(async () => {
        const dump = await openTelemetryDump(await instance.connect())
        dumps++
        return {
          ...dump,
          release: async () => {
            dumps--
            await dump.release()
          },
        }
      }),
    load: () => openTelemetryLoad(writer),
    applied: (captureKey) => askApplied(reader, captureKey),
    activity: (question) => askActivity(reader, question),
    topTalkers: (question) => askTopTalkers(reader, question),
    operationsOf: (question) => askOperations(reader, question),
    intervalsOf: (question) => askIntervals(reader, question),
    events: (question) => askEvents(reader, question),
    eventCounts: (question) => askEventCounts(reader, question),
    hunt: async (asked) => {
      const connection = await instance.connect()
      hunting.add(connection)
      try {
        return await inTime(asked.timeoutMs, () => connection.interrupt(), askHunt(connection, asked))
      } finally {
        hunting.delete(connection)
        connection.closeSync()
      }
    },
    heardShares: (question) => askHeardShares(reader, question),
    firstHeardAt: (question) => askFirstHeard(reader, question),
    eventShares: (question) => askEventShares(reader, question),
    eventAddresses: (question) => askEventAddresses(reader, question),
    firstEventAt: (question) => askFirstEvent(reader, question),
    eventLogSources: (question) => askEventLogSources(reader, question),
    sourceSummaries: (question) => askSourceSummaries(reader, question),
    unknownLines: (question) => askUnknownLines(reader, question),
    [Symbol.asyncDispose]: async () => {
      // A question that still runs would keep the file open.
      reader.interrupt()
      for (const each of hunting) each.interrupt()
      await lastWrite
      reader.closeSync()
      writer.closeSync()
      instance.closeSync()
      unlock()
    },
  }
}

function lock(folder: string): () => void {
  try {
    return lockFolder(folder)
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
    throw new TelemetryError('telemetry.locked', cause.message, { cause })
  }
}

async function openFile(file: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TelemetryError(
      'telemetry.not-whole',
      `${file} cannot be opened (${reason}); restore it from a backup, or move it away to begin anew`,
      { cause },
    )
  }
}
