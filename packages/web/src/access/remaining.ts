// How long until an end, in the largest unit of which there is at least one whole; the rest is not worth reading.

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export type Remaining = { readonly unit: 'days' | 'hours' | 'minutes'; readonly count: number } | 'over'

/** Rounded down, so that nobody counts on time that is not there. */
export function remainingOf(endsAt: string, nowMs: number): Remaining {
  const leftMs = Date.parse(endsAt) - nowMs
  if (leftMs <= 0) return 'over'
  if (leftMs >= DAY_MS) return { unit: 'days', count: Math.floor(leftMs / DAY_MS) }
  if (leftMs >= HOUR_MS) return { unit: 'hours', count: Math.floor(leftMs / HOUR_MS) }
  return { unit: 'minutes', count: Math.floor(leftMs / MINUTE_MS) }
}
