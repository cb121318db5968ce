import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import { partitionRecordOf, recordChanges } from '@penstock/model/segmentation'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const plant = wrenfield()
const record = partitionRecordOf(plant)

function wrenfield(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

test('ZCR 1: the system with its boundary and every way in from outside', () => {
  expect(record.system.outside).toEqual(['Z-EXT'])
  expect(record.system.accessPoints).toEqual(
    plant.conduits.filter(({ zoneA, zoneB }) => (zoneA === 'Z-EXT') !== (zoneB === 'Z-EXT')).map(({ id }) => id),
  )
  expect(record.system.remoteAccess).toHaveLength(plant.remoteAccess.length)
})

test('ZCR 2 and 4: the worst of hazard studies and impact analysis; a zone where it is over the lowest band needs detail', () => {
  const zone = (id: string) => record.zones.find((one) => one.id === id)!
  const worst = Math.max(...plant.lopa.map(({ severity }) => severity))
  expect(zone('Z-SIS')).toMatchObject({ worst, needsDetail: true })
  expect(zone('Z-SIS').band).toBe(plant.riskCriteria!.matrix[worst - 1]![4])
  expect(zone('Z-EXT').assets.length).toBeGreaterThan(0)
  expect(
    partitionRecordOf({ ...plant, riskCriteria: undefined, lopa: [] }).zones.map((one) => one.needsDetail),
  ).toEqual(plant.zones.map(() => null))
})

test('ZCR 3 and 5: each asset in one zone, targets, gaps and findings of each', () => {
  expect(record.zones.flatMap(({ assets }) => assets).sort()).toEqual(plant.assets.map(({ id }) => id).sort())
  const safety = record.zones.find(({ id }) => id === 'Z-SIS')!
  expect(safety.target).toEqual({ IAC: 3, UC: 3, SI: 3, DC: 2, RDF: 3, TRE: 2, RA: 3 })
  expect(safety.gaps.map(({ requirement }) => requirement)).toEqual(['IAC', 'UC', 'SI', 'RDF', 'RA'])
  expect(record.conduits.find(({ id }) => id === 'C-06')!.findings).toContain('segmentation.safety-can-be-written C-06')
})

test('principles: each counts what holds, and names what fails with the reason', () => {
  for (const { asked, held, fails } of record.principles) expect(held + fails.length).toBe(asked)
  const fails = (principle: string) => record.principles.find((one) => one.principle === principle)!.fails
  expect(fails('fail-safe').map(({ id }) => id)).toContain('SIS-EWS1')
  expect(fails('defence-in-depth').map(({ id }) => id)).toContain('Z-REM')
  // What is mended holds.
  const mended = { ...plant, conduits: plant.conduits.map((one) => ({ ...one, endpoints: { a: [], b: [] } })) }
  expect(partitionRecordOf(mended).principles.find((one) => one.principle === 'least-function')!.fails).toEqual([])
})

test('the same plant makes the same record; what is taken away is told, and nothing else of its list', () => {
  expect(partitionRecordOf(wrenfield())).toEqual(record)
  fc.assert(
    fc.property(fc.nat(plant.conduits.length - 1), (at) => {
      const gone = plant.conduits[at]!.id
      const later = partitionRecordOf({ ...plant, conduits: plant.conduits.filter(({ id }) => id !== gone) })
      const conduits = recordChanges(record, later).filter(({ part }) => part === 'conduits')
      expect(conduits).toContainEqual({ part: 'conduits', id: gone, change: 'removed' })
      expect(conduits.filter(({ change }) => change !== 'changed')).toHaveLength(1)
      expect(recordChanges(later, later)).toEqual([])
    }),
    { numRuns: plant.conduits.length },
  )
})
