// What counts for a year: reviews, restore tests, drills and logons.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'

const YEAR_MICROS = 365 * 86_400_000_000

/** Whether a day (ISO 8601) lies at most a year before an instant; never for none. */
export function isWithinAYear(day: string | null, asOf: EpochMicros): boolean {
  const on = day === null ? null : microsOfIso(`${day}T00:00:00Z`)
  return on !== null && asOf - on <= YEAR_MICROS
}
