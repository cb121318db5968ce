// The one clock: integer microseconds since 1970 UTC, as `timestamptz` keeps and captures need.
import { z } from 'zod'

/** Microseconds since 1970-01-01T00:00:00Z, from year 1685 to 2255 (safe integers); negative before 1970. */
export const EpochMicros = z.int().brand<'EpochMicros'>()
export type EpochMicros = z.infer<typeof EpochMicros>

const DAY_MICROS = 86_400_000_000

/** Brands a number that is known to be whole microseconds. Parsing of outside input uses the schema instead. */
export function micros(value: number): EpochMicros {
  return value as EpochMicros
}

/** ISO 8601 UTC with six decimals, years 0000 to 9999 as four digits: `2026-10-01T06:00:00.000000Z`. */
export function isoOfMicros(at: EpochMicros): string {
  const days = Math.floor(at / DAY_MICROS)
  const rest = at - days * DAY_MICROS
  const { year, month, day } = civilOfDays(days)
  const hours = Math.floor(rest / 3_600_000_000)
  const minutes = Math.floor(rest / 60_000_000) % 60
  const seconds = Math.floor(rest / 1_000_000) % 60
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  return `${date}T${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(rest % 1_000_000, 6)}Z`
}

/** As `isoOfMicros`; an instant that is not there stays null. */
export function isoOrNull(at: EpochMicros | null): string | null {
  return at === null ? null : isoOfMicros(at)
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Microseconds of an ISO 8601 instant or date (a date is its first instant, no offset means UTC), or null when the text
 * is none. Also reads PostgreSQL's spelling (`2026-10-01 06:00:00.123456+00`).
 */
export function microsOfIso(text: string): EpochMicros | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, year, month, day, hours = '0', minutes = '0', seconds = '0', fraction = '', offset = 'Z'] = match
  const valid = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
  if (!valid || Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null
  const days = daysOfCivil(Number(year), Number(month), Number(day))
  const back = civilOfDays(days)
  if (back.month !== Number(month)) return null
  const clock = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000
  return micros(days * DAY_MICROS + clock + Number(fraction.padEnd(6, '0')) - offsetMicros(offset))
}

/** An instant as the API speaks it; parses to EpochMicros. */
export const IsoInstant = z.string().transform((text, context) => {
  const at = microsOfIso(text)
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'not an ISO 8601 instant such as 2026-10-01T06:00:00Z' })
  return z.NEVER
})

function offsetMicros(offset: string): number {
  if (offset === 'Z') return 0
  const sign = offset.startsWith('-') ? -1 : 1
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || '0')) * 60_000_000
}

// Days from civil and back: the proleptic Gregorian calendar counted in eras of 400 years starting on 1 March.
function daysOfCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function civilOfDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z0 = days + 719_468
  const era = Math.floor(z0 / 146_097)
  const dayOfEra = z0 - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
