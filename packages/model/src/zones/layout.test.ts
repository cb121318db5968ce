import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { parsePlant } from '@penstock/model/plant'
import { layOutZones, levelSteps, type ZoneModel, zoneModelOf } from '@penstock/model/zones'
import { describe, expect, test } from 'vitest'

const read = parsePlant(JSON.parse(loadWrenfieldWorksText()))
if (!read.ok) throw new Error('the demonstration plant has faults')
const model = zoneModelOf(read.value.plant, 1)

describe('the picture of the reference plant', () => {
  const layout = layOutZones(model)

  test('has the industrial DMZ between 4 and 3', () => {
    expect(layout.lanes.map((lane) => lane.label)).toEqual(['5+', '4', '3.5', '3', '2', '1'])
    const laneOf = (zone: string) => layout.lanes[layout.zones.find((one) => one.zone === zone)!.lane]!.label
    expect(['Z-EXT', 'Z-ENT', 'Z-DMZ', 'Z-OPS', 'Z-VND', 'Z-SIS'].map(laneOf)).toEqual([
      '5+',
      '4',
      '3.5',
      '3',
      '2',
      '1',
    ])
  })

  test('overlaps nothing and stays in its frame', () => {
    for (const [at, zone] of layout.zones.entries()) {
      expect(zone.x).toBeGreaterThanOrEqual(0)
      expect(zone.x + zone.width).toBeLessThanOrEqual(layout.width)
      expect(zone.y + zone.height).toBeLessThanOrEqual(layout.height)
      for (const other of layout.zones.slice(at + 1)) {
        expect(other.lane !== zone.lane || Math.abs(other.x - zone.x) >= zone.width).toBe(true)
      }
    }
    expect(layout.zones.length).toBe(model.zones.length)
  })

  test('is the same under other ids and names', () => {
    const id = (text: string) => `x${text.split('').reverse().join('')}`
    const renamed: ZoneModel = {
      ...model,
      zones: model.zones.map((zone) => ({ ...zone, id: id(zone.id), name: '' })),
      conduits: model.conduits.map((one) => ({ ...one, id: id(one.id), zoneA: id(one.zoneA), zoneB: id(one.zoneB) })),
    }
    const again = layOutZones(renamed)
    expect(again.zones).toEqual(layout.zones.map((zone) => ({ ...zone, zone: id(zone.zone) })))
  })

  test('lays two conduits of one pair side by side', () => {
    const lines = layout.conduits.filter((one) => one.zoneA === 'Z-EXT' && one.zoneB === 'Z-REM')
    expect(lines.map((one) => [one.conduit, one.slot, one.slots])).toEqual([
      ['C-15', 0, 2],
      ['C-17', 1, 2],
    ])
  })

  test('marks the conduits that jump a level', () => {
    const jumping = layout.conduits.filter((one) => (one.crossesLanes ?? 0) >= 2).map((one) => one.conduit)
    expect(jumping).toEqual(['C-03', 'C-11', 'C-12', 'C-15', 'C-16', 'C-17'])
  })
})

test('zones without a level have a lane of their own, and no zones no picture', () => {
  const unknown = { id: 'U', name: '', purdue: null, subnets: [], slTarget: null }
  const layout = layOutZones({ ...model, zones: [...model.zones, unknown], conduits: [] })
  expect(layout.lanes.at(-1)!.label).toBe('unknown')
  expect(layOutZones({ ...model, zones: [], conduits: [] })).toMatchObject({
    width: 2,
    height: 0,
    lanes: [],
    zones: [],
  })
})

test.each<[string | null, string | null, number | null]>([
  ['3', '1-2', 1],
  ['1-2', '1', 0],
  ['5+', '4-5', 0],
  ['4-5', '3.5', 1],
  ['4', '3', 2],
  ['5+', '2-3.5', 2],
  ['1-2', '4-5', 3],
  ['0', '5+', 6],
  [null, '3', null],
])('from %s to %s are %s steps', (a, b, steps) => {
  expect(levelSteps(a, b)).toBe(steps)
  expect(levelSteps(b, a)).toBe(steps)
})
