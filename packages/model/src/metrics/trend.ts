// Whether a series rises or falls: Mann-Kendall (Mann 1945, Kendall 1975), which asks for no distribution, and the tabular CUSUM (Page 1954),
// which says since when. Both look at rates, never at raw counts.

export interface MannKendall {
  readonly s: number
  /** Of `s` when there is no trend, corrected for equal values. */
  readonly variance: number
  /** With the correction for continuity. */
  readonly z: number
  /** Two-sided: exact without equal values up to 33 of them, else by the normal distribution. */
  readonly p: number
}

/** With fewer no order of values is rare enough to say anything at 5 %. */
export const FEWEST_FOR_A_TREND = 5
const MOST_EXACT = 33

/** Null for a series too short to say anything. */
export function mannKendall(series: readonly number[]): MannKendall | null {
  const n = series.length
  if (n < FEWEST_FOR_A_TREND) return null
  let s = 0
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign(series[j]! - series[i]!)
  const groups = new Map<number, number>()
  for (const value of series) groups.set(value, (groups.get(value) ?? 0) + 1)
  const spread = (count: number): number => count * (count - 1) * (2 * count + 5)
  const tied = [...groups.values()].reduce((sum, count) => sum + spread(count), 0)
  const variance = (spread(n) - tied) / 18
  const z = s === 0 || variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance)
  const p = groups.size === n && n <= MOST_EXACT ? exactTail(n, Math.abs(s)) : 2 * (1 - normal(Math.abs(z)))
  return { s, variance, z, p: Math.min(1, p) }
}

/** How probable `|S| ≥ s` is when every order of `n` different values is as likely: by the number of inversions. */
function exactTail(n: number, s: number): number {
  let shares = [1]
  for (let k = 2; k <= n; k++) {
    const next = Array.from({ length: shares.length + k - 1 }, () => 0)
    for (const [at, share] of shares.entries()) for (let more = 0; more < k; more++) next[at + more]! += share / k
    shares = next
  }
  const pairs = (n * (n - 1)) / 2
  // S is the pairs in order less the inversions.
  const one = shares.reduce((sum, share, inversions) => (pairs - 2 * inversions >= s ? sum + share : sum), 0)
  return s === 0 ? 1 : 2 * one
}

export interface CusumStep {
  readonly upper: number
  readonly lower: number
}

export interface Cusum {
  readonly steps: readonly CusumStep[]
  /** First place where a sum passes the threshold, and the first place since when it has grown; null without one. */
  readonly signal: { readonly at: number; readonly since: number; readonly direction: 'rises' | 'falls' } | null
}

/**
 * Sums of what lies beyond `target` by more than `slack`, each direction by itself (Montgomery, Introduction to Statistical Quality Control,
 * 9.1.2). In the unit of the series; half a standard deviation and five of them are usual.
 */
export function cusum(
  series: readonly number[],
  { target, slack, threshold }: { readonly target: number; readonly slack: number; readonly threshold: number },
): Cusum {
  const steps: CusumStep[] = []
  let [upper, lower, upperFrom, lowerFrom] = [0, 0, 0, 0]
  let signal: Cusum['signal'] = null
  for (const [at, value] of series.entries()) {
    upper = Math.max(0, upper + value - target - slack)
    lower = Math.max(0, lower + target - slack - value)
    if (upper === 0) upperFrom = at + 1
    if (lower === 0) lowerFrom = at + 1
    steps.push({ upper, lower })
    if (signal === null && upper > threshold) signal = { at, since: upperFrom, direction: 'rises' }
    if (signal === null && lower > threshold) signal = { at, since: lowerFrom, direction: 'falls' }
  }
  return { steps, signal }
}

/** Standard normal distribution function, through the error function (Numerical Recipes, 6.2: erfc by a Chebyshev fit, 1e-7 of the value). */
function normal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + x / 2)
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ]
  const sum = terms.reduceRight((all, term) => term + t * all, 0)
  const upper = (t * Math.exp(-x * x + sum)) / 2
  return z >= 0 ? 1 - upper : upper
}
