import type { PlantFunction } from '@penstock/model/plant'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyFunctions, anyOutage } from './any-plant.fixture.ts'
import { f } from './cases.fixture.ts'
import { hourByHour } from './hour-by-hour.fixture.ts'
import { processNetworkOf } from './network.ts'
import { type HoursOut, type OutagePlay, playOutage } from './play-outage.ts'

function play(functions: readonly PlantFunction[], outages: readonly HoursOut[], horizonH = 100): OutagePlay {
  return playOutage(processNetworkOf({ functions }), outages, horizonH)
}

function intervalsOf(played: OutagePlay): Readonly<Record<string, FunctionIntervals>> {
  return Object.fromEntries(played.functions.map(({ id, intervals }) => [id, intervals]))
}
type FunctionIntervals = OutagePlay['functions'][number]['intervals']

const out = (unit: string, fromH: number, toH: number | null): HoursOut => ({ unit, fromH, toH })

interface Case {
  readonly name: string
  readonly functions: readonly PlantFunction[]
  readonly outages: readonly HoursOut[]
  readonly expected: Readonly<Record<string, FunctionIntervals>>
}

// Each computed by hand from the rules of `cascade.ts`; the horizon is 100 h.
const CASES: readonly Case[] = [
  {
    name: 'nothing fails when nothing is out',
    functions: [f('A', { own: ['x'] }), f('B', { needs: ['A'] })],
    outages: [],
    expected: { A: [], B: [] },
  },
  {
    name: 'a stock carries a function through an outage that is shorter',
    functions: [f('A'), f('B', { needs: ['A'], bufferH: 4 })],
    outages: [out('A', 10, 13)],
    expected: { A: [[10, 13]], B: [] },
  },
  {
    name: 'a longer one stops it when the stock is out, and it is back a restart after its supply',
    functions: [f('A'), f('B', { needs: ['A'], bufferH: 4, restartH: 2 })],
    outages: [out('A', 10, 20)],
    expected: { A: [[10, 20]], B: [[14, 22]] },
  },
  {
    name: 'a stock that is out as its supply returns is out',
    functions: [f('A'), f('B', { needs: ['A'], bufferH: 4, restartH: 2 })],
    outages: [out('A', 10, 14)],
    expected: { A: [[10, 14]], B: [[14, 16]] },
  },
  {
    name: 'without a restart the same tie is a stop of no length, which those without stock feel',
    functions: [
      f('A'),
      f('B', { needs: ['A'], bufferH: 4 }),
      f('C', { needs: ['B'], restartH: 3 }),
      f('D', { needs: ['B'], bufferH: 1, restartH: 3 }),
    ],
    outages: [out('A', 10, 14)],
    expected: { A: [[10, 14]], B: [[14, 14]], C: [[14, 17]], D: [] },
  },
  {
    name: 'a stock refills one hour an hour, so a second outage soon after finds it short',
    functions: [f('A'), f('B', { needs: ['A'], bufferH: 4 })],
    outages: [out('A', 10, 13), out('A', 14, 17)],
    // 4, then 1 at 13, 2 at 14, none at 16.
    expected: {
      A: [
        [10, 13],
        [14, 17],
      ],
      B: [[16, 17]],
    },
  },
  {
    name: 'a function that stands uses no stock',
    functions: [f('A'), f('B', { own: ['x'], needs: ['A'], bufferH: 4, restartH: 1 })],
    outages: [out('A', 10, 40), out('x', 12, 20)],
    // 2 h used, held from 12 to 21, the other 2 h used by 23.
    expected: {
      A: [[10, 40]],
      B: [
        [12, 21],
        [23, 41],
      ],
    },
  },
  {
    name: 'a new loss cuts a restart off, and it begins anew',
    functions: [f('A', { own: ['x', 'y'], restartH: 5 })],
    outages: [out('x', 10, 20), out('y', 23, 24)],
    expected: { A: [[10, 29]] },
  },
  {
    name: 'a loss at the instant at which a restart is done cuts it off too',
    functions: [f('A', { own: ['x', 'y'], restartH: 5 })],
    outages: [out('x', 10, 20), out('y', 25, 26)],
    expected: { A: [[10, 31]] },
  },
  {
    name: 'two of three pumps are enough, one is not',
    functions: [f('A', { own: ['x', 'y', 'z'], ownK: 2 })],
    outages: [out('x', 10, 30), out('y', 20, 25)],
    expected: { A: [[20, 25]] },
  },
  {
    name: 'one of two suppliers is enough, and a change between them at one instant is a loss',
    functions: [f('A'), f('B'), f('C', { needs: ['A', 'B'], k: 1, restartH: 1 })],
    outages: [out('A', 10, 20), out('B', 20, 30)],
    expected: { A: [[10, 20]], B: [[20, 30]], C: [[20, 21]] },
  },
  {
    name: 'outages of one unit that meet are one',
    functions: [f('A', { own: ['x'] })],
    outages: [out('x', 10, 20), out('x', 20, 30), out('x', 5, 11)],
    expected: { A: [[5, 30]] },
  },
  {
    name: 'what does not come back is down at the horizon',
    functions: [f('A', { own: ['x'] }), f('B', { needs: ['A'], bufferH: 8 })],
    outages: [out('x', 10, null)],
    expected: { A: [[10, 100]], B: [[18, 100]] },
  },
  {
    name: 'two that need each other come back from no black-out that stopped both',
    functions: [f('A', { own: ['x'], needs: ['B'] }), f('B', { needs: ['A'] })],
    outages: [out('x', 10, 11)],
    expected: { A: [[10, 100]], B: [[10, 100]] },
  },
  {
    name: 'a stock of either is the start source of both',
    functions: [f('A', { own: ['x'], needs: ['B'], bufferH: 2 }), f('B', { needs: ['A'], restartH: 1 })],
    outages: [out('x', 10, 11)],
    // A is back at 11 on its stock, B at 12, and A is supplied again.
    expected: { A: [[10, 11]], B: [[10, 12]] },
  },
  {
    name: 'a function that needs itself runs until it stops, and then no more',
    functions: [f('A', { own: ['x'], needs: ['A'] })],
    outages: [out('x', 10, 11)],
    expected: { A: [[10, 100]] },
  },
  {
    name: 'more outage can be less loss: what stopped in time keeps its stock',
    functions: [f('A'), f('B', { own: ['x'], needs: ['A'], bufferH: 4 }), f('C', { needs: ['B'] })],
    outages: [out('A', 10, 16), out('x', 10, 13)],
    // Stopped from 10 to 13, B has its 4 h for the 3 h that are left, where it would have been out at 14.
    expected: { A: [[10, 16]], B: [[10, 13]], C: [[10, 13]] },
  },
  {
    name: 'a buffer of a year is a buffer',
    functions: [f('A'), f('B', { needs: ['A'], bufferH: 8760 })],
    outages: [out('A', 0, 99)],
    expected: { A: [[0, 99]], B: [] },
  },
  {
    name: 'a group that can never be filled is down from the first',
    functions: [f('A', { own: ['x'], ownK: 2 }), f('B', { needs: ['A'], bufferH: 3 })],
    outages: [],
    expected: { A: [[0, 100]], B: [[3, 100]] },
  },
]

describe('a cascade computed by hand', () => {
  test.each(CASES)('$name', ({ functions, outages, expected }) => {
    expect(intervalsOf(play(functions, outages))).toEqual(expected)
  })
})

test('times are exact: a tenth and two tenths are three tenths', () => {
  const functions = [f('A'), f('B', { needs: ['A'], bufferH: 0.2, restartH: 1 })]
  expect(intervalsOf(play(functions, [out('A', 0.1, 0.3)]))['B']).toEqual([[0.3, 1.3]])
})

test('a loss names the group that was short, who was missing and what carried it until then', () => {
  const functions = [f('A', { own: ['x', 'y'], ownK: 1 }), f('B', { needs: ['A'], bufferH: 4, mtpdH: 5 })]
  const [first, second] = play(functions, [out('x', 0, 20), out('y', 1, 20)]).functions
  expect(first?.causes).toEqual([{ kind: 'own', group: 'assets', missing: ['x', 'y'], needed: 1, bufferH: 0 }])
  expect(second?.causes).toEqual([{ kind: 'input', group: 'supply', missing: ['A'], needed: 1, bufferH: 4 }])
  expect(second).toMatchObject({ firstDownH: 5, downtimeH: 15, mtpdH: 5, isMtpdBroken: true, isDownAtHorizon: false })
})

test('a disruption as long as is tolerable is tolerated', () => {
  const functions = [f('A', { mtpdH: 5 })]
  expect(play(functions, [out('A', 0, 5), out('A', 6, 11)]).functions[0]).toMatchObject({ isMtpdBroken: false })
  expect(play(functions, [out('A', 0, 5.01)]).functions[0]).toMatchObject({ isMtpdBroken: true })
})

test('a knot that nothing starts is named with its circle and with who waits for it', () => {
  const functions = [
    f('power', { own: ['x'], needs: ['control'] }),
    f('control', { needs: ['network'], restartH: 1 }),
    f('network', { needs: ['power'] }),
    f('line', { needs: ['control'], bufferH: 3 }),
    f('shed'),
  ]
  expect(play(functions, [out('x', 10, 11)]).blackStarts).toEqual([
    { cycle: ['power', 'control', 'network'], functions: ['power', 'control', 'network'], waiting: ['line'] },
  ])
  // While the outage lasts it is the outage that keeps them down, yet they would not return after it either.
  expect(play(functions, [out('x', 10, null)]).blackStarts).toHaveLength(1)
  expect(play(functions.slice(4), [out('shed', 10, null)]).blackStarts).toEqual([])
})

test('a chain as long as a plant has functions is played without running out of stack', () => {
  const functions = Array.from({ length: 10_000 }, (_, at) => f(`F${at}`, at === 0 ? {} : { needs: [`F${at - 1}`] }))
  const played = play(functions, [out('F0', 1, 2)])
  expect(played.functions.at(-1)).toMatchObject({ intervals: [[1, 2]] })
})

test('a plant that never comes to rest is broken off, and told', () => {
  // Each stops the other as it starts on its stock, every few ticks, for ever.
  const functions = [
    f('A', { own: ['x'], needs: ['B'], bufferH: 0.000_001, restartH: 0.000_001 }),
    f('B', { needs: ['A'], bufferH: 0.000_002, restartH: 0.000_001 }),
  ]
  const { cutOffAtH } = play(functions, [out('x', 0, 0.000_01)], 1000)
  expect(cutOffAtH).toBeGreaterThan(0)
  expect(cutOffAtH).toBeLessThan(1000)
})

test('any plant gives what the same rules give hour by hour', () => {
  fc.assert(
    fc.property(anyFunctions, fc.array(anyOutage, { maxLength: 4 }), (functions, outages) => {
      const network = processNetworkOf({ functions })
      const known = outages.filter(({ unit }) => network.unitById.has(unit))
      const played = playOutage(network, known, 40)
      for (const { id, intervals } of played.functions)
        expect(intervals).toEqual(hourByHour(functions, known, 40).get(id))
    }),
    { numRuns: 1000 },
  )
})
