// Events that wait until no earlier one is accepted any more: a heap by instant, then by the order in which rules are asked.
import { roomFor, widened } from './columns.ts'
import type { MeasuredValue } from './measure.ts'

export class Waiting {
  #at = new Float64Array(0)
  #order = new Int32Array(0)
  #group = new Int32Array(0)
  readonly #value: MeasuredValue[] = []
  readonly #id: (string | null)[] = []
  #heap = new Int32Array(0)
  #size = 0
  #rows = 0
  readonly #free: number[] = []

  get size(): number {
    return this.#size
  }

  /** The row that is next, or -1. */
  get first(): number {
    return this.#size === 0 ? -1 : this.#heap[0]!
  }

  put(at: number, order: number, group: number, value: MeasuredValue, id: string | null): void {
    const row = this.#free.pop() ?? this.#rows++
    if (row >= this.#at.length) this.#widen(roomFor(row))
    this.#at[row] = at
    this.#order[row] = order
    this.#group[row] = group
    this.#value[row] = value
    this.#id[row] = id
    this.#rise(row)
  }

  /** Takes the next one off; its row can be read until something is put. */
  take(): number {
    const row = this.#heap[0]!
    this.#size -= 1
    if (this.#size > 0) this.#sink(this.#heap[this.#size]!)
    this.#free.push(row)
    return row
  }

  atOf(row: number): number {
    return this.#at[row]!
  }
  orderOf(row: number): number {
    return this.#order[row]!
  }
  groupOf(row: number): number {
    return this.#group[row]!
  }
  valueOf(row: number): MeasuredValue {
    return this.#value[row]!
  }
  idOf(row: number): string | null {
    return this.#id[row]!
  }

  /** Every row, in no order that means anything. */
  *rows(): Generator<number> {
    for (let at = 0; at < this.#size; at += 1) yield this.#heap[at]!
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#at[a]! - this.#at[b]!
    return difference < 0 || (difference === 0 && this.#order[a]! < this.#order[b]!)
  }

  #rise(row: number): void {
    let place = this.#size++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!this.#isBefore(row, this.#heap[parent]!)) break
      this.#heap[place] = this.#heap[parent]!
      place = parent
    }
    this.#heap[place] = row
  }

  #sink(row: number): void {
    let place = 0
    for (let child = 1; child < this.#size; child = place * 2 + 1) {
      if (child + 1 < this.#size && this.#isBefore(this.#heap[child + 1]!, this.#heap[child]!)) child += 1
      if (!this.#isBefore(this.#heap[child]!, row)) break
      this.#heap[place] = this.#heap[child]!
      place = child
    }
    this.#heap[place] = row
  }

  #widen(rows: number): void {
    this.#at = widened(this.#at, rows)
    this.#order = widened(this.#order, rows)
    this.#group = widened(this.#group, rows)
    this.#heap = widened(this.#heap, rows)
  }
}
