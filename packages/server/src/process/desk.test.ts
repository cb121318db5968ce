import { performance } from 'node:perf_hooks'
import { micros } from '@penstock/model/kernel'
import { PLANT_SCHEMA } from '@penstock/model/plant'
import { afterAll, expect, test } from 'vitest'
import { processDesk } from './desk.ts'

const AT = micros(1_790_000_000_000_000)

/** Functions in rows of ten: each needs the one above it and, with stock, one of two further up; each has a pair of assets. */
function plantOf(functions: number): Readonly<Record<string, unknown>> {
  const supply = (name: string, suppliers: string[], bufferH: number) => ({ name, suppliers, k: 1, bufferH })
  const made = Array.from({ length: functions }, (_, at) => ({
    id: `F-${at}`,
    name: `Function ${at}`,
    type: at % 10 === 9 ? 'process' : 'utility',
    inputs: [
      ...(at < 10 ? [] : [supply('feed', [`F-${at - 10}`], at % 4)]),
      ...(at < 20 ? [] : [supply('spare', [`F-${at - 11}`, `F-${at - 19}`], 0)]),
    ],
    own: [{ name: 'units', assets: [`A-${at}`, `A-${(at * 7) % functions}`], k: 1 + (at % 2) }],
    restartH: 1,
    rtoH: 4,
    rpoH: null,
    mtpdH: 8,
    owner: 'operations',
    product: null,
    bia: null,
  }))
  const asset = (_: unknown, at: number) => ({ id: `A-${at}`, name: `Asset ${at}`, zone: 'Z', purdue: 2 })
  return {
    about: { name: 'made', schema: PLANT_SCHEMA },
    functions: made,
    assets: Array.from({ length: functions }, asset),
  }
}

const desk = processDesk()
const short = processDesk({ limitMs: 1500 })
afterAll(async () => {
  await Promise.all([desk.stop(), short.stop()])
})

test('[C04:3] ranking 2,000 functions keeps neither this thread nor a short question waiting, and is done once', async () => {
  const plant = plantOf(2000)
  let loads = 0
  const load = () => {
    loads += 1
    return Promise.resolve(plant)
  }
  const began = performance.eventLoopUtilization()
  const ended: string[] = []
  const question = { order: 1, hours: 24, paired: 0 } as const
  const ranked = desk.ask('big', load, 'contingencies', question).then((answer) => {
    ended.push('ranking')
    return answer
  })
  const again = desk.ask('big', load, 'contingencies', { ...question })
  const out = [{ unit: 'F-0', fromH: 0, toH: 24 }]
  const played = await desk.ask('big', load, 'outage', { out, horizonH: null, at: AT }).then((answer) => {
    ended.push('outage')
    return answer
  })
  expect(played.losses.length).toBeGreaterThan(100)
  expect(await ranked).toBe(await again)
  const { total, told, compared } = await ranked
  expect([compared, told.length]).toEqual([4000, 500])
  expect(total).toBeGreaterThan(told.length)
  expect(told[0]!.targetsLost).toBeGreaterThan(told[0]!.targets.length)
  expect(ended).toEqual(['outage', 'ranking'])
  expect(loads, 'each thread takes the plant once').toBe(2)
  const { active, idle } = performance.eventLoopUtilization(began)
  console.log(`2,000 functions ranked: this thread was busy ${Math.round(active)} of ${Math.round(active + idle)} ms`)
  expect(active).toBeLessThan(idle)
}, 60_000)

test('what takes too long is ended and refused, and the next question is answered', async () => {
  const pairs = { order: 2, hours: 24, paired: 150 } as const
  const asked = short.ask('big', () => Promise.resolve(plantOf(4000)), 'contingencies', pairs)
  await expect(asked).rejects.toMatchObject({ code: 'process.too-long', details: { limitS: 1.5 } })
  const small = () => Promise.resolve(plantOf(20))
  expect((await short.ask('small', small, 'contingencies', { ...pairs, order: 1 })).compared).toBe(40)
}, 60_000)

test.each([
  { kind: 'outage', question: { out: [{ unit: 'f-1', fromH: 0, toH: 1 }], horizonH: null, at: AT }, nearest: 'F-1' },
  { kind: 'recovery', question: { lost: ['A-111'], most: 9 }, nearest: 'A-11' },
  { kind: 'recovery', question: { lost: ['turbine'], most: 9 }, nearest: null },
] as const)('a $kind of an unknown unit is refused with the nearest known one', async ({ kind, question, nearest }) => {
  const asked = desk.ask('small', () => Promise.resolve(plantOf(20)), kind, question)
  await expect(asked).rejects.toMatchObject({ code: 'process.unknown-unit', details: { unknown: [{ nearest }] } })
})

test('more assets lost than a plan takes are refused, and a function stands for its own', async () => {
  const asked = desk.ask('small', () => Promise.resolve(plantOf(20)), 'recovery', { lost: ['F-3', 'A-5'], most: 2 })
  await expect(asked).rejects.toMatchObject({ code: 'process.too-many', details: { lost: 3, most: 2 } })
})
