// What is usual between two ends, and at a point of a device: learned from intervals, bounded, and the same in whatever order they came.
import { compareTexts } from '@penstock/model/kernel'
import type { FunctionSighting, PairSighting, PointSighting } from './sightings.ts'
import { addTo, merge, NOTHING, type Summary } from './summary.ts'

/** A function that changes the device is `quarantined` when it is first seen and stays so until its owner has said that it belongs there. */
export type Standing = 'learned' | 'quarantined' | 'approved'

/** The lowest and highest addresses that intervals named, the outermost ones with how many intervals did. */
export interface Reach {
  readonly lows: readonly Counted[]
  readonly highs: readonly Counted[]
}
type Counted = readonly [address: number, intervals: number]

/** Rhythm of a function in one phase, a number an interval: mean gap in microseconds, jitter, silence before it came again. */
export interface Rhythm {
  readonly intervals: number
  readonly gaps: Summary
  readonly jitter: Summary
  readonly absences: Summary
}

export interface FunctionProfile {
  readonly name: string
  readonly isChange: boolean
  readonly standing: Standing
  readonly count: number
  readonly intervals: number
  readonly reach: Reach
  readonly targets: readonly string[]
  readonly rhythms: Readonly<Record<string, Rhythm>>
}

export interface PairProfile {
  readonly intervals: number
  readonly functions: Readonly<Record<string, FunctionProfile>>
  /** Functions beyond the cap: none of them is told apart. */
  readonly beyond: number
  /** Packets a second, by phase. */
  readonly rates: Readonly<Record<string, Summary>>
  /** What the owner approved against the limits: kinds with their subject, `cadence 3`. */
  readonly approved: readonly string[]
}

export interface PointProfile {
  readonly intervals: number
  readonly changing: number
  readonly oneWay: number
  readonly ranges: Readonly<Record<string, { readonly lows: Summary; readonly highs: Summary }>>
  /** What the owner approved beyond the limits. */
  readonly approved: { readonly low: number; readonly high: number } | null
}

export const NEW_PAIR: PairProfile = { intervals: 0, functions: {}, beyond: 0, rates: {}, approved: [] }
export const NEW_POINT: PointProfile = { intervals: 0, changing: 0, oneWay: 0, ranges: {}, approved: null }

const MOST_FUNCTIONS = 200
const MOST_TARGETS = 64
/** No more intervals than this are left out of a reach, so that what is left always stands among those kept. */
const MOST_KEPT = 64
const NOBODY: Reach = { lows: [], highs: [] }

/** How long each function had not been seen when it came again, by code; only within one source and one phase. */
export type Absences = Readonly<Record<string, number>>

/** One interval more. A phase of null is one that spans several: it tells no rhythm. */
export function learnPair(
  profile: PairProfile,
  seen: PairSighting,
  phase: string | null,
  absences: Absences = {},
): PairProfile {
  const functions = seen.functions.map((one): [string, FunctionProfile] => [
    one.code,
    functionOf(one, phase, absences[one.code]),
  ])
  const rates = phase === null ? {} : { [phase]: addTo(NOTHING, rateOf(seen)) }
  return mergePairs(profile, { intervals: 1, functions: Object.fromEntries(functions), beyond: 0, rates, approved: [] })
}

/** Packets a second; what passes within a second counts as that second's. */
export function rateOf({ packets, firstAt, lastAt }: Pick<PairSighting, 'packets' | 'firstAt' | 'lastAt'>): number {
  return packets / Math.max(1, (lastAt - firstAt) / 1_000_000)
}

export function mergePairs(a: PairProfile, b: PairProfile): PairProfile {
  const functions = mergeRecords(a.functions, b.functions, mergeFunctions)
  const codes = Object.keys(functions).sort(compareTexts)
  return {
    intervals: a.intervals + b.intervals,
    functions: Object.fromEntries(codes.slice(0, MOST_FUNCTIONS).map((code) => [code, functions[code]!])),
    beyond: a.beyond + b.beyond + Math.max(0, codes.length - MOST_FUNCTIONS),
    rates: mergeRecords(a.rates, b.rates, merge),
    approved: [...new Set([...a.approved, ...b.approved])].sort(compareTexts),
  }
}

export function learnPoint(profile: PointProfile, seen: PointSighting, phase: string | null): PointProfile {
  const range = { lows: addTo(NOTHING, seen.min), highs: addTo(NOTHING, seen.max) }
  return mergePoints(profile, {
    intervals: 1,
    changing: seen.isChanged ? 1 : 0,
    oneWay: seen.isOneWay ? 1 : 0,
    ranges: phase === null ? {} : { [phase]: range },
    approved: null,
  })
}

export function mergePoints(a: PointProfile, b: PointProfile): PointProfile {
  return {
    intervals: a.intervals + b.intervals,
    changing: a.changing + b.changing,
    oneWay: a.oneWay + b.oneWay,
    ranges: mergeRecords(a.ranges, b.ranges, (one, other) => ({
      lows: merge(one.lows, other.lows),
      highs: merge(one.highs, other.highs),
    })),
    approved: widest(a.approved, b.approved),
  }
}

/** From the lower of both to the higher of both; null holds nothing. */
export function widest<Range extends { readonly low: number; readonly high: number }>(
  a: Range | null,
  b: Range | null,
): { readonly low: number; readonly high: number } | null {
  if (a === null || b === null) return a ?? b
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

function functionOf(seen: FunctionSighting, phase: string | null, absence: number | undefined): FunctionProfile {
  const { name, isChange, count, touched, meanGapMicros, jitter } = seen
  const rhythm: Rhythm = {
    intervals: 1,
    gaps: meanGapMicros === null ? NOTHING : addTo(NOTHING, meanGapMicros),
    jitter: jitter === null ? NOTHING : addTo(NOTHING, jitter),
    absences: absence === undefined ? NOTHING : addTo(NOTHING, absence),
  }
  return {
    name,
    isChange,
    standing: isChange ? 'quarantined' : 'learned',
    count,
    intervals: 1,
    reach: touched === null ? NOBODY : { lows: [[touched.low, 1]], highs: [[touched.high, 1]] },
    targets: isChange ? [...new Set(seen.targets.map(({ target }) => target))].sort(compareTexts) : [],
    rhythms: phase === null ? {} : { [phase]: rhythm },
  }
}

function mergeFunctions(a: FunctionProfile, b: FunctionProfile): FunctionProfile {
  const isApproved = a.standing === 'approved' || b.standing === 'approved'
  const isChange = a.isChange || b.isChange
  return {
    name: [a.name, b.name].sort(compareTexts)[0]!,
    isChange,
    standing: isApproved ? 'approved' : isChange ? 'quarantined' : 'learned',
    count: a.count + b.count,
    intervals: a.intervals + b.intervals,
    reach: {
      lows: mergeCounted(a.reach.lows, b.reach.lows, (x, y) => x - y),
      highs: mergeCounted(a.reach.highs, b.reach.highs, (x, y) => y - x),
    },
    targets: [...new Set([...a.targets, ...b.targets])].sort(compareTexts).slice(0, MOST_TARGETS),
    rhythms: mergeRecords(a.rhythms, b.rhythms, (one, other) => ({
      intervals: one.intervals + other.intervals,
      gaps: merge(one.gaps, other.gaps),
      jitter: merge(one.jitter, other.jitter),
      absences: merge(one.absences, other.absences),
    })),
  }
}

/** The outermost ones stay, so that what is kept of an address is all that was ever said of it. */
function mergeCounted(
  a: readonly Counted[],
  b: readonly Counted[],
  outermostFirst: (a: number, b: number) => number,
): Counted[] {
  const counts = new Map(a)
  for (const [address, intervals] of b) counts.set(address, (counts.get(address) ?? 0) + intervals)
  return [...counts].sort(([x], [y]) => outermostFirst(x, y)).slice(0, MOST_KEPT)
}

/** The reach without the outermost intervals; null of a function that names no addresses. */
export function reachOf({ reach, intervals }: FunctionProfile, trimmed: number): { low: number; high: number } | null {
  if (reach.lows.length === 0 || intervals === 0) return null
  const left = Math.min(trimmed, MOST_KEPT - 1)
  return { low: within(reach.lows, left), high: within(reach.highs, left) }
}

function within(counted: readonly Counted[], skipped: number): number {
  let before = 0
  for (const [address, intervals] of counted) {
    before += intervals
    if (before > skipped) return address
  }
  return counted.at(-1)?.[0] ?? 0
}

function mergeRecords<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  both: (a: Value, b: Value) => Value,
): Record<string, Value> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(compareTexts)
  return Object.fromEntries(
    keys.map((key) => {
      const [one, other] = [own(a, key), own(b, key)]
      return [key, one === undefined ? other! : other === undefined ? one : both(one, other)]
    }),
  )
}

/** Keys come from the wire: `constructor` is one like any other. */
function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
