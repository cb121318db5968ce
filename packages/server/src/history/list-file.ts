// What a list that goes out as a file says of itself: which part of it, in which order, as of when; in the file and in its name.
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { Moment } from './queries.ts'

/** `site alpha | filter zone:Z-1 | sort name`. */
export function scopeText(
  site: string | undefined,
  filter: Readonly<Record<string, string | number | boolean | undefined>>,
  sort: string,
): string {
  const parts = Object.entries(filter).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}:${String(value)}`],
  )
  const filtered = parts.length === 0 ? [] : [`filter ${parts.join(' ')}`]
  return [`site ${site ?? 'all granted'}`, ...filtered, `sort ${sort}`].join(' | ')
}

/** The moment that a file shows, and which of the two clocks it was asked on. */
export function momentText({ at, clock }: Moment): string {
  return `${isoOfMicros(at)}, ${clock === 'held' ? 'as known today' : 'as known then'}`
}

/** `assets-alpha-20261001T060000Z.csv`, or `assets-alpha-as-of-20260901T060000Z.csv`: a file of the past says so in its name. */
export function fileNameOf(
  what: string,
  site: string | undefined,
  ending: string,
  now: EpochMicros,
  moment: Moment | null,
): string {
  const at = isoOfMicros(moment?.at ?? now).slice(0, 19)
  const mark = moment === null ? '' : moment.clock === 'held' ? 'as-of-' : 'as-known-'
  return `${what}-${site ?? 'all-sites'}-${mark}${at.replaceAll(/[-:]/g, '')}Z.${ending}`
}
