// What a form holds of a plan is the plan.
import type { BaselinePlanView } from '@penstock/contract/baselines'
import { Schedule } from '@penstock/model/baselines'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftOf, scheduleOf } from './plan-draft.ts'

const AT = '2026-10-01T06:00:00.000000Z'
const minute = fc.integer({ min: 0, max: 1439 })
const name = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text && text !== '')
const days = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((all) => all.sort((a, b) => a - b))
const schedule = fc.record({
  offsetMinutes: fc.integer({ min: -840, max: 840 }),
  shifts: fc.array(fc.record({ name, days, fromMinute: minute, toMinute: minute }), { maxLength: 4 }),
  batch: fc.option(
    fc.record({
      startAt: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((second) => second * 1_000_000),
      phases: fc.array(fc.record({ name, seconds: fc.integer({ min: 1, max: 86_400 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  ),
})

test('a schedule comes out of the form as it went in', () => {
  fc.assert(
    fc.property(
      schedule.map((made) => Schedule.parse(made)),
      fc.integer({ min: 1, max: 8784 }),
      (told, learnHours) => {
        const learnUntil = new Date(Date.parse(AT) + learnHours * 3_600_000).toISOString()
        const plan: BaselinePlanView = { site: 's', version: 1, learnFrom: AT, learnUntil, clock: AT, schedule: told }
        const draft = draftOf(plan)
        expect([draft.learnHours, scheduleOf(draft)]).toEqual([learnHours, told])
      },
    ),
  )
})
