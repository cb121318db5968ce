import {
  type CoverageCase,
  DAY_MICROS,
  isOpenQuestion,
  judgeCoverage,
  keyOf,
  nextDue,
  protocolsAskedFor,
  readQuestion,
} from '@penstock/model/hunts'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  { name: 'no JSON', text: '{"where": ', place: '', message: /JSON/ },
  { name: 'no filter', text: '{}', place: 'where', message: /one of: field with op/ },
  {
    name: 'an unknown column deep inside',
    text: '{"where":{"all":[{"field":"user","op":"there"},{"field":"password","op":"is","value":"x"}]}}',
    place: 'where.all.1.field',
    message: /./,
  },
  {
    name: 'a text where a number is compared',
    text: '{"where":{"not":{"field":"class","op":"above","value":"many"}}}',
    place: 'where.not.value',
    message: /a number/,
  },
  {
    name: 'an unknown operator',
    text: '{"where":{"any":[{"field":"user","op":"resembles","value":"x"}]}}',
    place: 'where.any.0.op',
    message: /./,
  },
  {
    name: 'too many fields of a thing',
    text: '{"where":{"field":"user","op":"there"},"rare":{"same":["user","user","user","user"],"atMost":1}}',
    place: 'rare.same',
    message: /3/,
  },
  {
    name: 'no subject that is looked through',
    text: '{"of":"packets","where":{"field":"user","op":"there"}}',
    place: 'of',
    message: /events, conversations, operations/,
  },
  {
    name: 'a field of events where it asks of operations',
    text: '{"of":"operations","where":{"all":[{"field":"kind","op":"there"},{"field":"user","op":"there"}]}}',
    place: 'where.all.1.field',
    message: /target/,
  },
  {
    name: 'a field of operations where it asks of conversations',
    text: '{"of":"conversations","where":{"field":"packets","op":"there"},"rare":{"same":["target"],"atMost":1}}',
    place: 'rare.same.0',
    message: /server-port/,
  },
  { name: 'a word too much', text: '{"where":{"field":"user","op":"there"},"then":1}', place: '', message: /then/ },
])('a question with $name is refused, with the place', ({ text, place, message }) => {
  const read = readQuestion(text)
  expect(read.ok).toBe(false)
  if (read.ok) return
  expect(read.faults[0]).toMatchObject({ place })
  expect(read.faults[0]?.message).toMatch(message)
})

// 2026-01-01 is a Thursday.
test.each([
  { every: 'day', minute: 360, after: '2026-01-01T05:59:59.000000Z', due: '2026-01-01T06:00:00.000000Z' },
  { every: 'day', minute: 360, after: '2026-01-01T06:00:00.000000Z', due: '2026-01-02T06:00:00.000000Z' },
  { every: 'week', weekday: 4, minute: 0, after: '2026-01-01T00:00:00.000000Z', due: '2026-01-08T00:00:00.000000Z' },
  { every: 'week', weekday: 1, minute: 90, after: '2026-01-01T12:00:00.000000Z', due: '2026-01-05T01:30:00.000000Z' },
  { every: 'week', weekday: 7, minute: 1439, after: '2026-01-04T23:58:00.000000Z', due: '2026-01-04T23:59:00.000000Z' },
] as const)('every $every at $minute after $after is $due', ({ after, due, ...schedule }) => {
  expect(isoOfMicros(nextDue(schedule, micros(Date.parse(after) * 1000)))).toBe(due)
})

test('what is due comes later, within its period, and nothing of the schedule lies between', () => {
  const anySchedule = fc.record({
    every: fc.constant('week' as const),
    minute: fc.nat(1439),
    weekday: fc.integer({ min: 1, max: 7 }),
  })
  fc.assert(
    fc.property(anySchedule, fc.nat(2_000_000_000), (schedule, second) => {
      const after = micros(second * 1_000_000)
      const due = nextDue(schedule, after)
      expect(due).toBeGreaterThan(after)
      expect(due - after).toBeLessThanOrEqual(7 * DAY_MICROS)
      expect(nextDue(schedule, due) - due).toBe(7 * DAY_MICROS)
    }),
  )
})

const NOTHING: CoverageCase = {
  ...{ from: micros(0), to: micros(10 * DAY_MICROS), keptSince: null, sources: [], shares: [], classes: [], zones: [] },
  ...{ of: 'events' as const, protocols: [] },
  ...{ named: new Set(), heard: new Set(), sitesWithoutZones: [] },
}
const judged = (given: Partial<CoverageCase>) => judgeCoverage({ ...NOTHING, ...given }, (at) => `d${at / DAY_MICROS}`)

test('without any event nothing was seen', () => {
  const source = { source: 'a', site: 'works', format: 'windows-xml' }
  expect(judged({ sources: [source], classes: [1006] })).toMatchObject({
    ...{ days: 10, keptSince: null, daysNotKept: 10, blindDays: [], missingClasses: [1006] },
    sources: [{ ...source, events: 0, silentDays: 0 }],
  })
})

test('days, sources, classes and zones that were not seen are told', () => {
  const share = (source: string, bucket: number, classUid = 1007) => ({ source, bucket, classUid, events: 2 })
  const zones = ['Z-1', 'Z-2', 'Z-3'].map((id) => ({ site: 'works', id, name: id }))
  const told = judged({
    keptSince: micros(2.5 * DAY_MICROS),
    sources: ['a', 'b'].map((source) => ({ source, site: 'works', format: 'x' })),
    shares: [share('a', 2), share('a', 3), share('a', 6), share('b', 6, 1006), share('a', 8)],
    classes: [1006, 3002],
    zones,
    named: new Set([keyOf(zones[0]!)]),
    heard: new Set([keyOf(zones[1]!)]),
  })
  expect(told.daysNotKept).toBe(2)
  expect(told.blindDays).toEqual([
    { from: 'd4', to: 'd6', days: 2 },
    { from: 'd7', to: 'd8', days: 1 },
    { from: 'd9', to: 'd10', days: 1 },
  ])
  expect(told.sources).toMatchObject([
    { source: 'a', events: 8, silentDays: 4 },
    { source: 'b', events: 2, silentDays: 7 },
  ])
  expect(told.missingClasses).toEqual([3002])
  expect(told.zones).toEqual({
    known: 3,
    unseen: [
      { site: 'works', id: 'Z-2', name: 'Z-2', isHeard: true },
      { site: 'works', id: 'Z-3', name: 'Z-3', isHeard: false },
    ],
  })
})

test('of what sensors saw the protocols are told that nobody spoke, and no class of events', () => {
  const share = (protocol: string | null) => ({ source: 'works s1', bucket: 1, protocol, events: 2 })
  const question = readQuestion(
    '{"of":"operations","where":{"any":[{"field":"protocol","op":"in","values":["S7comm","DNP3"]},{"not":{"field":"protocol","op":"is","value":"modbus"}}]}}',
  )
  if (!question.ok) throw new Error('a question')
  expect(protocolsAskedFor(question.value)).toEqual(['dnp3', 's7comm'])
  const told = judged({
    ...{ of: 'operations', keptSince: micros(0), protocols: protocolsAskedFor(question.value) },
    shares: [share('s7Comm'), share(null)],
  })
  expect(told).toMatchObject({ of: 'operations', missingProtocols: ['dnp3'], missingClasses: [] })
  expect(judged({})).not.toHaveProperty('missingProtocols')
})

test('over the boundary nothing is asked of what sensors saw, whatever it names', () => {
  const where = { field: 'hour', op: 'below', value: '5' } as const
  expect(isOpenQuestion({ where })).toBe(true)
  expect(isOpenQuestion({ of: 'events', where })).toBe(true)
  expect([isOpenQuestion({ of: 'conversations', where }), isOpenQuestion({ of: 'operations', where })]).toEqual([
    false,
    false,
  ])
})

test('each kept day is either blind or has an event', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(9)), fc.nat(10), (days, kept) => {
      const shares = days.map((bucket) => ({ source: 'a', bucket, classUid: 1, events: 1 }))
      const { blindDays, daysNotKept } = judged({ shares, keptSince: micros(kept * DAY_MICROS) })
      const blind = blindDays.reduce((sum, one) => sum + one.days, 0)
      expect(blind + daysNotKept + days.filter((day) => day >= daysNotKept).length).toBe(10)
    }),
  )
})
