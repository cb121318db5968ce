import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type PlantFile, type PlantFunction, parsePlant } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFunctions } from './any-plant.fixture.ts'
import { assessmentsOf } from './assessments.ts'
import { f } from './cases.fixture.ts'
import { CriticalityJudge, type CriticalityRank, compareCriticality } from './criticality.ts'
import { processNetworkOf } from './network.ts'
import { playOutage } from './play-outage.ts'

const read = parsePlant(JSON.parse(loadWrenfieldWorksText()))
if (!read.ok) throw new Error('the reference plant has faults')
const { plant } = read.value

type Impact = NonNullable<PlantFunction['bia']>['impact'][number]

/** With a stated impact. */
function felt(one: PlantFunction, ...impact: Impact[]): PlantFunction {
  const bia = { rtoH: null, rpoH: null, mtpdH: null, ownerRole: null, owner: null, minimum: null, peak: null }
  return {
    ...one,
    bia: { ...bia, workaround: { text: '', hours: 0, staff: 0 }, impact, reviewedOn: null },
  }
}

function judgeOf(functions: readonly PlantFunction[], lopa: PlantFile['lopa'] = []): CriticalityJudge {
  return new CriticalityJudge(processNetworkOf({ functions }), { lopa })
}

function ranksOf({ functions, lopa, assets }: Pick<PlantFile, 'functions' | 'lopa' | 'assets'>) {
  const judge = judgeOf(functions, lopa)
  return assets
    .map(({ id }): CriticalityRank => {
      const { realises: _realises, stopped: _stopped, guards: _guards, ...rank } = judge.judge(id)
      return rank
    })
    .sort(compareCriticality)
}

test('the worst that stops without an asset, on whom and after how long, through stock and spares', () => {
  const judge = judgeOf([
    felt(f('water', { type: 'utility', own: ['pump-a', 'pump-b'], ownK: 1 }), {
      afterH: 1,
      receptor: 'money',
      level: 2,
    }),
    felt(
      f('line', { own: ['plc'], needs: ['water'], bufferH: 6, mtpdH: 8, marginPerH: 100 }),
      { afterH: 2, receptor: 'money', level: 3 },
      { afterH: 10, receptor: 'people', level: 5 },
      { afterH: 900, receptor: 'service', level: 4 },
    ),
    f('office', { type: 'support', own: ['printer'] }),
  ])
  expect(judge.judge('plc')).toMatchObject({
    ...{ level: 5, standing: 'alone', afterH: 10, stops: 1, unstated: 0 },
    realises: [{ function: 'line', group: 'assets', k: 1, of: 1 }],
    stopped: [{ function: 'line', downH: 0, mtpdH: 8, mtpdOverH: 8, marginPerH: 100 }],
  })
  // One pump is enough: what the loss of both leads to, six hours later for the stock.
  const pump = judge.judge('pump-a')
  expect(pump).toMatchObject({ level: 5, standing: 'shared', afterH: 16, stops: 2 })
  expect(pump.stopped.map((one) => [one.function, one.isAlone, one.downH, one.worst?.level])).toEqual([
    ['line', false, 6, 5],
    ['water', false, 0, 2],
  ])
  expect(judge.judge('printer')).toMatchObject({ level: null, standing: null, stops: 1, unstated: 1 })
  expect(judge.judge('what nobody needs')).toMatchObject({ level: null, stops: 0, realises: [] })
  const ranks = ['what nobody needs', 'pump-a', 'printer', 'plc'].map((asset) => judge.judge(asset))
  expect(ranks.sort(compareCriticality).map(({ asset }) => asset)).toEqual([
    'plc',
    'pump-a',
    'printer',
    'what nobody needs',
  ])
})

test('what stops for a short time only reaches the levels of that time', () => {
  const impact: Impact = { afterH: 5, receptor: 'money', level: 4 }
  // Twice as much stock as an outage is watched for.
  const judge = judgeOf([
    f('power', { type: 'utility', own: ['board'] }),
    felt(f('far', { needs: ['power'], bufferH: 1440 }), impact),
  ])
  expect(judge.judge('board')).toMatchObject({ level: null, stops: 1, unstated: 1 })
  // It stops five hours before the watch ends, and once more without the five hours.
  const at = (bufferH: number) =>
    judgeOf([f('power', { own: ['board'] }), felt(f('far', { needs: ['power'], bufferH }), impact)]).judge('board')
  expect(at(715).level).toBe(4)
  expect(at(716).level).toBeNull()
})

test('[A12:2] in the reference plant: switches, logic solver, historian, as reckoned by hand', () => {
  const judge = judgeOf(plant.functions, plant.lopa)
  // Without the logic solver chlorine supply stops, hypochlorite with it, and after 72 h the water company: service, level 5.
  const solver = judge.judge('SIS-MP1')
  expect(solver).toMatchObject({ level: 5, standing: 'alone' })
  expect(solver.realises).toMatchObject([{ function: 'F-SIS', k: 1, of: 1 }])
  expect(solver.guards.map(({ scenario, part }) => `${scenario} ${part}`)).toContain('L-01 safety-function')
  expect(solver.stopped.find(({ function: id }) => id === 'F-SCRUB')?.worst).toEqual({
    level: 5,
    receptor: 'people',
    afterH: 0,
  })
  // Either control switch is enough.
  const control = judge.judge('DCS-SWA')
  expect(control.standing).toBe('shared')
  expect(control.stopped.every(({ isAlone }) => !isAlone)).toBe(true)
  expect(judge.judge('ENT-SW1')).toMatchObject({ level: null, stops: 0, guards: [] })
})

test('[A12] a changed consequence of a function changes the criticality of the assets whose loss stops it, and nothing else', () => {
  const before = ranksOf(plant)
  const judge = judgeOf(plant.functions, plant.lopa)
  const named = plant.functions.filter(({ bia }) => (bia?.impact.length ?? 0) > 0)
  fc.assert(
    fc.property(fc.constantFrom(...named), fc.integer({ min: 1, max: 5 }), (one, level) => {
      const impact: Impact[] = [{ afterH: 0, receptor: 'service', level: level as Impact['level'] }]
      const functions = plant.functions.map((each) => (each.id === one.id ? felt(each, ...impact) : each))
      const after = new Map(ranksOf({ ...plant, functions }).map((rank) => [rank.asset, rank]))
      for (const was of before) {
        const is = after.get(was.asset)!
        const others = judge.judge(was.asset)
        if (!others.stopped.some(({ function: id }) => id === one.id)) expect(is).toEqual(was)
        else {
          const rest = others.stopped.filter(({ function: id }) => id !== one.id)
          const levels = [...rest.flatMap(({ worst }) => worst?.level ?? []), ...others.guards.map((g) => g.severity)]
          expect(is.level).toBe(Math.max(level, ...levels))
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('what stops alone is what the outage stops when it is played, for any plant', () => {
  fc.assert(
    fc.property(anyFunctions, (functions) => {
      const network = processNetworkOf({ functions })
      const judge = new CriticalityJudge(network, { lopa: [] })
      for (const unit of network.units.slice(functions.length)) {
        const played = playOutage(network, [{ unit, fromH: 0, toH: null }])
        const lost = played.functions.filter(({ firstDownH }) => firstDownH !== null).map(({ id }) => id)
        const alone = judge.judge(unit).stopped.filter(({ isAlone }) => isAlone)
        expect(alone.map(({ function: id }) => id).sort()).toEqual(lost.sort())
      }
    }),
    { numRuns: 100 },
  )
})

test('the order is a total one: any shuffle of the assets gives the same', () => {
  const ranks = ranksOf(plant)
  fc.assert(
    fc.property(fc.shuffledSubarray(ranks, { minLength: ranks.length }), (shuffled) => {
      expect(shuffled.sort(compareCriticality)).toEqual(ranks)
    }),
    { numRuns: 30 },
  )
})

test('studies name assets themselves, by a function that they realise, or by a sheet', () => {
  const studies = assessmentsOf(plant)
  expect(studies.get('SIS-MP1')).toEqual(expect.arrayContaining(['L-01', 'ER-02']))
  // The enterprise risk names the function that the server realises.
  expect(studies.get('ENT-ERP1')).toContain('ER-04')
  expect(studies.get('ENT-SW1')).toBeUndefined()
})
