// Which versions an advisory means, and whether one of them is meant. A range is a union of intervals, or a list of ends of
// which each closes a train of its own (`< 36.011, 35.013, 34.014`).
import { standingOf, type Version } from './version.ts'

export interface Bound {
  readonly version: Version
  readonly isInclusive: boolean
}

export type Interval =
  | { readonly kind: 'all' }
  | { readonly kind: 'exact'; readonly version: Version }
  | { readonly kind: 'between'; readonly lower: Bound | null; readonly upper: Bound | null }
  /** Each train ends at its own bound; what is in no named train goes by the next bound above. */
  | { readonly kind: 'trains'; readonly ends: readonly Bound[] }

/** Products by name for which another end counts: `< 1.49 (1.29 for NX7)`. */
export interface RangeException {
  readonly product: string
  readonly end: Bound
}

export interface SerialRule {
  /** Digits that are compared, from the first. */
  readonly digits: number
  readonly last: string
  readonly isInclusive: boolean
}

export interface Range {
  readonly text: string
  readonly intervals: readonly Interval[]
  readonly exceptions: readonly RangeException[]
  /** What must hold besides the version, as the advisory says it; null is nothing. */
  readonly condition: string | null
  /** Order numbers that stand in the slot of the version. */
  readonly models: readonly string[]
  readonly serial: SerialRule | null
  /** A part of the text could not be read. */
  readonly isUnread: boolean
}

export type RangeVerdict =
  | { readonly state: 'in' }
  /** `below`, `above`: of all that is listed; `gap`: between. */
  | { readonly state: 'below' | 'above' | 'gap' }
  | { readonly state: 'undecided'; readonly why: string }

type State = 'in' | 'below' | 'above' | 'undecided'

export function judgeRange(range: Range, version: Version): RangeVerdict {
  const states = range.intervals.map((interval) => stateIn(interval, version))
  return unionOf(states, range, version)
}

/** One train for all bounds of several leaves of a product: each closes its own. */
export function trainEndsOf(ranges: readonly Range[]): readonly Bound[] | null {
  const ends: Bound[] = []
  for (const { intervals, isUnread } of ranges) {
    for (const interval of intervals) {
      if (interval.kind === 'trains') ends.push(...interval.ends)
      else if (interval.kind === 'between' && interval.lower === null && interval.upper !== null)
        ends.push(interval.upper)
      else return null
    }
    if (isUnread) return null
  }
  return ends.length > 1 ? ends : null
}

function unionOf(states: readonly State[], range: Range, version: Version): RangeVerdict {
  if (states.includes('in')) return { state: 'in' }
  if (range.isUnread) return { state: 'undecided', why: `"${range.text}" cannot be read in full` }
  if (states.includes('undecided')) {
    return { state: 'undecided', why: `"${version.text}" and "${range.text}" cannot be ordered` }
  }
  if (states.every((state) => state === 'above')) return { state: 'above' }
  if (states.every((state) => state === 'below')) return { state: 'below' }
  return { state: 'gap' }
}

function stateIn(interval: Interval, version: Version): State {
  if (interval.kind === 'all') return 'in'
  if (interval.kind === 'exact') return stateAt(interval.version, version)
  if (interval.kind === 'trains') return stateInTrains(interval.ends, version)
  const { lower, upper } = interval
  const low = lower === null ? 'in' : stateAbove(lower, version)
  if (low !== 'in') return low
  return upper === null ? 'in' : stateBelow(upper, version)
}

function stateAt(exact: Version, version: Version): State {
  const standing = standingOf(version, exact)
  if (standing === 'equal') return 'in'
  if (standing === 'below' || standing === 'above') return standing
  // A version of one number is a train: V6 is all of 6.x.
  const isTrain = exact.release.length === 1 && exact.levels.every((level) => level === 0) && exact.tail.length === 0
  return standing === 'finer' && isTrain && exact.release[0]! < 1990 ? 'in' : 'undecided'
}

function stateAbove(lower: Bound, version: Version): State {
  const standing = standingOf(version, lower.version)
  if (standing === 'above' || standing === 'finer') return 'in'
  if (standing === 'equal') return lower.isInclusive ? 'in' : 'below'
  return standing === 'below' ? 'below' : 'undecided'
}

function stateBelow(upper: Bound, version: Version): State {
  const standing = standingOf(version, upper.version)
  if (standing === 'below') return 'in'
  if (standing === 'equal') return upper.isInclusive ? 'in' : 'above'
  if (standing === 'above') return 'above'
  // `<= 3.7` does not say whether 3.7.1 is meant; `< 3.7` does.
  return standing === 'finer' && !upper.isInclusive ? 'above' : 'undecided'
}

export function stateInTrains(ends: readonly Bound[], version: Version): State {
  const known = ends.filter((end) => standingOf(version, end.version) !== 'unknown')
  if (known.length === 0) return 'undecided'
  const own = known.filter((end) => isInTrain(version, end.version))
  // Two ends of one train: the later one counts.
  const deciding = own.length > 0 ? own : known
  const states = deciding.map((end) => stateBelow(end, version))
  if (states.includes('in')) return 'in'
  return states.includes('undecided') ? 'undecided' : 'above'
}

/** The train of a version is all of its release but the last number; of one number it is that one (2018 with its service packs). */
export function trainOf(version: Version): readonly number[] {
  return version.release.length === 1 ? version.release : version.release.slice(0, -1)
}

function isInTrain(version: Version, end: Version): boolean {
  return trainOf(end).every((segment, at) => version.release[at] === segment)
}
