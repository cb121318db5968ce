// The named questions in DuckDB's spelling. Whole numbers throughout: parts of a row shared out by time add up to the row.
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { BIGINT, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import { micros } from '@penstock/model/kernel'
import { checkBuckets } from './buckets.ts'
import { operationOf, type Row, textOrNull } from './kept-rows.ts'
import type {
  Activity,
  ActivityBucket,
  Addresses,
  ConversationKey,
  Interval,
  OperationRow,
  OperationsQuestion,
  Period,
  Talker,
} from './telemetry.ts'

export type Values = Record<string, DuckDBValue>

export const IN_SITES = '($everySite or list_contains($sites, site))'
const TOUCHES = `(list_contains($ips, client_ip) or list_contains($ips, server_ip)
  or list_contains($macs, client_mac) or list_contains($macs, server_mac))`
export const OVERLAPS = 'first_at < $to and last_at >= $from'

/**
 * Part of `what` that falls before the instant `edge`, of a row that lasts from first_at to last_at inclusive. At the row's end
 * the ratio is exactly 1, so the parts of a row add up to it whatever the rounding between.
 */
function before(edge: string, what: string): string {
  const passed = `(least(greatest(${edge}, first_at), last_at + 1) - first_at)`
  return `floor(${what} * (${passed} / (last_at + 1 - first_at)))::bigint`
}

// Bucket i begins at from + span * i // buckets; an instant belongs to the last bucket that begins at or before it.
export function edge(index: string): string {
  return `($from + ($to - $from) * (${index}) // $buckets)`
}
export function bucketOf(at: string): string {
  return `(((${at} - $from + 1) * $buckets - 1) // ($to - $from))`
}

function within(from: string, to: string, what: string): string {
  return `${before(to, what)} - ${before(from, what)}`
}

export async function askActivity(
  connection: DuckDBConnection,
  question: Activity,
): Promise<readonly ActivityBucket[]> {
  const { buckets, addresses } = question
  checkBuckets(question)
  const touches = addresses === undefined ? '' : `and ${TOUCHES}`
  const rows = await ask(
    connection,
    `with flow as (
      select first_at, last_at, packets, bytes,
        unnest(range(${bucketOf('greatest(first_at, $from)')}, ${bucketOf('least(last_at, $to - 1)')} + 1)) as bucket
      from flow_interval where ${OVERLAPS} and ${IN_SITES} ${touches}
    ), traffic as (
      select bucket, sum(${within(edge('bucket'), edge('bucket + 1'), 'packets')}) as packets,
        sum(${within(edge('bucket'), edge('bucket + 1'), 'bytes')}) as bytes
      from flow group by bucket
    ), deed as (
      select ${bucketOf('happened_at')} as bucket, sum(count) as operations
      from operation where happened_at >= $from and happened_at < $to and ${IN_SITES} ${touches} group by 1
    )
    select ${edge('b.bucket')} as "from", coalesce(packets, 0)::bigint as packets, coalesce(bytes, 0)::bigint as bytes,
      coalesce(operations, 0)::bigint as operations
    from (select unnest(range($buckets)) as bucket) b left join traffic using (bucket) left join deed using (bucket)
    order by b.bucket`,
    { ...period(question), buckets: BigInt(buckets), ...(addresses === undefined ? {} : addressLists(addresses)) },
  )
  return rows.map((row) => ({
    from: micros(Number(row['from'])),
    packets: Number(row['packets']),
    bytes: Number(row['bytes']),
    operations: Number(row['operations']),
  }))
}

export async function askTopTalkers(
  connection: DuckDBConnection,
  question: Period & { readonly limit: number },
): Promise<readonly Talker[]> {
  const rows = await ask(
    connection,
    `with part as (
      select *, ${within('$from', '$to', 'packets')} as in_packets, ${within('$from', '$to', 'bytes')} as in_bytes
      from flow_interval where ${OVERLAPS} and ${IN_SITES}
    ), side as (
      select site, client_ip as ip, client_mac as mac, coalesce(server_ip, server_mac) as peer, in_packets, in_bytes from part
      union all
      select site, server_ip, server_mac, coalesce(client_ip, client_mac), in_packets, in_bytes from part
    )
    select site, ip, mac, sum(in_packets)::bigint as packets, sum(in_bytes)::bigint as bytes, count(distinct peer) as peers
    from side where ip is not null or mac is not null
    group by site, ip, mac order by bytes desc, packets desc, ip, mac limit $limit`,
    { ...period(question), limit: BigInt(question.limit) },
  )
  return rows.map((row) => ({
    site: String(row['site']),
    ip: textOrNull(row['ip']),
    mac: textOrNull(row['mac']),
    packets: Number(row['packets']),
    bytes: Number(row['bytes']),
    peers: Number(row['peers']),
  }))
}

export async function askOperations(
  connection: DuckDBConnection,
  question: OperationsQuestion,
): Promise<readonly OperationRow[]> {
  const rows = await ask(
    connection,
    `select * from operation where happened_at >= $from and happened_at < $to and ${IN_SITES} and ${TOUCHES}
    order by happened_at desc, capture desc, frame desc limit $limit`,
    { ...period(question), ...addressLists(question.addresses), limit: BigInt(question.limit) },
  )
  return rows.map(operationOf)
}

export async function askIntervals(
  connection: DuckDBConnection,
  question: Period & { readonly conversation: ConversationKey },
): Promise<readonly Interval[]> {
  const { client, server, protocol, transport, serverPort } = question.conversation
  const rows = await ask(
    connection,
    `select first_at, last_at, packets, bytes from flow_interval
    where ${OVERLAPS} and ${IN_SITES} and transport = $transport and protocol is not distinct from $protocol
      and server_port is not distinct from $serverPort
      and client_ip is not distinct from $clientIp and client_mac is not distinct from $clientMac
      and server_ip is not distinct from $serverIp and server_mac is not distinct from $serverMac
    order by first_at, last_at`,
    {
      ...period(question),
      ...{ transport, protocol, serverPort },
      ...{ clientIp: client.ip, clientMac: client.mac, serverIp: server.ip, serverMac: server.mac },
    },
  )
  return rows.map((row) => ({
    firstAt: micros(Number(row['first_at'])),
    lastAt: micros(Number(row['last_at'])),
    packets: Number(row['packets']),
    bytes: Number(row['bytes']),
  }))
}

export async function askApplied(connection: DuckDBConnection, captureKey: string): Promise<number | null> {
  const rows = await ask(connection, 'select max(seq) as seq from batch where capture = $capture', {
    capture: captureKey,
  })
  const seq = rows[0]?.['seq']
  return seq === null || seq === undefined ? null : Number(seq)
}

const TEXT_LIST = LIST(VARCHAR)
/** Types that cannot be told from the values: an empty list has none, and a bigint would be taken for a HUGEINT. */
const TYPES: Readonly<Record<string, DuckDBType>> = {
  ...{ sites: TEXT_LIST, ips: TEXT_LIST, macs: TEXT_LIST, ids: TEXT_LIST },
  ...{ from: BIGINT, to: BIGINT, buckets: BIGINT, limit: BIGINT, beforeAt: BIGINT },
}

export async function ask(connection: DuckDBConnection, sql: string, values: Values): Promise<readonly Row[]> {
  const types = Object.fromEntries(Object.keys(values).map((name) => [name, TYPES[name]]))
  return (await connection.runAndReadAll(sql, values, types)).getRowObjects()
}

export function period({ from, to, sites }: Period): Values {
  return {
    from: BigInt(from),
    to: BigInt(to),
    everySite: sites === '*',
    sites: listValue(sites === '*' ? [] : sites),
  }
}

function addressLists({ ips, macs }: Addresses): Values {
  return { ips: listValue(ips), macs: listValue(macs) }
}
