import type { PlantFunction } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFunctions } from './any-plant.fixture.ts'
import { f } from './cases.fixture.ts'
import { pairedContingencies, type Ranking, singleContingencies } from './contingency.ts'
import { processNetworkOf } from './network.ts'
import { playOutage } from './play-outage.ts'

/** A line with a tank before it, on water from one of two pumps and power from one of two boards. */
const PLANT: readonly PlantFunction[] = [
  f('grid', { type: 'external' }),
  f('power', { type: 'utility', own: ['board-a', 'board-b'], ownK: 1, needs: ['grid'] }),
  f('water', { type: 'utility', own: ['pump-a', 'pump-b'], ownK: 1, needs: ['power'], restartH: 1 }),
  f('line', { own: ['plc'], needs: ['water'], bufferH: 6, restartH: 2, mtpdH: 8, marginPerH: 100 }),
  f('depot', { type: 'service', needs: ['line'], bufferH: 24, mtpdH: 48 }),
  f('office', { type: 'support', own: ['printer'] }),
]
const network = processNetworkOf({ functions: PLANT })

function ended(steps: Generator<unknown, Ranking>): Ranking {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

test('units are ranked by what they cost the targets: broken periods, functions, margin, hours', () => {
  const { ranking, compared, targets } = ended(singleContingencies(network, { hours: 12 }))
  expect(targets).toEqual(['line', 'depot'])
  expect(compared).toBe(network.units.length)
  // By hand: the tank carries 6 h of 12; after them water takes 1 h and the line 2 h more. The plc has no tank.
  const after6 = { id: 'line', firstDownH: 6, downtimeH: 9, isMtpdBroken: true, lostMargin: 900 }
  expect(ranking.map((one) => [one.units, one.functionsLost, one.targets])).toEqual([
    [['plc'], 1, [{ id: 'line', firstDownH: 0, downtimeH: 14, isMtpdBroken: true, lostMargin: 1400 }]],
    [['grid'], 3, [after6]],
    [['power'], 2, [after6]],
    [['water'], 1, [after6]],
  ])
})

test('a pair is told when it costs what neither of the two does', () => {
  const { ranking, leftOut } = ended(pairedContingencies(network, { hours: 12 }))
  expect(ranking.map(({ units, targetDowntimeH }) => [units, targetDowntimeH])).toEqual([
    [['board-a', 'board-b'], 9],
    [['pump-a', 'pump-b'], 9],
  ])
  expect(leftOut).toBe(0)
})

test('targets are whose loss counts, and a target that is none is refused', () => {
  const { ranking } = ended(singleContingencies(network, { hours: 12, targets: ['office'] }))
  expect(ranking.map(({ units }) => units)).toEqual([['printer']])
  expect(() => ended(singleContingencies(network, { hours: 12, targets: ['printer'] }))).toThrow('no function')
})

test('every step tells how far it is', () => {
  const wide = processNetworkOf({ functions: Array.from({ length: 200 }, (_, at) => f(`F${at}`)) })
  const [first] = [...singleContingencies(wide, { hours: 1 })]
  expect(first).toEqual({ done: 64, total: 200 })
  expect([...pairedContingencies(wide, { hours: 1 })].at(-1)).toEqual({ done: 19_900, total: 19_900 })
})

const anyHours = fc.integer({ min: 1, max: 12 })

test('a contingency is the outage played, for any plant', () => {
  fc.assert(
    fc.property(anyFunctions, anyHours, (functions, hours) => {
      const any = processNetworkOf({ functions })
      const { ranking } = ended(singleContingencies(any, { hours }))
      const byUnit = new Map(ranking.map((one) => [one.units[0], one.targets]))
      for (const unit of any.units) {
        const { functions: played } = playOutage(any, [{ unit, fromH: 0, toH: hours }])
        const lost = played.filter(({ id, firstDownH }) => id !== unit && firstDownH !== null)
        const told = byUnit.get(unit) ?? []
        expect(new Map(told.map(({ id, downtimeH }) => [id, downtimeH]))).toEqual(
          new Map(lost.map(({ id, downtimeH }) => [id, downtimeH])),
        )
      }
    }),
    { numRuns: 100 },
  )
})

test('no pair that costs more than either alone is passed over, for any plant', () => {
  fc.assert(
    fc.property(
      anyFunctions,
      anyHours,
      fc.array(fc.constantFrom(1, 3, 9, null), { minLength: 5, maxLength: 5 }),
      (bare, hours, mtpds) => {
        const functions = bare.map((one, at) => ({ ...one, mtpdH: mtpds[at] ?? null }))
        const any = processNetworkOf({ functions })
        const levels = (...units: string[]): ReadonlyMap<string, number> => {
          const played = playOutage(
            any,
            units.map((unit) => ({ unit, fromH: 0, toH: hours })),
          )
          const lost = played.functions.filter(({ id, firstDownH }) => firstDownH !== null && !units.includes(id))
          return new Map(lost.map(({ id, isMtpdBroken }) => [id, isMtpdBroken === true ? 2 : 1]))
        }
        const expected = any.units.flatMap((unit, at) =>
          any.units.slice(at + 1).flatMap((other) => {
            const [alone, beside, both] = [levels(unit), levels(other), levels(unit, other)]
            const isWorse = [...both].some(([id, level]) => level > Math.max(alone.get(id) ?? 0, beside.get(id) ?? 0))
            return isWorse ? [[unit, other].sort().join(' ')] : []
          }),
        )
        const { ranking } = ended(pairedContingencies(any, { hours }))
        expect(ranking.map(({ units }) => units.toSorted().join(' ')).sort()).toEqual(expected.sort())
      },
    ),
    { numRuns: 100 },
  )
})
