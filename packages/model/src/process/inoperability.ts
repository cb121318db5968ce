// Inoperability input-output model of sectors (IIM, Haimes and Jiang 2001; DIIM, Lian and Haimes 2006): a secondary picture for those who
// know it. Linear, without stocks or redundancy; what stops when is the cascade's to say.
import { accept, type Result, refuse } from '@penstock/model/kernel'

export type Matrix = readonly (readonly number[])[]

export type InoperabilityRefusal =
  /** Not square, of another length than the demand, or not of numbers. */
  | { readonly code: 'process.matrix-shape' }
  /** The losses add up without end: sectors need more of each other than they give. */
  | { readonly code: 'process.matrix-singular' }
  | { readonly code: 'process.matrix-range' }

/** q = A q + c, solved and clipped to [0, 1]. `c` is lost demand by sector, in [0, 1]; `a[i][j]` what sector i loses with all of j, ≥ 0. */
export function inoperability(a: Matrix, c: readonly number[]): Result<readonly number[], InoperabilityRefusal> {
  const refusal = checked(a, c)
  if (refusal !== null) return refuse(refusal)
  const solved = solve(
    a.map((row, i) => row.map((value, j) => (i === j ? 1 : 0) - value)),
    c,
  )
  // Of shares that are not negative a solution below zero means that the losses add up without end.
  if (solved === null || solved.some((value) => value < -1e-9)) return refuse({ code: 'process.matrix-singular' })
  return accept(solved.map(clipped))
}

export interface DynamicStep {
  readonly at: number
  readonly q: readonly number[]
}

/**
 * q(t+1) = q + K (A q + c − q), each clipped to [0, 1], from `q0`; `k` is the resilience of each sector a step, in (0, 1]. The last member is
 * the loss: ∫ q over the steps, by the trapezium rule.
 */
export function dynamicInoperability(
  a: Matrix,
  given: {
    readonly c: readonly number[]
    readonly k: readonly number[]
    readonly q0: readonly number[]
    readonly steps: number
  },
): Result<{ readonly steps: readonly DynamicStep[]; readonly loss: readonly number[] }, InoperabilityRefusal> {
  const { c, k, q0, steps: count } = given
  const refusal = checked(a, c) ?? checked(a, q0)
  if (refusal !== null) return refuse(refusal)
  if (k.length !== c.length) return refuse({ code: 'process.matrix-shape' })
  if (!k.every((value) => value > 0 && value <= 1)) return refuse({ code: 'process.matrix-range' })
  const steps: DynamicStep[] = [{ at: 0, q: q0 }]
  const loss = q0.map(() => 0)
  for (let at = 1; at <= count; at += 1) {
    const { q } = steps.at(-1)!
    const next = q.map((value, i) => clipped(value + k[i]! * (dot(a[i]!, q) + c[i]! - value)))
    for (const [i, value] of next.entries()) loss[i]! += (value + q[i]!) / 2
    steps.push({ at, q: next })
  }
  return accept({ steps, loss })
}

/** Largest number of sectors that is solved: a plant file of thousands of functions is no economy. */
const MOST_SECTORS = 500

function checked(a: Matrix, c: readonly number[]): InoperabilityRefusal | null {
  const isSquare = a.length > 0 && a.length <= MOST_SECTORS && a.every((row) => row.length === a.length)
  if (!isSquare || c.length !== a.length) return { code: 'process.matrix-shape' }
  const all = [...a.flat(), ...c]
  if (!all.every(Number.isFinite)) return { code: 'process.matrix-shape' }
  const isInRange = a.flat().every((value) => value >= 0) && c.every((value) => value >= 0 && value <= 1)
  return isInRange ? null : { code: 'process.matrix-range' }
}

/** Gauss with partial pivots; null where no pivot is left. */
function solve(matrix: Matrix, right: readonly number[]): readonly number[] | null {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  const size = rows.length
  for (let column = 0; column < size; column += 1) {
    let best = column
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row
    const pivot = rows[best]![column]!
    if (Math.abs(pivot) < 1e-12) return null
    ;[rows[column], rows[best]] = [rows[best]!, rows[column]!]
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue
      const factor = rows[row]![column]! / pivot
      for (let at = column; at <= size; at += 1) rows[row]![at]! -= factor * rows[column]![at]!
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!)
}

function dot(row: readonly number[], q: readonly number[]): number {
  return row.reduce((sum, value, at) => sum + value * q[at]!, 0)
}

function clipped(value: number): number {
  return Math.min(1, Math.max(0, value))
}
