// Pairs of zones: the same groups whatever order pairs come in, bounded, and a schedule in which no two shifts hold at once.
import {
  judgeSchedule,
  type LearnedPair,
  learnPair,
  NEW_PAIR,
  NO_SCHEDULE,
  type ZoneEnd,
  ZoneGroups,
} from '@penstock/model/baselines'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asked, pair } from './baselines.fixture.ts'

const zoneOf = (address: string): ZoneEnd => {
  const zone = `Z-${address.split('.')[2]}`
  return { key: `zone:${zone}`, zone, name: zone, isOutside: false }
}

function learned(client: string, phase: string, functions: Parameters<typeof pair>[0], times = 20): LearnedPair {
  const seen = pair(functions)
  const profile = Array.from({ length: times }, () => seen).reduce(
    (before, row) => learnPair(before, row, phase),
    NEW_PAIR,
  )
  return { client, server: '10.1.2.20', protocol: 'modbus-tcp', status: 'active', profile }
}

function grouped(pairs: readonly LearnedPair[]) {
  const groups = new ZoneGroups(zoneOf)
  for (const one of pairs) groups.add(one)
  groups.addDeviations('10.1.9.9', '10.1.2.20', 3)
  return groups.list()
}

test('[E01] a group tells its functions with the phases of each pair, what waits, and what deviates between zones that never talked', () => {
  const write = asked('6', { isChange: true })
  const [strange, usual] = grouped([
    learned('10.1.1.10', 'early', [asked('3'), write]),
    learned('10.1.1.11', 'late', [asked('3', { meanGapMicros: 9_000_000 })]),
  ])
  expect(strange).toMatchObject({ from: { zone: 'Z-9' }, to: { zone: 'Z-2' }, pairs: 0, deviations: 3, functions: [] })
  expect(usual).toMatchObject({
    ...{ from: { zone: 'Z-1' }, to: { zone: 'Z-2' }, pairs: 2, clients: 2, servers: 1, deviations: 0 },
    byStatus: { learning: 0, proposed: 0, active: 2 },
  })
  const [reads, writes] = usual!.functions
  expect(writes).toMatchObject({ code: '6', isChange: true, pairs: 1, quarantined: 1 })
  expect(reads!.phases.map(({ phase, pairs, intervals }) => [phase, pairs, intervals])).toEqual([
    ['early', 1, 20],
    ['late', 1, 20],
  ])
  expect(reads!.phases[0]!.gapMicros!.high).toBeLessThan(1_100_000)
  expect(reads!.phases[1]!.gapMicros!.low).toBeGreaterThan(8_900_000)
})

test('the order of pairs does not matter', () => {
  const pairs = ['1.10', '1.11', '3.12', '3.13'].map((host, at) =>
    learned(`10.1.${host}`, at % 2 === 0 ? 'early' : 'late', [asked('3', { name: `name ${at}` }), asked(String(at))]),
  )
  const expected = grouped(pairs)
  fc.assert(
    fc.property(fc.shuffledSubarray(pairs, { minLength: pairs.length }), (shuffled) => {
      expect(grouped(shuffled)).toEqual(expected)
    }),
  )
})

test('functions beyond the cap are counted, each once', () => {
  const many = Array.from({ length: 150 }, (_, at) => asked(`a${at}`))
  const more = Array.from({ length: 100 }, (_, at) => asked(`b${at}`))
  const [, group] = grouped([
    learned('10.1.1.10', 'always', many, 1),
    learned('10.1.1.11', 'always', more, 1),
    learned('10.1.1.12', 'always', more, 1),
  ])
  expect([group!.functions.length, group!.moreFunctions]).toEqual([200, 50])
})

const WEEK = 7 * 1440
const minute = fc.integer({ min: 0, max: 1439 })
const days = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 })
const shifts = fc.array(fc.record({ name: fc.constantFrom('a', 'b'), days, fromMinute: minute, toMinute: minute }), {
  maxLength: 3,
})

test('a schedule is refused exactly when in some minute of the week two shifts hold, and the refusal names such a minute', () => {
  fc.assert(
    fc.property(shifts, (told) => {
      const held = new Uint8Array(WEEK)
      for (const { days: on, fromMinute, toMinute } of told)
        for (const day of on) {
          const length = toMinute > fromMinute ? toMinute - fromMinute : toMinute - fromMinute + 1440
          for (let n = 0; n < length; n += 1) held[(day * 1440 + fromMinute + n) % WEEK]! += 1
        }
      const judged = judgeSchedule({ ...NO_SCHEDULE, shifts: told })
      expect(judged.ok).toBe(held.every((count) => count < 2))
      if (!judged.ok) expect(held[judged.refusal.day * 1440 + judged.refusal.minute]).toBeGreaterThan(1)
    }),
    {
      examples: [
        [
          [
            { name: 'a', days: [6], fromMinute: 1200, toMinute: 600 },
            { name: 'b', days: [0], fromMinute: 0, toMinute: 60 },
          ],
        ],
      ],
    },
  )
})
