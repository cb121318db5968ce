import type { MapZone } from '@penstock/contract/zones'
import { expect, test } from 'vitest'
import { nextSpot, spotAfter } from './arrows.ts'
import { boxesOf, lanesOf, linesOf } from './geometry.ts'

function zone(id: string, lane: number, x: number): MapZone {
  const counts = { assets: 0, observedAssets: 0, unregistered: 0, breaches: 0, subnets: [], slTarget: null }
  return { id, name: id, purdue: '3', lane, x, y: lane * 4 + 1, width: 4, height: 2, ...counts }
}
const ZONES = [zone('top', 0, 5), zone('left', 1, 2), zone('right', 1, 8)]
const JOINED = [
  { id: 'one', zoneA: 'top', zoneB: 'left' },
  { id: 'two', zoneA: 'right', zoneB: 'top' },
  { id: 'three', zoneA: 'left', zoneB: 'right' },
  { id: 'four', zoneA: 'left', zoneB: 'right' },
]

test('boxes of a lane do not overlap and lie inside their lane', () => {
  const boxes = boxesOf(ZONES)
  const [left, right] = [boxes.get('left')!, boxes.get('right')!]
  expect(left.x + left.width).toBeLessThan(right.x)
  const lane = lanesOf(ZONES, [{ index: 1, label: '3' }])[0]!
  expect(lane.y).toBeLessThan(left.y)
  expect(lane.y + lane.height).toBeGreaterThan(left.y + left.height)
})

test('lines start and end on the edges of their boxes, and no two handles lie on each other', () => {
  const boxes = boxesOf(ZONES)
  const lines = linesOf(JOINED, boxes)
  expect([...lines.keys()]).toEqual(['one', 'two', 'three', 'four'])
  const top = boxes.get('top')!
  const [x, y] = lines.get('one')!.path.slice(1).split('C')[0]!.split(' ').map(Number) as [number, number]
  expect(x).toBeGreaterThan(top.x)
  expect(x).toBeLessThan(top.x + top.width)
  expect(y).toBe(top.y + top.height)
  const handles = [...lines.values()].map((line) => line.at)
  for (const [at, one] of handles.entries())
    for (const other of handles.slice(at + 1))
      expect(Math.abs(one.x - other.x) > 40 || Math.abs(one.y - other.y) > 20).toBe(true)
})

test('a line inside one zone or to a zone that is not drawn is left out', () => {
  const lines = linesOf(
    [
      { id: 'x', zoneA: 'top', zoneB: 'top' },
      { id: 'y', zoneA: 'top', zoneB: 'gone' },
    ],
    boxesOf(ZONES),
  )
  expect(lines.size).toBe(0)
})

test('arrows go to the nearest thing ahead and stop at the rim', () => {
  const spots = [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 100, y: 5 },
    { id: 'c', x: 60, y: 90 },
  ]
  expect(nextSpot(spots, 'a', 'ArrowRight')).toBe('b')
  expect(nextSpot(spots, 'a', 'ArrowDown')).toBe('c')
  expect(nextSpot(spots, 'a', 'ArrowUp')).toBeNull()
  expect(nextSpot(spots, 'a', 'Enter')).toBeNull()
})

test('next and previous reach every spot and go round', () => {
  const spots = [
    { id: 'low', x: 0, y: 9 },
    { id: 'right', x: 9, y: 0 },
    { id: 'left', x: 0, y: 0 },
  ]
  expect([spotAfter(spots, null, 1), spotAfter(spots, 'left', 1), spotAfter(spots, 'low', 1)]).toEqual([
    'left',
    'right',
    'left',
  ])
  expect(spotAfter(spots, 'left', -1)).toBe('low')
  expect(spotAfter([], null, 1)).toBeNull()
})
