// Gaps through time: what stood open, since when, whether it widened, when it closed, and how many stood open on each day. All of it
// is computed from stretches of the record; nothing is counted and kept, so a replay of the record gives the same.
import { type EpochMicros, micros } from '@penstock/model/kernel'

/** A stretch in which a gap stood open with one width. `to` is null while it does. */
export interface GapStretch {
  readonly key: string
  readonly from: EpochMicros
  readonly to: EpochMicros | null
  /** How bad it was; greater is worse. What it counts is the kind's matter. */
  readonly width: number
}

export interface Gap {
  readonly key: string
  readonly openedAt: EpochMicros
  /** When it got worse, and when it got better without closing. */
  readonly widenedAt: readonly EpochMicros[]
  readonly narrowedAt: readonly EpochMicros[]
  readonly closedAt: EpochMicros | null
  /** Its width at the end. */
  readonly width: number
}

/** Each time that a gap stood open, from its opening to its closing; stretches that touch or overlap are one. In the order of opening. */
export function gapsOf(stretches: readonly GapStretch[]): readonly Gap[] {
  const gaps = [...Map.groupBy(stretches, ({ key }) => key).values()].flatMap(gapsOfOne)
  return gaps.sort((a, b) => a.openedAt - b.openedAt || (a.key < b.key ? -1 : 1))
}

function gapsOfOne(stretches: readonly GapStretch[]): readonly Gap[] {
  const sorted = stretches.filter(({ from, to }) => to === null || from < to).sort((a, b) => a.from - b.from)
  const runs: GapStretch[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const stretch of sorted) {
    const run = runs.at(-1)
    if (run !== undefined && stretch.from <= end) run.push(stretch)
    else runs.push([stretch])
    end = Math.max(end, stretch.to ?? Number.POSITIVE_INFINITY)
  }
  return runs.map(gapOfRun)
}

function gapOfRun(run: readonly GapStretch[]): Gap {
  const [first] = run as readonly [GapStretch, ...GapStretch[]]
  const widenedAt: EpochMicros[] = []
  const narrowedAt: EpochMicros[] = []
  let { width } = first
  for (const stretch of run) {
    if (stretch.width > width) widenedAt.push(stretch.from)
    if (stretch.width < width) narrowedAt.push(stretch.from)
    width = stretch.width
  }
  const ends = run.map(({ to }) => to ?? Number.POSITIVE_INFINITY)
  const end = Math.max(...ends)
  const closedAt = end === Number.POSITIVE_INFINITY ? null : micros(end)
  return { key: first.key, openedAt: first.from, widenedAt, narrowedAt, closedAt, width }
}

export interface TrendPoint {
  /** The end of the day, or of the step; the last one is the end of the span. */
  readonly at: EpochMicros
  readonly open: number
  /** Since the point before. */
  readonly opened: number
  readonly closed: number
}

const DAY_MICROS = 86_400_000_000
/** More points than a chart can show are no trend: longer spans go in steps of several days. */
const MAX_POINTS = 400

/** How many gaps stood open at the end of each day (UTC), from the day of `from` to `to`. At most 400 points, whatever the span. */
export function openGapTrend(gaps: readonly Gap[], from: EpochMicros, to: EpochMicros): readonly TrendPoint[] {
  const opened = gaps.map(({ openedAt }): number => openedAt).sort((a, b) => a - b)
  const closed = gaps.flatMap(({ closedAt }): number[] => (closedAt === null ? [] : [closedAt])).sort((a, b) => a - b)
  const points: TrendPoint[] = []
  let [before, beforeClosed] = [countUpTo(opened, from), countUpTo(closed, from)]
  for (const at of stepsBetween(from, to)) {
    const [openedSoFar, closedSoFar] = [countUpTo(opened, at), countUpTo(closed, at)]
    points.push({
      at,
      open: openedSoFar - closedSoFar,
      opened: openedSoFar - before,
      closed: closedSoFar - beforeClosed,
    })
    before = openedSoFar
    beforeClosed = closedSoFar
  }
  return points
}

/** Ends of days after `from`, then `to`. */
function stepsBetween(from: EpochMicros, to: EpochMicros): readonly EpochMicros[] {
  const days = Math.max(1, Math.ceil((to - from) / DAY_MICROS))
  const step = Math.ceil(days / (MAX_POINTS - 1)) * DAY_MICROS
  const steps: EpochMicros[] = []
  for (let at = (Math.floor(from / DAY_MICROS) + 1) * DAY_MICROS; at < to; at += step) steps.push(micros(at))
  return [...steps, to]
}

/** How many of the sorted instants are at or before `at`. */
function countUpTo(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** What is left of `whole` outside of `parts`: stretches of a conduit in which nothing had been seen on it yet. */
export function stretchesOutside(
  whole: GapStretch,
  parts: readonly { readonly from: EpochMicros; readonly to: EpochMicros | null }[],
) {
  const left: GapStretch[] = []
  let from = whole.from
  const end = whole.to ?? Number.POSITIVE_INFINITY
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    if (part.from >= end) break
    if (part.from > from) left.push({ ...whole, from, to: part.from })
    from = micros(Math.max(from, part.to ?? Number.POSITIVE_INFINITY))
    if (from >= end) return left
  }
  return from < end ? [...left, { ...whole, from }] : left
}
