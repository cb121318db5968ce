// What durations say together: how many, mean, median and the 90th percentile. Fewer than five are shown one by one: a mean of three hides
// more than it tells.

/** From here on a mean is given. */
export const FEWEST_FOR_A_MEAN = 5

export type Distribution =
  | { readonly n: number; readonly values: readonly number[] }
  | { readonly n: number; readonly mean: number; readonly median: number; readonly p90: number }

export function distributionOf(given: readonly number[]): Distribution {
  const values = given.toSorted((a, b) => a - b)
  const n = values.length
  if (n < FEWEST_FOR_A_MEAN) return { n, values }
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  return { n, mean, median: quantile(values, 0.5), p90: quantile(values, 0.9) }
}

/** Of values in order; between two it takes the part that lies between (Hyndman and Fan 1996, type 7, as R and numpy do by default). */
export function quantile(ordered: readonly number[], p: number): number {
  const last = ordered.length - 1
  if (last < 0) return Number.NaN
  const at = last * p
  const below = Math.floor(at)
  const [low, high] = [ordered[below]!, ordered[Math.min(last, below + 1)]!]
  return low + (high - low) * (at - below)
}
