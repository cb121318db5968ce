// What clocks on the wall show in a time zone, as civil day and minute. Days are counted from 1970-01-01, so they can be reckoned with.
import type { EpochMicros } from './time.ts'

export interface WallTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly dayOfMonth: number
  /** From Monday, 0 to 6. */
  readonly weekday: number
  /** Days since 1970-01-01. */
  readonly day: number
  /** Of the day, 0 to 1439. */
  readonly minute: number
}

/** Null when there is no such time zone. */
export function wallClockOf(timeZone: string): ((at: EpochMicros) => WallTime) | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    })
    return (at) => {
      const told = new Map(format.formatToParts(Math.floor(at / 1000)).map(({ type, value }) => [type, Number(value)]))
      const [year, month, dayOfMonth] = [told.get('year') ?? 1970, told.get('month') ?? 1, told.get('day') ?? 1]
      const minute = (told.get('hour') ?? 0) * 60 + (told.get('minute') ?? 0)
      return { ...civilDay(dayOfCivil(year, month, dayOfMonth)), minute }
    }
  } catch {
    return null
  }
}

/** The civil date of a day since 1970-01-01, in the Gregorian calendar. */
export function civilDay(day: number): Omit<WallTime, 'minute'> {
  const era = Math.floor((day + SHIFT) / ERA_DAYS)
  const ofEra = day + SHIFT - era * ERA_DAYS
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
    weekday: (((day + 3) % 7) + 7) % 7,
    day,
  }
}

/** Days since 1970-01-01 of a civil date. */
export function dayOfCivil(year: number, month: number, dayOfMonth: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear
  return era * ERA_DAYS + ofEra - SHIFT
}

/** Days of 400 years, and from 0000-03-01 to 1970-01-01. */
const ERA_DAYS = 146_097
const SHIFT = 719_468
