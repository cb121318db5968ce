// Days of events that are cold: moved out of the telemetry file into Parquet in the layout of OCSF, one file a day and moving, and asked together with the
// rest through the view `event`. A file is on the disk before the transaction that takes its rows out of the table and into the view, so that a kill
// between the two leaves a file that nobody names, and neither loses nor doubles a row.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { EpochMicros } from '@penstock/model/kernel'
import { wholly } from './duckdb-append.ts'
import { HOT_EVENTS, HOT_VIEW } from './duckdb-hot.ts'
import { TelemetryError } from './errors.ts'
import type { EventKeeping, KeptDays } from './telemetry.ts'

/** Beside the telemetry file; the only folder that a hardened file may read and write. */
const COLD_FOLDER = 'cold'
const DAY = 86_400_000_000
/** Of one moving. */
const MOST_ROWS = 1_000_000

/** How a row stands in Parquet: attributes of OCSF 1.8 by their names, and what the store needs beside them by its own. */
const TO_PARQUET = `
  happened_at // 1000 as time, class_uid, activity_id, severity_id,
  struct_pack(
    version := '1.8.0', uid := id, tenant_uid := site, log_name := source, log_format := format,
    logged_time := received_at // 1000, correlation_uid := batch, sequence := line
  ) as metadata,
  struct_pack(ip := source_ip, hostname := source_host) as src_endpoint,
  struct_pack(ip := destination_ip, hostname := destination_host) as dst_endpoint,
  struct_pack("user" := struct_pack(name := user_name)) as actor,
  struct_pack(hostname := device) as device,
  action, fields as unmapped, raw as raw_data, raw_bytes as raw_data_size,
  struct_pack(algorithm_id := 3, algorithm := 'SHA-256', value := raw_sha256) as raw_data_hash,
  happened_at, received_at, nth, ocsf, log_sources`

const FROM_PARQUET = `
  metadata.uid as id, metadata.log_name as source, metadata.correlation_uid as batch, metadata.sequence as line, nth,
  metadata.tenant_uid as site, metadata.log_format as format, received_at, happened_at, class_uid, activity_id, severity_id,
  src_endpoint.ip as source_ip, src_endpoint.hostname as source_host,
  dst_endpoint.ip as destination_ip, dst_endpoint.hostname as destination_host,
  actor."user".name as user_name, device.hostname as device, action, ocsf, unmapped as fields, log_sources,
  raw_data as raw, raw_data_size as raw_bytes, raw_data_hash.value as raw_sha256`

/** Names the files that are there, and forgets those that nobody names. Throws `telemetry.not-whole` when one is gone. */
export async function prepareCold(connection: DuckDBConnection, folder: string): Promise<string> {
  const cold = join(folder, COLD_FOLDER)
  mkdirSync(cold, { recursive: true, mode: 0o700 })
  const files = await listFiles(connection)
  for (const { file } of files)
    if (!existsSync(join(cold, file)))
      throw new TelemetryError(
        'telemetry.not-whole',
        `${join(cold, file)} is not there, and the telemetry beside it names it; put it back, or restore a backup`,
      )
  sweep(cold, files)
  await connection.run(viewSql(cold, files))
  return cold
}

/** A folder as DuckDB may use it, spelt before the file is hardened. */
export function allowSql(cold: string): string {
  return `set allowed_directories = [${literal(cold)}];`
}

/**
 * One step: a whole day that came before `coldBefore` goes to Parquet, or what came before `goneBefore`, or the oldest cold day beyond `mostColdBytes`, is
 * forgotten. What is forgotten does not come back when its batch is sent again.
 */
export async function keepEventsOnce(
  connection: DuckDBConnection,
  cold: string,
  { coldBefore, goneBefore, mostColdBytes }: EventKeeping,
): Promise<{ readonly moved: number; readonly forgotten: number; readonly isMore: boolean }> {
  const files = await listFiles(connection)
  const forgotten = await forget(connection, cold, files, { goneBefore, mostColdBytes })
  if (forgotten > 0) return { moved: 0, forgotten, isMore: true }
  const slice = await oldestSlice(connection, coldBefore)
  if (slice === null) return { moved: 0, forgotten: 0, isMore: false }
  const { day, from, to } = slice
  const within = `received_at >= ${from} and received_at < ${to}`
  const name = nameOf(day, files)
  const path = join(cold, name)
  await connection.run(
    `copy (select ${TO_PARQUET} from ${HOT_EVENTS} where ${within}) to ${literal(`${path}.tmp`)} (format parquet, compression zstd)`,
  )
  await flush(`${path}.tmp`)
  await rename(`${path}.tmp`, path)
  await flush(cold)
  const moved = await wholly(connection, async () => {
    const rows = (await connection.run(`delete from ${HOT_EVENTS} where ${within}`)).rowsChanged
    await connection.run(`insert into cold_file values ($file, $day, $rows, $bytes)`, {
      ...{ file: name, day, rows: BigInt(rows), bytes: BigInt(statSync(path).size) },
    })
    await connection.run(viewSql(cold, await listFiles(connection)))
    return rows
  })
  return { moved, forgotten: 0, isMore: true }
}

/** What is where. */
export async function askKeptDays(connection: DuckDBConnection): Promise<KeptDays> {
  const hot = await connection.runAndReadAll(`select count(*) from ${HOT_EVENTS}`)
  const files = await listFiles(connection)
  return {
    hotRows: Number(hot.getRowsJS()[0]?.[0] ?? 0),
    cold: files.map(({ day, rows, bytes }) => ({ day: dayText(day), rows, bytes })),
  }
}

/** Files that no row names: of a moving that was cut short, or of days that were forgotten. */
export async function sweepCold(connection: DuckDBConnection, cold: string): Promise<void> {
  sweep(cold, await listFiles(connection))
}

interface ColdFile {
  readonly file: string
  /** Of arrival, in days since 1970. */
  readonly day: number
  readonly rows: number
  readonly bytes: number
}

async function listFiles(connection: DuckDBConnection): Promise<readonly ColdFile[]> {
  const found = await connection.runAndReadAll('select file, day, rows, bytes from cold_file order by day, file')
  return (found.getRowsJS() as [string, number, bigint, bigint][]).map(([file, day, rows, bytes]) => ({
    ...{ file, day: Number(day), rows: Number(rows), bytes: Number(bytes) },
  }))
}

async function forget(
  connection: DuckDBConnection,
  cold: string,
  files: readonly ColdFile[],
  { goneBefore, mostColdBytes }: Pick<EventKeeping, 'goneBefore' | 'mostColdBytes'>,
): Promise<number> {
  const gone = new Set<ColdFile>()
  if (goneBefore !== null) for (const file of files) if ((file.day + 1) * DAY <= goneBefore) gone.add(file)
  let bytes = files.reduce((sum, file) => sum + (gone.has(file) ? 0 : file.bytes), 0)
  for (const file of files) {
    if (mostColdBytes === null || bytes <= mostColdBytes) break
    if (gone.has(file)) continue
    gone.add(file)
    bytes -= file.bytes
  }
  return await wholly(connection, async () => {
    let rows = [...gone].reduce((sum, file) => sum + file.rows, 0)
    if (goneBefore !== null)
      for (const table of [HOT_EVENTS, 'unknown_line'])
        rows += (await connection.run(`delete from ${table} where received_at < ${goneBefore}`)).rowsChanged
    if (gone.size === 0) return rows
    for (const { file } of gone) await connection.run('delete from cold_file where file = $file', { file })
    await connection.run(viewSql(cold, await listFiles(connection)))
    return rows
  })
}

/** A day, or of one with very many events a part: nothing is written while it is moved. */
async function oldestSlice(connection: DuckDBConnection, before: EpochMicros) {
  const end = Math.floor(before / DAY) * DAY
  const found = await connection.runAndReadAll(`select min(received_at) from ${HOT_EVENTS} where received_at < ${end}`)
  const first = found.getRowsJS()[0]?.[0] ?? null
  if (first === null) return null
  const [from, day] = [Number(first), Math.floor(Number(first) / DAY)]
  const to = (day + 1) * DAY
  const counted = await connection.runAndReadAll(
    `select count(*) from ${HOT_EVENTS} where received_at >= ${from} and received_at < ${to}`,
  )
  const parts = Math.ceil(Number(counted.getRowsJS()[0]?.[0]) / MOST_ROWS)
  return { day, from, to: from + Math.ceil((to - from) / parts) }
}

/** A batch that came in time and was read late makes a second file of its day. */
function nameOf(day: number, files: readonly ColdFile[]): string {
  const nth = files.filter((file) => file.day === day).length
  const taken = new Set(files.map(({ file }) => file))
  for (let at = nth; ; at++) {
    const name = `event_day=${dayText(day)}.${at}.parquet`
    if (!taken.has(name)) return name
  }
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

function viewSql(cold: string, files: readonly ColdFile[]): string {
  if (files.length === 0) return HOT_VIEW
  const paths = files.map(({ file }) => literal(join(cold, file))).join(', ')
  return `${HOT_VIEW} union all select ${FROM_PARQUET} from read_parquet([${paths}])`
}

function sweep(cold: string, files: readonly ColdFile[]): void {
  const named = new Set(files.map(({ file }) => file))
  for (const name of readdirSync(cold)) if (!named.has(name)) rmSync(join(cold, name), { force: true })
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync()
  await handle.close()
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
