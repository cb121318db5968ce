// All flows: found by full key, capped, the least recently used given up first.
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'
import {
  FLOATS,
  INTS,
  LRU_AFTER,
  LRU_BEFORE,
  LRU_STAMP,
  MAC_ROW,
  SLOT,
  TARGET_MAC_ROW,
  UPPER_SLOT,
  VLAN,
} from './fields.ts'

const FIRST_ROWS = 8192
/** The order of use is kept to 64 windows of packets: moving a flow to the front costs more than finding it. */
const WINDOWS_PER_STAMP_LOG = 6

/** No VLAN, and no frame without one either: whatever a side sends first is news. */
const NOT_SENT = -2

export class FlowTable {
  ints: Int32Array
  floats: Float64Array
  /** Rows that saw a packet since the last settlement, in order of first touch. */
  touched: Int32Array
  touchedCount = 0
  /** True after `of` when the flow is new. */
  isNew = false
  private readonly table: KeyTable
  private newest = -1
  private oldest = -1
  private stamp = -1
  private windows = 0
  private last = -1

  constructor(maxFlows: number, seed: number) {
    this.table = new KeyTable(maxFlows, seed, FIRST_ROWS)
    this.ints = new Int32Array(FIRST_ROWS * INTS)
    this.floats = new Float64Array(FIRST_ROWS * FLOATS)
    this.touched = new Int32Array(FIRST_ROWS)
  }

  get size(): number {
    return this.table.size
  }

  get maxFlows(): number {
    return this.table.maxRows
  }

  /** Words 0 and 1: address of side 0 and 1; 2: ports (side 0 in the high half) or link type; 3: family << 8 | IP protocol. */
  word(row: number, n: number): number {
    return this.table.keys[(row << 2) + n]!
  }

  /** Makes room for `more` new flows without moving arrays under a decoder. False when some must be given up first. */
  reserve(more: number): boolean {
    this.windows += 1
    this.stamp = this.windows >> WINDOWS_PER_STAMP_LOG
    const rows = Math.min(this.table.maxRows, this.table.size + more)
    this.ints = roomyInts(this.ints, rows, INTS)
    this.floats = roomyFloats(this.floats, rows, FLOATS)
    this.touched = roomyInts(this.touched, rows)
    return this.table.size + more <= this.table.maxRows
  }

  /** True when `reserve` for so many would need more memory, or has none to give. */
  isTight(more: number): boolean {
    const rows = this.table.size + more
    return rows * INTS > this.ints.length || rows > this.table.maxRows
  }

  /** True for a flow that saw no packet for a while. */
  isIdle(row: number): boolean {
    return this.ints[row * INTS + LRU_STAMP]! < this.stamp - 1
  }

  /** The row that was used next after this one, or -1. */
  usedAfter(row: number): number {
    return this.ints[row * INTS + LRU_AFTER]!
  }

  /**
   * The flow of a key; new ones start empty. The caller has called `reserve`. Answers follow questions, so the last flow is
   * looked at first.
   */
  of(low: number, high: number, ports: number, kind: number): number {
    const { keys } = this.table
    const before = this.last << 2
    if (keys[before] === low && keys[before + 1] === high && keys[before + 2] === ports && keys[before + 3] === kind) {
      this.isNew = false
      return this.last
    }
    const found = this.table.find(low, high, ports, kind)
    const ints = this.ints
    this.isNew = found < 0
    if (found >= 0) {
      this.last = found
      if (ints[found * INTS + LRU_STAMP] === this.stamp) return found
      this.unlink(found)
      return this.front(found)
    }
    const row = this.table.add(low, high, ports, kind)
    this.last = row
    this.begin(row)
    return this.front(row)
  }

  /** Makes a row the one used last. */
  private front(row: number): number {
    const at = row * INTS
    const ints = this.ints
    ints[at + LRU_STAMP] = this.stamp
    ints[at + LRU_BEFORE] = this.newest
    ints[at + LRU_AFTER] = -1
    if (this.newest >= 0) ints[this.newest * INTS + LRU_AFTER] = row
    else this.oldest = row
    this.newest = row
    return row
  }

  /** Notes a row for the next settlement; called when it has no packets yet. */
  touch(row: number): void {
    this.touched[this.touchedCount] = row
    this.touchedCount += 1
  }

  /** The row that was used longest ago, or -1. */
  leastRecent(): number {
    return this.oldest
  }

  remove(row: number): void {
    this.last = -1
    this.unlink(row)
    this.table.remove(row)
  }

  private begin(row: number): void {
    const at = row * INTS
    const { ints, floats } = this
    for (let n = at; n < at + INTS; n += 1) ints[n] = 0
    for (let n = row * FLOATS; n < row * FLOATS + FLOATS; n += 1) floats[n] = 0
    for (let side = 0; side < 2; side += 1) {
      ints[at + SLOT + side] = -1
      ints[at + UPPER_SLOT + side] = -1
      ints[at + MAC_ROW + side] = -1
      ints[at + TARGET_MAC_ROW + side] = -1
      ints[at + VLAN + side] = NOT_SENT
    }
  }

  private unlink(row: number): void {
    const ints = this.ints
    const before = ints[row * INTS + LRU_BEFORE]!
    const after = ints[row * INTS + LRU_AFTER]!
    if (before >= 0) ints[before * INTS + LRU_AFTER] = after
    else this.oldest = after
    if (after >= 0) ints[after * INTS + LRU_BEFORE] = before
    else this.newest = before
  }
}
