// Open addressing from four 32-bit words to a row number. Flows, addresses, functions and rows of output all use it.
// The full key is compared, never the hash alone; the hash is seeded so that nobody can aim collisions at a sensor.

const C1 = 0x9e3779b1 | 0
const C2 = 0x85ebca6b | 0
const C3 = 0xc2b2ae35 | 0
const C4 = 0x27d4eb2f | 0
/** By how much columns grow: few copies, and what is not written is not in memory. */
const GROWTH = 8

/** Rows are numbered from 0 and stay put until removed; a removed number is used again. */
export class KeyTable {
  /** Number of rows in use. */
  size = 0
  /** Four words a row. */
  keys: Int32Array
  /** True after `add` when the row is new. */
  isNew = false
  readonly maxRows: number
  private readonly seed: number
  private slots: Int32Array
  private mask: number
  private top = 0
  private free = -1

  constructor(maxRows: number, seed: number, firstRows = 256) {
    const rows = powerOfTwo(Math.min(firstRows, maxRows))
    this.maxRows = maxRows
    this.seed = seed | 0
    this.keys = new Int32Array(rows * 4)
    this.slots = new Int32Array(rows * 4)
    this.mask = rows * 2 - 1
  }

  /** Rows that parallel columns must have room for. */
  get capacity(): number {
    return this.keys.length >> 2
  }

  /** One past the highest row number ever used since the last `clear`. */
  get highWater(): number {
    return this.top
  }

  /** The row of a key, or -1. */
  find(k0: number, k1: number, k2: number, k3: number): number {
    const slots = this.slots
    const keys = this.keys
    const mask = this.mask
    const hash = mix(this.seed, k0, k1, k2, k3)
    let slot = hash & mask
    for (;;) {
      const entry = slots[slot * 2 + 1]!
      if (entry === 0) return -1
      if (slots[slot * 2] === hash) {
        const at = (entry - 1) << 2
        if (keys[at] === k0 && keys[at + 1] === k1 && keys[at + 2] === k2 && keys[at + 3] === k3) return entry - 1
      }
      slot = (slot + 1) & mask
    }
  }

  /** The row of a key, made when it is new (see `isNew`); -1 when the table is full. */
  add(k0: number, k1: number, k2: number, k3: number): number {
    const found = this.find(k0, k1, k2, k3)
    this.isNew = found < 0
    if (found >= 0) return found
    if (this.size >= this.maxRows) return -1
    let row = this.free
    if (row >= 0) {
      this.free = this.keys[row << 2]!
    } else {
      row = this.top
      if (row << 2 >= this.keys.length) this.growKeys()
      this.top += 1
    }
    if (this.size * 4 >= this.slots.length) this.growSlots()
    const at = row << 2
    this.keys[at] = k0
    this.keys[at + 1] = k1
    this.keys[at + 2] = k2
    this.keys[at + 3] = k3
    this.size += 1
    this.place(mix(this.seed, k0, k1, k2, k3), row)
    return row
  }

  /** Frees a row in use. Entries behind it move up, so no tombstones gather. */
  remove(row: number): void {
    const { slots, keys, mask } = this
    const at = row << 2
    const hash = mix(this.seed, keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!)
    let hole = hash & mask
    while (slots[hole * 2 + 1] !== row + 1) hole = (hole + 1) & mask
    let next = (hole + 1) & mask
    while (slots[next * 2 + 1] !== 0) {
      const home = slots[next * 2]! & mask
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        slots[hole * 2] = slots[next * 2]!
        slots[hole * 2 + 1] = slots[next * 2 + 1]!
        hole = next
      }
      next = (next + 1) & mask
    }
    slots[hole * 2 + 1] = 0
    keys[at] = this.free
    this.free = row
    this.size -= 1
  }

  /** Empties the table and keeps its room. */
  clear(): void {
    if (this.top > 0) this.slots.fill(0)
    this.size = 0
    this.top = 0
    this.free = -1
  }

  private place(hash: number, row: number): void {
    const { slots, mask } = this
    let slot = hash & mask
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask
    slots[slot * 2] = hash
    slots[slot * 2 + 1] = row + 1
  }

  // Rows that are not used yet cost no memory, so there is room for many at once; places of the hash are used all over.
  private growKeys(): void {
    const keys = new Int32Array(Math.min(this.keys.length * GROWTH, powerOfTwo(this.maxRows) * 4))
    keys.set(this.keys)
    this.keys = keys
  }

  private growSlots(): void {
    const old = this.slots
    this.slots = new Int32Array(old.length * 2)
    this.mask = old.length - 1
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot + 1] !== 0) this.place(old[slot]!, old[slot + 1]! - 1)
    }
  }
}

// The four products do not wait for each other; each word meets the seed, so no words collide for every seed.
function mix(seed: number, k0: number, k1: number, k2: number, k3: number): number {
  const hash =
    Math.imul(k0 ^ seed, C1) ^
    Math.imul((k1 + seed) | 0, C2) ^
    Math.imul(k2 ^ ~seed, C3) ^
    Math.imul((k3 - seed) | 0, C4)
  const mixed = Math.imul(hash ^ (hash >>> 15), C2)
  return mixed ^ (mixed >>> 13)
}

function powerOfTwo(atLeast: number): number {
  let rows = 4
  while (rows < atLeast) rows *= 2
  return rows
}

/** A copy of `column` with room for `rows` rows of `stride` words; the same array when it already has it. */
export function roomyInts(column: Int32Array, rows: number, stride = 1): Int32Array {
  if (column.length >= rows * stride) return column
  const wider = new Int32Array(Math.max(rows * stride, column.length * 4))
  wider.set(column)
  return wider
}

/** Like `roomyInts`, for instants, byte counts and file offsets. */
export function roomyFloats(column: Float64Array, rows: number, stride = 1): Float64Array {
  if (column.length >= rows * stride) return column
  const wider = new Float64Array(Math.max(rows * stride, column.length * 4))
  wider.set(column)
  return wider
}
