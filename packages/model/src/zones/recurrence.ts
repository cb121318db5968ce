// On which days a maintenance window begins: the part of RFC 5545 recurrence rules that needs no first occurrence to count from.
import { civilDay, dayOfCivil } from '@penstock/model/kernel'

export interface Recurrence {
  /** Minute of the day at which it begins. */
  readonly minute: number
  readonly beginsOn: (day: number) => boolean
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']
const PARTS = new Set(['FREQ', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE', 'WKST'])

/** Null of what is no such rule, or needs a first occurrence (`INTERVAL`, `COUNT`, no day of a week or month). */
export function recurrenceOf(text: string): Recurrence | null {
  const parts = new Map(
    text.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.toUpperCase().split('=', 2)
      return [name, value]
    }),
  )
  if ([...parts].some(([name, value]) => !PARTS.has(name) || value === '')) return null
  const frequency = parts.get('FREQ') ?? ''
  const [hour, minute] = [numbersOf(parts.get('BYHOUR'), 0, 23), numbersOf(parts.get('BYMINUTE') ?? '0', 0, 59)]
  const months = numbersOf(parts.get('BYMONTH'), 1, 12)
  const monthDays = numbersOf(parts.get('BYMONTHDAY'), -31, 31)
  const weekdays = weekdaysOf(parts.get('BYDAY'))
  if (!FREQUENCIES.includes(frequency) || hour === null || minute === null) return null
  if (months === null || monthDays === null || weekdays === null || hour.length !== 1 || minute.length !== 1)
    return null
  if (frequency === 'WEEKLY' && (weekdays.length === 0 || weekdays.some(({ nth }) => nth !== 0))) return null
  if (frequency === 'MONTHLY' && weekdays.length + monthDays.length === 0) return null
  // The nth weekday of a year is none of a month.
  if (frequency === 'YEARLY' && (months.length === 0 || weekdays.length + monthDays.length === 0)) return null
  return {
    minute: hour[0]! * 60 + minute[0]!,
    beginsOn: (day) => {
      const { year, month, dayOfMonth, weekday } = civilDay(day)
      const length =
        (month === 12 ? dayOfCivil(year + 1, 1, 1) : dayOfCivil(year, month + 1, 1)) - (day - dayOfMonth + 1)
      const isNth = (nth: number): boolean =>
        nth === 0 || (nth > 0 ? Math.ceil(dayOfMonth / 7) === nth : Math.ceil((length - dayOfMonth + 1) / 7) === -nth)
      return (
        (months.length === 0 || months.includes(month)) &&
        (monthDays.length === 0 || monthDays.some((one) => (one > 0 ? one : length + 1 + one) === dayOfMonth)) &&
        (weekdays.length === 0 || weekdays.some((one) => one.weekday === weekday && isNth(one.nth)))
      )
    },
  }
}

/** Empty where nothing is said. */
function numbersOf(text: string | undefined, least: number, most: number): readonly number[] | null {
  if (text === undefined) return []
  const numbers = text.split(',').map((each) => (/^-?\d{1,2}$/.test(each) ? Number(each) : Number.NaN))
  return numbers.every((each) => each >= least && each <= most && (least >= 0 || each !== 0)) ? numbers : null
}

function weekdaysOf(text: string | undefined): readonly { readonly weekday: number; readonly nth: number }[] | null {
  if (text === undefined) return []
  const days = text.split(',').map((each) => {
    const [, nth = '', name = ''] = /^([+-]?[1-5])?([A-Z]{2})$/.exec(each) ?? []
    return { weekday: DAYS.indexOf(name), nth: Number(nth) }
  })
  return days.every(({ weekday }) => weekday >= 0) ? days : null
}
