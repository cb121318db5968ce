// What a run of a hunt could not see, computed from what arrived: days, sources, classes of events, zones. Nobody types any of it.
import type { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { HuntSubject } from './filter.ts'

const Days = z.strictObject({ from: z.string(), to: z.string(), days: z.int().min(1) })

/** A part of the window of 24 hours is a day; instants are ISO 8601. */
export const HuntCoverage = z
  .strictObject({
    /** What was looked through, where that is not events: then a source is a live sensor, and what it tells is what it heard. */
    of: HuntSubject.exclude(['events']).optional(),
    from: z.string(),
    to: z.string(),
    days: z.int(),
    /** The earliest event that is kept of these sites; null when there is none. What happened before it is not looked at. */
    keptSince: z.string().nullable(),
    /** Days before that, out of `days`. */
    daysNotKept: z.int(),
    /** Days since then on which nothing at all happened that was told. */
    blindDays: z.array(Days),
    /** Every source of these sites, and the days on which it told nothing. */
    sources: z.array(
      z.strictObject({
        source: z.string(),
        site: z.string(),
        format: z.string(),
        events: z.int(),
        silentDays: z.int(),
        silent: z.array(Days),
      }),
    ),
    /** Classes that the question asks for and of which no event happened in the window. */
    missingClasses: z.array(z.int()),
    /** Protocols that the question asks for and of which no sensor heard anything in the window. */
    missingProtocols: z.array(z.string()).optional(),
    zones: z.strictObject({
      known: z.int(),
      /** No event of the window names an address of them; `isHeard`: a sensor heard one of them talk. */
      unseen: z.array(z.strictObject({ site: z.string(), id: z.string(), name: z.string(), isHeard: z.boolean() })),
    }),
    /** Sites without a zone model: nobody can say which of their zones were seen. */
    sitesWithoutZones: z.array(z.string()),
  })
  .meta({ id: 'HuntCoverage' })
export type HuntCoverage = z.infer<typeof HuntCoverage>

export interface CoverageCase {
  readonly of: HuntSubject
  readonly from: EpochMicros
  readonly to: EpochMicros
  readonly keptSince: EpochMicros | null
  readonly sources: readonly { readonly source: string; readonly site: string; readonly format: string }[]
  /** By parts of a day from `from` on. */
  readonly shares: readonly {
    readonly source: string
    /** Of an event. */
    readonly classUid?: number
    /** Of what a sensor heard, where it knows it. */
    readonly protocol?: string | null
    readonly bucket: number
    readonly events: number
  }[]
  readonly classes: readonly number[]
  /** In small letters. */
  readonly protocols: readonly string[]
  readonly zones: readonly { readonly site: string; readonly id: string; readonly name: string }[]
  /** Keys of zones (`site id`) that an event names, and that a sensor heard. */
  readonly named: ReadonlySet<string>
  readonly heard: ReadonlySet<string>
  readonly sitesWithoutZones: readonly string[]
}

export const DAY_MICROS = 86_400_000_000

/** `isoOf` spells an instant; the rule has no calendar. */
export function judgeCoverage(given: CoverageCase, isoOf: (at: EpochMicros) => string): HuntCoverage {
  const { from, to, keptSince } = given
  const days = Math.max(1, Math.round((to - from) / DAY_MICROS))
  const firstKept = keptSince === null ? days : Math.min(days, Math.max(0, Math.floor((keptSince - from) / DAY_MICROS)))
  const spans = (seen: ReadonlySet<number>) => spansOf(seen, firstKept, days, from, isoOf)
  const bySource = Map.groupBy(given.shares, ({ source }) => source)
  const seenClasses = new Set(given.shares.map(({ classUid }) => classUid))
  const seenProtocols = new Set(given.shares.map(({ protocol }) => protocol?.toLowerCase()))
  const bucketsOf = (rows: CoverageCase['shares']) => new Set(rows.map(({ bucket }) => bucket))
  const bySensors = {
    of: given.of === 'events' ? undefined : given.of,
    missingProtocols: given.protocols.filter((each) => !seenProtocols.has(each)),
  }
  return {
    ...(given.of === 'events' ? {} : bySensors),
    from: isoOf(from),
    to: isoOf(to),
    days,
    keptSince: keptSince === null ? null : isoOf(keptSince),
    daysNotKept: firstKept,
    blindDays: spans(bucketsOf(given.shares)),
    sources: given.sources.map(({ source, site, format }) => {
      const rows = bySource.get(source) ?? []
      const silent = spans(bucketsOf(rows))
      const events = rows.reduce((sum, row) => sum + row.events, 0)
      return { source, site, format, events, silentDays: silent.reduce((sum, one) => sum + one.days, 0), silent }
    }),
    missingClasses: given.classes.filter((each) => !seenClasses.has(each)),
    zones: {
      known: given.zones.length,
      unseen: given.zones
        .filter((zone) => !given.named.has(keyOf(zone)))
        .map(({ site, id, name }) => ({ site, id, name, isHeard: given.heard.has(keyOf({ site, id })) })),
    },
    sitesWithoutZones: [...given.sitesWithoutZones],
  }
}

export function keyOf({ site, id }: { readonly site: string; readonly id: string }): string {
  return `${site} ${id}`
}

/** Runs of days without any of `seen`, from the first that is kept on. */
function spansOf(
  seen: ReadonlySet<number>,
  first: number,
  days: number,
  from: EpochMicros,
  isoOf: (at: EpochMicros) => string,
): HuntCoverage['blindDays'] {
  const spans: HuntCoverage['blindDays'] = []
  let begin: number | null = null
  for (let day = first; day <= days; day += 1) {
    const isBlind = day < days && !seen.has(day)
    if (isBlind) begin ??= day
    else if (begin !== null) {
      const at = (count: number): string => isoOf((from + count * DAY_MICROS) as EpochMicros)
      spans.push({ from: at(begin), to: at(day), days: day - begin })
      begin = null
    }
  }
  return spans
}
