// Held against published examples and against scipy 1.17; no expected number here comes from our own output.
import { cusum, distributionOf, mannKendall, medianOf, poisson, survivalOf, wilson } from '@penstock/model/metrics'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

test.each([
  { name: 'three values are shown, not averaged', values: [3, 1, 2], told: { n: 3, values: [1, 2, 3] } },
  { name: 'four too', values: [4, 3, 2, 1], told: { n: 4, values: [1, 2, 3, 4] } },
  { name: 'none', values: [], told: { n: 0, values: [] } },
  // numpy.quantile([1, 2, 4, 8, 16, 32], [.5, .9]) = 6, 24
  { name: 'six', values: [32, 1, 2, 16, 4, 8], told: { n: 6, mean: 10.5, median: 6, p90: 24 } },
])('$name', ({ values, told }) => {
  expect(distributionOf(values)).toEqual(told)
})

describe('Kaplan-Meier', () => {
  /** Remission of leukaemia in weeks, 6-MP arm and placebo (Freireich et al. 1963; Gehan 1965, table of the product-limit estimate). */
  const happened = [6, 6, 6, 7, 10, 13, 16, 22, 23]
  const waiting = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
  const treated = [
    ...happened.map((time) => ({ time, hasHappened: true })),
    ...waiting.map((time) => ({ time, hasHappened: false })),
  ]
  const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map((time) => ({
    time,
    hasHappened: true,
  }))

  test('the published curve of the 6-MP arm, with those at risk', () => {
    expect(
      survivalOf(treated).map(({ time, atRisk, happened: n, waiting: s }) => [time, atRisk, n, s.toFixed(3)]),
    ).toEqual([
      [6, 21, 3, '0.857'],
      [7, 17, 1, '0.807'],
      [10, 15, 1, '0.753'],
      [13, 12, 1, '0.690'],
      [16, 11, 1, '0.627'],
      [22, 7, 1, '0.538'],
      [23, 6, 1, '0.448'],
    ])
  })

  test('its median is 23 weeks, and 8 on placebo', () => {
    expect(medianOf(survivalOf(treated))).toBe(23)
    expect(medianOf(survivalOf(placebo))).toBe(8)
  })

  test('while more than half wait there is no median', () => {
    const first = { time: 1, hasHappened: true }
    expect(medianOf(survivalOf([first, ...[2, 3, 4].map((time) => ({ time, hasHappened: false }))]))).toBeNull()
  })

  test('who waits longer never makes the median shorter', () => {
    const waited = fc.record({ time: fc.nat(1000), hasHappened: fc.boolean() })
    fc.assert(
      fc.property(fc.array(waited, { minLength: 1 }), fc.nat(), (all, which) => {
        const at = which % all.length
        const later = all.map((one, i) => (i === at && !one.hasHappened ? { ...one, time: one.time + 500 } : one))
        const [before, after] = [medianOf(survivalOf(all)), medianOf(survivalOf(later))]
        expect(after ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(before ?? Number.POSITIVE_INFINITY)
      }),
    )
  })
})

test.each([
  // Newcombe 1998, table I, method 3.
  { part: 81, whole: 263, low: '0.2553', high: '0.3662' },
  { part: 15, whole: 148, low: '0.0624', high: '0.1605' },
  { part: 0, whole: 20, low: '0.0000', high: '0.1611' },
  { part: 1, whole: 29, low: '0.0061', high: '0.1718' },
  // scipy.stats.binomtest(7, 7).proportion_ci(method='wilson')
  { part: 7, whole: 7, low: '0.6457', high: '1.0000' },
])('Wilson: $part of $whole', ({ part, whole, low, high }) => {
  const interval = wilson(part, whole)
  expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual([low, high])
})

test.each([
  // scipy.stats.chi2.ppf
  { count: 0, low: 0, high: 3.6888794541139354 },
  { count: 1, low: 0.025317807984289876, high: 5.571643390938898 },
  { count: 5, low: 1.6234863901184207, high: 11.66833207932267 },
  { count: 10, low: 4.7953886961324335, high: 18.39035604201778 },
  { count: 100, low: 81.36399125092314, high: 121.62679379242638 },
  { count: 1000, low: 938.9730184076952, high: 1063.952136016302 },
])('Poisson: $count', ({ count, low, high }) => {
  const interval = poisson(count)
  expect(interval.low).toBeCloseTo(low, 9)
  expect(interval.high).toBeCloseTo(high, 9)
})

test('Poisson: the example of R’s help page for poisson.test, 137 in 24.19893', () => {
  const { low, high } = poisson(137)
  expect([(low / 24.19893).toFixed(6), (high / 24.19893).toFixed(6)]).toEqual(['4.753125', '6.692709'])
})

describe('Mann-Kendall', () => {
  test.each([
    // scipy.stats.kendalltau(range(n), series, method='exact')
    { series: [3, 5, 4, 6, 8, 7, 10, 9], s: 22, p: 0.005505952380952381 },
    { series: [1, 2, 3, 4, 5], s: 10, p: 0.016666666666666666 },
    { series: [10, 8, 9, 7, 5, 6, 4, 3, 2, 1], s: -41, p: 2.9761904761904762e-5 },
  ])('exact: $series', ({ series, s, p }) => {
    const found = mannKendall(series)!
    expect(found.s).toBe(s)
    expect(found.p).toBeCloseTo(p, 12)
  })

  test('equal values lessen the variance, as counted by hand', () => {
    // 5 values, one pair and one triple equal: (5·4·15 − 2·1·9 − 3·2·11) / 18 = 12; S = 6: z = 5 / √12.
    const found = mannKendall([1, 1, 2, 2, 2])!
    expect([found.s, found.variance, found.z.toFixed(6)]).toEqual([6, 12, '1.443376'])
    // 2 · (1 − Φ(1.443376)) by scipy.stats.norm
    expect(found.p).toBeCloseTo(0.148915, 5)
  })

  test('too short a series says nothing, and one that stands still shows no trend', () => {
    expect(mannKendall([1, 2, 3, 4])).toBeNull()
    expect(mannKendall([2, 2, 2, 2, 2])).toMatchObject({ s: 0, z: 0, p: 1 })
  })

  test('the other way round it is the other sign', () => {
    const numbers = fc.array(fc.nat(50), { minLength: 5, maxLength: 40 })
    fc.assert(
      fc.property(numbers, (series) => {
        const [there, back] = [mannKendall(series)!, mannKendall(series.toReversed())!]
        // Adding 0 makes −0 the 0 that it is.
        expect([back.s, back.z]).toEqual([-there.s + 0, -there.z + 0])
        expect(back.p).toBeCloseTo(there.p, 12)
      }),
    )
  })
})

test('CUSUM: the example of Montgomery, table 9.2: the upper sum passes 5 at the 29th value, having grown since the 23rd', () => {
  const series = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62, 10.31,
    8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
  ]
  const { steps, signal } = cusum(series, { target: 10, slack: 0.5, threshold: 5 })
  expect(steps[28]!.upper).toBeCloseTo(5.28, 9)
  expect(steps.slice(0, 6).map(({ upper }) => upper.toFixed(2))).toEqual([
    '0.00',
    '0.00',
    '0.00',
    '1.16',
    '2.82',
    '2.50',
  ])
  expect(signal).toEqual({ at: 28, since: 22, direction: 'rises' })
})
