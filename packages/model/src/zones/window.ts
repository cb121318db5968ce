// Maintenance windows of the plant: when work is allowed, where, and which actions. What a window covers is expected, not unseen.
import { type EpochMicros, wallClockOf } from '@penstock/model/kernel'
import type { ModelWindow, ZoneModel } from './model.ts'
import type { Place } from './place.ts'
import { recurrenceOf } from './recurrence.ts'

const DAY_MINUTES = 1440

/** The window that allows one of these actions at this place and instant; the first of the file, or null. */
export function windowCovering(
  model: Pick<ZoneModel, 'windows'>,
  { zone, asset }: Pick<Place, 'zone' | 'asset'>,
  actions: readonly string[],
  at: EpochMicros,
): ModelWindow | null {
  const found = model.windows?.find(
    (window) =>
      ((zone !== null && window.zones.includes(zone)) || (asset !== null && window.assets.includes(asset))) &&
      window.actions.some((action) => actions.includes(action)) &&
      isOpenAt(window, at),
  )
  return found ?? null
}

/**
 * By what the clocks on the wall show: a window over the change to summer time is an hour shorter or longer. A rule or time zone that
 * nobody can read opens no window.
 */
export function isOpenAt(window: ModelWindow, at: EpochMicros): boolean {
  const wall = wallClockOf(window.timeZone)?.(at)
  const recurrence = recurrenceOf(window.recurrence)
  if (wall === undefined || recurrence === null) return false
  const date = [wall.year, wall.month, wall.dayOfMonth].map((part) => String(part).padStart(2, '0')).join('-')
  if (window.freezes.some(({ from, to }) => from <= date && date <= to)) return false
  for (let back = 0; back <= Math.ceil(window.minutes / DAY_MINUTES); back += 1) {
    const since = back * DAY_MINUTES + wall.minute - recurrence.minute
    if (since >= 0 && since < window.minutes && recurrence.beginsOn(wall.day - back)) return true
  }
  return false
}
