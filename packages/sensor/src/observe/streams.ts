// What a sensor saw of TCP, and what not: connections of which only one direction came by, and holes in the streams that are read.
// Counts only rise, at a packet that does not depend on where batches are cut.
import type { StreamsSeen } from '@penstock/model/observations'
import { ONE_WAY } from '@penstock/sensor/flow'

/** A sender fills the window of a receiver that is heard with fewer segments than this. */
const ENOUGH = 16
/** A step this far is a new connection on the same ports, not a hole. */
const LARGEST_HOLE = 1 << 24

export class Streams {
  private connections = 0
  private oneSided = 0
  private gaps = 0
  private missingBytes = 0

  /** Notes a segment of a connection, the flow's integers from `base` on, of which both sides were not heard before. */
  note(ints: Int32Array, base: number, areBothHeard: boolean, isOpening: boolean): void {
    const at = base + ONE_WAY
    if (ints[at]! < 0) return
    if (!areBothHeard) {
      // Calls that nobody answers show no direction that is missing.
      if (isOpening) return
      ints[at]! += 1
      if (ints[at]! < ENOUGH) return
      this.oneSided += 1
    }
    this.connections += 1
    ints[at] = -1
  }

  /** Notes that a stream goes on `ahead` bytes behind its last one. */
  gap(ahead: number): void {
    if (ahead <= 0 || ahead >= LARGEST_HOLE) return
    this.gaps += 1
    this.missingBytes += ahead
  }

  /** What came since this was last asked; nothing when no TCP did. */
  take(): { readonly streams?: StreamsSeen } {
    const { connections, oneSided, gaps, missingBytes } = this
    if (connections + gaps === 0) return {}
    this.connections = 0
    this.oneSided = 0
    this.gaps = 0
    this.missingBytes = 0
    return { streams: { connections, oneSided, gaps, missingBytes } }
  }
}
