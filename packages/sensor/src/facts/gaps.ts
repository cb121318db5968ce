// Gaps between the requests of a function, as a histogram of quarter octaves. Only rows that ask often get one, from a fixed pool, so that a
// flood of flows with a request each costs nothing.
import { GAP_BUCKETS, gapBucketOf } from '@penstock/model/observations'
import { roomyFloats, roomyInts } from '@penstock/sensor/tables'

const MOST_ROWS = 4096
/** Requests before a row gets a histogram. */
const MANY = 2
const MOST_COUNTED = 0xffff

export class Gaps {
  private latest: Float64Array = new Float64Array(256)
  /** Number of a row's histogram, from 1; 0 for none. */
  private slots: Int32Array = new Int32Array(256)
  private counts: Uint16Array = new Uint16Array(64 * GAP_BUCKETS)
  private used = 0

  /** Notes a request of `row` at `at`; `before` requests came before it. */
  note(row: number, at: number, before: number): void {
    if (row >= this.latest.length) {
      this.latest = roomyFloats(this.latest, row + 1)
      this.slots = roomyInts(this.slots, row + 1)
    }
    if (before === 0) this.slots[row] = 0
    else if (before >= MANY) {
      const slot = this.slots[row]! || this.take(row)
      const bucket = (slot - 1) * GAP_BUCKETS + gapBucketOf(at - this.latest[row]!)
      if (slot > 0 && this.counts[bucket]! < MOST_COUNTED) this.counts[bucket]! += 1
    }
    this.latest[row] = at
  }

  of(row: number): Uint16Array | null {
    const slot = this.slots[row] ?? 0
    return slot > 0 ? this.counts.subarray((slot - 1) * GAP_BUCKETS, slot * GAP_BUCKETS) : null
  }

  clear(): void {
    this.slots.fill(0)
    this.counts.fill(0, 0, this.used * GAP_BUCKETS)
    this.used = 0
  }

  private take(row: number): number {
    if (this.used >= MOST_ROWS) return 0
    this.used += 1
    if (this.used * GAP_BUCKETS > this.counts.length) {
      const wider = new Uint16Array(Math.min(MOST_ROWS, this.used * 2) * GAP_BUCKETS)
      wider.set(this.counts)
      this.counts = wider
    }
    this.slots[row] = this.used
    return this.used
  }
}
