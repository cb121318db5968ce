// The named questions in ClickHouse's spelling, as the engines from 18.16 on understand it. Whole numbers throughout.
import { micros } from '@penstock/model/kernel'
import { edgesOf, type Parts } from './buckets.ts'
import { isIn, isSame, type Session, text, whole } from './clickhouse-session.ts'
import { operationOf, textOrNull } from './kept-rows.ts'
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

export function inSites({ sites }: Period): string {
  return sites === '*' ? '1' : isIn('site', sites)
}

export function overlaps({ from, to }: Period): string {
  return `first_at < ${whole(to)} and last_at >= ${whole(from)}`
}

function touches({ ips, macs }: Addresses): string {
  const either = [isIn('client_ip', ips), isIn('server_ip', ips), isIn('client_mac', macs), isIn('server_mac', macs)]
  return `(${either.join(' or ')})`
}

/** Part of `what` that falls before the instant `edge`; at the row's end the ratio is exactly 1, so the parts of a row add up to it. */
function before(edge: string, what: string): string {
  const passed = `(least(greatest(${edge}, first_at), last_at + 1) - first_at)`
  return `toInt64(floor(${what} * (${passed} / (last_at + 1 - first_at))))`
}

function within(from: string, to: string, what: string): string {
  return `${before(to, what)} - ${before(from, what)}`
}

/** Bucket of an instant, and the instant at which one begins, both in whole numbers. */
export function bucketOf(at: string, { from, to, buckets }: Parts): string {
  return `intDiv((${at} - ${whole(from)} + 1) * ${whole(buckets)} - 1, ${whole(to - from)})`
}
function edge(index: string, { from, to, buckets }: Parts): string {
  return `(${whole(from)} + intDiv(${whole(to - from)} * toInt64(${index}), ${whole(buckets)}))`
}

export async function askActivity(
  session: Session,
  kept: string,
  question: Activity,
): Promise<readonly ActivityBucket[]> {
  const edges = edgesOf(question)
  const { from, to, addresses } = question
  const of = `${kept} and ${inSites(question)}${addresses === undefined ? '' : ` and ${touches(addresses)}`}`
  const first = bucketOf(`greatest(first_at, ${whole(from)})`, question)
  const last = bucketOf(`least(last_at, ${whole(to - 1)})`, question)
  const parts = (what: string): string => within(edge('bucket', question), edge('bucket + 1', question), what)
  const traffic = await session.ask(
    `select bucket, sum(${parts('packets')}) as in_packets, sum(${parts('bytes')}) as in_bytes from (
      select first_at, last_at, packets, bytes, ${first} + toInt64(arrayJoin(range(toUInt64(${last} - ${first} + 1)))) as bucket
      from flow_interval where ${overlaps(question)} and ${of}
    ) group by bucket`,
  )
  const deeds = await session.ask(
    `select ${bucketOf('happened_at', question)} as bucket, sum(count) as operations from operation
    where happened_at >= ${whole(from)} and happened_at < ${whole(to)} and ${of} group by bucket`,
  )
  const seen = new Map(traffic.map((row) => [Number(row['bucket']), row]))
  const done = new Map(deeds.map((row) => [Number(row['bucket']), Number(row['operations'])]))
  return edges.map((from, at) => ({
    from,
    packets: Number(seen.get(at)?.['in_packets'] ?? 0),
    bytes: Number(seen.get(at)?.['in_bytes'] ?? 0),
    operations: done.get(at) ?? 0,
  }))
}

export async function askTopTalkers(
  session: Session,
  kept: string,
  question: Period & { readonly limit: number },
): Promise<readonly Talker[]> {
  const { from, to, limit } = question
  const of = `from flow_interval where ${overlaps(question)} and ${inSites(question)} and ${kept}`
  const parts = ['packets', 'bytes'].map((what) => `${within(whole(from), whole(to), what)} as in_${what}`).join(', ')
  const side = (own: string, other: string): string =>
    `select site, ${own}_ip as ip, ${own}_mac as mac, coalesce(${other}_ip, ${other}_mac) as peer, ${parts} ${of}`
  const rows = await session.ask(
    `select site, ip, mac, sum(in_packets) as all_packets, sum(in_bytes) as all_bytes, uniqExact(peer) as peers
    from (${side('client', 'server')} union all ${side('server', 'client')})
    where isNotNull(ip) or isNotNull(mac)
    group by site, ip, mac order by all_bytes desc, all_packets desc, ip, mac limit ${limited(limit)}`,
  )
  return rows.map((row) => ({
    site: String(row['site']),
    ip: textOrNull(row['ip']),
    mac: textOrNull(row['mac']),
    packets: Number(row['all_packets']),
    bytes: Number(row['all_bytes']),
    peers: Number(row['peers']),
  }))
}

export async function askOperations(
  session: Session,
  kept: string,
  question: OperationsQuestion,
): Promise<readonly OperationRow[]> {
  const { from, to, addresses, limit } = question
  const rows = await session.ask(
    `select * from operation where happened_at >= ${whole(from)} and happened_at < ${whole(to)}
      and ${inSites(question)} and ${touches(addresses)} and ${kept}
    order by happened_at desc, capture desc, frame desc limit ${limited(limit)}`,
  )
  return rows.map(operationOf)
}

export async function askIntervals(
  session: Session,
  kept: string,
  question: Period & { readonly conversation: ConversationKey },
): Promise<readonly Interval[]> {
  const { client, server, protocol, transport, serverPort } = question.conversation
  const same = [
    ...[isSame('transport', transport), isSame('protocol', protocol), isSame('server_port', serverPort)],
    ...[isSame('client_ip', client.ip), isSame('client_mac', client.mac)],
    ...[isSame('server_ip', server.ip), isSame('server_mac', server.mac)],
  ]
  const rows = await session.ask(
    `select first_at, last_at, packets, bytes from flow_interval
    where ${overlaps(question)} and ${inSites(question)} and ${same.join(' and ')} and ${kept}
    order by first_at, last_at`,
  )
  return rows.map((row) => ({
    firstAt: micros(Number(row['first_at'])),
    lastAt: micros(Number(row['last_at'])),
    packets: Number(row['packets']),
    bytes: Number(row['bytes']),
  }))
}

export async function askApplied(session: Session, kept: string, captureKey: string): Promise<number | null> {
  const rows = await session.ask(
    `select count() as batches, max(seq) as seq from batch where capture = ${text(captureKey)} and ${kept}`,
  )
  return Number(rows[0]?.['batches'] ?? 0) === 0 ? null : Number(rows[0]?.['seq'])
}

/** `limit` takes a bare number. */
export function limited(limit: number): string {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`${limit} is no limit`)
  return String(limit)
}
