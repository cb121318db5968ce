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

/** `all` and `none`: of what was due or sent. `under-tenth`: less than a tenth. `not-less`: at least the share of before. */
export type Assumed = 'all' | 'none' | 'under-tenth' | 'not-less'

/**
 * What each model is advised on the strength of where nobody kept what the adviser was told. The clocks are those with which the rehearsal reckons;
 * lost tips, joint calls, and break-glass with two people are operating rules of the adviser.
 */
export const ASSUMPTIONS = {
  'handoffs-in-time': 'all',
  'tips-lost': 'none',
  'hunts-promoted': 'not-less',
  'calls-held': 'all',
  'break-glass-reviewed': 'all',
} as const satisfies Readonly<Record<string, Assumed>>
export type MeasureId = keyof typeof ASSUMPTIONS

/** A factor of the adviser, the level that was answered, and what that answer said of the measure. */
export interface Assumption {
  readonly assumed: Assumed
  /** `rule`: of the adviser, whatever was answered. `answer`: what the answer to the factor says. `none-said`: the answer claims nothing of the kind. */
  readonly basis: 'rule' | 'answer' | 'none-said'
  readonly factor: string | null
  readonly level: number | null
}

/** The factor that a measure puts to the proof, and from which level on its answer claims what. */
const CLAIMS: Readonly<
  Record<MeasureId, { readonly factor: string; readonly claims: readonly (readonly [number, Assumed])[] }>
> = {
  // `exercised`; below that the escalation paths are written down at most.
  'handoffs-in-time': { factor: 'coordination', claims: [[3, 'all']] },
  // `exercised with hand-off loss under 10%`.
  'tips-lost': { factor: 'coordination', claims: [[4, 'under-tenth']] },
  // `enough for office hours`: people who can hunt.
  'hunts-promoted': { factor: 'otExpertise', claims: [[2, 'not-less']] },
  // `documented`: regular contact.
  'calls-held': { factor: 'coordination', claims: [[2, 'all']] },
  // `enforced`, and from 4 on `reviewed`.
  'break-glass-reviewed': { factor: 'credentialSeparation', claims: [[3, 'all']] },
}

/** What a measure is held against: the answers that were kept with the decision, else the rule of the adviser. */
export function assumptionOf(id: MeasureId, levels: Readonly<Record<string, number>> | null): Assumption {
  const rule = ASSUMPTIONS[id]
  if (levels === null) return { assumed: rule, basis: 'rule', factor: null, level: null }
  const { factor, claims } = CLAIMS[id]
  const level = levels[factor] ?? 0
  const claim = claims.findLast(([from]) => level >= from)
  return claim === undefined
    ? { assumed: rule, basis: 'none-said', factor, level }
    : { assumed: claim[1], basis: 'answer', factor, level }
}

interface Part {
  readonly part: number
  readonly whole: number
}

/** `no-record`: nothing of the kind was recorded, or nothing before to compare with. */
export type AssumptionVerdict = 'as-assumed' | 'not-as-assumed' | 'no-record'

export function judgeMeasure(assumed: Assumed, before: Part | null, after: Part): AssumptionVerdict {
  if (after.whole === 0) return 'no-record'
  if (assumed === 'all') return after.part === after.whole ? 'as-assumed' : 'not-as-assumed'
  if (assumed === 'none') return after.part === 0 ? 'as-assumed' : 'not-as-assumed'
  if (assumed === 'under-tenth') return after.part * 10 < after.whole ? 'as-assumed' : 'not-as-assumed'
  if (before === null || before.whole === 0) return 'no-record'
  return after.part * before.whole >= before.part * after.whole ? 'as-assumed' : 'not-as-assumed'
}
