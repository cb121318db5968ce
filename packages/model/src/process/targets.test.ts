import { microsOfIso } from '@penstock/model/kernel'
import { type Drill, PLANT_SCHEMA, PlantFile } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { f } from './cases.fixture.ts'
import { continuityPlan } from './continuity-plan.ts'
import { drilledHoldUps, withDrilledHoldUps } from './drills.ts'
import { processNetworkOf } from './network.ts'
import { playOutage } from './play-outage.ts'
import { measuredResilience, resilienceOf } from './resilience.ts'
import { type JudgedTarget, judgeTargets } from './targets.ts'

const AS_OF = microsOfIso('2026-10-01T00:00:00Z')!

function drill(given: Partial<Drill>): Drill {
  return {
    ...{ id: 'D-1', function: 'line', input: null, what: 'a test', on: '2026-09-01', by: 'shift', heldH: null },
    ...{ isAtLeast: false, restoreH: null, keptShare: null, isMinimumHeld: null, evidence: null },
    ...given,
  }
}

const lost = (id: string, on: string, heldH: number, isAtLeast = false): Drill =>
  drill({ id, on, input: 'supply', heldH, isAtLeast })

/** A line that lasts four hours without power, is to be back in eight, and keeps half its rate. */
const LINE = {
  ...f('line', { needs: ['power'], bufferH: 4 }),
  rtoH: 8,
  bia: {
    ...{ rtoH: null, rpoH: null, mtpdH: null, ownerRole: null, owner: null, minimum: 'half rate', peak: null },
    ...{ workaround: { text: '', hours: 0, staff: 0 }, impact: [], reviewedOn: null },
  },
}

function plantWith(...drills: readonly Drill[]): PlantFile {
  return PlantFile.parse({ about: { name: 'x', schema: PLANT_SCHEMA }, functions: [f('power'), LINE], drills })
}

const judged = (...drills: readonly Drill[]): readonly JudgedTarget[] => judgeTargets(plantWith(...drills), AS_OF)
const one = (targets: readonly JudgedTarget[], kind: JudgedTarget['kind']): JudgedTarget =>
  targets.find((target) => target.kind === kind)!

test('[C07:3] a target that no drill looked at is unproved, whatever is computed', () => {
  expect(judged().map(({ kind, targetH, computedH, state, why }) => [kind, targetH, computedH, state, why])).toEqual([
    ['restore', 8, null, 'unproved', 'no-drill'],
    ['hold-up', 4, 4, 'unproved', 'no-drill'],
    ['minimum', null, null, 'unproved', 'no-drill'],
  ])
})

test.each([
  { name: 'back in time', kind: 'restore', drills: [drill({ restoreH: 8 })], state: 'proved', why: null },
  { name: 'back too late', kind: 'restore', drills: [drill({ restoreH: 8.1 })], state: 'contradicted', why: null },
  {
    name: 'a proof of a year ago',
    kind: 'restore',
    drills: [drill({ restoreH: 1, on: '2025-09-30' })],
    state: 'unproved',
    why: 'lapsed',
  },
  {
    name: 'a contradiction of long ago',
    kind: 'restore',
    drills: [drill({ restoreH: 9, on: '2020-01-01' })],
    state: 'contradicted',
    why: null,
  },
  { name: 'stopped as stated', kind: 'hold-up', drills: [lost('D-1', '2026-09-01', 4)], state: 'proved', why: null },
  {
    name: 'stopped before',
    kind: 'hold-up',
    drills: [lost('D-1', '2026-09-01', 3.5)],
    state: 'contradicted',
    why: null,
  },
  {
    name: 'still up after it',
    kind: 'hold-up',
    drills: [lost('D-1', '2026-09-01', 5, true)],
    state: 'proved',
    why: null,
  },
  {
    name: 'ended too early',
    kind: 'hold-up',
    drills: [lost('D-1', '2026-09-01', 2, true)],
    state: 'unproved',
    why: 'too-short',
  },
  {
    name: 'a short drill after one that saw it stop early',
    kind: 'hold-up',
    drills: [lost('D-2', '2026-09-02', 2, true), lost('D-1', '2026-09-01', 3)],
    state: 'contradicted',
    why: null,
  },
  {
    name: 'minimum service given',
    kind: 'minimum',
    drills: [drill({ isMinimumHeld: true })],
    state: 'proved',
    why: null,
  },
  {
    name: 'and not given later',
    kind: 'minimum',
    drills: [drill({ isMinimumHeld: false, on: '2026-09-09' }), drill({ isMinimumHeld: true })],
    state: 'contradicted',
    why: null,
  },
] as const)('[C07:3] $name: $state', ({ kind, drills, state, why }) => {
  expect(one(judged(...drills), kind)).toMatchObject({ state, why })
})

test('[C07:3] a drill updates the hold-up that the cascade reckons with, and says which one it was', () => {
  const stopsAt = (...drills: readonly Drill[]): number | null => {
    const functions = withDrilledHoldUps(plantWith(...drills))
    return playOutage(processNetworkOf({ functions }), [{ unit: 'power', fromH: 0, toH: null }]).functions[1]!
      .firstDownH
  }
  expect(stopsAt()).toBe(4)
  expect(stopsAt(lost('D-1', '2026-09-01', 2.5))).toBe(2.5)
  // One that ended with the line still up never shortens what is known, and lengthens it.
  expect(stopsAt(lost('D-1', '2026-09-01', 2.5, true))).toBe(4)
  expect(stopsAt(lost('D-2', '2026-09-02', 6, true), lost('D-1', '2026-09-01', 2.5))).toBe(6)
  expect(stopsAt(lost('D-1', '2026-09-01', 2.5), lost('D-2', '2026-09-02', 6, true))).toBe(6)
  expect(drilledHoldUps(plantWith(lost('D-1', '2026-09-01', 2.5)))).toEqual([
    { function: 'line', input: 'supply', declaredH: 4, hours: 2.5, drill: 'D-1', on: '2026-09-01', isAtLeast: false },
  ])
})

test('the continuity plan tells of each target what is stated, computed and drilled, and marks what nobody showed', () => {
  const declared = plantWith(lost('D-1', '2026-09-01', 2.5))
  const functions = withDrilledHoldUps(declared)
  const plant = { ...declared, functions: [...functions] }
  const about = { site: 'S', asOf: null, madeAt: AS_OF, version: '1' }
  const plan = continuityPlan({ declared, plant, network: processNetworkOf({ functions }) }, about)
  const rowsOf = (heading: string) =>
    plan.sections
      .filter((one) => one.heading.startsWith(heading))
      .flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : [])))
  expect(rowsOf('Targets')).toEqual([
    ['line', 'back in time (RTO)', 8, null, null, { text: 'no drill yet', mark: 'unconfirmed' }],
    ['line', 'lasts without supply', 4, 4, 2.5, { text: 'contradicted on 2026-09-01 (D-1)', mark: 'gap' }],
    ['line', 'minimum service: half rate', null, null, null, { text: 'no drill yet', mark: 'unconfirmed' }],
  ])
  expect(rowsOf('What functions need')).toEqual([
    ['line', 'supply', 'power', 1, '2.5 (drilled on 2026-09-01; stated 4)'],
  ])
  expect(rowsOf('Drills')).toHaveLength(1)
  expect(plan.about).toMatchObject({ site: 'S', madeAt: AS_OF })
  for (const { blocks } of plan.sections)
    for (const block of blocks)
      if (block.kind === 'table') for (const row of block.rows) expect(row).toHaveLength(block.columns.length)
})

test('a drill changes the hold-up of its own input and nothing else of the plant', () => {
  const stock = fc.integer({ min: 0, max: 9 })
  fc.assert(
    fc.property(stock, stock, stock, fc.boolean(), (a, b, heldH, isAtLeast) => {
      const inputs = [
        { name: 'a', suppliers: ['power'], k: 1, bufferH: a },
        { name: 'b', suppliers: ['power'], k: 1, bufferH: b },
      ]
      const functions = [f('power'), f('line', { inputs }), f('other', { inputs })]
      const drills = [drill({ input: 'b', heldH, isAtLeast })]
      const expected = isAtLeast ? Math.max(b, heldH) : heldH
      const [, line, other] = withDrilledHoldUps({ functions, drills })
      expect(line).toEqual({ ...functions[1], inputs: [inputs[0], { ...inputs[1], bufferH: expected }] })
      expect(other).toEqual(functions[2])
    }),
  )
})

test('[C04:3] resilience is time and function kept, by the model and as drills measured it', () => {
  const functions = [f('power', { restartH: 1 }), { ...LINE, restartH: 2 }, f('office')]
  const network = processNetworkOf({ functions })
  const out = [{ unit: 'power', fromH: 2, toH: 9 }]
  const play = playOutage(network, out)
  // Power stands 2 to 10, the line 6 to 12: 14 of the 30 function-hours until all is back, 14 of 20 of those two.
  expect(resilienceOf(play, out)).toEqual({ backAfterH: 10, keptShare: 1 - 14 / 30, keptShareOfStopped: 1 - 14 / 20 })
  expect(
    resilienceOf(playOutage(network, [{ unit: 'office', fromH: 0, toH: null }], 10), [
      { unit: 'office', fromH: 0, toH: null },
    ]),
  ).toEqual({
    backAfterH: null,
    keptShare: 1 - 1 / 3,
    keptShareOfStopped: 0,
  })
  const plant = plantWith(
    { ...lost('D-1', '2026-09-01', 3), restoreH: 5, keptShare: 0.5 },
    lost('D-2', '2026-09-02', 4.2),
    lost('D-3', '2026-09-03', 2, true),
    drill({ id: 'D-4', on: '2026-09-04', restoreH: 3 }),
  )
  expect(
    measuredResilience(plant).map(({ drill: id, modelHeldH, isAsModelled }) => [id, modelHeldH, isAsModelled]),
  ).toEqual([
    ['D-4', null, null],
    ['D-3', 4, null],
    ['D-2', 4, true],
    ['D-1', 4, false],
  ])
  expect(measuredResilience(plant).at(-1)).toMatchObject({ heldH: 3, restoreH: 5, keptShare: 0.5 })
})
