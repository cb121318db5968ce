import { expect, test } from 'vitest'
import { pictureOfSectors } from './index.ts'

const FILE = {
  sectors: ['Power', 'Water'],
  a: [
    [0, 0.8],
    [0.2, 0],
  ],
  c: [0, 0.6],
}

test('each sector with the share that stands still, as solved by hand: q = A q + c', () => {
  const read = pictureOfSectors(JSON.stringify(FILE))
  expect(read).toMatchObject({
    ok: true,
    value: { sectors: [{ name: 'Power', lost: null }, { name: 'Water' }], over: null },
  })
  const [power, water] = read.ok ? read.value.sectors : []
  expect(power!.standing).toBeCloseTo(0.48 / 0.84, 12)
  expect(water!.standing).toBeCloseTo(0.6 / 0.84, 12)
})

test('over time each sector has its loss; a step back and forth is the area between', () => {
  const over = { k: [1, 1], q0: [0, 0], steps: 1 }
  const read = pictureOfSectors(JSON.stringify({ ...FILE, over }))
  expect(read.ok && read.value.sectors.map(({ lost }) => lost)).toEqual([0, 0.3])
})

test.each([
  ['no JSON', '{', 'process.no-sectors'],
  ['a strange member', JSON.stringify({ ...FILE, more: 1 }), 'process.no-sectors'],
  ['no numbers', JSON.stringify({ ...FILE, c: ['x', 1] }), 'process.no-sectors'],
  ['another number of rows', JSON.stringify({ ...FILE, sectors: ['Power'] }), 'process.matrix-shape'],
  [
    'a negative share',
    JSON.stringify({
      ...FILE,
      a: [
        [0, -1],
        [0, 0],
      ],
    }),
    'process.matrix-range',
  ],
  [
    'losses without end',
    JSON.stringify({
      ...FILE,
      a: [
        [0, 2],
        [2, 0],
      ],
    }),
    'process.matrix-singular',
  ],
  [
    'resilience of nought',
    JSON.stringify({ ...FILE, over: { k: [0, 1], q0: [0, 0], steps: 1 } }),
    'process.matrix-range',
  ],
])('%s is refused as data', (_, text, code) => {
  expect(pictureOfSectors(text)).toMatchObject({ ok: false, refusal: { code } })
})
