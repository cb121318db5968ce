import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dynamicInoperability, inoperability, type Matrix } from './inoperability.ts'

function solved(a: Matrix, c: readonly number[]): readonly number[] {
  const told = inoperability(a, c)
  if (!told.ok) throw new Error(told.refusal.code)
  return told.value
}

test('IIM-1 of the literature: two sectors, exactly', () => {
  const [a, b] = solved(
    [
      [0, 0.8],
      [0.2, 0],
    ],
    [0, 0.6],
  )
  // q = (0.8 · 0.6 / 0.84, 0.6 / 0.84).
  expect(a).toBeCloseTo(0.48 / 0.84, 12)
  expect(b).toBeCloseTo(0.6 / 0.84, 12)
  expect([a!.toFixed(3), b!.toFixed(3)]).toEqual(['0.571', '0.714'])
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
/** Economies whose sectors need less than all of each other, so that a fixed point exists. */
const economy = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.record({
    a: fc
      .array(fc.array(share, { minLength: size, maxLength: size }), { minLength: size, maxLength: size })
      .map((rows) => rows.map((row) => row.map((value) => (value * 0.9) / size))),
    c: fc.array(share, { minLength: size, maxLength: size }),
    k: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
  }),
)

test('what is below 1 everywhere is a fixed point of the sectors, and nothing leaves [0, 1]', () => {
  fc.assert(
    fc.property(economy, ({ a, c }) => {
      const q = solved(a, c)
      for (const value of q) expect(value >= 0 && value <= 1).toBe(true)
      if (!q.every((value) => value < 1)) return
      for (const [i, value] of q.entries())
        expect(value).toBeCloseTo(
          a[i]!.reduce((sum, one, j) => sum + one * q[j]!, c[i]!),
          9,
        )
    }),
  )
})

test('more lost demand never makes a sector work better', () => {
  fc.assert(
    fc.property(economy, share, ({ a, c }, more) => {
      const before = solved(a, c)
      const after = solved(a, [Math.min(1, c[0]! + more), ...c.slice(1)])
      for (const [i, value] of after.entries()) expect(value).toBeGreaterThanOrEqual(before[i]! - 1e-9)
    }),
  )
})

test('with time the dynamic model comes to the static one where nothing is clipped', () => {
  fc.assert(
    fc.property(economy, ({ a, c, k }) => {
      const small = c.map((value) => value / 20)
      const told = dynamicInoperability(a, { c: small, k, q0: small.map(() => 0), steps: 4000 })
      if (!told.ok) throw new Error(told.refusal.code)
      const q = solved(a, small)
      for (const [i, value] of told.value.steps.at(-1)!.q.entries()) expect(value).toBeCloseTo(q[i]!, 6)
    }),
    { numRuns: 20 },
  )
})

test.each([
  { name: 'no square', a: [[0, 1]], c: [1], code: 'process.matrix-shape' },
  { name: 'another length of demand', a: [[0]], c: [0, 0], code: 'process.matrix-shape' },
  { name: 'no number', a: [[Number.NaN]], c: [0], code: 'process.matrix-shape' },
  { name: 'less than nothing', a: [[-1]], c: [0], code: 'process.matrix-range' },
  { name: 'more demand than all', a: [[0]], c: [1.5], code: 'process.matrix-range' },
  { name: 'a sector that needs all of itself', a: [[1]], c: [0.5], code: 'process.matrix-singular' },
  { name: 'a sector that needs more than all of itself', a: [[2]], c: [0.5], code: 'process.matrix-singular' },
])('$name is refused', ({ a, c, code }) => {
  const told = inoperability(a, c)
  expect(told.ok ? null : told.refusal.code).toBe(code)
})
