// Events of other systems in ClickHouse, asked for by name.
import { subjectOf } from '@penstock/model/hunts'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { edgesOf } from './buckets.ts'
import { happened, huntRows } from './clickhouse-heard.ts'
import { huntCondition, questionCondition } from './clickhouse-hunt.ts'
import { bucketOf, inSites, limited } from './clickhouse-questions.ts'
import { type Session, text, whole } from './clickhouse-session.ts'
import { tooLong } from './errors.ts'
import { eventOf, foundOf, HUNT_ORDER, logSourcesOf, type Row, shareOf, unknownOf } from './kept-rows.ts'
import type {
  EventCount,
  EventLogSources,
  EventShare,
  EventsQuestion,
  HuntAsked,
  HuntFound,
  KeptEvent,
  KeptUnknownLine,
  Period,
  RowBefore,
  SourceSummary,
} from './telemetry.ts'

type Page = { readonly limit: number; readonly before?: RowBefore | undefined }

export async function askEvents(
  session: Session,
  kept: string,
  question: EventsQuestion & Page,
): Promise<readonly KeptEvent[]> {
  const at = clockOf(question)
  const rows = await session.ask(
    `select * from event where ${asked(question, at)} and ${kept}${behind(question.before, at)}
    order by ${at} desc, id desc limit ${limited(question.limit)}`,
  )
  return rows.map(eventOf)
}

export async function askEventCounts(
  session: Session,
  kept: string,
  question: EventsQuestion & { readonly buckets: number },
): Promise<readonly EventCount[]> {
  const at = clockOf(question)
  return await countRows(session, question, { table: 'event', condition: `${asked(question, at)} and ${kept}`, at })
}

async function countRows(
  session: Session,
  parts: Period & { readonly buckets: number },
  of: { readonly table: string; readonly condition: string; readonly at: string; readonly settings?: string },
): Promise<readonly EventCount[]> {
  const edges = edgesOf(parts)
  const rows = await session.ask(
    `select ${bucketOf(of.at, parts)} as bucket, count() as events from ${of.table}
    where ${of.condition} group by bucket${of.settings ?? ''}`,
  )
  const counts = new Map(rows.map((row) => [Number(row['bucket']), Number(row['events'])]))
  return edges.map((from, at) => ({ from, events: counts.get(at) ?? 0 }))
}

/** The server gives up by itself; its clock counts whole seconds. */
export async function askHunt(session: Session, kept: string, question: HuntAsked): Promise<HuntFound> {
  const of = subjectOf(question.question)
  const { table, within } = huntRows(of, question, kept)
  const condition = `${within} and ${questionCondition(question.question, { table, within })}`
  const settings = ` settings max_execution_time = ${Math.max(1, Math.ceil(question.timeoutMs / 1000))}`
  try {
    const rows = await session.ask(
      `select * from ${table} where ${condition} order by ${HUNT_ORDER[of]} limit ${limited(question.limit)}${settings}`,
    )
    const counts = await countRows(session, question, { table, condition, at: 'happened_at', settings })
    return { ...foundOf(of, rows), counts }
  } catch (cause) {
    if (!isTimeout(cause)) throw cause
    throw tooLong(question.timeoutMs, cause)
  }
}

/** TIMEOUT_EXCEEDED. */
function isTimeout(cause: unknown): boolean {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown }
  return String(code) === '159' || /\bCode: 159\b|TIMEOUT_EXCEEDED/.test(String(message))
}

export async function askEventShares(
  session: Session,
  kept: string,
  question: Period & { readonly buckets: number },
): Promise<readonly EventShare[]> {
  edgesOf(question)
  const rows = await session.ask(
    `select source, class_uid, ${bucketOf('happened_at', question)} as bucket, count() as events from event
    where ${happened(question)} and ${kept} group by source, class_uid, bucket order by source, class_uid, bucket`,
  )
  return rows.map(shareOf)
}

export async function askEventAddresses(
  session: Session,
  kept: string,
  question: Period & { readonly limit: number },
): Promise<readonly { site: string; ip: string }[]> {
  const side = (column: string): string =>
    `select site, assumeNotNull(${column}) as ip from event where ${happened(question)} and ${kept} and isNotNull(${column})`
  const rows = await session.ask(
    `select distinct site, ip from (${side('source_ip')} union all ${side('destination_ip')}) order by site, ip
    limit ${limited(question.limit)}`,
  )
  return rows.map((row) => ({ site: String(row['site']), ip: String(row['ip']) }))
}

export async function askFirstEvent(
  session: Session,
  kept: string,
  { sites }: Pick<Period, 'sites'>,
): Promise<EpochMicros | null> {
  const seen = inSites({ from: micros(0), to: micros(0), sites })
  const [row] = await session.ask(
    `select count() as rows_of, min(happened_at) as first_at from event where ${seen} and ${kept}`,
  )
  return row === undefined || Number(row['rows_of']) === 0 ? null : micros(Number(row['first_at']))
}

function received({ from, to, sites }: Period): string {
  return `received_at >= ${whole(from)} and received_at < ${whole(to)} and ${inSites({ from, to, sites })}`
}

export async function askEventLogSources(
  session: Session,
  kept: string,
  question: Period & { readonly limit: number },
): Promise<readonly EventLogSources[]> {
  const rows = await session.ask(
    `select source, site, format, log_sources, count() as events from event where ${received(question)} and ${kept}
    group by source, site, format, log_sources order by source, events desc, log_sources limit ${limited(question.limit)}`,
  )
  return rows.map(logSourcesOf)
}

export async function askSourceSummaries(
  session: Session,
  kept: string,
  question: Period,
): Promise<readonly SourceSummary[]> {
  const came = `${received(question)} and ${kept}`
  const delay = 'toFloat64(received_at - happened_at)'
  const known = await session.ask(
    `select source, count() as rows_of, min(received_at) as first_at, max(received_at) as last_at, min(${delay}) as least_of,
      quantileTDigest(0.5)(${delay}) as p50, quantileTDigest(0.95)(${delay}) as p95, quantileTDigest(0.99)(${delay}) as p99
    from event where ${came} group by source`,
  )
  const odd = await session.ask(
    `select source, count() as rows_of, min(received_at) as first_at, max(received_at) as last_at
    from unknown_line where ${came} group by source`,
  )
  const bySource = (rows: readonly Row[]) => new Map(rows.map((row) => [String(row['source']), row]))
  const [events, unknown] = [bySource(known), bySource(odd)]
  return [...new Set([...events.keys(), ...unknown.keys()])].sort().map((source) => {
    const [read, unread] = [events.get(source), unknown.get(source)]
    const both = [read, unread].filter((row) => row !== undefined)
    const whole = (name: string): number => Math.round(Number(read?.[name]))
    return {
      source,
      events: Number(read?.['rows_of'] ?? 0),
      unknown: Number(unread?.['rows_of'] ?? 0),
      firstReceivedAt: micros(Math.min(...both.map((row) => Number(row['first_at'])))),
      lastReceivedAt: micros(Math.max(...both.map((row) => Number(row['last_at'])))),
      delay:
        read === undefined
          ? null
          : { least: whole('least_of'), p50: whole('p50'), p95: whole('p95'), p99: whole('p99') },
    }
  })
}

export async function askUnknownLines(
  session: Session,
  kept: string,
  question: Period & Page & { readonly source?: string | undefined },
): Promise<readonly KeptUnknownLine[]> {
  const rows = await session.ask(
    `select * from unknown_line where ${asked({ ...question, by: 'received' }, 'received_at')} and ${kept}
      ${behind(question.before, 'received_at')}
    order by received_at desc, id desc limit ${limited(question.limit)}`,
  )
  return rows.map(unknownOf)
}

function clockOf({ by }: Pick<EventsQuestion, 'by'>): string {
  return by === 'happened' ? 'happened_at' : 'received_at'
}

function asked(question: EventsQuestion, at: string): string {
  const { from, to, source, where, ids } = question
  const conditions = [`${at} >= ${whole(from)} and ${at} < ${whole(to)} and ${inSites(question)}`]
  if (source !== undefined) conditions.push(`source = ${text(source)}`)
  if (where !== undefined) conditions.push(huntCondition(where))
  if (ids !== undefined) conditions.push(ids.length === 0 ? '1 = 0' : `id in (${ids.map(text).join(', ')})`)
  return conditions.join(' and ')
}

function behind(before: RowBefore | undefined, at: string): string {
  if (before === undefined) return ''
  return ` and (${at} < ${whole(before.at)} or (${at} = ${whole(before.at)} and id < ${text(before.id)}))`
}
