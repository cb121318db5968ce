// Shares with their 95 % interval: what was answered in time, what crossed and was lost.
import { CLOCKS, type Handoff, isLostTip, minutesAfter } from '@penstock/model/incidents'
import type { EpochMicros } from '@penstock/model/kernel'
import type { TimedIncident } from './instants.ts'
import { type Interval, wilson } from './intervals.ts'

export interface Share {
  readonly part: number
  readonly whole: number
  /** Wilson, 95 %; null where there is nothing to take a share of. */
  readonly interval: Interval | null
}

export function shareOf<Item>(items: readonly Item[], isPart: (item: Item) => boolean): Share {
  const part = items.filter(isPart).length
  return { part, whole: items.length, interval: items.length === 0 ? null : wilson(part, items.length) }
}

/** A promise with its clock: whether it was kept, once it can be said. */
export interface Due {
  readonly id: string
  readonly reference: string
  readonly clock: 'case-acknowledged' | 'handoff-acknowledged' | 'handoff-accepted'
  readonly isMet: boolean
}

/** Promises whose time is up or that were kept: an answer that is still in time is not due, one that is late and open is. */
export function duesOfIncidents(incidents: readonly TimedIncident[], now: EpochMicros): readonly Due[] {
  return incidents.flatMap(({ id, reference, severity, openedAt, instants }) =>
    due({ id, reference, clock: 'case-acknowledged' }, instants.acknowledged?.at ?? null, {
      by: minutesAfter(openedAt, CLOCKS[severity].ackMinutes),
      now,
    }),
  )
}

export interface TimedHandoff {
  readonly id: string
  readonly reference: string
  readonly handoff: Handoff
}

export function duesOfHandoffs(handoffs: readonly TimedHandoff[], now: EpochMicros): readonly Due[] {
  return handoffs.flatMap(({ id, reference, handoff }) => {
    const { sentAt, severity, acknowledgedAt, decidedAt, state, expiryReason } = handoff
    // What was withdrawn or ended with its reason before its clock was up has nothing to answer any more.
    if (sentAt === null || (state === 'expired' && (expiryReason ?? '') !== '' && handoff.rung === 0)) return []
    const { ackMinutes, acceptMinutes } = CLOCKS[severity]
    const until = { by: minutesAfter(sentAt, ackMinutes), now }
    const about = { id, reference }
    return [
      ...due({ ...about, clock: 'handoff-acknowledged' }, acknowledgedAt, until),
      ...due({ ...about, clock: 'handoff-accepted' }, decidedAt, { ...until, by: minutesAfter(sentAt, acceptMinutes) }),
    ]
  })
}

function due(
  about: Omit<Due, 'isMet'>,
  at: EpochMicros | null,
  { by, now }: { readonly by: EpochMicros; readonly now: EpochMicros },
): readonly Due[] {
  if (at !== null) return [{ ...about, isMet: at <= by }]
  return now > by ? [{ ...about, isMet: false }] : []
}

/** From sending to acceptance, in seconds; null for what was rejected or is not decided. */
export function acceptedAfter({ sentAt, decidedAt, state, returnedAt }: Handoff): number | null {
  const wasRejected = state === 'rejected' || (state === 'closed' && returnedAt === null)
  return sentAt === null || decidedAt === null || wasRejected ? null : (decidedAt - sentAt) / 1_000_000
}

/** Sent tips that are neither acknowledged nor ended with a reason, once their clock is up. Those that the ladder was told of count too. */
export function lostTips(handoffs: readonly TimedHandoff[], now: EpochMicros): Share {
  const sent = handoffs.filter(({ handoff }) => handoff.kind === 'tip' && handoff.sentAt !== null)
  return shareOf(sent, ({ handoff }) => isLostTip(handoff, now))
}
