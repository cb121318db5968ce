// What the records say ninety days after the model in force was adopted, beside the stretch before: one line a measure, as far as a person reads.
import type { AfterSwitch } from '@penstock/contract/metrics'
import { type Domain, type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import {
  ASSUMPTIONS,
  DAYS_AFTER_SWITCH,
  isWithin,
  judgeMeasure,
  type MeasureId,
  type Stretch,
  type Stretches,
  stretchesOf,
  type TimedHandoff,
} from '@penstock/model/metrics'
import { isGap, occurrencesOf, REVIEWED_WITHIN_MICROS, type SocModel } from '@penstock/model/operating-model'
import { z } from 'zod'
import type { CallWithAttendance, GlassTimes } from './queries.ts'
import { handoffFigures, shareView } from './views.ts'

/** When the model in force was adopted, and when the one before it. */
export interface Adoption {
  readonly model: SocModel
  readonly at: EpochMicros
  /** Null for the model that this began with. */
  readonly before: { readonly model: SocModel; readonly at: EpochMicros } | null
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
    measures: records === null ? null : measuresOf(records, stretches, now),
  }
}

function measuresOf(records: Records, { before, after }: Stretches, now: EpochMicros): Measure[] {
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
function measure(id: MeasureId, domain: Domain | null, before: Figure | null, after: Figure | null): Measure {
  const told = after ?? { share: shareView([], () => false), accepted: null }
  const verdict = judgeMeasure(id, before?.share ?? null, told.share)
  return { id, domain, assumed: ASSUMPTIONS[id], before, after: told, isAnswered: after !== null, verdict }
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
