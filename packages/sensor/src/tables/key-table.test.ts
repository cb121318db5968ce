// The table against a plain map: whatever is added and removed, both know the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeyTable, Slab } from './index.ts'

const word = fc.integer({ min: 0, max: 5 })
const step = fc.record({ isAdd: fc.boolean(), key: fc.tuple(word, word, word, word) })

describe('key table', () => {
  test('finds exactly what was added and not removed, for every seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { maxLength: 400 }), (seed, steps) => {
        const table = new KeyTable(64, seed, 4)
        const model = new Map<string, number>()
        for (const { isAdd, key } of steps) {
          const text = key.join()
          if (isAdd) {
            const row = table.add(...key)
            if (model.size >= 64 && !model.has(text)) expect(row).toBe(-1)
            else {
              expect(table.isNew).toBe(!model.has(text))
              if (model.has(text)) expect(row).toBe(model.get(text))
              expect([...model].some(([other, taken]) => other !== text && taken === row)).toBe(false)
              model.set(text, row)
            }
          } else if (model.has(text)) {
            table.remove(model.get(text)!)
            model.delete(text)
          }
          expect(table.size).toBe(model.size)
        }
        for (const [text, row] of model)
          expect(table.find(...(text.split(',').map(Number) as [number, number, number, number]))).toBe(row)
      }),
    )
  })

  test('is empty after clear and counts rows from 0 again', () => {
    const table = new KeyTable(8, 7)
    table.add(1, 2, 3, 4)
    table.clear()
    expect(table.find(1, 2, 3, 4)).toBe(-1)
    expect(table.add(9, 9, 9, 9)).toBe(0)
  })
})

test('a slab gives each slot once and no more than it has', () => {
  const slab = new Slab(3)
  const slots = [slab.take(), slab.take(), slab.take()]
  expect(new Set(slots).size).toBe(3)
  expect(slab.take()).toBe(-1)
  slab.give(slots[1]!)
  expect(slab.take()).toBe(slots[1])
})
