// What was lost on the way, counted in one place for the pages and the metrics. Reconciliation: each tip and handoff that was sent is acknowledged, ended with a reason, escalated, or still within its time. Anything else
// is lost, and the goal is that nothing is.
import type { EpochMicros } from '@penstock/model/kernel'
import { dueAt, type Handoff } from './handoff.ts'

export type Reconciled = 'acknowledged' | 'ended' | 'escalated' | 'in-time' | 'lost'

export interface Reconciliation {
  readonly sent: number
  readonly counts: Readonly<Record<Reconciled, number>>
  readonly indicators: number
  /** Of those that are lost, and those that were taken and did not arrive whole. */
  readonly lostIndicators: number
  /** Sent tips, and of them those that `isLostTip` says are lost. */
  readonly tips: { readonly sent: number; readonly lost: number }
}

/**
 * A sent tip whose clock is up and that was neither acknowledged nor ended with a reason, whether the ladder was told of it or not: the loss of the
 * metrics. Reconciliation asks less: that somebody knows of it.
 */
export function isLostTip(given: Handoff, now: EpochMicros): boolean {
  return given.kind === 'tip' && ['lost', 'escalated'].includes(reconcileOne(given, now) ?? '')
}

export function reconcileOne(given: Handoff, now: EpochMicros): Reconciled | null {
  if (given.sentAt === null) return null
  if (given.state === 'expired') return given.expiryReason === null || given.expiryReason === '' ? 'lost' : 'ended'
  if (given.acknowledgedAt !== null) return 'acknowledged'
  if (given.rung > 0) return 'escalated'
  const due = dueAt(given)
  return due !== null && now < due ? 'in-time' : 'lost'
}

export interface Carried {
  readonly handoff: Handoff
  /** Indicators that were sent. */
  readonly sent: number
  /** Of them, those that the receiving case holds; null while no case has taken it. */
  readonly arrived: number | null
}

export function reconcile(carried: readonly Carried[], now: EpochMicros): Reconciliation {
  const counts = { acknowledged: 0, ended: 0, escalated: 0, 'in-time': 0, lost: 0 }
  let sent = 0
  let indicators = 0
  let lostIndicators = 0
  const tips = { sent: 0, lost: 0 }
  for (const one of carried) {
    const found = reconcileOne(one.handoff, now)
    if (found === null) continue
    sent++
    counts[found]++
    indicators += one.sent
    if (one.handoff.kind === 'tip') tips.sent++
    if (isLostTip(one.handoff, now)) tips.lost++
    if (found === 'lost') lostIndicators += one.sent
    else if (one.arrived !== null) lostIndicators += one.sent - one.arrived
  }
  return { sent, counts, indicators, lostIndicators, tips }
}
