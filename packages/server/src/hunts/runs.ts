// One run of a hunt: bounded in rows and in time, with what it could not see. A run that ends early is kept and says so.
import { DAY_MICROS, type HuntDraft, type HuntedRow } from '@penstock/model/hunts'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { type KeptEvent, TelemetryError } from '@penstock/store/telemetry'
import type { RunRow } from './queries.ts'
import { type SeeParts, seeCoverage, type Window } from './see.ts'

/** Rows that a run keeps; it counts all of them. */
const KEPT_ROWS = 50
/** What a run may take of the engine. */
export const TIMEOUT_MS = 30_000
const SHORT = 300

export type RunEnd = Pick<RunRow, 'state' | 'found' | 'counts' | 'rows' | 'coverage'>

/** The days up to `at`. */
export function windowOf(days: number, at: EpochMicros, sites: SiteScope): Window {
  return { from: micros(at - days * DAY_MICROS), to: at, sites }
}

export async function doRun(
  parts: SeeParts & { readonly timeoutMs: number },
  draft: HuntDraft,
  window: Window,
): Promise<RunEnd> {
  const { telemetry, timeoutMs } = parts
  const { question, days } = draft
  try {
    const found = await telemetry.hunt({ ...window, question, limit: KEPT_ROWS, buckets: days, timeoutMs })
    const counts = found.counts.map(({ events }) => events)
    return {
      ...{ state: 'done', counts, rows: found.events.map(rowOf) },
      found: counts.reduce((sum, each) => sum + each, 0),
      coverage: await seeCoverage(parts, window, question),
    }
  } catch (cause) {
    const isLate = cause instanceof TelemetryError && cause.code === 'telemetry.too-long'
    return { state: isLate ? 'too-long' : 'failed', found: null, counts: [], rows: [], coverage: null }
  }
}

function rowOf(event: KeptEvent): HuntedRow {
  const { id, source, batch, line, nth, site, format, classUid, activityId, severityId } = event
  const { user, device, sourceIp, sourceHost, destinationIp, destinationHost } = event
  const ocsf = JSON.parse(event.ocsf) as Readonly<Record<string, unknown>>
  return {
    ...{ id, source, batch, line, nth, sha256: event.rawSha256, site, format, at: isoOfMicros(event.at) },
    ...{ classUid, activityId, severityId, className: textOf(ocsf['class_name']) },
    what: textOf(ocsf['message']) ?? event.action ?? textOf(ocsf['activity_name']),
    ...{ user, device, sourceIp, sourceHost, destinationIp, destinationHost },
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, SHORT).toWellFormed() : null
}
