// How each source of this cell stands, for the hub: rows of the store with what telemetry says of the last hour.
import type { KeptEvents, SourceActivity } from '@penstock/contract/sources'
import { isoOfMicros, isoOrNull, micros } from '@penstock/model/kernel'
import { formatOfSourceKind } from '@penstock/model/operating-model'
import type { EventRetention } from '@penstock/model/sources'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { SourceSummary, Telemetry } from '@penstock/store/telemetry'
import type { EventIntake } from './intake.ts'
import { listSources, type SourceRow } from './queries.ts'

const HOUR = 3_600_000_000

export async function viewSources(parts: {
  readonly store: Store<MonitoringTables>
  readonly telemetry: Telemetry
  readonly intake: EventIntake
  readonly clock: Clock
}): Promise<Record<string, SourceActivity>> {
  const { store, telemetry, intake, clock } = parts
  const now = clock()
  // Before the rows: of what does not wait, everything is in them.
  const waiting = intake.waitingBySource()
  const rows = await store.transaction(CELL_SERVICE, listSources)
  // What is read now came a moment ago: the end is open by a minute.
  const window = { from: micros(now - HOUR), to: micros(now + 60_000_000), sites: '*' } as const
  const summaries = new Map((await telemetry.sourceSummaries(window)).map((each) => [each.source, each]))
  return Object.fromEntries(
    rows.map((row) => [row.source, activityOf(row, summaries.get(row.source), waiting.get(row.source) ?? 0)]),
  )
}

/** What is kept of events, and for how long. */
export async function viewKept(
  telemetry: Telemetry,
  asked: EventRetention,
  inForce: EventRetention,
): Promise<KeptEvents> {
  const { hotRows, cold } = await telemetry.keptDays()
  return {
    hot: hotRows,
    cold: cold.reduce((sum, { rows }) => sum + rows, 0),
    files: cold.length,
    bytes: cold.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestColdDay: cold[0]?.day ?? null,
    ...inForce,
    asked: { keepDays: asked.keepDays, coldBytes: asked.coldBytes },
  }
}

/** Sources that sent something, and those that a policy lets send: of each its site and format. */
export async function listHuntedSources(
  store: Store<MonitoringTables>,
  allowed: readonly { readonly subject: string; readonly site: string; readonly sourceKind: string }[],
): Promise<readonly { readonly source: string; readonly site: string; readonly format: string }[]> {
  const told = await store.transaction(CELL_SERVICE, listSources)
  const sources = new Map(told.map(({ source, site, format }) => [source, { source, site, format }]))
  for (const { subject, site, sourceKind } of allowed) {
    const format = formatOfSourceKind(sourceKind)
    if (format !== null) sources.set(subject, { source: subject, site, format })
  }
  return [...sources.values()].sort((a, b) => (a.source < b.source ? -1 : 1))
}

function activityOf(row: SourceRow, summary: SourceSummary | undefined, waiting: number): SourceActivity {
  const { batches, repeated, lines, bytes, classes, unknown, refused, gaps, missing } = row
  const delay = summary?.delay ?? null
  return {
    firstAt: isoOfMicros(row.first_at),
    heardAt: isoOfMicros(row.heard_at),
    ...{ batches, repeated, lines, bytes, waiting, classes, unknown, refused, gaps, missing },
    firstEventAt: isoOrNull(row.first_event_at),
    lastEventAt: isoOrNull(row.last_event_at),
    skewMs: row.clock_skew === null ? null : row.clock_skew / 1000,
    window: {
      events: summary?.events ?? 0,
      unknown: summary?.unknown ?? 0,
      delayMs:
        delay === null
          ? null
          : { least: delay.least / 1000, p50: delay.p50 / 1000, p95: delay.p95 / 1000, p99: delay.p99 / 1000 },
    },
  }
}
