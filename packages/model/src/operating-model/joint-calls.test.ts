import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import { type Attendance, isGap, judgeAttendance, occurrencesOf } from '@penstock/model/operating-model'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const START = micros(1_790_000_000_000_000)
const HOUR = 3_600_000_000
const at = (hours: number): EpochMicros => micros(START + hours * HOUR)
const WEEKLY = { firstAt: START, everyDays: 7, endedAt: null }
const WEEK = 168
const said = (week: number, ...domains: readonly Domain[]): Attendance[] =>
  domains.map((domain) => ({ dueAt: at(week * WEEK), domain }))

test.each([
  ['long before', -2, [], ['coming']],
  ['at the hour', 0, [], ['coming', 'open']],
  ['when nobody has said it for a day', 23, [], ['coming', 'open']],
  ['after that day', 24, [], ['coming', 'missed']],
  ['when one team said it', 24, said(0, 'ot'), ['coming', 'one-sided']],
  ['when both said it', 24, said(0, 'ot', 'it'), ['coming', 'held']],
  ['a week later', WEEK + 30, said(0, 'ot', 'it'), ['coming', 'missed', 'held']],
] as const)('%s', (_, hours, attended, states) => {
  expect(occurrencesOf(WEEKLY, attended, at(hours), 10).map(({ state }) => state)).toEqual(states)
})

test('what one ended early leaves no gap, and what was missed before stays one', () => {
  const ended = { ...WEEKLY, endedAt: at(WEEK + 1) }
  const found = occurrencesOf(ended, said(0, 'it'), at(10 * WEEK), 10)
  expect(found.map(({ state, dueAt }) => [state, dueAt])).toEqual([
    ['missed', at(WEEK)],
    ['one-sided', START],
  ])
  expect(found.every(isGap)).toBe(true)
})

test.each([
  ['before it', 0, -1, [], 'joint-calls.not-now'],
  ['a day late', 0, 24, [], 'joint-calls.not-now'],
  ['of an hour that was not planned', 5, 5, [], 'joint-calls.not-now'],
  ['of one before the first', -WEEK, -WEEK, [], 'joint-calls.not-now'],
  ['twice', 0, 1, said(0, 'ot'), 'joint-calls.already'],
] as const)('a team does not say it %s', (_, due, now, attended, code) => {
  const judged = judgeAttendance(WEEKLY, attended, { dueAt: at(due), domain: 'ot' }, at(now))
  expect(judged).toEqual({ ok: false, refusal: { code } })
})

test('whatever teams say and whenever, each that is past is held or a gap, and nothing makes a gap whole', () => {
  const deed = fc.record({ wait: fc.nat(60), domain: fc.constantFrom<Domain>('it', 'ot'), nth: fc.nat(6) })
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (deeds, everyDays) => {
      const series = { firstAt: START, everyDays, endedAt: null }
      const attended: Attendance[] = []
      const gaps = new Set<number>()
      let now = at(-3)
      for (const { wait, domain, nth } of deeds) {
        now = micros(now + wait * HOUR)
        const judged = judgeAttendance(series, attended, { dueAt: at(nth * everyDays * 24), domain }, now)
        if (judged.ok) attended.push(judged.value)
        const found = occurrencesOf(series, attended, now, 1000)
        for (const one of found) if (isGap(one)) gaps.add(one.dueAt)
        expect(found.filter((one) => gaps.has(one.dueAt) && !isGap(one))).toEqual([])
        expect(found.filter(({ state }) => state === 'coming').length).toBeLessThanOrEqual(1)
        for (const { dueAt, state, saidBy } of found) {
          expect(state === 'held').toBe(saidBy.length === 2)
          if (now >= dueAt + 24 * HOUR) expect(['held', 'one-sided', 'missed']).toContain(state)
        }
      }
    }),
  )
})
