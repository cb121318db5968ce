// What sensors heard, in ClickHouse, as hunts ask for it: conversations put together for a period, and what was heard of them when.
import type { HuntSubject } from '@penstock/model/hunts'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { edgesOf } from './buckets.ts'
import type { HuntRows } from './clickhouse-hunt.ts'
import { bucketOf, inSites, overlaps } from './clickhouse-questions.ts'
import { type Session, whole } from './clickhouse-session.ts'
import { heardShareOf } from './kept-rows.ts'
import type { HeardShare, Period, SensorSubject } from './telemetry.ts'

const KEY = 'site, client_ip, client_mac, server_ip, server_mac, protocol, transport, server_port'

export function happened({ from, to, sites }: Period): string {
  const seen = inSites({ from, to, sites })
  return `happened_at >= ${whole(from)} and happened_at < ${whole(to)} and ${seen}`
}

export function huntRows(of: HuntSubject, asked: Period, kept: string): HuntRows {
  if (of !== 'conversations')
    return { table: of === 'events' ? 'event' : 'operation', within: `${happened(asked)} and ${kept}` }
  // One row a conversation; it begins in the period where its first stretch there does.
  const stretches = `select ${KEY}, sum(packets) as all_packets, sum(bytes) as all_bytes,
      min(first_at) as begun_at, max(last_at) as ended_at
    from flow_interval where ${overlaps(asked)} and ${inSites(asked)} and ${kept} group by ${KEY}`
  const table = `(select ${KEY}, all_packets as packets, all_bytes as bytes, ended_at as last_at,
    intDiv(ended_at - begun_at, 1000000) as seconds, greatest(begun_at, ${whole(asked.from)}) as happened_at
    from (${stretches}))`
  return { table, within: '1' }
}

export async function askHeardShares(
  session: Session,
  kept: string,
  question: Period & { readonly of: SensorSubject; readonly buckets: number },
): Promise<readonly HeardShare[]> {
  edgesOf(question)
  const first = bucketOf(`greatest(first_at, ${whole(question.from)})`, question)
  const last = bucketOf(`least(last_at, ${whole(question.to - 1)})`, question)
  const reaches = `${first} + toInt64(arrayJoin(range(toUInt64(${last} - ${first} + 1))))`
  const heard =
    question.of === 'conversations'
      ? `select capture, protocol, ${reaches} as bucket from flow_interval
        where ${overlaps(question)} and ${inSites(question)} and ${kept}`
      : `select capture, protocol, ${bucketOf('happened_at', question)} as bucket from operation
        where ${happened(question)} and ${kept}`
  const rows = await session.ask(
    `select capture, protocol, bucket, count() as heard from (${heard}) group by capture, protocol, bucket
    order by capture, protocol, bucket`,
  )
  return rows.map(heardShareOf)
}

export async function askFirstHeard(
  session: Session,
  kept: string,
  { sites, of }: Pick<Period, 'sites'> & { readonly of: SensorSubject },
): Promise<EpochMicros | null> {
  const seen = inSites({ from: micros(0), to: micros(0), sites })
  const [table, at] = of === 'conversations' ? ['flow_interval', 'first_at'] : ['operation', 'happened_at']
  const [row] = await session.ask(
    `select count() as rows_of, min(${at}) as heard_at from ${table} where ${seen} and ${kept}`,
  )
  return row === undefined || Number(row['rows_of']) === 0 ? null : micros(Number(row['heard_at']))
}
