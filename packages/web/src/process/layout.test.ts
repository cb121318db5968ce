import type { FunctionView } from '@penstock/contract/process'
import { expect, test } from 'vitest'
import { BOX, MOST_DRAWN, pictureOf } from './layout.ts'

function one(id: string, layer: number, suppliers: readonly string[] = []): FunctionView {
  const inputs = suppliers.map((supplier) => ({ name: supplier, suppliers: [supplier], k: 1, bufferH: 0 }))
  const none = { owner: null, rtoH: null, rpoH: null, mtpdH: null, marginPerH: null, minimum: null, workaround: null }
  return { id, name: id, type: 'process', layer, inputs, own: [], restartH: 0, ...none }
}

const PLANT = [
  one('a', 0),
  one('b', 0),
  one('on-b', 1, ['b']),
  one('on-a', 1, ['a']),
  one('end', 5, ['on-a', 'on-b', 'late', 'gone']),
  one('late', 0),
  one('alone', 0),
]

test('[C02] needs lead from left to right, rows follow whom they are joined with, and no two boxes touch', () => {
  const { boxes, needs, leftOut } = pictureOf(PLANT, new Set())
  const at = new Map(boxes.map((box) => [box.one.id, box]))
  expect([...at.keys()].sort()).toEqual(['a', 'b', 'end', 'late', 'on-a', 'on-b'])
  expect(needs.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
    'a on-a',
    'b on-b',
    'late end',
    'on-a end',
    'on-b end',
  ])
  for (const { from, to } of needs) expect(at.get(from)!.x + BOX.width).toBeLessThan(at.get(to)!.x)
  expect(Math.sign(at.get('a')!.y - at.get('b')!.y)).toBe(Math.sign(at.get('on-a')!.y - at.get('on-b')!.y))
  expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(boxes.length)
  expect(at.get('late')!.x, 'what needs nothing stands before its first user').toBeGreaterThan(at.get('on-a')!.x)
  expect(leftOut).toBe(0)
  expect(pictureOf(PLANT, new Set())).toEqual(pictureOf([...PLANT], new Set()))
})

test('of a large plant what stands is drawn first, and the rest is counted', () => {
  const large = Array.from({ length: 400 }, (_, at) => one(`f${at}`, at === 0 ? 0 : 1, at === 0 ? [] : ['f0']))
  const { boxes, leftOut } = pictureOf(large, new Set(['f399', 'f300']))
  expect([boxes.length, leftOut]).toEqual([MOST_DRAWN, 250])
  expect(boxes.map((box) => box.one.id)).toEqual(expect.arrayContaining(['f399', 'f300', 'f0']))
  expect(pictureOf([], new Set())).toMatchObject({ boxes: [], needs: [], leftOut: 0 })
})
