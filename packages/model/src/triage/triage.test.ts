import type { FindingLevel } from '@penstock/model/detections'
import type { Domain } from '@penstock/model/kernel'
import { compareQueue, type QueueKey, translatedBrief } from '@penstock/model/triage'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, BOILER_WORK, LABELLED, wrenfieldJudge } from './triage.fixture.ts'

const plain = wrenfieldJudge()
const working = wrenfieldJudge((plant) => {
  plant['jobs'] = [BOILER_WORK]
})

/** The part of the blind triage test that a machine can do: what decides is on the page. Whether people decide right by it, people must measure. */
test.each(LABELLED)('[E03:2] the context holds what decides: $name ($right)', (label) => {
  const context = (label.hasWork ? working : plain).context(label.subject, label.isOfOt, at(label.at))
  expect(label.decides(context)).toEqual(label.expected)
})

test('everybody is called once, by a channel that does not rest on corporate IT where there is one', () => {
  const { calls } = plain.context({ destinationIp: '10.20.5.2' }, true, at('2026-10-01T06:12:00Z'))
  expect(new Set(calls.map(({ person }) => person)).size).toBe(calls.length)
  expect(calls.every(({ isIndependent, missing }) => isIndependent || missing !== null)).toBe(true)
})

test('a rota counts by its own time zone', () => {
  const shift = (text: string) => plain.context({ destinationIp: '10.20.5.2' }, true, at(text)).calls[0]?.person
  // 06:00 in London is 05:00 UTC in summer: the shift has changed by then.
  expect(shift('2026-10-01T04:59:00Z')).not.toBe(shift('2026-10-01T05:00:00Z'))
})

test('what no file declares is unknown, and the brief says so', () => {
  const empty = wrenfieldJudge((plant) => {
    for (const list of Object.keys(plant)) if (Array.isArray(plant[list]) && list !== 'protocols') plant[list] = []
    delete plant['recovery']
  })
  const context = empty.context(
    { sourceIp: '10.20.5.10', destinationIp: '10.20.5.2' },
    true,
    at('2026-10-01T06:12:00Z'),
  )
  expect(context).toMatchObject({
    side: 'unknown',
    safety: 'unknown',
    stake: { consequence: { kind: 'unknown', why: 'no-plant' } },
    calls: [],
    units: [],
  })
  const brief = translatedBrief(DETECTION, context, 'ot')
  expect(brief.notKnown).toHaveLength(5)
  expect(brief.soWhat).toContain('nobody can say which function is at stake')
})

const DETECTION = {
  title: 'Program download to a controller',
  level: 'high' as const,
  domain: 'ot' as const,
  firstAt: at('2026-10-01T06:12:00Z'),
  lastAt: at('2026-10-01T06:14:00Z'),
  count: 3,
  techniques: ['T0843'],
}

test('the brief says in plain words what, where in the process, whom to call and what not to do', () => {
  const context = working.context(
    { sourceIp: '10.20.20.51', destinationIp: '10.20.40.10' },
    true,
    at('2026-10-01T06:12:00Z'),
  )
  const brief = translatedBrief(DETECTION, context, 'it')
  expect(brief.what).toContain('From 2026-10-01 06:12 UTC to 2026-10-01 06:14 UTC, 3 times, the OT monitoring found')
  expect(brief.what).toContain('(PKG-BLR-PLC, plc')
  expect(brief.soWhat).toContain('serves Steam')
  expect(brief.soWhat).toContain('Work is recorded on it now: Burner tuning')
  expect(brief.constraints).toContain('Do not isolate PKG-BLR-PLC: it controls the process')
  expect(brief.constraints).toContain('Burner tuning can be stopped safely: after the firing rate is back at minimum')
  expect(brief.calls[0]).toMatch(/^shift supervisor on duty: Shift supervisor .*, mobile /)
})

test('the brief names no address, account or name of the wire, whatever the subject says', () => {
  const secret = fc.stringMatching(/^[a-z]{3,8}$/).map((text) => `zq${text}qz`)
  const subject = fc.record(
    {
      sourceIp: fc.constantFrom('10.20.40.210', '10.20.20.51', '198.51.100.9'),
      sourceHost: secret,
      destinationIp: fc.constantFrom('10.20.5.2', '10.20.40.211', '10.10.1.77'),
      destinationHost: secret,
      user: secret,
      device: secret,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(subject, fc.constantFrom<Domain>('it', 'ot'), fc.boolean(), (given, to, isOfOt) => {
      const context = plain.context(given, isOfOt, at('2026-10-01T06:12:00Z'))
      const text = JSON.stringify(translatedBrief(DETECTION, context, to))
      for (const value of Object.values(given)) if (value !== undefined) expect(text).not.toContain(value)
    }),
    { numRuns: 200 },
  )
})

const key = (given: Partial<QueueKey>): QueueKey => ({
  id: 'a',
  consequence: { kind: 'level', level: 3 },
  level: 'medium',
  raisedAt: at('2026-10-01T06:00:00Z'),
  ...given,
})

const UNKNOWN = { consequence: { kind: 'unknown', why: 'not-declared' } } as const

test.each<readonly [string, Partial<QueueKey>, Partial<QueueKey>]>([
  ['the worse consequence', { consequence: { kind: 'level', level: 5 }, level: 'low' }, { level: 'critical' }],
  ['the higher level', { level: 'critical' }, { level: 'high', raisedAt: at('2020-01-01T00:00:00Z') }],
  ['who waits longer', { raisedAt: at('2026-10-01T05:00:00Z') }, {}],
  ['what is unknown before what is known to be small', UNKNOWN, { consequence: { kind: 'level', level: 2 } }],
  ['what is unknown before what matters to nothing', UNKNOWN, { consequence: { kind: 'none' }, level: 'critical' }],
  ['what is known to be grave before what is unknown', { consequence: { kind: 'level', level: 4 } }, UNKNOWN],
])('%s comes first', (_, first, second) => {
  expect(compareQueue(key(first), key({ id: 'b', ...second }))).toBeLessThan(0)
})

test('the order of the queue is one order', () => {
  const levels: readonly FindingLevel[] = ['critical', 'high', 'medium', 'low', 'informational']
  const any = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    consequence: fc.oneof(
      fc.integer({ min: 1, max: 5 }).map((level) => ({ kind: 'level', level }) as const),
      fc.constant({ kind: 'none' } as const),
      fc.constant({ kind: 'unknown', why: 'not-stated' } as const),
    ),
    level: fc.constantFrom(...levels),
    raisedAt: fc.integer({ min: 0, max: 3 }).map((value) => value as QueueKey['raisedAt']),
  })
  fc.assert(
    fc.property(any, any, any, (a, b, c) => {
      expect(Math.sign(compareQueue(a, b))).toBe(-Math.sign(compareQueue(b, a)) || 0)
      if (compareQueue(a, b) <= 0 && compareQueue(b, c) <= 0) expect(compareQueue(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})
