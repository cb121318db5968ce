import { type Gap, type GapStretch, gapsOf, openGapTrend, stretchesOutside } from '@penstock/model/history'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const DAY = 86_400_000_000
const instant = fc.integer({ min: 0, max: 12 }).map((half) => micros((half * DAY) / 2))
const stretch: fc.Arbitrary<GapStretch> = fc
  .record({
    key: fc.constantFrom('breach 1', 'breach 2', 'owner 1'),
    from: instant,
    length: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
    width: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ length, ...rest }) => ({ ...rest, to: length === null ? null : micros(rest.from + (length * DAY) / 2) }))
const stretches = fc.array(stretch, { maxLength: 12 })

function isOpen(given: readonly GapStretch[], key: string, at: EpochMicros): boolean {
  return given.some((each) => each.key === key && each.from <= at && (each.to === null || at < each.to))
}

test('[A11] the trend counts what stood open on each day, by the record itself', () => {
  fc.assert(
    fc.property(stretches, (given) => {
      for (const { at, open } of openGapTrend(gapsOf(given), micros(0), micros(14 * DAY)))
        expect(open).toBe(['breach 1', 'breach 2', 'owner 1'].filter((key) => isOpen(given, key, at)).length)
    }),
  )
})

test('[A11] a record that is replayed in another order, or cut in other places, gives the same gaps and trend', () => {
  fc.assert(
    fc.property(stretches, fc.array(instant), fc.func(fc.integer()), (given, cuts, order) => {
      const cut = given.flatMap((each) => cutAt(each, cuts))
      // Where two stretches overlap with different widths, the width is the later one's; cutting makes another one later.
      const plain = (gap: Gap) => ({ key: gap.key, openedAt: gap.openedAt, closedAt: gap.closedAt })
      const shuffled = cut.toSorted((a, b) => order(a) - order(b))
      expect(gapsOf(shuffled).map(plain)).toEqual(gapsOf(given).map(plain))
      const trend = (of: readonly GapStretch[]) => openGapTrend(gapsOf(of), micros(DAY), micros(9 * DAY))
      expect(trend(shuffled)).toEqual(trend(given))
    }),
  )
})

function cutAt(given: GapStretch, cuts: readonly EpochMicros[]): GapStretch[] {
  const inside = cuts.filter((cut) => cut > given.from && (given.to === null || cut < given.to)).sort((a, b) => a - b)
  const ends = [given.from, ...inside, given.to]
  return ends.slice(0, -1).map((from, at) => ({ ...given, from: from!, to: ends[at + 1] ?? null }))
}

test('[A11] opened minus closed since the point before is what the count moved by', () => {
  fc.assert(
    fc.property(stretches, (given) => {
      const points = openGapTrend(gapsOf(given), micros(0), micros(14 * DAY))
      for (const [at, point] of points.entries()) {
        const before = points[at - 1]
        if (before !== undefined) expect(point.open - before.open).toBe(point.opened - point.closed)
      }
    }),
  )
})

test('[A11] opening, widening and closing of a gap are dated', () => {
  const at = (day: number) => micros(day * DAY)
  const given = [
    { key: 'breach 1', from: at(1), to: at(3), width: 1 },
    { key: 'breach 1', from: at(3), to: at(4), width: 3 },
    { key: 'breach 1', from: at(4), to: at(5), width: 2 },
    { key: 'breach 1', from: at(8), to: null, width: 2 },
  ]
  expect(gapsOf(given)).toEqual([
    { key: 'breach 1', openedAt: at(1), widenedAt: [at(3)], narrowedAt: [at(4)], closedAt: at(5), width: 2 },
    { key: 'breach 1', openedAt: at(8), widenedAt: [], narrowedAt: [], closedAt: null, width: 2 },
  ])
})

test('thirty years are told in at most 400 points, the last of which is now', () => {
  const points = openGapTrend([], micros(0), micros(30 * 365 * DAY))
  expect(points.length).toBeLessThanOrEqual(400)
  expect(points.at(-1)?.at).toBe(30 * 365 * DAY)
})

test('a conduit was never seen until it was: what is left outside of the flows on it', () => {
  const whole = { key: 'conduit C-1', from: micros(0), to: null, width: 1 }
  expect(stretchesOutside(whole, [{ from: micros(10), to: null }])).toEqual([{ ...whole, to: 10 }])
  expect(
    stretchesOutside(whole, [
      { from: micros(10), to: micros(20) },
      { from: micros(15), to: micros(30) },
    ]),
  ).toEqual([
    { ...whole, to: 10 },
    { ...whole, from: 30 },
  ])
  expect(stretchesOutside(whole, [])).toEqual([whole])
})
