// Hours as whole ticks, so that sums and differences are exact and two events at one instant are seen to be at one instant.

/** A tick is a millionth of an hour, 3.6 ms. */
const TICKS_PER_HOUR = 1_000_000
/** Longest time that is told apart exactly, in hours: some nine billion. */
export const MOST_HOURS = Number.MAX_SAFE_INTEGER / TICKS_PER_HOUR

/** Hours, finite and not negative, as ticks. Throws RangeError on anything else. */
export function ticksOf(hours: number): number {
  if (!(hours >= 0 && hours <= MOST_HOURS)) throw new RangeError(`hours are ${hours}, expected 0 to ${MOST_HOURS}`)
  return Math.round(hours * TICKS_PER_HOUR)
}

export function hoursOf(ticks: number): number {
  return ticks / TICKS_PER_HOUR
}
