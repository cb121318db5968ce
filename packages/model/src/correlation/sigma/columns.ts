// Growing columns of numbers: a million rows cost their bytes and nothing per row.

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

const FIRST_ROWS = 64

/** Room for one row more; by a half when large, so that little stands empty. */
export function roomFor(rows: number): number {
  return rows < FIRST_ROWS ? FIRST_ROWS : rows + (rows < 1_000_000 ? rows : rows >> 1)
}

/** The same column with that many rows; new rows hold zero. */
export function widened<Kind extends Column>(column: Kind, rows: number): Kind {
  const wide = new (column.constructor as new (length: number) => Kind)(rows)
  wide.set(column as never)
  return wide
}
