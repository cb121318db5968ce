// What every container reader does.
import type { RecordColumns } from './columns.ts'

/** Reads records out of a byte window and fills columns. Keeps state between windows; never throws. */
export interface Walker {
  /** Bytes to pass over before the next record (one that is larger than any window); the reader skips them. */
  skipBytes: number
  /** Records that were passed over, by reason. */
  readonly skipped: Map<string, number>
  /** True once the bytes no longer make sense; what was read until then stands. */
  isBroken: boolean
  /**
   * Appends whole records to `columns` until it holds `limit` rows or the window ends. Returns the offset of the first
   * byte that it did not use. `fileBase` is the file offset of window byte 0.
   */
  walk(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    fileBase: number,
    columns: RecordColumns,
    limit: number,
  ): number
}
