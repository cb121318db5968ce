import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { micros, microsOfIso } from '@penstock/model/kernel'
import { type PlantFile, type RestsOn, readPlant } from '@penstock/model/plant'
import { type ProposedNeed, proposedNeeds, reviewContinuity, type SeenUse } from '@penstock/model/process'
import { expect, test } from 'vitest'

const AS_OF = microsOfIso('2026-10-01T06:00:00Z')!

function plantOf(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error('the demonstration plant has faults')
  return read.value.plant
}
const plant = plantOf()

/** Every flow of the plant, seen. */
const USES: readonly SeenUse[] = plant.flows.map(({ src, dst, protocol, port }) => ({
  ...{ client: src, server: dst, protocol, serverPort: port, conversations: 1, firstAt: micros(1), lastAt: micros(2) },
}))
const questions = (of: PlantFile): readonly ProposedNeed[] => proposedNeeds(of, USES, AS_OF)
const keyOf = ({ function: id, host, service }: Pick<RestsOn, 'function' | 'host' | 'service'>) =>
  [id, host, service].join(' ')

/** The plant with every question of it answered by its owner. */
function answered(): PlantFile {
  const restsOn = questions(plant).map(
    ({ function: id, host, service, direction }, at): RestsOn => ({
      ...{ id: `R-${at}`, function: id, host, service, isNeeded: at % 2 === 0, direction, purpose: 'x' },
      ...{ holdUpH: at % 2 === 0 ? 1 : null, owner: null, on: '2026-09-30', by: 'owner' },
    }),
  )
  return { ...plant, restsOn }
}

test('[C05] the needs that the reference plant does not declare are asked about, and every question is one that it does not', () => {
  const found = questions(plant)
  // By hand, from its flows and functions: control and its clock, batches and files and the historian, engineering and its logon.
  expect(found.map(keyOf)).toEqual(
    expect.arrayContaining([
      'F-DCS OPS-NTP1 time',
      'F-BATCH OPS-FS1 file-server',
      'F-BATCH OPS-HIS1 historian',
      'F-DCS-ENG OPS-DC1 directory',
      'F-BATCH DMZ-MFT1 information',
    ]),
  )
  const suppliersOf = (id: string) =>
    plant.functions.find((one) => one.id === id)?.inputs.flatMap((one) => one.suppliers) ?? []
  const upstream = (id: string) => {
    const all = new Set([id])
    for (const one of all) for (const supplier of suppliersOf(one)) all.add(supplier)
    return all
  }
  for (const one of found)
    expect([keyOf(one), one.suppliers.filter((each) => upstream(one.function).has(each))]).toEqual([keyOf(one), []])
})

test('[C05] with all of it declared nothing is asked; each need that is taken out is found, and nothing else', () => {
  const clean = answered()
  expect(clean.restsOn.length).toBeGreaterThan(8)
  expect(questions(clean)).toEqual([])
  for (const planted of clean.restsOn)
    expect(questions({ ...clean, restsOn: clean.restsOn.filter((one) => one !== planted) }).map(keyOf)).toEqual([
      keyOf(planted),
    ])
})

test('[C05] a board that feeds both of a pair, and one supplier of all of a group, are told; what is mended is told no more', () => {
  const shared = (of: PlantFile) =>
    reviewContinuity(of, AS_OF)
      .filter(({ rule }) => rule === 'process.redundancy-shares')
      .map(({ id, facts }) => [id, ...facts.map(({ name, value }) => `${name} ${value}`)].join(' | '))
  const before = shared(plant)
  expect(before).toContain(
    'F-DCS | group operator stations | needed 1 | supplier V-DCS | assets DCS-HIS1, DCS-HIS2, DCS-HIS3',
  )
  const fed = (...ids: readonly string[]): PlantFile => ({
    ...plant,
    assets: plant.assets.map((one) => (ids.includes(one.id) ? { ...one, fedFrom: 'MCC-3' } : one)),
  })
  expect(shared(fed('PKG-CWP-VFD1', 'PKG-CWP-VFD2')).filter((one) => !before.includes(one))).toEqual([
    'F-CW | group pumps | needed 2 | board MCC-3 | assets PKG-CWP-VFD1, PKG-CWP-VFD2',
  ])
  // One of three of which two must run is no loss.
  expect(shared(fed('PKG-CWP-VFD1'))).toEqual(before)
})
