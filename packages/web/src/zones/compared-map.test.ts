import type { DiffItem } from '@penstock/contract/drift'
import type { MapEdge, MapZone, ZoneMapView } from '@penstock/contract/zones'
import { expect, test } from 'vitest'
import { changesBySpot, comparedEdges, spotOf, withGone } from './compared-map.ts'

const COUNTS = { assets: 0, observedAssets: 0, unregistered: 0, breaches: 0 }
const PLACE = { lane: 0, x: 0, y: 0, width: 4, height: 2 }
const zone = (id: string, purdue: string): MapZone => ({
  ...COUNTS,
  ...PLACE,
  id,
  name: id,
  purdue,
  subnets: [],
  slTarget: null,
})
const edge = (id: string, zoneA: string, zoneB: string, conduit: string | null = id): MapEdge => ({
  id,
  conduit,
  zoneA,
  zoneB,
  direction: 'both',
  status: null,
  enforcedBy: [],
  judgement: 'allowed-seen',
  crossesLanes: 1,
  protocols: [],
})
const map = (zones: MapZone[], edges: MapEdge[]): ZoneMapView => ({
  site: 'plant' as ZoneMapView['site'],
  modelVersion: 1,
  asOf: '2026-10-01T00:00:00.000000Z',
  lanes: [],
  zones,
  edges,
})
const item = (kind: DiffItem['kind'], id: string, change: DiffItem['change'], fields = {}): DiffItem => ({
  kind,
  id,
  label: id,
  change,
  fields: Object.entries(fields).map(([field, value]) => ({
    field,
    before: change === 'added' ? null : String(value),
    after: change === 'removed' ? null : String(value),
    source: 'test',
    heldAt: null,
    learnedAt: null,
  })),
})

const OPS = zone('Z-OPS', '3')
const DCS = zone('Z-DCS', '2')
const GONE = zone('Z-OLD', '2')
const now = map([OPS, DCS], [edge('C-1', 'Z-OPS', 'Z-DCS'), edge('without Z-DCS Z-OPS', 'Z-DCS', 'Z-OPS', null)])
const before = map([OPS, DCS, GONE], [edge('C-1', 'Z-OPS', 'Z-DCS'), edge('C-2', 'Z-OPS', 'Z-OLD')])

test('what is gone is drawn beside what is there, and on nothing of it', () => {
  const both = withGone(now, before)
  expect(both.zones.map(({ id }) => id)).toEqual(['Z-OPS', 'Z-DCS', 'Z-OLD'])
  expect(both.edges.map(({ id }) => id)).toEqual(['C-1', 'without Z-DCS Z-OPS', 'C-2'])
  expect(both.lanes.map(({ label }) => label)).toEqual(['3', '2'])
  const places = both.zones.map(({ x, y }) => `${x} ${y}`)
  expect(new Set(places).size).toBe(3)
  expect(withGone(now, undefined)).toBe(now)
})

test('a change is seen on the box or the line that it is about', () => {
  expect(spotOf(item('zone', 'Z-OPS', 'changed'))).toBe('zone:Z-OPS')
  expect(spotOf(item('conduit', 'C-1', 'changed'))).toBe('C-1')
  expect(spotOf(item('flow', 'x', 'removed', { zoneA: 'Z-A', zoneB: 'Z-B', conduit: 'C-7' }))).toBe('C-7')
  expect(spotOf(item('flow', 'x', 'added', { zoneA: 'Z-A', zoneB: 'Z-B' }))).toBe('without Z-A Z-B')
})

test('traffic that comes changes a line that was there, and adds one that was not', () => {
  const ends = { zoneA: 'Z-DCS', zoneB: 'Z-OPS' }
  const changes = changesBySpot(
    [
      item('zone', 'Z-OLD', 'removed'),
      item('conduit', 'C-2', 'removed'),
      item('flow', 'a', 'removed', { ...ends, conduit: 'C-2' }),
      item('flow', 'b', 'added', { ...ends, conduit: 'C-1' }),
      item('flow', 'c', 'added', ends),
    ],
    comparedEdges(now, before),
  )
  expect([...changes]).toEqual([
    ['zone:Z-OLD', 'removed'],
    ['C-2', 'removed'],
    ['C-1', 'changed'],
    ['without Z-DCS Z-OPS', 'added'],
  ])
})
