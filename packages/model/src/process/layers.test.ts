import { expect, test } from 'vitest'
import { blackStartKnots } from './black-start.ts'
import { f } from './cases.fixture.ts'
import { layersOf } from './layers.ts'
import { processNetworkOf } from './network.ts'
import { outageOfText, textOfOutage } from './outage-text.ts'

test('[C02] a function stands right of all that it needs; those of a circle stand together', () => {
  const functions = [
    f('line', { needs: ['water', 'grid'] }),
    f('grid'),
    f('water', { needs: ['power'] }),
    f('power', { needs: ['grid', 'control'] }),
    f('control', { needs: ['power'] }),
    f('itself', { needs: ['itself'] }),
    f('depot', { needs: ['line'] }),
  ]
  const layers = layersOf(processNetworkOf({ functions }))
  expect(Object.fromEntries(functions.map(({ id }, at) => [id, layers[at]]))).toEqual({
    grid: 0,
    power: 1,
    control: 1,
    water: 2,
    line: 3,
    depot: 4,
    itself: 0,
  })
})

test('[C05:3] a whole black-out leaves the knots that stock hides while it lasts', () => {
  const functions = [
    f('grid'),
    f('power', { needs: ['grid', 'control'] }),
    f('control', { needs: ['power'], bufferH: 8 }),
    f('line', { needs: ['power'] }),
    f('spare', { inputs: [{ name: 'power', suppliers: ['power', 'grid'], k: 1, bufferH: 0 }] }),
  ]
  expect(blackStartKnots(functions)).toEqual([
    { cycle: ['power', 'control'], functions: ['power', 'control'], waiting: ['line'] },
  ])
  const started = functions.map((one) =>
    one.id === 'control'
      ? f('control', { inputs: [{ name: 'power', suppliers: ['power', 'grid'], k: 1, bufferH: 0 }] })
      : one,
  )
  expect(blackStartKnots(started)).toEqual([])
  // A function that has never enough to run waits for nobody: that is a fault of another kind.
  expect(blackStartKnots([f('a', { own: ['x'], ownK: 2 }), f('b', { needs: ['a'] })])).toEqual([])
})

test('an outage is one word and back', () => {
  for (const text of ['F-PWR=0..72', 'F-PWR=0.5..', 'a=b=1..2'])
    expect(textOfOutage(outageOfText(text) ?? { unit: '', fromH: 0, toH: 0 })).toBe(text)
  for (const text of [
    '',
    'F-PWR',
    '=0..1',
    'x=1',
    'x=1..2..3',
    'x=-1..2',
    'x=1e3..',
    'x=..2',
    'x=0..1e9',
    `x=0..${'9'.repeat(30)}`,
  ])
    expect([text, outageOfText(text)]).toEqual([text, null])
})
