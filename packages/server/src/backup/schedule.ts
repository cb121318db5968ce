// When the next nightly backup is due: one at a time of day in UTC, made up for once when the machine was off.
import { type EpochMicros, micros } from '@penstock/model/kernel'

const DAY_MICROS = 86_400_000_000

/** The first instant at `HH:MM` UTC after `after`. */
export function nextAtTimeOfDay(time: string, after: EpochMicros): EpochMicros {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const ofDay = (hours * 60 + minutes) * 60_000_000
  const midnight = Math.floor(after / DAY_MICROS) * DAY_MICROS
  const today = midnight + ofDay
  return micros(today > after ? today : today + DAY_MICROS)
}
