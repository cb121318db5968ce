// What the records say ninety days after the model in force was adopted, beside the stretch before: one line a measure, as far as a person reads.
import { loadSocModelTables } from '@penstock/catalogs/soc-model@1'
import type { AfterSwitch } from '@penstock/contract/metrics'
import { type Domain, type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import {
  type Assumption,
  assumptionOf,
  DAYS_AFTER_SWITCH,
  isWithin,
  judgeMeasure,
  type MeasureId,
  type Stretch,
  type Stretches,
  stretchesOf,
  type TimedHandoff,
} from '@penstock/model/metrics'
import {
  advisedAnew,
  isGap,
  type KeptAdvice,
  occurrencesOf,
  REVIEWED_WITHIN_MICROS,
  type SocModel,
} from '@penstock/model/operating-model'
import { z } from 'zod'
import type { CallWithAttendance, GlassTimes } from './queries.ts'
import { handoffFigures, shareView } from './views.ts'

/** When the model in force was adopted, and when the one before it. */
export interface Adoption {
  readonly model: SocModel
  readonly at: EpochMicros
  /** Null for the model that this began with. */
  readonly before: { readonly model: SocModel; readonly at: EpochMicros } | null
  /** What the adviser was told and said before; null where nobody kept it. */
  readonly advice: KeptAdvice | null
}

/** Runs of hunts that ended in a stretch, and those of them that a person promoted to a case. */
export const HuntYield = z.strictObject({ done: z.int().min(0), promoted: z.int().min(0) })
export type HuntYield = z.infer<typeof HuntYield>

export interface Records {
  readonly handoffs: readonly TimedHandoff[]
  readonly calls: readonly CallWithAttendance[]
  readonly glasses: readonly GlassTimes[]
  /** Of each domain that is read; null while its cell does not answer. */
  readonly hunts: readonly {
    readonly domain: Domain
    readonly before: HuntYield | null
    readonly after: HuntYield | null
  }[]
}

/** As long after its hour it can still be said that a call was held. */
const AFTER_CALL_MICROS = 86_400_000_000
/** A daily rhythm has no more in a stretch and the day after it. */
const MOST_CALLS = DAYS_AFTER_SWITCH + 2

type Measure = NonNullable<AfterSwitch['measures']>[number]
type Figure = Measure['after']

export function stretchesSince({ at, before }: Adoption, now: EpochMicros): Stretches {
  return stretchesOf(at, before?.at ?? null, now)
}

/** The view without measures, as long as days are missing. */
export function afterSwitchView(
  adoption: Adoption,
  reads: AfterSwitch['reads'],
  now: EpochMicros,
  records: Records | null,
): AfterSwitch {
  const stretches = stretchesSince(adoption, now)
  return {
    asOf: isoOfMicros(now),
    model: adoption.model,
    modelBefore: adoption.before?.model ?? null,
    adoptedAt: isoOfMicros(adoption.at),
    days: DAYS_AFTER_SWITCH,
    missingDays: stretches.missingDays,
    beforeSince: stretches.before === null ? null : isoOfMicros(stretches.before.from),
    reads,
    ...heldAgainst(adoption.advice, records === null ? null : measuresOf(records, adoption.advice, stretches, now)),
  }
}

/** The answers that were kept, and what the adviser would say were those that did not hold one level lower. */
function heldAgainst(advice: KeptAdvice | null, measures: Measure[] | null): Pick<AfterSwitch, 'advice' | 'measures'> {
  if (advice === null) return { advice: null, measures }
  const tables = loadSocModelTables()
  const failed = (measures ?? []).filter(({ verdict, basis }) => verdict === 'not-as-assumed' && basis === 'answer')
  const factors = failed.flatMap(({ factor }) => factor ?? [])
  const named = tables.factors
    .filter(({ id }) => advice.levels[id] !== undefined)
    .map(({ id, name, levels }) => {
      const level = advice.levels[id]!
      return { factor: id, name, level, words: levels[level] ?? '', isBorneOut: !factors.includes(id) }
    })
  const anew = measures === null || factors.length === 0 ? null : advisedAnew(tables, advice.levels, factors)
  const { edition, recommended, tie, staged } = advice
  return { advice: { edition, recommended, tie, staged, answers: named, advisedAnew: anew }, measures }
}

function measuresOf(
  records: Records,
  advice: KeptAdvice | null,
  { before, after }: Stretches,
  now: EpochMicros,
): Measure[] {
  const measure = (id: MeasureId, domain: Domain | null, was: Figure | null, is: Figure | null) =>
    measureOf(id, assumptionOf(id, advice?.levels ?? null), domain, was, is)
  const of = (id: MeasureId, figure: (stretch: Stretch) => Figure): Measure =>
    measure(id, null, before && figure(before), figure(after))
  const handoffsIn = (stretch: Stretch) =>
    handoffFigures(
      records.handoffs.filter(({ handoff }) => isWithin(stretch, handoff.sentAt)),
      now,
    )
  return [
    of('handoffs-in-time', (stretch) => {
      const { answered, accepted } = handoffsIn(stretch)
      return { share: answered, accepted }
    }),
    of('tips-lost', (stretch) => ({ share: handoffsIn(stretch).lost, accepted: null })),
    ...records.hunts.map(({ domain, before: was, after: is }) =>
      measure('hunts-promoted', domain, was && yieldFigure(was), is && yieldFigure(is)),
    ),
    of('calls-held', (stretch) => ({ share: callsHeld(records.calls, stretch, now), accepted: null })),
    of('break-glass-reviewed', (stretch) => ({
      share: glassesReviewed(records.glasses, stretch, now),
      accepted: null,
    })),
  ]
}

/** A figure that could not be had is no record. */
function measureOf(
  id: MeasureId,
  assumption: Assumption,
  domain: Domain | null,
  before: Figure | null,
  after: Figure | null,
): Measure {
  const told = after ?? { share: shareView([], () => false), accepted: null }
  const verdict = judgeMeasure(assumption.assumed, before?.share ?? null, told.share)
  return { id, domain, ...assumption, before, after: told, isAnswered: after !== null, verdict }
}

function yieldFigure({ done, promoted }: HuntYield): Figure {
  return { share: shareView([...Array(done).keys()], (nth) => nth < promoted), accepted: null }
}

function callsHeld(calls: readonly CallWithAttendance[], stretch: Stretch, now: EpochMicros) {
  const past = calls.flatMap(({ series, attended }) => {
    const until = micros(Math.min(now, stretch.to + AFTER_CALL_MICROS))
    return occurrencesOf(series, attended, until, MOST_CALLS)
      .filter(({ dueAt }) => isWithin(stretch, dueAt))
      .filter((one) => isGap(one) || one.state === 'held')
  })
  return shareView(past, ({ state }) => state === 'held')
}

function glassesReviewed(glasses: readonly GlassTimes[], stretch: Stretch, now: EpochMicros) {
  const due = glasses.filter(
    ({ begins_at, reviewed_at }) =>
      isWithin(stretch, begins_at) && (reviewed_at !== null || now >= (begins_at ?? now) + REVIEWED_WITHIN_MICROS),
  )
  return shareView(
    due,
    ({ begins_at, reviewed_at }) =>
      reviewed_at !== null && begins_at !== null && reviewed_at <= begins_at + REVIEWED_WITHIN_MICROS,
  )
}
