import type { RestsOn } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { f } from './cases.fixture.ts'
import { processNetworkOf } from './network.ts'
import { playOutage } from './play-outage.ts'
import { standingAnswers, withRestsOn } from './rests-on.ts'

function answer(given: Partial<RestsOn>): RestsOn {
  return {
    ...{ id: 'R-1', function: 'line', host: 'host', service: 'it-host', isNeeded: true, direction: 'host-to-function' },
    ...{ purpose: 'orders', holdUpH: 6, owner: null, on: '2026-09-01', by: 'owner' },
    ...given,
  }
}

const FUNCTIONS = [
  f('erp', { own: ['erp-1', 'erp-2'], ownK: 1 }),
  f('line', { own: ['plc'] }),
  f('depot', { needs: ['line'] }),
]

function stopped(restsOn: readonly RestsOn[], ...units: readonly string[]): Readonly<Record<string, number>> {
  const { functions, hostNeeds } = withRestsOn({ functions: FUNCTIONS, restsOn: [...restsOn] })
  const network = processNetworkOf({ functions, hostNeeds })
  const out = units.filter((unit) => network.unitById.has(unit)).map((unit) => ({ unit, fromH: 0, toH: null }))
  const play = playOutage(network, out, 100)
  return Object.fromEntries(
    play.functions.flatMap(({ id, firstDownH }) => (firstDownH === null ? [] : [[id, firstDownH]])),
  )
}

test('[A06:3] a host that an owner confirmed stops the function after its hold-up, and what needs that one', () => {
  expect(stopped([], 'host')).toEqual({})
  expect(stopped([answer({})], 'host')).toEqual({ line: 6, depot: 6 })
  expect(stopped([answer({ holdUpH: 0 })], 'host')).toEqual({ line: 0, depot: 0 })
})

test('[A06:3] where functions carry the host their redundancy counts', () => {
  const needs = [answer({ host: 'erp-1' })]
  expect(stopped(needs, 'erp-1')).toEqual({})
  expect(stopped(needs, 'erp-1', 'erp-2')).toEqual({ erp: 0, line: 6, depot: 6 })
})

test('[A06:3] the last answer counts; what is refused, or carried by the function itself, changes nothing', () => {
  const refused = answer({ id: 'R-2', isNeeded: false, holdUpH: null })
  expect(stopped([answer({}), refused], 'host')).toEqual({})
  expect(stopped([refused, answer({})], 'host')).toEqual({ line: 6, depot: 6 })
  expect(standingAnswers([answer({}), refused, answer({ id: 'R-3', service: 'time' })]).map(({ id }) => id)).toEqual([
    'R-2',
    'R-3',
  ])
  expect(withRestsOn({ functions: FUNCTIONS, restsOn: [answer({ host: 'plc' })] })).toEqual({
    functions: FUNCTIONS,
    hostNeeds: [],
  })
})

test('an answer adds its own need and changes nothing else of the plant', () => {
  const functions = FUNCTIONS
  fc.assert(
    fc.property(
      fc.constantFrom('erp', 'line', 'depot'),
      fc.constantFrom('erp-1', 'plc', 'host'),
      fc.nat(9),
      (of, host, holdUpH) => {
        const after = withRestsOn({ functions, restsOn: [answer({ function: of, host, holdUpH })] })
        for (const [at, one] of after.functions.entries()) {
          const before = functions[at]!
          expect(one).toEqual({ ...before, inputs: one.inputs })
          expect(one.inputs.slice(0, before.inputs.length)).toEqual(before.inputs)
          const added = one.inputs.slice(before.inputs.length)
          if (one.id !== of) expect(added).toEqual([])
          for (const input of added) expect(input).toMatchObject({ bufferH: holdUpH, name: 'orders' })
        }
        for (const need of after.hostNeeds) expect(need).toMatchObject({ function: of, host, bufferH: holdUpH })
      },
    ),
  )
})
