import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { parsePlant } from '@penstock/model/plant'
import { expect, test } from 'vitest'
import { processNetworkOf } from './network.ts'
import { playOutage } from './play-outage.ts'
import { safeguardsInOutage } from './safeguards.ts'

const read = parsePlant(JSON.parse(loadWrenfieldWorksText()))
if (!read.ok) throw new Error('the reference plant has faults')
const { plant } = read.value
const network = processNetworkOf(plant)

function lost(units: readonly string[], toH: number) {
  const outages = units.map((unit) => ({ unit, fromH: 0, toH }))
  return safeguardsInOutage(plant, outages, playOutage(network, outages).functions)
}

test('[C04:3] from the loss of the directory to the line and to the safeguards that lean on it, with their hours', () => {
  const found = lost(['OPS-DC1', 'OPS-DC2'], 24)
  // Open sessions carry process control for twelve hours; two alarms run in it.
  expect(found.map(({ id, layers }) => [id, layers.map(({ id: layer, fromH }) => [layer, fromH])])).toEqual([
    [
      'L-01',
      [
        ['TAH-201', 12],
        ['RD-201', null],
        ['SIF-201', null],
      ],
    ],
    [
      'L-04',
      [
        ['AAL-102', 12],
        ['SCR-101', null],
        ['SIF-102', null],
      ],
    ],
  ])
  expect(found[0]?.layers[0]).toMatchObject({ asset: 'DCS-FCS2', function: 'F-DCS', kind: 'layer' })
  expect(lost(['OPS-DC1'], 24)).toEqual([])
  expect(lost(['OPS-DC1', 'OPS-DC2'], 11)).toEqual([])
})

test('[C04:3] the scenario with fewest layers left comes first', () => {
  const found = lost(['SIS-MP1', 'PKG-TF-PLC'], 4)
  expect(found.map(({ id, layers }) => [id, layers.filter(({ fromH }) => fromH === null).length])).toEqual([
    ['L-02', 0],
    ['L-03', 1],
    ['L-04', 1],
    ['L-01', 2],
  ])
  expect(found[0]?.layers.at(-1)).toMatchObject({ kind: 'safety-function', asset: 'SIS-MP1', function: null, fromH: 0 })
})
