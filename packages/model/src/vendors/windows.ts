// The hours in which an access may be used, read from words such as `08:00-18:00 Mon-Fri` or `19:00-07:00 and weekends`.
import { type EpochMicros, wallClockOf } from '@penstock/model/kernel'

/** From Monday, 0 to 6. */
type Day = number

interface Span {
  /** Days on which it begins. */
  readonly days: ReadonlySet<Day>
  /** Minutes of the day; `to` before `from` ends on the day after. */
  readonly from: number
  readonly to: number
}

export interface Windows {
  readonly text: string
  readonly timeZone: string
  /** Whether the register names the time zone; else UTC was taken. */
  readonly isZoneStated: boolean
  readonly holds: (at: EpochMicros) => boolean
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const DAY_MINUTES = 1440
const EVERY_DAY = new Set([0, 1, 2, 3, 4, 5, 6])
const WEEKEND = new Set([5, 6])
const WEEKDAYS = new Set([0, 1, 2, 3, 4])

/** Null when the words, or the time zone, are none that a machine can hold a session against. */
export function windowsOf(text: string, timeZone: string | undefined): Windows | null {
  const parts = text.toLowerCase().split(/,|;|\band\b/)
  const spans = parts.map((part) => spanOf(part.trim()))
  const localOf = wallClockOf(timeZone ?? 'UTC')
  if (localOf === null || !spans.every((span) => span !== null)) return null
  return {
    text,
    timeZone: timeZone ?? 'UTC',
    isZoneStated: timeZone !== undefined,
    holds: (at) => {
      const { weekday, minute } = localOf(at)
      return spans.some((span) => holdsIn(span, weekday, minute))
    },
  }
}

function holdsIn({ days, from, to }: Span, day: Day, minute: number): boolean {
  if (from < to) return days.has(day) && minute >= from && minute < to
  return (days.has(day) && minute >= from) || (days.has((day + 6) % 7) && minute < to)
}

function spanOf(part: string): Span | null {
  if (part === 'weekends' || part === 'weekend') return { days: WEEKEND, from: 0, to: DAY_MINUTES }
  if (part === 'weekdays') return { days: WEEKDAYS, from: 0, to: DAY_MINUTES }
  const [, hours, minutes, endHours, endMinutes, words = ''] =
    /^(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2})(?: +(.+))?$/.exec(part) ?? []
  if (hours === undefined) return null
  const [from, to] = [minuteOf(hours, minutes!), minuteOf(endHours!, endMinutes!)]
  const days = words === '' ? EVERY_DAY : daysOf(words)
  return from === null || to === null || days === null || from === to ? null : { days, from, to }
}

function minuteOf(hours: string, minutes: string): number | null {
  const minute = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && minute <= DAY_MINUTES ? minute : null
}

function daysOf(words: string): ReadonlySet<Day> | null {
  if (words === 'daily' || words === 'every day') return EVERY_DAY
  if (words === 'weekdays') return WEEKDAYS
  if (words === 'weekends') return WEEKEND
  const [first, last = first] = words.split(/ ?[-–] ?/).map((word) => DAYS.indexOf(word.slice(0, 3)))
  if (first === undefined || last === undefined || first < 0 || last < 0) return null
  const count = ((last - first + 7) % 7) + 1
  return new Set(Array.from({ length: count }, (_, at) => (first + at) % 7))
}
