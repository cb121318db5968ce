import { cloudLosses } from '@penstock/model/blueprint'
import { type PlantFile, parsePlant } from '@penstock/model/plant'
import { playOutage, processNetworkOf, withCloudServices } from '@penstock/model/process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrenfield } from './wrenfield.fixture.ts'

const plant = wrenfield()

/** A recipe service in the cloud that batch management needs, and an order service for ERP. */
function withNeeds(holdUpH: number): PlantFile {
  const [tunnel, ...others] = plant.cloudServices
  const recipes = { ...others[0]!, id: 'CLD-REC', name: 'Recipes', zone: 'Z-EXT', domain: 'ot' as const }
  const neededBy = [{ function: 'F-BATCH', holdUpH }]
  return { ...plant, cloudServices: [tunnel!, ...others, { ...recipes, neededBy }] }
}

test('[D08:2] the loss of a cloud service stops what needs it after its hold-up, and what needs that in turn', () => {
  const lost = cloudLosses(withNeeds(6)).find(({ id }) => id === 'CLD-REC')!
  expect(lost).toMatchObject({ zone: 'Z-EXT', domain: 'ot', neededBy: [{ function: 'F-BATCH', holdUpH: 6 }] })
  expect(lost.stops[0]).toMatchObject({ id: 'F-BATCH', afterH: 6 })
  expect(lost.stops.map(({ id }) => id)).toContain('F-RX')
})

test('[D08:2] a longer hold-up never brings a stop earlier, and delays the first by what it is longer', () => {
  const first = (holdUpH: number) =>
    cloudLosses(withNeeds(holdUpH)).find(({ id }) => id === 'CLD-REC')!.stops[0]!.afterH
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 100 }), (hours, more) => {
      expect(first(hours + more) - first(hours)).toBe(more)
    }),
    { numRuns: 20 },
  )
})

test('a service that is back within its hold-up stops nothing', () => {
  const network = processNetworkOf(withCloudServices(withNeeds(6)))
  const played = playOutage(network, [{ unit: 'CLD-REC', fromH: 0, toH: 5 }])
  expect(played.functions.filter(({ firstDownH, id }) => firstDownH !== null && id !== 'CLD-REC')).toEqual([])
})

test('the asset of a service takes the service with it', () => {
  const [tunnel, ...others] = plant.cloudServices
  const neededBy = [{ function: 'F-STM', holdUpH: 0 }]
  const network = processNetworkOf(
    withCloudServices({ ...plant, cloudServices: [{ ...tunnel!, neededBy }, ...others] }),
  )
  const played = playOutage(network, [{ unit: 'EXT-TALK2M', fromH: 1, toH: null }])
  expect(played.functions.find(({ id }) => id === 'F-STM')?.firstDownH).toBe(1)
})

test('without needs the functions are what they were; a need of no function, and a zone beside that of the asset, are faults', () => {
  expect(withCloudServices(plant)).toBe(plant)
  expect(cloudLosses(plant).map(({ id, zone, stops }) => [id, zone, stops.length])).toEqual([
    ['CLD-1', 'Z-EXT', 0],
    ['CLD-2', null, 0],
    ['CLD-3', null, 0],
  ])
  const faultsOf = (more: object) => {
    const [tunnel, ...others] = plant.cloudServices
    const read = parsePlant({ ...plant, cloudServices: [{ ...tunnel!, ...more }, ...others] })
    return read.ok ? [] : read.refusal.map(({ code, path }) => `${code} ${path}`)
  }
  expect(faultsOf({ neededBy: [{ function: 'F-NONE', holdUpH: 1 }] })).toEqual([
    'plant.dangling-reference cloudServices[0].neededBy[0].function',
  ])
  expect(faultsOf({ zone: 'Z-OPS' })).toEqual(['plant.contradiction cloudServices[0].zone'])
  expect(faultsOf({ id: 'F-STM', neededBy: [{ function: 'F-STM', holdUpH: 1 }] })).toEqual([
    'plant.contradiction cloudServices[0].id',
  ])
})
