// The handoff as a state machine with clocks: draft, sent, delivered, acknowledged, accepted or rejected, working, returned, closed; or
// expired with a reason. Nothing reassigns it: a breach tells the next rung of the ladder. First instants stay, whatever comes after.
import { accept, type Domain, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { ALTERNATE_SHARE, CLOCKS, minutesAfter, type Rung, rungAt } from './clocks.ts'
import type { IncidentSeverity } from './vocabulary.ts'

export const HandoffState = z.enum([
  'draft',
  'sent',
  'delivered',
  'acknowledged',
  'accepted',
  'rejected',
  'working',
  'returned',
  'closed',
  'expired',
])
export type HandoffState = z.infer<typeof HandoffState>

/** A tip runs through the same machine as a handoff; what it may carry differs. */
export const HandoffKind = z.enum(['handoff', 'tip'])
export type HandoffKind = z.infer<typeof HandoffKind>

export const HandoffDeed = z.enum([
  'send',
  'deliver',
  'acknowledge',
  'accept',
  'reject',
  'work',
  'update',
  'return',
  'close',
  'reopen',
  'withdraw',
  'expire',
  'tell-alternate',
  'escalate',
])
export type HandoffDeed = z.infer<typeof HandoffDeed>

/** Who does it: the team that hands over, the one that takes, or the clock. */
export type Side = 'from' | 'to' | 'clock'

export interface Handoff {
  readonly kind: HandoffKind
  readonly state: HandoffState
  readonly severity: IncidentSeverity
  readonly fromDomain: Domain
  readonly toDomain: Domain
  readonly draftedAt: EpochMicros
  readonly sentAt: EpochMicros | null
  readonly deliveredAt: EpochMicros | null
  readonly acknowledgedAt: EpochMicros | null
  /** Accepted or rejected. */
  readonly decidedAt: EpochMicros | null
  readonly returnedAt: EpochMicros | null
  readonly closedAt: EpochMicros | null
  /** The last word from the receiving team while it works. */
  readonly updatedAt: EpochMicros | null
  /** From here on nobody needs it; null: it never expires by itself. */
  readonly expiresAt: EpochMicros | null
  readonly expiryReason: string | null
  readonly alternateToldAt: EpochMicros | null
  /** The highest rung that was told. */
  readonly rung: Rung
}

export type HandoffRefusal =
  | { readonly code: 'incidents.handoff-not-now'; readonly state: HandoffState }
  | { readonly code: 'incidents.handoff-not-yours' }
  | { readonly code: 'incidents.reason-needed' }

interface Rule {
  readonly by: readonly Side[]
  readonly from: readonly HandoffState[]
  /** Null where the state stays. */
  readonly to: HandoffState | null
  readonly needsReason?: true
}

export const HANDOFF_RULES: Readonly<Record<HandoffDeed, Rule>> = {
  send: { by: ['from'], from: ['draft'], to: 'sent' },
  deliver: { by: ['clock'], from: ['sent'], to: 'delivered' },
  acknowledge: { by: ['to'], from: ['delivered'], to: 'acknowledged' },
  accept: { by: ['to'], from: ['acknowledged'], to: 'accepted' },
  reject: { by: ['to'], from: ['acknowledged'], to: 'rejected', needsReason: true },
  work: { by: ['to'], from: ['accepted'], to: 'working' },
  update: { by: ['to'], from: ['accepted', 'working'], to: null, needsReason: true },
  return: { by: ['to'], from: ['working'], to: 'returned', needsReason: true },
  close: { by: ['from'], from: ['returned', 'rejected'], to: 'closed' },
  reopen: { by: ['from'], from: ['returned', 'closed'], to: 'working', needsReason: true },
  withdraw: { by: ['from'], from: ['draft', 'sent', 'delivered', 'acknowledged'], to: 'expired', needsReason: true },
  expire: { by: ['clock'], from: ['sent', 'delivered', 'acknowledged'], to: 'expired', needsReason: true },
  'tell-alternate': { by: ['clock'], from: ['sent', 'delivered'], to: null },
  escalate: { by: ['clock'], from: ['sent', 'delivered', 'acknowledged', 'accepted', 'working'], to: null },
}

export function draftHandoff(
  given: Pick<Handoff, 'kind' | 'severity' | 'fromDomain' | 'toDomain' | 'expiresAt'>,
  at: EpochMicros,
): Handoff {
  return {
    ...given,
    state: 'draft',
    draftedAt: at,
    sentAt: null,
    deliveredAt: null,
    acknowledgedAt: null,
    decidedAt: null,
    returnedAt: null,
    closedAt: null,
    updatedAt: null,
    expiryReason: null,
    alternateToldAt: null,
    rung: 0,
  }
}

/** The handoff after a deed of one side. */
export function applyDeed(
  given: Handoff,
  deed: HandoffDeed,
  side: Side,
  at: EpochMicros,
  reason = '',
): Result<Handoff, HandoffRefusal> {
  const rule = HANDOFF_RULES[deed]
  if (!rule.by.includes(side)) return refuse({ code: 'incidents.handoff-not-yours' })
  if (!rule.from.includes(given.state)) return refuse({ code: 'incidents.handoff-not-now', state: given.state })
  if (rule.needsReason === true && reason.trim() === '') return refuse({ code: 'incidents.reason-needed' })
  // What was rejected was never worked on: it is handed over anew.
  if (deed === 'reopen' && given.returnedAt === null)
    return refuse({ code: 'incidents.handoff-not-now', state: given.state })
  const state = rule.to ?? given.state
  const moved: Handoff = { ...given, state }
  switch (deed) {
    case 'send':
      return accept({ ...moved, sentAt: at })
    case 'deliver':
      return accept({ ...moved, deliveredAt: at })
    case 'acknowledge':
      return accept({ ...moved, acknowledgedAt: at })
    case 'accept':
    case 'reject':
      return accept({ ...moved, decidedAt: at, updatedAt: at })
    case 'return':
      return accept({ ...moved, returnedAt: given.returnedAt ?? at })
    case 'close':
      return accept({ ...moved, closedAt: given.closedAt ?? at })
    case 'work':
    case 'update':
    case 'reopen':
      return accept({ ...moved, updatedAt: at })
    case 'withdraw':
    case 'expire':
      return accept({ ...moved, expiryReason: reason })
    case 'tell-alternate':
      return accept({ ...moved, alternateToldAt: at })
    case 'escalate':
      return accept({ ...moved, rung: Math.min(3, given.rung + 1) as Rung })
  }
}

/** What only time asks for now, the next one alone: whoever does it asks again, so a crash between two of them loses none. */
export function dueDeed(
  given: Handoff,
  now: EpochMicros,
): { readonly deed: HandoffDeed; readonly reason: string } | null {
  if (given.state === 'sent') return { deed: 'deliver', reason: '' }
  const asked = rungDue(given, now)
  if (asked > given.rung) return { deed: 'escalate', reason: '' }
  const mayExpire = given.state === 'delivered' || given.state === 'acknowledged'
  if (mayExpire && given.expiresAt !== null && now >= given.expiresAt)
    return given.rung < 3
      ? { deed: 'escalate', reason: '' }
      : { deed: 'expire', reason: 'nobody took it before it ended, and the whole ladder was told' }
  const { ackMinutes } = CLOCKS[given.severity]
  const isAlone = given.state === 'delivered' && given.alternateToldAt === null && given.sentAt !== null
  if (isAlone && now >= minutesAfter(given.sentAt, ackMinutes / ALTERNATE_SHARE))
    return { deed: 'tell-alternate', reason: '' }
  return null
}

/** When the team that holds it has to answer next; null where nobody waits for a clock. */
export function dueAt(given: Handoff): EpochMicros | null {
  const { ackMinutes, acceptMinutes, updateEveryMinutes } = CLOCKS[given.severity]
  if (given.sentAt === null) return null
  switch (given.state) {
    case 'sent':
    case 'delivered':
      return minutesAfter(given.sentAt, ackMinutes)
    case 'acknowledged':
      return minutesAfter(given.sentAt, acceptMinutes)
    case 'accepted':
    case 'working':
      return minutesAfter(given.updatedAt ?? given.sentAt, updateEveryMinutes)
    case 'draft':
    case 'rejected':
    case 'returned':
    case 'closed':
    case 'expired':
      return null
  }
}

function rungDue({ state, severity, sentAt, updatedAt }: Handoff, now: EpochMicros): Rung {
  if (sentAt === null) return 0
  const { unacknowledged, undecided, updateEveryMinutes } = CLOCKS[severity]
  switch (state) {
    case 'sent':
    case 'delivered':
      return rungAt(sentAt, unacknowledged, now)
    case 'acknowledged':
      return rungAt(sentAt, undecided, now)
    case 'accepted':
    case 'working': {
      const every = updateEveryMinutes
      return rungAt(updatedAt ?? sentAt, [every, every * 2, every * 3], now)
    }
    case 'draft':
    case 'rejected':
    case 'returned':
    case 'closed':
    case 'expired':
      return 0
  }
}
