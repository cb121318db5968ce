// The short form of `bench/behaviour`: a day's recipes learned in less, then each kind of attack and of what is none once, through a real cell.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BenchCell } from '../bench/behaviour/cell.ts'
import { ATTACKS, BENIGN } from '../bench/behaviour/episodes.ts'
import { Line } from '../bench/behaviour/line.ts'
import { type Run, runEpisodes } from '../bench/behaviour/measure.ts'
import { medianOf, scoreOf, wilson } from '../bench/behaviour/score.ts'

/** No change of shift within the test. */
const SHIFT_HOURS = 24
const LEARN_HOURS = 6
/** A slice of the sensor, and the poll that reads a value back. */
const SLOWEST_S = 60

let cell: BenchCell
let run: Run
beforeAll(async () => {
  cell = await BenchCell.start(LEARN_HOURS, SHIFT_HOURS)
  const line = new Line(7, SHIFT_HOURS)
  await cell.learn(line, LEARN_HOURS + 0.5)
  const kinds = [...ATTACKS, ...BENIGN].filter((make) => make(line, 0).waitsFor !== 'shift')
  run = await runEpisodes(cell, line, kinds, { times: 1, shiftHours: SHIFT_HOURS })
}, 600_000)
afterAll(() => cell?.[Symbol.asyncDispose]())

test('[E02] each kind of attack is told by its detector, before the process is harmed where its inertia allows', () => {
  const rules = [...new Set(run.outcomes.flatMap(({ expects }) => expects))].sort()
  const scores = rules.map((rule) => scoreOf(rule, run.outcomes, SLOWEST_S))
  expect(scores.filter(({ falseNegatives }) => falseNegatives > 0).map(({ rule }) => rule)).toEqual([])
  const late = scores.filter(({ beforeHarmWherePossible: { hits, of } }) => hits < of)
  expect(late.map(({ rule }) => rule)).toEqual([])
  expect(scores.filter(({ beforeHarmWherePossible }) => beforeHarmWherePossible.of > 0).length).toBeGreaterThan(10)
  for (const { rule, positives, truePositives, leadsS } of scores) {
    const lead = medianOf(leadsS)
    const share = `${truePositives} of ${positives}`
    process.stdout.write(`${rule}: ${share}, ${lead === null ? 'no harm' : `${lead.toFixed(0)} s before harm`}\n`)
  }
})

test('[E02] what looks like an attack and is none raises nothing, nor do calm stretches', () => {
  const benign = run.outcomes.filter(({ expects }) => expects.length === 0)
  expect(benign.length).toBe(BENIGN.length - 1)
  const told = run.outcomes.flatMap(({ name, details }) =>
    details.map(({ rule, values }) => `${name}: ${rule} ${JSON.stringify(values)}`),
  )
  expect(told).toEqual([])
  expect(run.calm.map(({ rule, values }) => `${rule} ${JSON.stringify(values)}`)).toEqual([])
})

test('the interval of a share is that of Wilson', () => {
  // Of R's binom::binom.wilson(9, 10) and (0, 20).
  expect(wilson({ hits: 9, of: 10 })?.low).toBeCloseTo(0.595_85, 4)
  expect(wilson({ hits: 9, of: 10 })?.high).toBeCloseTo(0.982_12, 4)
  expect(wilson({ hits: 0, of: 20 })?.high).toBeCloseTo(0.161_13, 4)
  expect(wilson({ hits: 0, of: 0 })).toBeNull()
})
