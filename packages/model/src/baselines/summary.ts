// Bounded summaries of numbers for limits that a few poisoned intervals cannot move. A histogram of geometric buckets whose resolution halves
// when it holds too many (the uniform collapse of UDDSketch, Epicoco et al. 2020): what comes out depends on the numbers alone, not on their
// order, nor on how they were parted before they were merged.

/** `buckets`: index and count, by index. Index 0 is zero itself; below it are negative numbers. */
export interface Summary {
  readonly level: number
  readonly buckets: readonly (readonly [index: number, count: number])[]
}

export interface Limits {
  readonly low: number
  readonly high: number
}

export const NOTHING: Summary = { level: 0, buckets: [] }

const MOST_BUCKETS = 64
const PER_OCTAVE = 512
/** Numbers nearer to zero than 2^-64 count as zero; beyond 2^64 as that. */
const OCTAVES = 64

/** Intervals that must have been learned before a limit is one. */
export const FEWEST_INTERVALS = 12
/** Share of intervals at each end that no limit follows, and never fewer than one: who holds no more of them moves no limit. */
const TRIMMED_SHARE = 0.05

export function addTo(summary: Summary, value: number): Summary {
  return merge(summary, { level: 0, buckets: [[indexOf(value), 1]] })
}

export function merge(a: Summary, b: Summary): Summary {
  const level = Math.max(a.level, b.level)
  const counts = new Map<number, number>()
  for (const summary of [a, b])
    for (const [index, count] of summary.buckets) {
      const at = coarser(index, level - summary.level)
      counts.set(at, (counts.get(at) ?? 0) + count)
    }
  return collapsed(level, counts)
}

export function countOf(summary: Summary): number {
  return summary.buckets.reduce((sum, [, count]) => sum + count, 0)
}

/** How many intervals at each end are left out. */
export function trimmedOf(count: number): number {
  return Math.max(1, Math.floor(count * TRIMMED_SHARE))
}

/** The range that is left of `lows` and `highs` without the outermost intervals of each; null while too few are known. */
export function limitsOf(lows: Summary, highs: Summary = lows): Limits | null {
  const count = countOf(lows)
  if (count < FEWEST_INTERVALS || countOf(highs) < FEWEST_INTERVALS) return null
  const low = nth(lows.buckets, trimmedOf(count))
  const high = nth([...highs.buckets].reverse(), trimmedOf(countOf(highs)))
  return { low: edgesOf(low, lows.level).low, high: edgesOf(high, highs.level).high }
}

function collapsed(level: number, counts: ReadonlyMap<number, number>): Summary {
  if (counts.size > MOST_BUCKETS) {
    const wider = new Map<number, number>()
    for (const [index, count] of counts) {
      const at = coarser(index, 1)
      wider.set(at, (wider.get(at) ?? 0) + count)
    }
    return collapsed(level + 1, wider)
  }
  return { level, buckets: [...counts].sort(([a], [b]) => a - b) }
}

function nth(buckets: Summary['buckets'], skipped: number): number {
  let before = 0
  for (const [index, count] of buckets) {
    before += count
    if (before > skipped) return index
  }
  return buckets.at(-1)?.[0] ?? 0
}

function indexOf(value: number): number {
  const exponent = Math.log2(Math.abs(value)) + OCTAVES
  if (!(exponent >= 0)) return 0
  const index = Math.floor(Math.min(exponent, 2 * OCTAVES) * PER_OCTAVE) + 1
  return value < 0 ? -index : index
}

function coarser(index: number, levels: number): number {
  const away = Math.ceil(Math.abs(index) / 2 ** levels)
  return index < 0 ? -away : away
}

function edgesOf(index: number, level: number): Limits {
  if (index === 0) return { low: 0, high: 0 }
  const edge = (at: number): number => 2 ** ((at * 2 ** level) / PER_OCTAVE - OCTAVES)
  const away = Math.abs(index)
  const [near, far] = [edge(away - 1), edge(away)]
  return index < 0 ? { low: -far, high: -near } : { low: near, high: far }
}
