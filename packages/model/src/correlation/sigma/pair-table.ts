// A number above zero for each pair of small integers: an open-addressed table in typed arrays, with deletion by moving back.
import { widened } from './columns.ts'

export class PairTable {
  #first = new Int32Array(64)
  #second = new Int32Array(64)
  /** 0: the place is free. */
  #value = new Int32Array(64)
  #used = 0

  /** 0 when the pair does not stand. */
  get(first: number, second: number): number {
    return this.#value[this.#placeOf(first, second)]!
  }

  /** 0 takes the pair out. */
  set(first: number, second: number, value: number): void {
    if (this.#used * 3 >= this.#value.length * 2) this.#grow()
    const at = this.#placeOf(first, second)
    const before = this.#value[at]
    this.#value[at] = value
    if (value === 0) {
      if (before !== 0) this.#close(at)
    } else if (before === 0) {
      this.#first[at] = first
      this.#second[at] = second
      this.#used += 1
    }
  }

  #placeOf(first: number, second: number): number {
    const mask = this.#value.length - 1
    let at = hash(first, second) & mask
    while (this.#value[at] !== 0 && (this.#first[at] !== first || this.#second[at] !== second)) at = (at + 1) & mask
    return at
  }

  /** Moves what stands behind a place that became free, where it would else not be found. */
  #close(free: number): void {
    this.#used -= 1
    const mask = this.#value.length - 1
    let hole = free
    for (let at = (hole + 1) & mask; this.#value[at] !== 0; at = (at + 1) & mask) {
      const home = hash(this.#first[at]!, this.#second[at]!) & mask
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      this.#first[hole] = this.#first[at]!
      this.#second[hole] = this.#second[at]!
      this.#value[hole] = this.#value[at]!
      this.#value[at] = 0
      hole = at
    }
  }

  #grow(): void {
    const [first, second, value] = [this.#first, this.#second, this.#value]
    const rows = value.length * 2
    this.#first = widened(new Int32Array(0), rows)
    this.#second = widened(new Int32Array(0), rows)
    this.#value = widened(new Int32Array(0), rows)
    for (let at = 0; at < value.length; at += 1) {
      if (value[at] === 0) continue
      const place = this.#placeOf(first[at]!, second[at]!)
      this.#first[place] = first[at]!
      this.#second[place] = second[at]!
      this.#value[place] = value[at]!
    }
  }
}

function hash(first: number, second: number): number {
  let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
