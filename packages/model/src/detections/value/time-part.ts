// Parts of an instant as it is written: no time zone is applied and no other format is read, as Sigma wants it. Weeks follow ISO 8601.
import type { TimePart } from '../rule/rule.ts'

const WRITTEN = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/

/** Null when the text is no date, or has no time of day and one is asked. */
export function timePartOf(text: string, part: TimePart): number | null {
  const match = WRITTEN.exec(text)
  if (match === null) return null
  const [year, month, day] = [match[1], match[2], match[3]].map(Number) as [number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  switch (part) {
    case 'year':
      return year
    case 'month':
      return month
    case 'day':
      return day
    case 'week':
      return weekOf(year, month, day)
    case 'hour':
      return match[4] === undefined ? null : Number(match[4])
    case 'minute':
      return match[5] === undefined ? null : Number(match[5])
  }
}

const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

function weekOf(year: number, month: number, day: number): number {
  const ordinal = DAYS_BEFORE[month - 1]! + day + (month > 2 && isLeap(year) ? 1 : 0)
  const january1 = weekday(year)
  const dayOfWeek = ((january1 + ordinal - 2) % 7) + 1
  const week = Math.floor((ordinal - dayOfWeek + 10) / 7)
  if (week < 1) return weeksOf(year - 1)
  return week > weeksOf(year) ? 1 : week
}

function weeksOf(year: number): number {
  const january1 = weekday(year)
  return january1 === 4 || (january1 === 3 && isLeap(year)) ? 53 : 52
}

/** Day of the week of 1 January: 1 is Monday, 7 is Sunday. */
function weekday(year: number): number {
  const before = year - 1
  const days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  return (days % 7) + 1
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}
