// When a scheduled hunt is due: the next instant after a given one. What was missed while nobody ran is caught up by one run, not by many.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { DAY_MICROS } from './coverage.ts'
import type { HuntSchedule } from './hunt.ts'

const MINUTE_MICROS = 60_000_000

/** The first instant of the schedule after `after`, in UTC. */
export function nextDue(schedule: HuntSchedule, after: EpochMicros): EpochMicros {
  const minute = schedule.minute * MINUTE_MICROS
  let day = Math.floor((after - minute) / DAY_MICROS) + 1
  if (schedule.every === 'week') while (weekdayOf(day) !== schedule.weekday) day += 1
  return micros(day * DAY_MICROS + minute)
}

/** 1 Monday to 7 Sunday; the first day of 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}
