import { drawBlueprint, readBlueprint } from '@penstock/model/blueprint'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrenfield } from './wrenfield.fixture.ts'

const blueprint = drawBlueprint(wrenfield())
const stage = { id: 'ST-1', name: 'One', owner: 'automation', due: '2027-03-31', proves: 'something' }
const faultsOf = (data: unknown) => {
  const read = readBlueprint(JSON.stringify(data))
  return read.ok ? [] : read.refusal
}

test('a drawn blueprint is read as it was written', () => {
  expect(readBlueprint(`\ufeff${JSON.stringify(blueprint)}`)).toEqual({ ok: true, value: blueprint })
})

test.each([
  ['a misspelt key', { ...blueprint, zoens: [] }, ['']],
  ['another schema', { ...blueprint, schema: 'blueprint/9' }, ['schema']],
  ['a stage without an owner', { ...blueprint, stages: [{ ...stage, owner: '' }] }, ['stages[0].owner']],
  ['a day that is none', { ...blueprint, stages: [{ ...stage, due: 'soon' }] }, ['stages[0].due']],
  ['a zone twice', { ...blueprint, zones: [...blueprint.zones, blueprint.zones[0]] }, ['zones[11]']],
  ['a zone that is not drawn', { ...blueprint, placements: [{ asset: 'A', zone: 'Z-DSC' }] }, ['placements[0].zone']],
  [
    'a move of an asset without a place',
    { ...blueprint, stages: [{ ...stage, moves: ['X'] }] },
    ['stages[0].moves[0]'],
  ],
  ['a close of what is drawn', { ...blueprint, stages: [{ ...stage, closes: ['C-06'] }] }, ['stages[0].closes[0]']],
])('%s is refused with its place', (_, data, places) => {
  expect(faultsOf(data).map(({ place }) => place)).toEqual(places)
})

test('a near name is offered', () => {
  expect(faultsOf({ ...blueprint, placements: [{ asset: 'A', zone: 'Z-DSC' }] })[0]?.mend).toBe('write Z-DCS')
})

test('no text makes the reader throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readBlueprint(text)))
})
