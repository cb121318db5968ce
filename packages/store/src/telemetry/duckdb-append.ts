// Writes batches into a telemetry file through appenders, inside one transaction.
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import type { AnomalySeen, ConversationSeen, Endpoint, OperationSeen } from '@penstock/model/observations'
import type { TelemetryBatch } from './telemetry.ts'

/** All or nothing; gives how many batches were new. */
export async function appendBatches(connection: DuckDBConnection, batches: readonly TelemetryBatch[]): Promise<number> {
  return await wholly(connection, async () => {
    const fresh = await keepNew(connection, batches)
    await withAppender(connection, 'flow_interval', (out) => {
      for (const { captureKey, site, batch } of fresh)
        for (const row of batch.conversations) appendFlow(out, { captureKey, seq: batch.seq, site }, row)
    })
    await withAppender(connection, 'operation', (out) => {
      for (const { captureKey, site, batch } of fresh)
        for (const row of batch.operations) appendOperation(out, { captureKey, seq: batch.seq, site }, row)
    })
    await withAppender(connection, 'anomaly', (out) => {
      for (const { captureKey, site, batch } of fresh)
        for (const row of batch.anomalies) appendAnomaly(out, { captureKey, seq: batch.seq, site }, row)
    })
    return fresh.length
  })
}

/** Runs in one transaction: all of it or nothing. */
export async function wholly<T>(connection: DuckDBConnection, run: () => Promise<T>): Promise<T> {
  await connection.run('begin')
  try {
    const done = await run()
    await connection.run('commit')
    return done
  } catch (cause) {
    await connection.run('rollback')
    throw cause
  }
}

interface Origin {
  readonly captureKey: string
  readonly seq: number
  readonly site: string
}

/** Marks each batch as kept and gives those that were not yet. */
async function keepNew(
  connection: DuckDBConnection,
  batches: readonly TelemetryBatch[],
): Promise<readonly TelemetryBatch[]> {
  const fresh: TelemetryBatch[] = []
  for (const one of batches) {
    const kept = await connection.runAndReadAll(
      'insert into batch values ($capture, $seq) on conflict do nothing returning seq',
      { capture: one.captureKey, seq: one.batch.seq },
    )
    if (kept.currentRowCount === 1) fresh.push(one)
  }
  return fresh
}

export async function withAppender(
  connection: DuckDBConnection,
  table: string,
  write: (out: DuckDBAppender) => void,
): Promise<void> {
  const out = await connection.createAppender(table)
  try {
    write(out)
  } finally {
    out.closeSync()
  }
}

function appendFlow(out: DuckDBAppender, origin: Origin, row: ConversationSeen): void {
  appendOrigin(out, origin)
  appendEnds(out, row.client, row.server)
  appendText(out, row.protocol)
  out.appendVarchar(row.transport)
  if (row.serverPort === null) out.appendNull()
  else out.appendInteger(row.serverPort)
  out.appendBigInt(BigInt(row.packets))
  out.appendBigInt(BigInt(row.bytes))
  out.appendBigInt(BigInt(row.firstAt))
  out.appendBigInt(BigInt(row.lastAt))
  out.endRow()
}

function appendOperation(out: DuckDBAppender, origin: Origin, row: OperationSeen): void {
  appendOrigin(out, origin)
  out.appendBigInt(BigInt(row.at))
  for (const text of [row.protocol, row.kind, row.code, row.name]) out.appendVarchar(text)
  appendEnds(out, row.client, row.server)
  appendText(out, row.target)
  appendText(out, row.result)
  out.appendBigInt(BigInt(row.count))
  out.appendInteger(row.proof.file)
  out.appendBigInt(BigInt(row.proof.frame))
  out.endRow()
}

function appendAnomaly(out: DuckDBAppender, origin: Origin, row: AnomalySeen): void {
  appendOrigin(out, origin)
  out.appendBigInt(BigInt(row.proof.at))
  out.appendVarchar(row.kind)
  out.appendBigInt(BigInt(row.count))
  out.appendVarchar(row.detail)
  out.appendInteger(row.proof.file)
  out.appendBigInt(BigInt(row.proof.frame))
  out.endRow()
}

function appendOrigin(out: DuckDBAppender, { captureKey, seq, site }: Origin): void {
  out.appendVarchar(captureKey)
  out.appendInteger(seq)
  out.appendVarchar(site)
}

function appendEnds(out: DuckDBAppender, client: Endpoint, server: Endpoint): void {
  for (const address of [client.ip, client.mac, server.ip, server.mac]) appendText(out, address)
}

export function appendText(out: DuckDBAppender, text: string | null): void {
  if (text === null) out.appendNull()
  else out.appendVarchar(text)
}
