// The events of each group's window, oldest first, as chains through one pool of rows; and what is counted or measured of them.
import { roomFor, widened } from './columns.ts'
import type { Measure, MeasuredValue } from './measure.ts'
import { PairTable } from './pair-table.ts'
import { TextNumbers } from './text-numbers.ts'

const NONE = -1

/** Counts events. The others add what they need of values. */
export class EventWindow implements Measure {
  dropped = 0
  readonly #limit: number
  #head = new Int32Array(0)
  #tail = new Int32Array(0)
  #size = new Int32Array(0)
  #at = new Float64Array(0)
  #next = new Int32Array(0)
  #value: Float64Array<ArrayBuffer> | null
  #rows = 0
  #free = NONE

  constructor(limit: number, holdsValues = false) {
    this.#limit = limit
    this.#value = holdsValues ? new Float64Array(0) : null
  }

  ensure(rows: number): void {
    const had = this.#head.length
    if (had >= rows) return
    this.#head = widened(this.#head, rows).fill(NONE, had)
    this.#tail = widened(this.#tail, rows).fill(NONE, had)
    this.#size = widened(this.#size, rows)
  }

  add(group: number, at: number, _position: number, value: MeasuredValue): void {
    const row = this.#takeRow()
    this.#at[row] = at
    this.#next[row] = NONE
    if (this.#value !== null) this.#value[row] = this.enter(group, value)
    if (this.#head[group] === NONE) this.#head[group] = row
    else this.#next[this.#tail[group]!] = row
    this.#tail[group] = row
    this.#size[group] = this.#size[group]! + 1
    if (this.#size[group] <= this.#limit) return
    this.#dropFirst(group)
    this.dropped += 1
  }

  leave(group: number, from: number): boolean {
    const first = this.#head[group]!
    if (first === NONE || this.#at[first]! >= from) return false
    const instant = this.#at[first]!
    do this.#dropFirst(group)
    while (this.#head[group] !== NONE && this.#at[this.#head[group]!] === instant)
    return true
  }

  valueOf(group: number): number | null {
    const size = this.#size[group]!
    return size === 0 ? null : this.measured(group, size)
  }

  sinceOf(group: number): number {
    return this.#at[this.#head[group]!]!
  }

  clear(group: number): void {
    while (this.#head[group] !== NONE) this.#dropFirst(group)
  }

  save(group: number): unknown {
    const saved: (readonly [number, MeasuredValue])[] = []
    for (let row = this.#head[group]!; row !== NONE; row = this.#next[row]!)
      saved.push([this.#at[row]!, this.#value === null ? null : this.told(this.#value[row]!)])
    return saved
  }

  load(group: number, saved: unknown): void {
    for (const [at, value] of saved as readonly (readonly [number, MeasuredValue])[]) this.add(group, at, 0, value)
  }

  /** A value comes into the window; answers the number that is kept of it. */
  protected enter(_group: number, _value: MeasuredValue): number {
    return 0
  }
  /** It leaves. */
  protected exit(_group: number, _value: number): void {}
  protected measured(_group: number, size: number): number {
    return size
  }
  protected told(value: number): MeasuredValue {
    return value
  }

  #dropFirst(group: number): void {
    const row = this.#head[group]!
    if (this.#value !== null) this.exit(group, this.#value[row]!)
    this.#head[group] = this.#next[row]!
    if (this.#head[group] === NONE) this.#tail[group] = NONE
    this.#size[group] = this.#size[group]! - 1
    this.#next[row] = this.#free
    this.#free = row
  }

  #takeRow(): number {
    if (this.#free !== NONE) {
      const row = this.#free
      this.#free = this.#next[row]!
      return row
    }
    if (this.#rows === this.#at.length) {
      const rows = roomFor(this.#rows)
      this.#at = widened(this.#at, rows)
      this.#next = widened(this.#next, rows)
      if (this.#value !== null) this.#value = widened(this.#value, rows)
    }
    return this.#rows++
  }
}

/** Counts different values. */
export class DistinctWindow extends EventWindow {
  readonly #names = new TextNumbers()
  readonly #pairs = new PairTable()
  #distinct = new Int32Array(0)

  constructor(limit: number) {
    super(limit, true)
  }

  override ensure(rows: number): void {
    super.ensure(rows)
    if (this.#distinct.length < rows) this.#distinct = widened(this.#distinct, rows)
  }

  protected override enter(group: number, value: MeasuredValue): number {
    const name = this.#names.hold(String(value))
    const times = this.#pairs.get(group, name)
    this.#pairs.set(group, name, times + 1)
    if (times === 0) this.#distinct[group] = this.#distinct[group]! + 1
    return name
  }
  protected override exit(group: number, name: number): void {
    const left = this.#pairs.get(group, name) - 1
    this.#pairs.set(group, name, left)
    if (left === 0) this.#distinct[group] = this.#distinct[group]! - 1
    this.#names.release(name)
  }
  protected override measured(group: number): number {
    return this.#distinct[group]!
  }
  protected override told(name: number): MeasuredValue {
    return this.#names.textOf(name)
  }
}

/** Sum or mean of a number. What rounding loses is kept beside the sum (Neumaier), so that values which left leave nothing behind. */
export class SumWindow extends EventWindow {
  readonly #isMean: boolean
  #sum = new Float64Array(0)
  #lost = new Float64Array(0)

  constructor(limit: number, isMean: boolean) {
    super(limit, true)
    this.#isMean = isMean
  }

  override ensure(rows: number): void {
    super.ensure(rows)
    if (this.#sum.length >= rows) return
    this.#sum = widened(this.#sum, rows)
    this.#lost = widened(this.#lost, rows)
  }

  override save(group: number): unknown {
    return { sum: this.#sum[group], lost: this.#lost[group], events: super.save(group) }
  }

  override load(group: number, saved: unknown): void {
    const { sum, lost, events } = saved as { sum: number; lost: number; events: unknown }
    super.load(group, events)
    this.#sum[group] = sum
    this.#lost[group] = lost
  }

  override clear(group: number): void {
    super.clear(group)
    this.#sum[group] = 0
    this.#lost[group] = 0
  }

  protected override enter(group: number, value: MeasuredValue): number {
    this.#addTo(group, value as number)
    return value as number
  }
  protected override exit(group: number, value: number): void {
    this.#addTo(group, -value)
  }
  protected override measured(group: number, size: number): number {
    const sum = this.#sum[group]! + this.#lost[group]!
    return this.#isMean ? sum / size : sum
  }

  #addTo(group: number, value: number): void {
    const before = this.#sum[group]!
    const after = before + value
    const lost = Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before
    this.#sum[group] = after
    this.#lost[group] = this.#lost[group]! + lost
  }
}

/** The value of a rank: the smallest that at least so many percent of the values do not pass (nearest rank). */
export class RankWindow extends EventWindow {
  readonly #percentile: number
  readonly #sorted: number[][] = []

  constructor(limit: number, percentile: number) {
    super(limit, true)
    this.#percentile = percentile
  }

  protected override enter(group: number, value: MeasuredValue): number {
    this.#sorted[group] ??= []
    const sorted = this.#sorted[group]
    sorted.splice(lowerBound(sorted, value as number), 0, value as number)
    return value as number
  }
  protected override exit(group: number, value: number): void {
    const sorted = this.#sorted[group]!
    sorted.splice(lowerBound(sorted, value), 1)
  }
  protected override measured(group: number, size: number): number {
    return this.#sorted[group]![Math.max(0, Math.ceil((this.#percentile / 100) * size) - 1)]!
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
