import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import { foundationOf, levelSubjects } from '@penstock/model/segmentation'
import { expect, test } from 'vitest'

const plant = wrenfield()

function wrenfield(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

const subject = (of: PlantFile, id: string) => levelSubjects(of).find((one) => one.id === id)

test('a zone aims at its vector, else at its level in each requirement; nothing is made up', () => {
  expect(subject(plant, 'Z-SIS')?.target).toEqual({ IAC: 3, UC: 3, SI: 3, DC: 2, RDF: 3, TRE: 2, RA: 3 })
  expect(subject(plant, 'Z-PKG')?.target).toEqual({ IAC: 2, UC: 2, SI: 2, DC: 2, RDF: 2, TRE: 2, RA: 2 })
  const silent = plant.zones.map(({ slTarget: _target, slTargetVector: _vector, ...zone }) => zone)
  expect(subject({ ...plant, zones: silent }, 'Z-SIS')?.target).toBeNull()
})

test('a conduit aims at what it declares, else at the lower of its zones', () => {
  const declared = plant.conduits.find(({ id }) => id === 'C-06')!
  expect(subject(plant, 'C-06')?.target?.IAC).toBe(declared.slTarget)
  const conduits = plant.conduits.map(({ slTarget: _target, ...conduit }) => conduit)
  expect(subject({ ...plant, conduits }, 'C-09')?.target).toEqual({
    IAC: 2,
    UC: 2,
    SI: 2,
    DC: 2,
    RDF: 2,
    TRE: 2,
    RA: 2,
  })
})

test.each([
  ['SR 1.13', 'IAC'],
  ['SR 3.2 RE 1', 'SI'],
  ['SR 7.8', 'RA'],
  ['CR 1.1', null],
  ['SR 8.1', null],
])('%s belongs to %s', (requirement, foundation) => {
  expect(foundationOf(requirement)).toBe(foundation)
})
