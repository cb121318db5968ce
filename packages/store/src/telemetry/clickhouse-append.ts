// Writes batches to ClickHouse: the rows first, the marks of their batches last.
import type { Endpoint } from '@penstock/model/observations'
import type { Attempts } from './clickhouse-attempts.ts'
import { counted, type Row, type Session, text, whole } from './clickhouse-session.ts'
import { eventId, placeOf } from './kept-rows.ts'
import { pathsOf } from './paths.ts'
import type { EventBatch, TelemetryBatch } from './telemetry.ts'

/** Gives how many batches were new. */
export async function appendBatches(
  session: Session,
  attempts: Attempts,
  batches: readonly TelemetryBatch[],
): Promise<number> {
  const keyOf = ({ captureKey, batch }: TelemetryBatch): string => `(${text(captureKey)}, ${whole(batch.seq)})`
  const fresh = await notYetKept(session, attempts, batches, { table: 'batch', columns: 'capture, seq', keyOf })
  if (fresh.length === 0) return 0
  const rows = fresh.flatMap(({ captureKey, site, batch }) => {
    const origin = { capture: captureKey, seq: counted(batch.seq), site }
    return [
      ...batch.conversations.map((row) => ['flow_interval', { ...origin, ...flowOf(row) }] as const),
      ...batch.operations.map((row) => ['operation', { ...origin, ...operationOf(row) }] as const),
      ...batch.anomalies.map((row) => ['anomaly', { ...origin, ...anomalyOf(row) }] as const),
    ]
  })
  await attempts.run(async (attempt) => {
    for (const table of ['flow_interval', 'operation', 'anomaly'] as const)
      await session.insert(
        table,
        rows.flatMap(([into, row]) => (into === table ? [{ ...row, attempt }] : [])),
      )
    await session.insert(
      'batch',
      fresh.map(({ captureKey, batch }) => ({ capture: captureKey, seq: batch.seq, attempt })),
    )
  })
  return fresh.length
}

export async function appendEventBatches(
  session: Session,
  attempts: Attempts,
  batches: readonly EventBatch[],
): Promise<number> {
  const keyOf = ({ source, batch }: EventBatch): string => `(${text(source)}, ${text(batch)})`
  const fresh = await notYetKept(session, attempts, batches, { table: 'event_batch', columns: 'source, batch', keyOf })
  if (fresh.length === 0) return 0
  const events = fresh.flatMap((of) => of.events.map((row) => eventRow(of, row)))
  const unknown = fresh.flatMap((of) => of.unknown.map((row) => unknownRow(of, row)))
  await attempts.run(async (attempt) => {
    const attempted = (row: Row): Row => ({ ...row, attempt })
    await session.insert('event', events.map(attempted))
    await session.insert('unknown_line', unknown.map(attempted))
    await session.insert(
      'event_batch',
      fresh.map(({ source, batch }) => attempted({ source: source.toWellFormed(), batch: batch.toWellFormed() })),
    )
  })
  return fresh.length
}

interface Marks<B> {
  readonly table: 'batch' | 'event_batch'
  readonly columns: string
  /** A batch's key as a tuple of literals. */
  readonly keyOf: (batch: B) => string
}

/** One that comes twice in a call counts once. */
async function notYetKept<B>(
  session: Session,
  attempts: Attempts,
  batches: readonly B[],
  { table, columns, keyOf }: Marks<B>,
): Promise<readonly B[]> {
  const byKey = new Map<string, B>()
  for (const batch of batches) if (!byKey.has(keyOf(batch))) byKey.set(keyOf(batch), batch)
  if (byKey.size === 0) return []
  const kept = await session.ask(
    `select ${columns} from ${table} where ${attempts.kept()} and (${columns}) in (${[...byKey.keys()].join(', ')})`,
  )
  for (const row of kept) {
    const [first, second] = columns.split(', ').map((column) => row[column])
    byKey.delete(`(${text(String(first))}, ${table === 'batch' ? whole(Number(second)) : text(String(second))})`)
  }
  return [...byKey.values()]
}

type Seen = TelemetryBatch['batch']

function flowOf(row: Seen['conversations'][number]): Row {
  return {
    ...endsOf(row.client, row.server),
    protocol: formed(row.protocol),
    transport: row.transport,
    server_port: row.serverPort,
    packets: counted(row.packets),
    bytes: counted(row.bytes),
    first_at: row.firstAt,
    last_at: row.lastAt,
  }
}

function operationOf(row: Seen['operations'][number]): Row {
  return {
    happened_at: row.at,
    ...{ protocol: row.protocol, kind: row.kind, code: formed(row.code), name: formed(row.name) },
    ...endsOf(row.client, row.server),
    ...{ target: formed(row.target), result: formed(row.result), count: counted(row.count) },
    ...{ file: row.proof.file, frame: row.proof.frame },
  }
}

function anomalyOf(row: Seen['anomalies'][number]): Row {
  return {
    ...{ happened_at: row.proof.at, kind: row.kind, count: counted(row.count), detail: formed(row.detail) },
    ...{ file: row.proof.file, frame: row.proof.frame },
  }
}

function endsOf(client: Endpoint, server: Endpoint): Row {
  return { client_ip: client.ip, client_mac: client.mac, server_ip: server.ip, server_mac: server.mac }
}

function eventRow(of: EventBatch, row: EventBatch['events'][number]): Row {
  return {
    id: eventId({ ...row, batch: of.batch }),
    nth: row.nth,
    ...ofBatch(of, row),
    happened_at: row.at,
    ...{ class_uid: row.classUid, activity_id: row.activityId, severity_id: row.severityId },
    ...{ source_ip: formed(row.sourceIp), source_host: formed(row.sourceHost) },
    ...{ destination_ip: formed(row.destinationIp), destination_host: formed(row.destinationHost) },
    ...{ user_name: formed(row.user), device: formed(row.device), action: formed(row.action) },
    ...{ ocsf: formed(row.ocsf), fields: formed(row.fields), log_sources: formed(row.logSources) },
    ...pathsOf(row),
  }
}

function unknownRow(of: EventBatch, row: EventBatch['unknown'][number]): Row {
  return { id: placeOf(of, row), ...ofBatch(of, row), code: formed(row.code), detail: formed(row.detail) }
}

function ofBatch(
  { source, batch, site, format, receivedAt }: EventBatch,
  row: Pick<EventBatch['unknown'][number], 'line' | 'raw' | 'rawBytes' | 'rawSha256'>,
): Row {
  return {
    ...{ source: formed(source), batch: formed(batch), site, format, received_at: receivedAt, line: row.line },
    ...{ raw: formed(row.raw), raw_bytes: counted(row.rawBytes), raw_sha256: row.rawSha256 },
  }
}

/** Half a surrogate pair is no text; the engine would refuse the row. */
function formed(value: string): string
function formed(value: string | null): string | null
function formed(value: string | null): string | null {
  return value === null ? null : value.toWellFormed()
}
