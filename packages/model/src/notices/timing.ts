// When a deadline is near, and when a notice that did not go out is tried again.
import { type EpochMicros, micros } from '@penstock/model/kernel'

const MINUTE_MICROS = 60_000_000
const SECOND_MICROS = 1_000_000
/** A third of the time is left, and never more than half an hour. */
const NEAR_SHARE = 3
const NEAR_AT_MOST_MINUTES = 30
const WAITS_SECONDS = [10, 30, 120, 600, 1800, 3600] as const
const TRIED_FOR_MICROS = 24 * 60 * MINUTE_MICROS

export function nearFrom(began: EpochMicros, due: EpochMicros): EpochMicros {
  const left = Math.min((due - began) / NEAR_SHARE, NEAR_AT_MOST_MINUTES * MINUTE_MICROS)
  return micros(due - Math.max(0, Math.round(left)))
}

/** After the `tries`-th failure; null when a day has passed since it was made: then somebody has to look. */
export function nextTry(madeAt: EpochMicros, tries: number, now: EpochMicros): EpochMicros | null {
  const wait = WAITS_SECONDS[Math.min(Math.max(tries, 1), WAITS_SECONDS.length) - 1] ?? 3600
  const next = micros(now + wait * SECOND_MICROS)
  return next - madeAt > TRIED_FOR_MICROS ? null : next
}
