// The order of rows: by the packet that shows them, and those of one packet as they were told.
import type { Proof } from '@penstock/model/observations'

interface Proven {
  readonly proof: Proof
}

/** Sorts the rows where they are, and gives them. */
export function inOrder<Row extends Proven>(rows: Row[]): Row[] {
  return rows.sort((a, b) => a.proof.file - b.proof.file || a.proof.frame - b.proof.frame)
}

/** The row that an earlier packet shows; of two of one packet the first. */
export function earlier<Row extends Proven>(a: Row, b: Row): Row {
  return b.proof.file < a.proof.file || (b.proof.file === a.proof.file && b.proof.frame < a.proof.frame) ? b : a
}
