// The packet that is being read, as far as a fact needs it to name its proof.
import { micros } from '@penstock/model/kernel'
import type { Proof } from '@penstock/model/observations'

/** Cells of `Wire.floats`: instant in microseconds and the file offset of the packet's first byte. */
export const AT = 0
export const OFFSET = 1

export class Wire {
  /** Number of the file in the order given, from 0. */
  file = 0
  /** Number of the packet in its file, from 1. */
  frame = 0
  /** Captured bytes. */
  length = 0
  readonly floats = new Float64Array(2)

  proof(): Proof {
    return {
      file: this.file,
      frame: this.frame,
      at: micros(this.floats[AT]!),
      offset: this.floats[OFFSET]!,
      length: this.length,
    }
  }
}
