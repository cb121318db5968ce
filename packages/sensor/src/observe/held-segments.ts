// TCP segments that came before the bytes in front of them. One for each direction of a flow waits in a slab slot, with the
// packet it came in, until the bytes come, the receiver says that it has them, or another segment shows that they were lost.
import { AT, OFFSET, type Wire } from '@penstock/sensor/facts'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'

const MOST_HELD = 1024

export interface HeldSegment {
  readonly seq: number
  readonly slot: number
  readonly length: number
  readonly frame: number
  readonly frameLength: number
  readonly at: number
  readonly offset: number
}

export class HeldSegments {
  private readonly rows = new Map<number, HeldSegment>()
  private readonly slab: Slab

  constructor(slab: Slab) {
    this.slab = slab
  }

  /** Copies `bytes[from..end)`; false when there is no room. `key` is flow × 2 + side, which holds none yet. */
  hold(key: number, seq: number, bytes: Uint8Array, from: number, end: number, wire: Wire): boolean {
    const length = end - from
    if (length > SLOT_BYTES || this.rows.size >= MOST_HELD) return false
    const slot = this.slab.take()
    if (slot < 0) return false
    for (let n = 0; n < length; n += 1) this.slab.bytes[slot + n] = bytes[from + n]!
    const { frame, length: frameLength, floats } = wire
    this.rows.set(key, { seq, slot, length, frame, frameLength, at: floats[AT]!, offset: floats[OFFSET]! })
    return true
  }

  peek(key: number): HeldSegment | undefined {
    return this.rows.get(key)
  }

  /** Forgets a segment and gives its slot back. */
  forget(key: number): void {
    const held = this.rows.get(key)
    if (held === undefined) return
    this.slab.give(held.slot)
    this.rows.delete(key)
  }

  /** Keys in the order in which they began to wait. */
  keys(): readonly number[] {
    return [...this.rows.keys()]
  }
}
