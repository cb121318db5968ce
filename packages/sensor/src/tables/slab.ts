// Fixed slots for messages that a capture split over segments. Only some 1 % of messages ever come here.

export const SLOT_BYTES = 16_384

/** A slot number is an offset into `bytes`; -1 means none. Blocks are added up to the cap, never moved. */
export class Slab {
  readonly bytes: Uint8Array
  readonly view: DataView
  private readonly free: Int32Array
  private freeCount: number

  /** @param slots hard cap; pages that are never written cost no memory */
  constructor(slots: number) {
    this.bytes = new Uint8Array(slots * SLOT_BYTES)
    this.view = new DataView(this.bytes.buffer)
    this.free = new Int32Array(slots)
    this.freeCount = slots
    for (let n = 0; n < slots; n += 1) this.free[n] = (slots - 1 - n) * SLOT_BYTES
  }

  /** Offset of an empty slot, or -1 when all are taken. */
  take(): number {
    if (this.freeCount === 0) return -1
    this.freeCount -= 1
    return this.free[this.freeCount]!
  }

  give(slot: number): void {
    this.free[this.freeCount] = slot
    this.freeCount += 1
  }
}
