import fc from 'fast-check'
import { expect, test } from 'vitest'
import { f } from './cases.fixture.ts'
import { processNetworkOf } from './network.ts'
import { type Crew, checkRecovery, planRecovery, type RestoreTask } from './recovery.ts'

const CREW: Crew = { id: 'crew', count: 1, calloutH: 0 }
const task = (asset: string, hours: number, after: readonly string[] = [], crew = 'crew'): RestoreTask => ({
  asset,
  crew,
  hours,
  after,
})

test('stock decides the order, not the shortest task', () => {
  // Three lines of equal worth behind tanks: a of 1 h with a tank of 20 h, b of 4 h without, c of 6 h with a tank of 8 h.
  const network = processNetworkOf({
    functions: [
      f('A', { own: ['a'] }),
      f('B', { own: ['b'] }),
      f('C', { own: ['c'] }),
      f('line A', { needs: ['A'], bufferH: 20 }),
      f('line B', { needs: ['B'] }),
      f('line C', { needs: ['C'], bufferH: 8 }),
    ],
  })
  const weights = new Map([
    ['line A', 1],
    ['line B', 1],
    ['line C', 1],
  ])
  const plan = planRecovery(network, { tasks: [task('a', 1), task('b', 4), task('c', 6)], crews: [CREW], weights })
  // b until 4, c until 10 (2 h beyond its tank), a until 11: 4 + 2 + 0. Shortest first: 5 + 3 + 0.
  expect(plan.tasks.map(({ asset }) => asset)).toEqual(['b', 'c', 'a'])
  expect(plan).toMatchObject({ cost: 6, method: 'exact', compared: 6 })
  expect(plan.functions.find(({ id }) => id === 'line C')).toEqual({
    id: 'line C',
    firstDownH: 8,
    backH: 10,
    downtimeH: 2,
  })
})

test('a call-out stands before everything a crew does, and another crew does not wait for it', () => {
  const network = processNetworkOf({
    functions: [f('SIS', { own: ['mp'], restartH: 2 }), f('DCS', { own: ['dc', 'dcs'] })],
  })
  const crews: Crew[] = [CREW, { id: 'contractor', count: 1, calloutH: 12 }]
  const tasks = [task('mp', 10, [], 'contractor'), task('dcs', 3, ['dc']), task('dc', 4)]
  const plan = planRecovery(network, {
    tasks,
    crews,
    weights: new Map([
      ['SIS', 1],
      ['DCS', 1],
    ]),
  })
  expect(plan.tasks).toEqual([
    { asset: 'dc', crew: 'crew', startH: 0, endH: 4 },
    { asset: 'dcs', crew: 'crew', startH: 4, endH: 7 },
    { asset: 'mp', crew: 'contractor', startH: 12, endH: 22 },
  ])
  expect(plan.functions).toEqual(
    expect.arrayContaining([
      { id: 'SIS', firstDownH: 0, backH: 24, downtimeH: 24 },
      { id: 'DCS', firstDownH: 0, backH: 7, downtimeH: 7 },
    ]),
  )
})

test('two of a crew work at once', () => {
  const network = processNetworkOf({ functions: [f('A', { own: ['a', 'b'] })] })
  const plan = planRecovery(network, {
    tasks: [task('a', 5), task('b', 5)],
    crews: [{ ...CREW, count: 2 }],
    weights: new Map([['A', 1]]),
  })
  expect(plan.cost).toBe(5)
})

test('tasks that wait for each other, and a crew that is none, are refused by name', () => {
  const order = { crews: [CREW], weights: new Map<string, number>() }
  expect(checkRecovery({ ...order, tasks: [task('a', 1, ['b']), task('b', 1, ['a']), task('c', 1)] })).toEqual({
    code: 'process.restore-circle',
    assets: ['a', 'b'],
  })
  expect(checkRecovery({ ...order, tasks: [task('a', 1, ['a'])] })).toMatchObject({ code: 'process.restore-circle' })
  expect(checkRecovery({ ...order, tasks: [task('a', 1, [], 'nobody')] })).toMatchObject({
    code: 'process.unknown-crew',
  })
  expect(checkRecovery({ ...order, tasks: [task('a', 1, ['x'])] })).toBeNull()
})

test('more tasks than can be tried in every order get a good one, never worse than the order given', () => {
  const anyTask = fc.record({
    hours: fc.integer({ min: 1, max: 9 }),
    weight: fc.integer({ min: 1, max: 9 }),
    bufferH: fc.nat(30),
  })
  fc.assert(
    fc.property(fc.array(anyTask, { minLength: 9, maxLength: 11 }), (drawn) => {
      const functions = drawn.flatMap(({ bufferH }, at) => [
        f(`F${at}`, { own: [`a${at}`] }),
        f(`L${at}`, { needs: [`F${at}`], bufferH }),
      ])
      const network = processNetworkOf({ functions })
      const tasks = drawn.map(({ hours }, at) => task(`a${at}`, hours))
      const weights = new Map(drawn.map(({ weight }, at) => [`L${at}`, weight]))
      const plan = planRecovery(network, { tasks, crews: [CREW], weights })
      let end = 0
      const asGiven = drawn.reduce((sum, { hours, weight, bufferH }) => {
        end += hours
        return sum + weight * Math.max(0, end - bufferH)
      }, 0)
      expect(plan.method).toBe('improved')
      expect(plan.cost).toBeLessThanOrEqual(asGiven)
    }),
    { numRuns: 20 },
  )
})
