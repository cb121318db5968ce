// Classic pcap: microseconds and nanoseconds, both byte orders, and the 24-byte record headers of the patched form.
// Source: draft-ietf-opsawg-pcap.
import type { RecordColumns } from './columns.ts'
import { LARGEST_RECORD } from './limits.ts'
import type { Walker } from './walker.ts'

const FILE_HEADER = 24

export class PcapWalker implements Walker {
  skipBytes = 0
  isBroken = false
  readonly skipped = new Map<string, number>()
  private link = -1

  constructor(
    isLittle: boolean,
    /** Units of the fraction field in one microsecond. */
    unitsPerMicro: number,
    recordHeader: number,
  ) {
    this.isLittle = isLittle
    this.unitsPerMicro = unitsPerMicro
    this.recordHeader = recordHeader
  }

  private readonly isLittle: boolean
  private readonly unitsPerMicro: number
  private readonly recordHeader: number

  walk(
    _bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    fileBase: number,
    columns: RecordColumns,
    limit: number,
  ): number {
    const little = this.isLittle
    const header = this.recordHeader
    let at = start
    if (this.link < 0) {
      if (end - at < FILE_HEADER) return at
      this.link = view.getUint32(at + 20, little) & 0x0fffffff
      at += FILE_HEADER
    }
    const { offset, length, wireLength, link, fileOffset } = columns
    const instants = columns.at
    let row = columns.count
    while (row < limit && end - at >= header && !this.isBroken) {
      const captured = view.getUint32(at + 8, little)
      if (captured > LARGEST_RECORD) {
        this.isBroken = true
        this.skipped.set('record-length', (this.skipped.get('record-length') ?? 0) + 1)
        break
      }
      if (end - at - header < captured) break
      const onWire = view.getUint32(at + 12, little)
      const fraction = view.getUint32(at + 4, little)
      // Seconds are signed here: captures before 1970 exist, and a 32-bit clock that wrapped is more likely than 2106.
      instants[row] = view.getInt32(at, little) * 1_000_000 + Math.floor(fraction / this.unitsPerMicro)
      offset[row] = at + header
      length[row] = captured
      wireLength[row] = onWire > captured && onWire <= LARGEST_RECORD ? onWire : captured
      link[row] = this.link
      fileOffset[row] = fileBase + at + header
      at += header + captured
      row += 1
    }
    columns.count = row
    return at
  }
}
