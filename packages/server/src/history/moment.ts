// The moment that a request asks about. Without one it asks about now.
import type { AsOfQuery } from '@penstock/contract/history'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { AppError } from '@penstock/server/http'
import type { Moment } from './queries.ts'

/** Refuses an instant that is still to come: nobody knows it. */
export function momentOf(query: AsOfQuery, now: EpochMicros): Moment | null {
  if (query.asOf === undefined) return null
  return { at: past(query.asOf, now, 'asOf'), clock: query.clock }
}

/** Both ends of a comparison, in order. */
export function spanOf(
  query: { readonly from: EpochMicros; readonly to?: EpochMicros | undefined },
  now: EpochMicros,
): { readonly from: EpochMicros; readonly to: EpochMicros } {
  const to = query.to === undefined ? now : past(query.to, now, 'to')
  const from = past(query.from, now, 'from')
  if (from > to) throw new AppError('history.backwards', { from: isoOfMicros(from), to: isoOfMicros(to) })
  return { from, to }
}

function past(at: EpochMicros, now: EpochMicros, place: string): EpochMicros {
  if (at > now) throw new AppError('history.in-future', { place, given: isoOfMicros(at), now: isoOfMicros(now) })
  return at
}
