// The live groups of one rule: their keys, whether they are alerting, and their order by when they were last touched.
import { roomFor, widened } from './columns.ts'
import type { Measure } from './measure.ts'
import type { PairTable } from './pair-table.ts'
import type { TextNumbers } from './text-numbers.ts'

const NONE = -1

export class Groups {
  readonly measure: Measure
  readonly #rank: number
  readonly #keys: TextNumbers
  /** Rank of the rule and number of the key → group and one. */
  readonly #index: PairTable
  #key = new Int32Array(0)
  #made = 0
  #size = 0
  #alerting = new Uint8Array(0)
  #lastAt = new Float64Array(0)
  /** Events that wait for their turn and name the group. */
  #waiting = new Int32Array(0)
  #older = new Int32Array(0)
  #newer = new Int32Array(0)
  /** A group stands in the order once it was touched. */
  #isListed = new Uint8Array(0)
  #isLive = new Uint8Array(0)
  #isMarked = new Uint8Array(0)
  #oldest = NONE
  #newest = NONE
  readonly #free: number[] = []
  evicted = 0

  /** `keys` and `index` are one for all rules: most rules group by the same few fields. */
  constructor(rank: number, measure: Measure, keys: TextNumbers, index: PairTable) {
    this.#rank = rank
    this.measure = measure
    this.#keys = keys
    this.#index = index
  }

  get size(): number {
    return this.#size
  }

  /** -1 when there is none. */
  find(key: number): number {
    return this.#index.get(this.#rank, key) - 1
  }

  make(key: number): number {
    const group = this.#free.pop() ?? this.#made++
    if (group >= this.#lastAt.length) this.#widen(roomFor(group))
    this.#keys.holdAgain(key)
    this.#index.set(this.#rank, key, group + 1)
    this.#key[group] = key
    this.#older[group] = NONE
    this.#newer[group] = NONE
    this.#isLive[group] = 1
    this.#size += 1
    return group
  }

  keyOf(group: number): string {
    return this.#keys.textOf(this.#key[group]!)
  }

  isAlerting(group: number): boolean {
    return this.#alerting[group] === 1
  }

  setAlerting(group: number, value: boolean): void {
    this.#alerting[group] = value ? 1 : 0
  }

  /** True the first time until `unmark`. */
  mark(group: number): boolean {
    if (this.#isMarked[group] === 1) return false
    this.#isMarked[group] = 1
    return true
  }

  unmark(group: number): void {
    this.#isMarked[group] = 0
  }

  await(group: number, by: 1 | -1): void {
    this.#waiting[group] = this.#waiting[group]! + by
  }

  touch(group: number, at: number): void {
    this.#unlist(group)
    this.#lastAt[group] = at
    this.#isListed[group] = 1
    this.#older[group] = this.#newest
    if (this.#newest === NONE) this.#oldest = group
    else this.#newer[this.#newest] = group
    this.#newest = group
  }

  /** Forgets the groups that nothing has touched since `from`: their windows are empty. */
  forgetBefore(from: number): void {
    while (this.#oldest !== NONE && this.#lastAt[this.#oldest]! < from) {
      const group = this.#oldest
      this.#unlist(group)
      // One that events wait for is emptied when they have their turn.
      if (this.#waiting[group] === 0) this.#forget(group)
    }
  }

  /** Forgets the group that was touched longest ago although its window may hold something; false when there is none. */
  evictOldest(): boolean {
    let group = this.#oldest
    while (group !== NONE && this.#waiting[group]! > 0) group = this.#newer[group]!
    if (group === NONE) return false
    this.#unlist(group)
    this.#forget(group)
    this.evicted += 1
    return true
  }

  /** Groups in their order, then those that were never touched. */
  *saved(): Generator<readonly [string, number, number | null, unknown]> {
    for (let group = this.#oldest; group !== NONE; group = this.#newer[group]!) yield this.#row(group)
    for (let group = 0; group < this.#made; group += 1)
      if (this.#isLive[group] === 1 && this.#isListed[group] === 0) yield this.#row(group)
  }

  load([key, alerting, lastAt, measured]: readonly [string, number, number | null, unknown]): void {
    const number = this.#keys.hold(key)
    const found = this.find(number)
    const group = found < 0 ? this.make(number) : found
    this.#keys.release(number)
    this.#alerting[group] = alerting
    this.measure.load(group, measured)
    if (lastAt !== null) this.touch(group, lastAt)
  }

  #row(group: number): readonly [string, number, number | null, unknown] {
    const lastAt = this.#isListed[group] === 1 ? this.#lastAt[group]! : null
    return [this.keyOf(group), this.#alerting[group]!, lastAt, this.measure.save(group)]
  }

  #unlist(group: number): void {
    if (this.#isListed[group] === 0) return
    const [older, newer] = [this.#older[group]!, this.#newer[group]!]
    if (older === NONE) this.#oldest = newer
    else this.#newer[older] = newer
    if (newer === NONE) this.#newest = older
    else this.#older[newer] = older
    this.#older[group] = NONE
    this.#newer[group] = NONE
    this.#isListed[group] = 0
  }

  #forget(group: number): void {
    this.measure.clear(group)
    this.#alerting[group] = 0
    this.#index.set(this.#rank, this.#key[group]!, 0)
    this.#keys.release(this.#key[group]!)
    this.#isLive[group] = 0
    this.#size -= 1
    this.#free.push(group)
  }

  #widen(rows: number): void {
    this.#alerting = widened(this.#alerting, rows)
    this.#lastAt = widened(this.#lastAt, rows)
    this.#waiting = widened(this.#waiting, rows)
    this.#older = widened(this.#older, rows)
    this.#newer = widened(this.#newer, rows)
    this.#isListed = widened(this.#isListed, rows)
    this.#key = widened(this.#key, rows)
    this.#isLive = widened(this.#isLive, rows)
    this.#isMarked = widened(this.#isMarked, rows)
    this.measure.ensure(rows)
  }
}
