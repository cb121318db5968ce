// The columns that a container walker fills: one row a record, read by the decoder in one call.

export const COLUMN_ROWS = 1024

/** Rows 0 to `count - 1` are valid. Offsets point into the byte window that was walked. */
export class RecordColumns {
  count = 0
  /** Where the packet's first byte stands in the window. */
  readonly offset = new Int32Array(COLUMN_ROWS)
  /** Bytes that were captured. */
  readonly length = new Int32Array(COLUMN_ROWS)
  /** Bytes that were on the wire; at least `length`. */
  readonly wireLength = new Int32Array(COLUMN_ROWS)
  /** Microseconds since 1970 UTC, whole; negative before 1970. */
  readonly at = new Float64Array(COLUMN_ROWS)
  /** Link type as registered for pcap (LINKTYPE_…), per packet because pcapng allows several. */
  readonly link = new Int32Array(COLUMN_ROWS)
  /** Where the packet's first byte stands in the file. */
  readonly fileOffset = new Float64Array(COLUMN_ROWS)
}
