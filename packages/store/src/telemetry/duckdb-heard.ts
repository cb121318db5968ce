// What sensors heard in a telemetry file, as hunts ask for it: conversations put together for a period, and what was heard of them when.
import type { DuckDBConnection } from '@duckdb/node-api'
import type { HuntSubject } from '@penstock/model/hunts'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { checkBuckets } from './buckets.ts'
import type { HuntRows } from './duckdb-hunt.ts'
import { ask, bucketOf, IN_SITES, OVERLAPS, period } from './duckdb-questions.ts'
import { heardShareOf } from './kept-rows.ts'
import type { HeardShare, Period, SensorSubject } from './telemetry.ts'

const HAPPENED = `happened_at >= $from and happened_at < $to and ${IN_SITES}`
const KEY = 'site, client_ip, client_mac, server_ip, server_mac, protocol, transport, server_port'

/** One row a conversation; it begins in the period where its first stretch there does. */
const CONVERSATIONS = `(
  select ${KEY}, all_packets as packets, all_bytes as bytes, ended_at as last_at,
    (ended_at - begun_at) // 1000000 as seconds, greatest(begun_at, $from) as happened_at
  from (
    select ${KEY}, sum(packets)::bigint as all_packets, sum(bytes)::bigint as all_bytes,
      min(first_at) as begun_at, max(last_at) as ended_at
    from flow_interval where ${OVERLAPS} and ${IN_SITES} group by all
  )
)`

export const HUNT_ROWS: Readonly<Record<HuntSubject, HuntRows>> = {
  events: { table: 'event', within: HAPPENED },
  conversations: { table: CONVERSATIONS, within: 'true' },
  operations: { table: 'operation', within: HAPPENED },
}

export async function askHeardShares(
  connection: DuckDBConnection,
  question: Period & { readonly of: SensorSubject; readonly buckets: number },
): Promise<readonly HeardShare[]> {
  checkBuckets(question)
  const reaches = `unnest(range(${bucketOf('greatest(first_at, $from)')}, ${bucketOf('least(last_at, $to - 1)')} + 1))`
  const heard =
    question.of === 'conversations'
      ? `select capture, protocol, ${reaches} as bucket from flow_interval where ${OVERLAPS} and ${IN_SITES}`
      : `select capture, protocol, ${bucketOf('happened_at')} as bucket from operation where ${HAPPENED}`
  const rows = await ask(
    connection,
    `select capture, protocol, bucket, count(*) as heard from (${heard}) group by 1, 2, 3 order by 1, 2, 3`,
    { ...period(question), buckets: BigInt(question.buckets) },
  )
  return rows.map(heardShareOf)
}

export async function askFirstHeard(
  connection: DuckDBConnection,
  { sites, of }: Pick<Period, 'sites'> & { readonly of: SensorSubject },
): Promise<EpochMicros | null> {
  const { everySite, sites: listed } = period({ from: micros(0), to: micros(0), sites })
  const [table, at] = of === 'conversations' ? ['flow_interval', 'first_at'] : ['operation', 'happened_at']
  const rows = await ask(connection, `select min(${at}) as heard_at from ${table} where ${IN_SITES}`, {
    everySite: everySite!,
    sites: listed!,
  })
  const first = rows[0]?.['heard_at'] ?? null
  return first === null ? null : micros(Number(first))
}
