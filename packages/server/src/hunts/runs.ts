// One run of a hunt: bounded in rows and in time, with what it could not see. A run that ends early is kept and says so.
import { createHash } from 'node:crypto'
import {
  DAY_MICROS,
  type HuntDraft,
  type HuntedConversation,
  type HuntedEvent,
  type HuntedOperation,
} from '@penstock/model/hunts'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import type { Endpoint } from '@penstock/model/observations'
import type { SiteScope } from '@penstock/model/operating-model'
import { type HeardConversation, type KeptEvent, type OperationRow, TelemetryError } from '@penstock/store/telemetry'
import type { RunRow } from './queries.ts'
import { type SeeParts, seeCoverage, type Window } from './see.ts'

/** Rows that a run keeps; it counts all of them. */
const KEPT_ROWS = 50
/** What a run may take of the engine. */
export const TIMEOUT_MS = 30_000
const SHORT = 300
const ID_LETTERS = 24

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
    const rows = [
      ...found.events.map(eventRow),
      ...toldApart([...found.conversations.map(talkRow), ...found.operations.map(deedRow)]),
    ]
    return {
      ...{ state: 'done', counts, rows },
      found: counts.reduce((sum, each) => sum + each, 0),
      coverage: await seeCoverage(parts, window, question),
    }
  } catch (cause) {
    const isLate = cause instanceof TelemetryError && cause.code === 'telemetry.too-long'
    return { state: isLate ? 'too-long' : 'failed', found: null, counts: [], rows: [], coverage: null }
  }
}

function eventRow(event: KeptEvent): HuntedEvent {
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

function talkRow({ site, client, server, ...talk }: HeardConversation): HuntedConversation {
  const { protocol, transport, serverPort, packets, bytes, firstAt, lastAt } = talk
  return proven({
    ...{ of: 'conversations', site, at: isoOfMicros(firstAt), until: isoOfMicros(lastAt) },
    ...{ protocol, transport, serverPort, packets, bytes, ...endsOf(client, server) },
  })
}

function deedRow({ captureKey, site, at, client, server, ...deed }: OperationRow): HuntedOperation {
  return proven({
    of: 'operations',
    site,
    at: isoOfMicros(at),
    ...deed,
    ...endsOf(client, server),
    capture: captureKey,
  })
}

function endsOf(client: Endpoint, server: Endpoint) {
  return { clientIp: client.ip, clientMac: client.mac, serverIp: server.ip, serverMac: server.mac }
}

/** A sensor sends no line that could be hashed: the hash is of what the row says. */
function proven<T extends { readonly site: string }>(row: T): T & { readonly id: string; readonly sha256: string } {
  const sha256 = createHash('sha256').update(JSON.stringify(row)).digest('hex')
  return { ...row, id: sha256.slice(0, ID_LETTERS), sha256 }
}

/** Two operations in one packet may say the same: each is a row of its own. */
function toldApart<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const nth = (seen.get(row.id) ?? 0) + 1
    seen.set(row.id, nth)
    return nth === 1 ? row : { ...row, id: `${row.id}.${nth}` }
  })
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, SHORT).toWellFormed() : null
}
