import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AssessedRequirement,
  achievedLevel,
  type CompensatingMeasure,
  conduitTargets,
  evenVector,
  FOUNDATIONAL_REQUIREMENTS,
  levelStandings,
  vectorOf,
} from './zone-levels.ts'

const assessed = (
  level: number,
  isMet: boolean | null,
  evidence: readonly string[] = ['ev_1'],
): AssessedRequirement => ({
  id: `SR 1.1 at ${level}`,
  requirement: 'IAC',
  level,
  isMet,
  evidence,
})

test.each([
  ['nothing assessed', [], null],
  ['met up to 2', [assessed(1, true), assessed(2, true)], 2],
  ['2 is missing', [assessed(1, true), assessed(2, false), assessed(3, true)], 1],
  ['1 is missing, whatever is met above', [assessed(1, false), assessed(2, true)], 0],
  ['nobody looked at 2', [assessed(1, true), assessed(2, null)], 1],
  ['said to be met, and nothing shows it', [assessed(1, true, []), assessed(2, true)], 0],
])('SL-A from evidence: %s', (_, list, level) => {
  expect(achievedLevel(list, 'IAC')).toBe(level)
})

const measure = (id: string, level: number, expiresOn: string): CompensatingMeasure => ({
  id,
  requirement: 'IAC',
  level,
  reason: 'guarded room',
  expiresOn,
})

test.each([
  [
    'a measure closes a gap with its reason',
    [measure('m1', 3, '2026-12-31')],
    { gap: 2, openGap: 0, closedBy: ['m1'], expired: [] },
  ],
  [
    'on its last day it counts',
    [measure('m1', 2, '2026-10-01')],
    { gap: 2, openGap: 1, closedBy: ['m1'], expired: [] },
  ],
  ['past its day it does not', [measure('m1', 3, '2026-09-30')], { gap: 2, openGap: 2, closedBy: [], expired: ['m1'] }],
  [
    'one that gives no more than is there counts for nothing',
    [measure('m1', 1, '2026-12-31')],
    { gap: 2, openGap: 2, closedBy: [], expired: [] },
  ],
])('%s', (_, measures, expected) => {
  const [iac, uc] = levelStandings(evenVector(3), evenVector(2), [assessed(1, true)], measures, '2026-10-01')
  expect(iac).toMatchObject({ requirement: 'IAC', target: 3, capability: 2, achieved: 1, ...expected })
  expect(uc).toMatchObject({ requirement: 'UC', achieved: null, gap: 3, openGap: 3 })
})

const level = fc.integer({ min: 0, max: 4 })
const vector = fc
  .array(level, { minLength: 7, maxLength: 7 })
  .map((levels) => vectorOf((one) => levels[FOUNDATIONAL_REQUIREMENTS.indexOf(one)]!))

test('a conduit aims at least at the lower of its zones and at most at the higher, in each requirement', () => {
  fc.assert(
    fc.property(vector, vector, (a, b) => {
      const { least, inherited } = conduitTargets(a, b)
      for (const one of FOUNDATIONAL_REQUIREMENTS)
        expect([least[one], inherited[one]]).toEqual([a[one], b[one]].sort((x, y) => x - y))
    }),
  )
})

test('more evidence never lowers a level, and a measure never opens a gap', () => {
  const list = fc.array(fc.record({ level: fc.integer({ min: 1, max: 4 }), isMet: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(list, fc.nat(5), level, (rows, at, offered) => {
      const before = rows.map((row) => assessed(row.level, row.isMet))
      const after = before.map((row, n) => (n === at ? { ...row, isMet: true } : row))
      expect(achievedLevel(after, 'IAC')).toBeGreaterThanOrEqual(achievedLevel(before, 'IAC')!)
      const [without] = levelStandings(evenVector(4), null, before, [], '2026-10-01')
      const [held] = levelStandings(evenVector(4), null, before, [measure('m', offered, '2027-01-01')], '2026-10-01')
      expect(held!.openGap).toBeLessThanOrEqual(without!.openGap)
      expect(held!.gap).toBe(without!.gap)
    }),
  )
})
