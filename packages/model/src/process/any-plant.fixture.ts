// Plants of five functions and three assets whose times are whole hours, circles among them included.
import type { PlantFunction } from '@penstock/model/plant'
import fc from 'fast-check'
import { f } from './cases.fixture.ts'
import type { HoursOut } from './play-outage.ts'

const IDS = ['A', 'B', 'C', 'D', 'E']
const ASSETS = ['x', 'y', 'z']
const groupOf = (members: readonly string[]) =>
  fc
    .subarray([...members], { minLength: 1 })
    .chain((picked) => fc.record({ picked: fc.constant(picked), k: fc.integer({ min: 1, max: picked.length }) }))
const anyFunction = (id: string): fc.Arbitrary<PlantFunction> =>
  fc
    .record({
      own: fc.array(groupOf(ASSETS), { maxLength: 2 }),
      inputs: fc.array(fc.tuple(groupOf(IDS), fc.integer({ min: 0, max: 4 })), { maxLength: 2 }),
      restartH: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ own, inputs, restartH }) => ({
      ...f(id, {
        restartH,
        inputs: inputs.map(([{ picked, k }, bufferH], at) => ({ name: `in ${at}`, suppliers: picked, k, bufferH })),
      }),
      own: own.map(({ picked, k }, at) => ({ name: `own ${at}`, assets: picked, k })),
    }))
export const anyOutage: fc.Arbitrary<HoursOut> = fc
  .tuple(fc.constantFrom(...IDS, ...ASSETS), fc.nat(15), fc.option(fc.nat(8)))
  .map(([unit, fromH, length]) => ({ unit, fromH, toH: length === null ? null : fromH + length }))
export const anyFunctions: fc.Arbitrary<readonly PlantFunction[]> = fc.tuple(...IDS.map(anyFunction))
