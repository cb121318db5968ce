// Events of other systems in a telemetry file: appended by batch, asked for by name.
import { type DuckDBAppender, type DuckDBConnection, listValue } from '@duckdb/node-api'
import { subjectOf } from '@penstock/model/hunts'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { checkBuckets } from './buckets.ts'
import { appendText, wholly, withAppender } from './duckdb-append.ts'
import { HUNT_ROWS } from './duckdb-heard.ts'
import { HOT_EVENTS } from './duckdb-hot.ts'
import { huntSql, questionSql } from './duckdb-hunt.ts'
import { ask, bucketOf, edge, IN_SITES, period, type Values } from './duckdb-questions.ts'
import {
  eventId,
  eventOf,
  foundOf,
  HUNT_ORDER,
  logSourcesOf,
  placeOf,
  type Row,
  shareOf,
  unknownOf,
} from './kept-rows.ts'
import type {
  EventBatch,
  EventCount,
  EventLogSources,
  EventShare,
  EventsQuestion,
  HuntAsked,
  HuntFound,
  KeptEvent,
  KeptUnknownLine,
  NewEvent,
  NewUnknownLine,
  Period,
  RowBefore,
  SourceSummary,
} from './telemetry.ts'

/** All or nothing; gives how many batches were new. */
export async function appendEventBatches(
  connection: DuckDBConnection,
  batches: readonly EventBatch[],
): Promise<number> {
  return await wholly(connection, async () => {
    const fresh: EventBatch[] = []
    for (const one of batches) {
      const { source, batch } = one
      const sql = 'insert into event_batch values ($source, $batch) on conflict do nothing returning batch'
      if ((await connection.runAndReadAll(sql, { source, batch })).currentRowCount === 1) fresh.push(one)
    }
    await withAppender(connection, HOT_EVENTS, (out) => {
      for (const batch of fresh) for (const row of batch.events) appendEvent(out, batch, row)
    })
    await withAppender(connection, 'unknown_line', (out) => {
      for (const batch of fresh) for (const row of batch.unknown) appendUnknown(out, batch, row)
    })
    return fresh.length
  })
}

function appendEvent(out: DuckDBAppender, of: EventBatch, row: NewEvent): void {
  out.appendVarchar(eventId({ ...row, batch: of.batch }))
  out.appendVarchar(of.source)
  out.appendVarchar(of.batch)
  out.appendInteger(row.line)
  out.appendInteger(row.nth)
  out.appendVarchar(of.site)
  out.appendVarchar(of.format)
  out.appendBigInt(BigInt(of.receivedAt))
  out.appendBigInt(BigInt(row.at))
  for (const number of [row.classUid, row.activityId, row.severityId]) out.appendInteger(number)
  for (const text of [row.sourceIp, row.sourceHost, row.destinationIp, row.destinationHost]) appendText(out, text)
  for (const text of [row.user, row.device, row.action]) appendText(out, text)
  for (const json of [row.ocsf, row.fields, row.logSources]) out.appendVarchar(json)
  appendRaw(out, row)
  out.endRow()
}

function appendUnknown(out: DuckDBAppender, of: EventBatch, row: NewUnknownLine): void {
  out.appendVarchar(placeOf(of, row))
  out.appendVarchar(of.source)
  out.appendVarchar(of.batch)
  out.appendInteger(row.line)
  out.appendVarchar(of.site)
  out.appendVarchar(of.format)
  out.appendBigInt(BigInt(of.receivedAt))
  out.appendVarchar(row.code)
  out.appendVarchar(row.detail)
  appendRaw(out, row)
  out.endRow()
}

function appendRaw(
  out: DuckDBAppender,
  { raw, rawBytes, rawSha256 }: Pick<NewEvent, 'raw' | 'rawBytes' | 'rawSha256'>,
) {
  out.appendVarchar(raw)
  out.appendBigInt(BigInt(rawBytes))
  out.appendVarchar(rawSha256)
}

export async function askEvents(
  connection: DuckDBConnection,
  question: EventsQuestion & { readonly limit: number; readonly before?: RowBefore | undefined },
): Promise<readonly KeptEvent[]> {
  const at = question.by === 'happened' ? 'happened_at' : 'received_at'
  const asked = askedOf(question, at)
  const before = beforeOf(question.before, at)
  const rows = await ask(
    connection,
    `select * from event where ${asked.condition} ${before.condition} order by ${at} desc, id desc limit $limit`,
    { ...asked.values, ...before.values, limit: BigInt(question.limit) },
  )
  return rows.map(eventOf)
}

export async function askEventCounts(
  connection: DuckDBConnection,
  question: EventsQuestion & { readonly buckets: number },
): Promise<readonly EventCount[]> {
  checkBuckets(question)
  const at = question.by === 'happened' ? 'happened_at' : 'received_at'
  const { condition, values } = askedOf(question, at)
  const rows = await ask(connection, bucketCounts(`event where ${condition}`, at), {
    ...values,
    buckets: BigInt(question.buckets),
  })
  return rows.map(countOf)
}

function bucketCounts(found: string, at = 'happened_at'): string {
  return `with counted as (select ${bucketOf(at)} as bucket, count(*) as events from ${found} group by 1)
    select ${edge('b.bucket')} as "from", coalesce(events, 0)::bigint as events
    from (select unnest(range($buckets)) as bucket) b left join counted using (bucket) order by b.bucket`
}

function countOf(row: Row): EventCount {
  return { from: micros(Number(row['from'])), events: Number(row['events']) }
}

const HAPPENED = `happened_at >= $from and happened_at < $to and ${IN_SITES}`
const RECEIVED = `received_at >= $from and received_at < $to and ${IN_SITES}`

/** On a connection of its own, so that what takes too long is ended and nothing else with it. */
export async function askHunt(connection: DuckDBConnection, asked: HuntAsked): Promise<HuntFound> {
  checkBuckets(asked)
  const of = subjectOf(asked.question)
  const { table, within } = HUNT_ROWS[of]
  const hunt = questionSql(asked.question, { table, within })
  const found = `${table} where ${within} and ${hunt.condition}`
  const values = { ...period(asked), ...hunt.values }
  const rows = await ask(connection, `select * from ${found} order by ${HUNT_ORDER[of]} limit $limit`, {
    ...values,
    limit: BigInt(asked.limit),
  })
  const counted = await ask(connection, bucketCounts(found), { ...values, buckets: BigInt(asked.buckets) })
  return { ...foundOf(of, rows), counts: counted.map(countOf) }
}

export async function askEventShares(
  connection: DuckDBConnection,
  question: Period & { readonly buckets: number },
): Promise<readonly EventShare[]> {
  checkBuckets(question)
  const rows = await ask(
    connection,
    `select source, class_uid, ${bucketOf('happened_at')} as bucket, count(*) as events from event
    where ${HAPPENED} group by 1, 2, 3 order by 1, 2, 3`,
    { ...period(question), buckets: BigInt(question.buckets) },
  )
  return rows.map(shareOf)
}

export async function askEventAddresses(
  connection: DuckDBConnection,
  question: Period & { readonly limit: number },
): Promise<readonly { site: string; ip: string }[]> {
  const side = (column: string): string =>
    `select site, ${column} as ip from event where ${HAPPENED} and ${column} is not null`
  const rows = await ask(
    connection,
    `select distinct site, ip from (${side('source_ip')} union all ${side('destination_ip')}) order by 1, 2 limit $limit`,
    { ...period(question), limit: BigInt(question.limit) },
  )
  return rows.map((row) => ({ site: String(row['site']), ip: String(row['ip']) }))
}

export async function askFirstEvent(
  connection: DuckDBConnection,
  { sites }: Pick<Period, 'sites'>,
): Promise<EpochMicros | null> {
  const { everySite, sites: listed } = period({ from: micros(0), to: micros(0), sites })
  const rows = await ask(connection, `select min(happened_at) as first_at from event where ${IN_SITES}`, {
    everySite: everySite!,
    sites: listed!,
  })
  const first = rows[0]?.['first_at'] ?? null
  return first === null ? null : micros(Number(first))
}

export async function askEventLogSources(
  connection: DuckDBConnection,
  question: Period & { readonly limit: number },
): Promise<readonly EventLogSources[]> {
  const rows = await ask(
    connection,
    `select source, site, format, log_sources, count(*) as events from event where ${RECEIVED}
    group by 1, 2, 3, 4 order by source, events desc, log_sources limit $limit`,
    { ...period(question), limit: BigInt(question.limit) },
  )
  return rows.map(logSourcesOf)
}

export async function askSourceSummaries(
  connection: DuckDBConnection,
  question: Period,
): Promise<readonly SourceSummary[]> {
  const delay = '(received_at - happened_at)::double'
  const rows = await ask(
    connection,
    `with known as (
      select source, count(*) as events, min(received_at) as first_at, max(received_at) as last_at, min(${delay}) as least,
        approx_quantile(${delay}, 0.5) as p50, approx_quantile(${delay}, 0.95) as p95, approx_quantile(${delay}, 0.99) as p99
      from event where ${RECEIVED} group by source
    ), odd as (
      select source, count(*) as unknown, min(received_at) as first_at, max(received_at) as last_at
      from unknown_line where ${RECEIVED} group by source
    )
    select source, coalesce(events, 0)::bigint as events, coalesce(unknown, 0)::bigint as unknown,
      least(known.first_at, odd.first_at) as first_at, greatest(known.last_at, odd.last_at) as last_at, least, p50, p95, p99
    from known full join odd using (source) order by source`,
    period(question),
  )
  return rows.map((row) => ({
    source: String(row['source']),
    events: Number(row['events']),
    unknown: Number(row['unknown']),
    firstReceivedAt: micros(Number(row['first_at'])),
    lastReceivedAt: micros(Number(row['last_at'])),
    delay:
      row['least'] === null
        ? null
        : {
            least: Math.round(Number(row['least'])),
            p50: Math.round(Number(row['p50'])),
            p95: Math.round(Number(row['p95'])),
            p99: Math.round(Number(row['p99'])),
          },
  }))
}

export async function askUnknownLines(
  connection: DuckDBConnection,
  question: Period & {
    readonly source?: string | undefined
    readonly limit: number
    readonly before?: RowBefore | undefined
  },
): Promise<readonly KeptUnknownLine[]> {
  const asked = askedOf({ ...question, by: 'received' }, 'received_at')
  const before = beforeOf(question.before, 'received_at')
  const rows = await ask(
    connection,
    `select * from unknown_line where ${asked.condition} ${before.condition}
    order by received_at desc, id desc limit $limit`,
    { ...asked.values, ...before.values, limit: BigInt(question.limit) },
  )
  return rows.map(unknownOf)
}

interface Asked {
  readonly condition: string
  readonly values: Values
}

function askedOf(question: EventsQuestion, at: string): Asked {
  const { source, where, ids } = question
  const hunt = where === undefined ? null : huntSql(where)
  const conditions = [`${at} >= $from and ${at} < $to and ${IN_SITES}`]
  if (source !== undefined) conditions.push('source = $source')
  if (hunt !== null) conditions.push(hunt.condition)
  if (ids !== undefined) conditions.push('list_contains($ids, id)')
  return {
    condition: conditions.join(' and '),
    values: {
      ...period(question),
      ...(source === undefined ? {} : { source }),
      ...(ids === undefined ? {} : { ids: listValue([...ids]) }),
      ...hunt?.values,
    },
  }
}

function beforeOf(before: RowBefore | undefined, at: string): Asked {
  if (before === undefined) return { condition: '', values: {} }
  return {
    condition: `and (${at} < $beforeAt or (${at} = $beforeAt and id < $beforeId))`,
    values: { beforeAt: BigInt(before.at), beforeId: before.id },
  }
}
