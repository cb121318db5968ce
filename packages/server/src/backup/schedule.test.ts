import { micros, microsOfIso } from '@penstock/model/kernel'
import { Quiet } from '@penstock/server/backup'
import { expect, test } from 'vitest'
import { nextAtTimeOfDay } from './schedule.ts'

function at(iso: string) {
  return micros(microsOfIso(`2026-11-${iso}:00.000000Z`) ?? 0)
}

test.each([
  { after: '20T01:59', next: '20T02:00' },
  { after: '20T02:00', next: '21T02:00' },
  { after: '20T23:00', next: '21T02:00' },
])('a nightly backup at 02:00 comes after $after at $next', ({ after, next }) => {
  expect(nextAtTimeOfDay('02:00', at(after))).toBe(at(next))
})

test('a hold waits for what runs, keeps the rest waiting, and lets it go', async () => {
  const quiet = new Quiet()
  const steps: string[] = []
  const first = Promise.withResolvers<void>()
  const running = quiet.share(async () => {
    await first.promise
    steps.push('first')
  })
  const held = quiet.hold()
  const second = quiet.share(async () => void (await Promise.resolve(steps.push('second'))))
  first.resolve()
  const resume = await held
  steps.push('held')
  await running
  await new Promise((done) => setTimeout(done, 5))
  expect(steps).toEqual(['first', 'held'])
  resume()
  await second
  expect(steps).toEqual(['first', 'held', 'second'])
})
