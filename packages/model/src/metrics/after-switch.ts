// Ninety days after an operating model was adopted: what the records say of the handoffs, hunts and duties that it was advised for, beside the
// stretch before it. Before that nothing is said; a short stretch shows what people meant to do. Pure: whoever asks brings instants and counts.
import { type EpochMicros, micros } from '@penstock/model/kernel'

export const DAYS_AFTER_SWITCH = 90
const DAY_MICROS = 86_400_000_000

/** From its first instant up to, and without, its last. */
export interface Stretch {
  readonly from: EpochMicros
  readonly to: EpochMicros
}

export interface Stretches {
  /** Whole days until it can be said, zero once it can. */
  readonly missingDays: number
  readonly after: Stretch
  /** Under the model before, at most ninety days of it; null for the model that this began with. */
  readonly before: Stretch | null
}

/** `since`: when the model before was adopted, or null when there was none. */
export function stretchesOf(adoptedAt: EpochMicros, since: EpochMicros | null, now: EpochMicros): Stretches {
  const length = DAYS_AFTER_SWITCH * DAY_MICROS
  const to = micros(adoptedAt + length)
  return {
    missingDays: Math.max(0, Math.ceil((to - now) / DAY_MICROS)),
    after: { from: adoptedAt, to },
    before: since === null ? null : { from: micros(Math.max(since, adoptedAt - length)), to: adoptedAt },
  }
}

export function isWithin({ from, to }: Stretch, at: EpochMicros | null): boolean {
  return at !== null && from <= at && at < to
}

/**
 * What each model is advised on the strength of. `all` and `none`: of what was due or sent. `not-less`: at least the share of before.
 * The clocks are those with which the rehearsal reckons; lost tips, joint calls, and break-glass with two people are operating rules of the adviser.
 */
export const ASSUMPTIONS = {
  'handoffs-in-time': 'all',
  'tips-lost': 'none',
  'hunts-promoted': 'not-less',
  'calls-held': 'all',
  'break-glass-reviewed': 'all',
} as const satisfies Readonly<Record<string, 'all' | 'none' | 'not-less'>>
export type MeasureId = keyof typeof ASSUMPTIONS

interface Part {
  readonly part: number
  readonly whole: number
}

/** `no-record`: nothing of the kind was recorded, or nothing before to compare with. */
export type AssumptionVerdict = 'as-assumed' | 'not-as-assumed' | 'no-record'

export function judgeMeasure(id: MeasureId, before: Part | null, after: Part): AssumptionVerdict {
  if (after.whole === 0) return 'no-record'
  const assumed = ASSUMPTIONS[id]
  if (assumed === 'all') return after.part === after.whole ? 'as-assumed' : 'not-as-assumed'
  if (assumed === 'none') return after.part === 0 ? 'as-assumed' : 'not-as-assumed'
  if (before === null || before.whole === 0) return 'no-record'
  return after.part * before.whole >= before.part * after.whole ? 'as-assumed' : 'not-as-assumed'
}
