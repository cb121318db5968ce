// What is learned and what leaves it: each kind by hand, and laws that hold of any traffic.
import {
  addTo,
  approvePair,
  approvePoint,
  judgePair,
  judgePoint,
  judgeScan,
  judgeSilence,
  learnPair,
  learnPoint,
  limitsOf,
  merge,
  mergePairs,
  mergePoints,
  NEW_PAIR,
  NEW_POINT,
  NOTHING,
  type PairProfile,
  type PairSighting,
  type PointProfile,
  phaseAt,
  phaseBegan,
  phasesBetween,
  type Schedule,
  trimmedOf,
} from '@penstock/model/baselines'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asked, BEGIN, MINUTE, pair, proofAt, reach, reading } from './baselines.fixture.ts'

const NOW = ['always']
const usual = pair([asked('3')])

function learned(rows: readonly PairSighting[], phase = 'always', absence?: number): PairProfile {
  const absences = absence === undefined ? {} : { '3': absence }
  return rows.reduce((profile, row) => learnPair(profile, row, phase, absences), NEW_PAIR)
}

function ranged(rows: readonly (readonly [number, number])[], phase = 'always'): PointProfile {
  return rows.reduce((profile, [min, max]) => learnPoint(profile, reading(min, max), phase), NEW_POINT)
}

const twenty = <Row>(row: Row): Row[] => Array.from({ length: 20 }, () => row)
const told = (rows: ReturnType<typeof judgePair>) => rows.map(({ kind, reason, subject }) => [kind, reason, subject])

test.each([
  { name: 'the usual', seen: usual, deviations: [] },
  { name: 'a function never asked', seen: pair([asked('4')]), deviations: [['new-function', 'never-seen', '4']] },
  {
    name: 'a write never asked',
    seen: pair([asked('6', { isChange: true })]),
    deviations: [['new-function', 'never-seen', '6']],
  },
  {
    name: 'addresses above',
    seen: pair([asked('3', { touched: reach(0, 10) })]),
    deviations: [['new-address', 'above', '3']],
  },
  {
    name: 'addresses below',
    seen: pair([asked('3', { touched: reach(-1, 9) })]),
    deviations: [['new-address', 'below', '3']],
  },
  { name: 'fewer addresses', seen: pair([asked('3', { touched: reach(4, 5) })]), deviations: [] },
  // Learned: 1 s. A bucket is 0.14 % wide, the factor 1.5: 1.49 s is in, 1.51 s is out.
  { name: 'a little slower', seen: pair([asked('3', { meanGapMicros: 1_490_000 })]), deviations: [] },
  {
    name: 'slower',
    seen: pair([asked('3', { meanGapMicros: 1_510_000 })]),
    deviations: [['cadence', 'slower', '3']],
  },
  {
    name: 'faster',
    seen: pair([asked('3', { meanGapMicros: 660_000 })]),
    deviations: [['cadence', 'faster', '3']],
  },
  { name: 'unsteady', seen: pair([asked('3', { jitter: 2.5 })]), deviations: [['cadence', 'unsteady', '3']] },
  {
    name: 'too few to tell a cadence',
    seen: pair([asked('3', { meanGapMicros: null, jitter: null })]),
    deviations: [],
  },
  // 240 packets a minute are 4 a second: 4 x 4 + 50 = 66 a second are still no flood.
  { name: 'busy', seen: pair([asked('3')], { packets: 65 * 60 }), deviations: [] },
  { name: 'flood', seen: pair([asked('3')], { packets: 67 * 60 }), deviations: [['flood', 'above', '']] },
])('$name', ({ seen, deviations }) => {
  expect(told(judgePair(learned(twenty(usual)), seen, NOW))).toEqual(deviations)
})

test('a deviation names what was expected and the first packet that shows it', () => {
  const [row] = judgePair(learned(twenty(usual)), pair([asked('3', { touched: reach(0, 99) })]), NOW)
  expect(row).toMatchObject({ expected: { low: 0, high: 9 }, observed: 99, proof: proofAt(BEGIN, 9), phase: 'always' })
})

test.each([
  { name: 'inside', min: 20, max: 30, reasons: [] },
  // Learned 20 to 30; half the width beyond it is usual: 15 to 35.
  { name: 'within the margin', min: 15.1, max: 34.9, reasons: [] },
  { name: 'above', min: 20, max: 35.2, reasons: ['above'] },
  { name: 'below', min: 14.8, max: 30, reasons: ['below'] },
])('a reading $name', ({ min, max, reasons }) => {
  const profile = ranged(twenty([20, 30] as const))
  expect(judgePoint(profile, reading(min, max), NOW).map(({ reason }) => reason)).toEqual(reasons)
})

test('the packet of a reading out of range is the one that read so', () => {
  const [row] = judgePoint(ranged(twenty([20, 30] as const)), reading(20, 90), NOW)
  expect(row).toMatchObject({ kind: 'value', observed: 90, proof: { frame: 12 } })
})

test('what only counts up has no range', () => {
  let profile = NEW_POINT
  for (let at = 0; at < 20; at += 1)
    profile = learnPoint(profile, reading(at * 10, at * 10 + 9, { isOneWay: true }), 'always')
  expect(judgePoint(profile, reading(100_000, 100_009, { isOneWay: true }), NOW)).toEqual([])
})

test('a function is missed after three times its longest usual absence, in a phase in which it was usual', () => {
  const profile = learned(twenty(usual), 'early', 20_000_000)
  const silence = judgeSilence(usual, profile, '3', 'early')
  expect(silence?.afterMicros).toBeGreaterThanOrEqual(60_000_000)
  expect(silence?.afterMicros).toBeLessThan(60_200_000)
  expect(judgeSilence(usual, profile, '3', 'night')).toBeNull()
  expect(silence?.deviation(proofAt(BEGIN + 2 * MINUTE), BEGIN)).toMatchObject({
    ...{ kind: 'silence', reason: 'absent', subject: '3', observed: 2 * MINUTE },
  })
})

test('eight ends that do not answer are a scan from its first packet, seven are not', () => {
  const knocks = Array.from({ length: 8 }, (_, at) =>
    pair([], {
      server: `10.1.2.${at}`,
      isBlank: true,
      firstAt: micros(BEGIN + at),
      proof: proofAt(BEGIN + at, 20 + at),
    }),
  )
  expect(judgeScan('10.1.1.66', knocks.toReversed(), [], 'always')).toMatchObject({ observed: 8, proof: { frame: 20 } })
  expect(judgeScan('10.1.1.66', knocks.slice(1), [], 'always')).toBeNull()
})

test('a write that is seen while learning is quarantined until its owner approves it', () => {
  const write = pair([
    asked('3'),
    asked('6', { isChange: true, targets: [{ target: 'register 7', proof: proofAt(BEGIN) }] }),
  ])
  const profile = learned([...twenty(usual), ...twenty(write)])
  expect(profile.functions['6']?.standing).toBe('quarantined')
  expect(told(judgePair(profile, write, NOW, true))).toEqual([['new-function', 'quarantined', '6']])
  const [row] = judgePair(profile, write, NOW)
  expect(row).toMatchObject({ reason: 'quarantined' })
  const approved = approvePair(profile, row!)
  expect(judgePair(approved, write, NOW)).toEqual([])
  const other = pair([asked('6', { isChange: true, targets: [{ target: 'register 8', proof: proofAt(BEGIN, 9) }] })])
  expect(judgePair(approved, other, NOW)).toMatchObject([
    { kind: 'new-address', subject: '6 register 8', proof: { frame: 9 } },
  ])
})

test('writing a value is not approved with reading it: an approval holds for its function', () => {
  const write = pair([asked('6', { isChange: true })])
  const [row] = judgePair(learned(twenty(usual)), write, NOW)
  const approved = approvePair(learned(twenty(usual)), row!)
  expect(told(judgePair(approved, pair([asked('16', { isChange: true })]), NOW))).toHaveLength(1)
  expect(judgePair(approved, pair([asked('6', { isChange: true, touched: reach(5, 50) })]), NOW)).toMatchObject([
    { kind: 'new-address', reason: 'above' },
  ])
})

// Early from six to two, night over midnight; a batch of ten minutes heating and twenty holding.
const DAY = 86_400_000_000
const MIDNIGHT = Math.floor(BEGIN / DAY) * DAY
const EVERY = [0, 1, 2, 3, 4, 5, 6]
const schedule: Schedule = {
  offsetMinutes: 60,
  shifts: [
    { name: 'early', days: EVERY, fromMinute: 360, toMinute: 840 },
    { name: 'night', days: EVERY, fromMinute: 1320, toMinute: 360 },
  ],
  batch: {
    startAt: micros(MIDNIGHT),
    phases: [
      { name: 'heat', seconds: 600 },
      { name: 'hold', seconds: 1200 },
    ],
  },
}

test.each([
  { hour: 5, minute: 0, phase: 'early / heat' },
  { hour: 4, minute: 59, phase: 'night / hold' },
  { hour: 12, minute: 59, phase: 'early / hold' },
  { hour: 13, minute: 5, phase: 'heat' },
  { hour: 23, minute: 30, phase: 'night / heat' },
])('at $hour:$minute UTC it is $phase', ({ hour, minute, phase }) => {
  expect(phaseAt(schedule, MIDNIGHT + (hour * 60 + minute) * MINUTE)).toBe(phase)
})

test('a span names every phase that it touches, and a phase when it began', () => {
  const at = MIDNIGHT + 12.5 * 60 * MINUTE
  expect(phasesBetween(schedule, at, at + 45 * MINUTE)).toEqual(['early / heat', 'early / hold', 'heat', 'hold'])
  expect(phaseBegan(schedule, at + 15 * MINUTE)).toBe(at + 10 * MINUTE)
  expect(phaseBegan(schedule, at + 31 * MINUTE)).toBe(at + 30 * MINUTE)
})

test('what is usual in one phase is not in another, and what spans two is judged by both', () => {
  const hot = ranged(twenty([78, 82] as const), 'heat')
  const both = twenty([19, 21] as const).reduce((all, [min, max]) => learnPoint(all, reading(min, max), 'hold'), hot)
  expect(judgePoint(both, reading(78, 82), ['heat'])).toEqual([])
  expect(judgePoint(both, reading(78, 82), ['hold'])).toHaveLength(1)
  expect(judgePoint(both, reading(20, 80), ['heat', 'hold'])).toEqual([])
  expect(judgePoint(both, reading(20, 80), ['heat', 'unknown'])).toEqual([])
})

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constant(0),
)
const seen = fc
  .record({
    code: fc.constantFrom('3', '4', '6', 'constructor'),
    gap: fc.option(fc.integer({ min: 1, max: 1e10 })),
    low: fc.integer({ min: 0, max: 200 }),
    points: fc.integer({ min: 0, max: 100 }),
    phase: fc.constantFrom('early', 'late', null),
  })
  .map(({ code, gap, low, points, phase }) => ({
    phase,
    row: pair([asked(code, { isChange: code === '6', meanGapMicros: gap, touched: reach(low, low + points) })]),
  }))
const learnAll = (rows: readonly { phase: string | null; row: PairSighting }[]): PairProfile =>
  rows.reduce((profile, { row, phase }) => learnPair(profile, row, phase), NEW_PAIR)

test('in which order it is learned does not matter, and two windows merged are both learned', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(seen, fc.nat()), { maxLength: 60 }), fc.nat(60), (drawn, cut) => {
      const rows = drawn.map(([row]) => row)
      const shuffled = drawn.toSorted(([, a], [, b]) => a - b)
      const whole = learnAll(rows)
      expect(learnAll(shuffled.map(([row]) => row))).toEqual(whole)
      expect(mergePairs(learnAll(rows.slice(0, cut)), learnAll(rows.slice(cut)))).toEqual(whole)
    }),
    { numRuns: 100 },
  )
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300 }), fc.nat(300), (values, cut) => {
      const sum = (list: readonly number[]) => list.reduce(addTo, NOTHING)
      const whole = sum(values)
      expect(sum(values.toReversed())).toEqual(whole)
      expect(merge(sum(values.slice(0, cut)), sum(values.slice(cut)))).toEqual(whole)
      expect(whole.buckets.length).toBeLessThanOrEqual(64)
    }),
    { numRuns: 100 },
  )
})

test('who holds no more than a twentieth of the intervals moves no limit beyond what the others show', () => {
  const clean = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 12, maxLength: 200 })
  fc.assert(
    fc.property(clean, fc.array(number, { maxLength: 20 }), (values, poison) => {
      const share = poison.slice(0, trimmedOf(values.length))
      const limits = limitsOf([...values, ...share].reduce(addTo, NOTHING))!
      // A bucket is as wide as the widest that holds so different numbers.
      expect(limits.high).toBeLessThanOrEqual(Math.max(...values) * widthOf(values, share))
      expect(limits.low).toBeGreaterThanOrEqual(Math.min(...values) / widthOf(values, share))
    }),
    { numRuns: 200 },
  )
  function widthOf(values: readonly number[], share: readonly number[]): number {
    return 2 ** (2 ** [...values, ...share].reduce(addTo, NOTHING).level / 512) * 1.000001
  }
})

test('what was approved is no deviation any more', () => {
  fc.assert(
    fc.property(fc.array(seen, { minLength: 12, maxLength: 40 }), seen, (rows, { row }) => {
      let profile = learnAll([...rows, ...rows])
      for (const deviation of judgePair(profile, row, ['early'])) profile = approvePair(profile, deviation)
      // An address below and one above are told one after the other.
      for (const deviation of judgePair(profile, row, ['early'])) profile = approvePair(profile, deviation)
      expect(judgePair(profile, row, ['early'])).toEqual([])
    }),
    { numRuns: 100 },
  )
  const profile = ranged(twenty([20, 30] as const))
  const row = reading(20, 90)
  const approved = judgePoint(profile, row, NOW).reduce(approvePoint, profile)
  expect(judgePoint(approved, row, NOW)).toEqual([])
  expect(mergePoints(approved, NEW_POINT)).toEqual(approved)
})

test('a shift change alone raises nothing', () => {
  const early = pair([asked('3', { meanGapMicros: 1_000_000 })])
  const late = pair([asked('3', { meanGapMicros: 5_000_000 }), asked('4', { meanGapMicros: 500_000 })])
  const profile = mergePairs(learned(twenty(early), 'early'), learned(twenty(late), 'late'))
  expect(judgePair(profile, early, ['early'])).toEqual([])
  expect(judgePair(profile, late, ['late'])).toEqual([])
  expect(judgePair(profile, pair([asked('3', { meanGapMicros: 2_500_000 })]), ['early', 'late'])).toEqual([])
  expect(told(judgePair(profile, late, ['early']))).toContainEqual(['cadence', 'slower', '3'])
})
