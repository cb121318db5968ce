// Telemetry in a ClickHouse database: what a domain moves to when one file is not enough. One process writes; each domain has a database
// and a user of its own.
import type { ClickHouseClient } from '@clickhouse/client'
import { appendBatches, appendEventBatches } from './clickhouse-append.ts'
import { Attempts } from './clickhouse-attempts.ts'
import { openDatabaseDump, openDatabaseLoad } from './clickhouse-dump.ts'
import {
  askEventAddresses,
  askEventCounts,
  askEventLogSources,
  askEventShares,
  askEvents,
  askFirstEvent,
  askHunt,
  askSourceSummaries,
  askUnknownLines,
} from './clickhouse-events.ts'
import { askFirstHeard, askHeardShares } from './clickhouse-heard.ts'
import { askKeptDays, keepEventsOnce } from './clickhouse-keeping.ts'
import { askActivity, askApplied, askIntervals, askOperations, askTopTalkers } from './clickhouse-questions.ts'
import { prepareDatabase } from './clickhouse-schema.ts'
import { type Session, sessionOn } from './clickhouse-session.ts'
import { TelemetryError } from './errors.ts'
import type { Telemetry } from './telemetry.ts'

/** `http(s)://user:password@host:port/database`, or a client that is there already. */
export type ClickHousePlace = { readonly url: string } | { readonly client: ClickHouseClient }

/** Servers from 18.16 on. Throws TelemetryError: `telemetry.unreachable`, `telemetry.newer`. Writes run one after another. */
export async function openClickHouse(place: ClickHousePlace): Promise<Telemetry> {
  const [client, called] =
    'url' in place ? [await clientOf(place.url), shownUrl(place.url)] : [place.client, 'the database']
  const session = sessionOn(client)
  try {
    return telemetryOn(session, new Attempts(session, await prepareDatabase(session, called)))
  } catch (cause) {
    await session.close()
    if (cause instanceof TelemetryError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TelemetryError(
      'telemetry.unreachable',
      `ClickHouse at ${called} does not answer as it should (${reason}); check the address, the login and that the database exists`,
      { cause },
    )
  }
}

async function clientOf(given: string): Promise<ClickHouseClient> {
  const { createClient } = await import('@clickhouse/client')
  const url = new URL(given)
  return createClient({
    url: url.origin,
    username: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'default',
    keep_alive: { enabled: true },
  })
}

function shownUrl(given: string): string {
  const url = new URL(given)
  return `${url.origin}${url.pathname}`
}

function telemetryOn(session: Session, attempts: Attempts): Telemetry {
  let lastWrite: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const done = lastWrite.then(write)
    lastWrite = done.catch(() => undefined)
    return done
  }
  return {
    engine: 'clickhouse',
    append: (batches) => inTurn(() => appendBatches(session, attempts, batches)),
    appendEvents: (batches) => inTurn(() => appendEventBatches(session, attempts, batches)),
    keepEvents: (keeping) => inTurn(() => keepEventsOnce(session, attempts.kept(), keeping)),
    keptDays: () => askKeptDays(session, attempts.kept()),
    dump: () => inTurn(async () => openDatabaseDump(session, `${attempts.kept()} and attempt <= ${attempts.last}`)),
    load: () => openDatabaseLoad(session, attempts),
    applied: (captureKey) => askApplied(session, attempts.kept(), captureKey),
    activity: (question) => askActivity(session, attempts.kept(), question),
    topTalkers: (question) => askTopTalkers(session, attempts.kept(), question),
    operationsOf: (question) => askOperations(session, attempts.kept(), question),
    intervalsOf: (question) => askIntervals(session, attempts.kept(), question),
    events: (question) => askEvents(session, attempts.kept(), question),
    eventCounts: (question) => askEventCounts(session, attempts.kept(), question),
    hunt: (asked) => askHunt(session, attempts.kept(), asked),
    heardShares: (question) => askHeardShares(session, attempts.kept(), question),
    firstHeardAt: (question) => askFirstHeard(session, attempts.kept(), question),
    eventShares: (question) => askEventShares(session, attempts.kept(), question),
    eventAddresses: (question) => askEventAddresses(session, attempts.kept(), question),
    firstEventAt: (question) => askFirstEvent(session, attempts.kept(), question),
    eventLogSources: (question) => askEventLogSources(session, attempts.kept(), question),
    sourceSummaries: (question) => askSourceSummaries(session, attempts.kept(), question),
    unknownLines: (question) => askUnknownLines(session, attempts.kept(), question),
    [Symbol.asyncDispose]: async () => {
      await lastWrite
      await session.close()
    },
  }
}
