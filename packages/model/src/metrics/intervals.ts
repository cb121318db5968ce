// 95 % intervals: of a share (Wilson 1927, the score interval) and of a count (Garwood 1936, exact Poisson by the gamma distribution).

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Of the standard normal distribution, two-sided 95 %. */
const Z = 1.959963984540054
const TAIL = 0.025

/** Of `part` in `whole`; the whole is above zero. */
export function wilson(part: number, whole: number): Interval {
  const share = part / whole
  const square = Z * Z
  const middle = share + square / (2 * whole)
  const half = Z * Math.sqrt((share * (1 - share)) / whole + square / (4 * whole * whole))
  const down = 1 + square / whole
  return { low: part === 0 ? 0 : (middle - half) / down, high: part === whole ? 1 : (middle + half) / down }
}

/** Of the expected count when `count` were seen. */
export function poisson(count: number): Interval {
  return { low: count === 0 ? 0 : gammaQuantile(TAIL, count), high: gammaQuantile(1 - TAIL, count + 1) }
}

/** Where the gamma distribution of this shape and scale 1 reaches `p`: halved until the numbers end. */
function gammaQuantile(p: number, shape: number): number {
  let low = 0
  let high = shape + 10 * Math.sqrt(shape) + 10
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (lowerGamma(shape, middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const TINY = 1e-300
const MOST_TERMS = 100_000

/** Regularised lower incomplete gamma function: a series below the mean, a continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31). */
function lowerGamma(shape: number, x: number): number {
  if (x <= 0) return 0
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape))
  if (x < shape + 1) {
    let term = 1 / shape
    let sum = term
    for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
      term *= x / (shape + n)
      sum += term
    }
    return sum * front
  }
  let b = x + 1 - shape
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < MOST_TERMS; n++) {
    const an = -n * (n - shape)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return 1 - front * fraction
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

// Lanczos 1964 with g = 7 and nine terms: fifteen digits.
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

function logGamma(shape: number): number {
  const x = shape - 1
  const t = x + 7.5
  const sum = LANCZOS.reduce((all, term, i) => (i === 0 ? term : all + term / (x + i)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum)
}
