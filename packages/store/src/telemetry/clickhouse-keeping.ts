// What becomes of events in ClickHouse: its tables are columns on disk already, so nothing is moved into files; what is too old is forgotten by a
// mutation, which servers since 18.12 know and do behind the answer.
import { type Session, whole } from './clickhouse-session.ts'
import type { EventKeeping, KeptDays } from './telemetry.ts'

export async function keepEventsOnce(session: Session, kept: string, { goneBefore }: EventKeeping) {
  if (goneBefore === null) return { moved: 0, forgotten: 0, isMore: false }
  let forgotten = 0
  for (const table of ['event', 'unknown_line']) {
    const old = `received_at < ${whole(goneBefore)}`
    const found = await session.ask(`select count() as old from ${table} where ${old} and ${kept}`)
    const rows = Number(found[0]?.['old'] ?? 0)
    if (rows > 0) await session.run(`alter table ${table} delete where ${old}`)
    forgotten += rows
  }
  return { moved: 0, forgotten, isMore: false }
}

export async function askKeptDays(session: Session, kept: string): Promise<KeptDays> {
  const found = await session.ask(`select count() as events from event where ${kept}`)
  return { hotRows: Number(found[0]?.['events'] ?? 0), cold: [] }
}
