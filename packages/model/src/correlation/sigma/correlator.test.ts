import {
  COMPARISONS,
  CORRELATION_TYPES,
  type CorrelationAlert,
  type CorrelationRule,
  type RuleMatch,
  SigmaCorrelator,
} from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { literalAlerts, rulesOf } from './literal.fixture.ts'

const SECOND = 1_000_000

function match(id: string, ruleId: string, second: number, fields: Record<string, unknown>): RuleMatch {
  return { id, ruleId, at: micros(second * SECOND), fields }
}

function run(rules: readonly CorrelationRule[], matches: readonly RuleMatch[], latenessS = 1000): CorrelationAlert[] {
  const engine = new SigmaCorrelator(rules, { latenessMicros: latenessS * SECOND })
  return [...matches.flatMap((one) => engine.push(one)), ...engine.flush()]
}

function told(alerts: readonly CorrelationAlert[]) {
  return alerts
    .map(({ ruleId, at, group, value }) => ({ ruleId, at, group: group.map((one) => one.value).join('|'), value }))
    .map((one) => JSON.stringify(one))
    .sort()
}

const rule = (id: string, correlation: object) => ({
  title: id,
  id,
  correlation: { 'group-by': 'u', timespan: '10s', ...correlation },
})
const FAILED = rule('many', { type: 'event_count', rules: 'a', condition: { gte: 3 } })

describe('one rule', () => {
  test.each([
    { name: 'the window holds both its ends', seconds: [0, 5, 10], alerts: [10] },
    { name: 'an event before it is out', seconds: [0, 5, 11], alerts: [] },
    { name: 'it slides over any boundary', seconds: [58, 61, 64], alerts: [64] },
    { name: 'one alert while it stays true', seconds: [0, 1, 2, 3, 4, 12, 13], alerts: [2] },
    { name: 'another once it was false, though no event came then', seconds: [0, 1, 2, 30, 31, 32], alerts: [2, 32] },
  ])('$name', ({ seconds, alerts }) => {
    const matches = seconds.map((second) => match(`e${second}`, 'a', second, { u: 'x' }))
    expect(run(rulesOf([FAILED]), matches).map(({ at }) => at / SECOND)).toEqual(alerts)
  })

  test('groups are apart, and text is compared without case', () => {
    const matches = ['x', 'X', 'y', 'x'].map((u, at) => match(`${at}`, 'a', at, { u }))
    expect(run(rulesOf([FAILED]), matches)).toMatchObject([{ group: [{ field: 'u', value: 'x' }], value: 3, since: 0 }])
  })

  test('an event without the field of the group is counted and not correlated', () => {
    const engine = new SigmaCorrelator(rulesOf([FAILED]))
    for (let at = 0; at < 5; at += 1) engine.push(match(`${at}`, 'a', at, at % 2 === 0 ? { u: null } : {}))
    expect(engine.flush()).toEqual([])
    expect(engine.counts()).toMatchObject({ matches: 5, ungrouped: 5, alerts: 0 })
  })

  test('an alias names another field of each rule', () => {
    const rules = rulesOf([
      rule('both', {
        type: 'temporal',
        rules: ['a', 'b'],
        'group-by': ['inside'],
        aliases: { inside: { a: 'destination.ip', b: 'source.ip' } },
      }),
    ])
    const alerts = run(rules, [
      match('1', 'a', 1, { destination: { ip: '10.0.0.1' }, source: { ip: '10.0.0.2' } }),
      match('2', 'b', 2, { 'source.ip': '10.0.0.1' }),
      match('3', 'b', 2, { 'source.ip': '10.0.0.2' }),
    ])
    expect(alerts).toMatchObject([{ ruleId: 'both', group: [{ field: 'inside', value: '10.0.0.1' }], value: 2 }])
  })

  test('values of a group cannot be made to look like those of another', () => {
    const rules = rulesOf([
      rule('pair', { type: 'event_count', rules: 'a', 'group-by': ['u', 'w'], condition: { gte: 2 } }),
    ])
    const alerts = run(rules, [
      match('1', 'a', 1, { u: '1:x', w: '1:y' }),
      match('2', 'a', 2, { u: '1:x1:', w: 'y' }),
      match('3', 'a', 3, { u: '1:x', w: '1:y' }),
    ])
    expect(alerts.map(({ group }) => group.map(({ value }) => value))).toEqual([['1:x', '1:y']])
  })
})

test('failures in a row, then a success: a chain of the specification', () => {
  const rules = rulesOf([
    rule('then', { type: 'temporal_ordered', rules: ['many', 'b'] }),
    { ...FAILED, name: 'many', id: 'id-of-many' },
  ])
  const failures = [0, 1, 2, 3].map((at) => match(`f${at}`, 'a', at, { u: 'x' }))
  const alerts = run(rules, [match('early', 'b', 1, { u: 'x' }), ...failures, match('s', 'b', 9, { u: 'x' })])
  expect(alerts.map(({ ruleId, at }) => [ruleId, at / SECOND])).toEqual([
    ['id-of-many', 2],
    ['then', 9],
  ])
})

describe('late, again, ahead', () => {
  test('an event within the bound counts, one beyond it is counted as late', () => {
    const engine = new SigmaCorrelator(rulesOf([FAILED]), { latenessMicros: 5 * SECOND })
    const alerts = [3, 10, 5, 4.999999, 6, 20].flatMap((at) => engine.push(match(`e${at}`, 'a', at, { u: 'x' })))
    expect(alerts.map(({ at }) => at / SECOND)).toEqual([6])
    expect(engine.counts()).toMatchObject({ late: 1 })
  })

  test('the same event again changes nothing, however often', () => {
    const matches = [0, 1].flatMap((at) => Array.from({ length: 4 }, () => match(`e${at}`, 'a', at, { u: 'x' })))
    const engine = new SigmaCorrelator(rulesOf([FAILED]), { latenessMicros: 0 })
    expect([...matches, ...matches].flatMap((one) => engine.push(one))).toEqual([])
    expect(engine.flush()).toEqual([])
    expect(engine.counts()).toMatchObject({ redelivered: 10, late: 4 })
  })

  test('a clock that runs ahead does not make all others late', () => {
    const engine = new SigmaCorrelator(rulesOf([FAILED]))
    engine.push(match('wrong', 'a', 86_400, { u: 'x' }), micros(0))
    for (const at of [0, 1, 2]) engine.push(match(`e${at}`, 'a', at, { u: 'x' }), micros(at * SECOND))
    expect(engine.advance(micros(70 * SECOND))).toHaveLength(1)
    expect(engine.counts()).toMatchObject({ ahead: 1, late: 0 })
  })
})

describe('bounds', () => {
  test('beyond the limit of groups the one that was touched longest ago goes, and is counted', () => {
    const engine = new SigmaCorrelator(rulesOf([FAILED]), { latenessMicros: 0, maxGroups: 10 })
    const old = [0, 0.1].map((at) => match(`o${at}`, 'a', at, { u: 'old' }))
    const flood = Array.from({ length: 50 }, (_, at) => match(`f${at}`, 'a', 1 + at / 100, { u: `u${at}` }))
    for (const one of [...old, ...flood]) engine.push(one)
    expect(engine.counts()).toMatchObject({ liveGroups: 10, evictedGroups: 41 })
    // The evicted group begins anew: two events are forgotten.
    expect([...engine.push(match('o3', 'a', 3, { u: 'old' })), ...engine.flush()]).toEqual([])
  })

  test('groups whose windows are empty are forgotten', () => {
    const engine = new SigmaCorrelator(rulesOf([FAILED]), { latenessMicros: 0 })
    for (let at = 0; at < 1000; at += 1) engine.push(match(`${at}`, 'a', at, { u: `u${at}` }))
    expect(engine.counts().liveGroups).toBeLessThan(15)
    engine.advance(micros(5000 * SECOND))
    expect(engine.counts()).toMatchObject({ liveGroups: 0, evictedGroups: 0 })
  })

  test('a group that floods keeps its latest events', () => {
    const engine = new SigmaCorrelator(
      rulesOf([rule('r', { type: 'event_count', rules: 'a', condition: { gte: 50 } })]),
      {
        maxEventsPerGroup: 10,
      },
    )
    for (let at = 0; at < 100; at += 1) engine.push(match(`${at}`, 'a', at / 100, { u: 'x' }))
    expect(engine.flush()).toEqual([])
    expect(engine.counts()).toMatchObject({ droppedEvents: 90 })
  })

  test('more than may wait is taken before its time, and its redelivery is late', () => {
    const engine = new SigmaCorrelator(rulesOf([FAILED]), { maxWaiting: 5 })
    for (let at = 0; at < 20; at += 1) engine.push(match(`${at}`, 'a', at / 10, { u: 'x' }))
    expect(engine.counts()).toMatchObject({ takenEarly: 15 })
    engine.push(match('3', 'a', 0.3, { u: 'x' }))
    expect(engine.counts()).toMatchObject({ late: 1 })
  })
})

// Streams in small worlds, so that windows, ties and groups meet often.
const stream = fc
  .array(
    fc.record({
      ruleId: fc.constantFrom('a', 'b', 'c'),
      second: fc.integer({ min: 0, max: 50 }),
      u: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
      v: fc.option(fc.integer({ min: -5, max: 9 }), { nil: undefined }),
    }),
    { maxLength: 60 },
  )
  .map((events) => events.map(({ ruleId, second, u, v }, at) => match(`e${at}`, ruleId, second, { u, v })))

const comparison = fc.tuple(fc.constantFrom(...COMPARISONS), fc.integer({ min: 0, max: 6 }))
const correlation = (rules: readonly string[]) =>
  fc
    .record({
      type: fc.constantFrom(...CORRELATION_TYPES),
      rules: fc.uniqueArray(fc.constantFrom(...rules), { minLength: 1, maxLength: 3 }),
      seconds: fc.integer({ min: 1, max: 20 }),
      by: fc.constantFrom(['u'], [] as string[], ['u', 'u']),
      comparisons: fc.array(comparison, { minLength: 1, maxLength: 2 }),
      percentile: fc.integer({ min: 1, max: 100 }),
    })
    .map(({ type, rules, seconds, by, comparisons, percentile }) => ({
      ...{ type, rules, 'group-by': by, timespan: `${seconds}s` },
      ...(type === 'temporal_ordered'
        ? {}
        : {
            condition: {
              ...Object.fromEntries(comparisons),
              ...(type.startsWith('value') ? { field: 'v' } : {}),
              ...(type === 'value_percentile' ? { percentile } : {}),
            },
          }),
    }))
const ruleSet = fc
  .tuple(correlation(['a', 'b', 'c']), correlation(['a', 'b', 'c']), correlation(['a', 'r0', 'r1']))
  .map((three) => rulesOf(three.map((one, at) => ({ title: `r${at}`, id: `r${at}`, correlation: one }))))

/** Groups by one field twice, or by none, are told differently by the two; the literal one joins them with a bar. */
function literal(rules: readonly CorrelationRule[], matches: readonly RuleMatch[]): string[] {
  return literalAlerts(rules, matches)
    .map(({ ruleId, at, group, value }) => JSON.stringify({ ruleId, at, group, value }))
    .sort()
}

describe('property', () => {
  test('the engine tells what the literal reading tells, in whatever order the events come', () => {
    fc.assert(
      fc.property(ruleSet, stream, fc.infiniteStream(fc.nat()), (rules, matches, random) => {
        const shuffled = matches.map((one) => [random.next().value as number, one] as const).sort((a, b) => a[0] - b[0])
        const arrived = shuffled.map(([, one]) => one)
        expect(told(run(rules, arrived))).toEqual(literal(rules, matches))
      }),
      { numRuns: 1500 },
    )
  })

  test('shuffled within the lateness, some delivered twice, restarted anywhere: the same alerts in the same order', () => {
    fc.assert(
      fc.property(ruleSet, stream, fc.infiniteStream(fc.nat({ max: 5 })), fc.nat(), (rules, matches, random, cut) => {
        const inOrder = matches.toSorted((a, b) => a.at - b.at)
        const late = inOrder.flatMap((one) => {
          const times = (random.next().value as number) === 0 ? 2 : 1
          return Array.from({ length: times }, () => [one.at + (random.next().value as number) * SECOND, one] as const)
        })
        const arrived = late.sort((a, b) => a[0] - b[0]).map(([, one]) => one)
        const limits = { latenessMicros: 5 * SECOND }
        const first = new SigmaCorrelator(rules, limits)
        const at = arrived.length === 0 ? 0 : cut % arrived.length
        const before = arrived.slice(0, at).flatMap((one) => first.push(one))
        const second = new SigmaCorrelator(rules, limits)
        expect(second.restore(first.save())).toEqual([])
        expect(second.counts()).toEqual(first.counts())
        const after = arrived.slice(at).flatMap((one) => second.push(one))
        expect([...before, ...after, ...second.flush()]).toEqual(run(rules, inOrder, 5))
      }),
      { numRuns: 800 },
    )
  })
})

test('a rule that was changed begins anew and says so; the others go on', () => {
  const before = new SigmaCorrelator(rulesOf([FAILED, { ...FAILED, id: 'other', title: 'other' }]))
  for (const at of [0, 1]) before.push(match(`${at}`, 'a', at, { u: 'x' }))
  const changed = { ...FAILED, correlation: { ...FAILED.correlation, timespan: '20s' } }
  const after = new SigmaCorrelator(rulesOf([changed, { ...FAILED, id: 'other', title: 'other' }]))
  expect(after.restore(before.save())).toEqual(['many'])
  after.push(match('2', 'a', 2, { u: 'x' }))
  expect(after.flush().map(({ ruleId }) => ruleId)).toEqual(['other'])
})
