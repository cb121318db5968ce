// What print has in common, whatever it is written in: the ink of marks, shares of a table's width, and the mark at the foot of each page.
import type { Cell, Column, Mark, PlantDocument } from '@penstock/model/documents'
import { fingerprintOf } from './fingerprint.ts'

/** RGB in hexadecimal. The mark stands in words as well. */
const INKS: Readonly<Record<Mark, string>> = { gap: 'b3261e', stale: '7a5200', unconfirmed: '7a5200' }

/** Null for a cell without a mark. */
export function inkOf(cell: Cell): string | null {
  return typeof cell === 'object' && cell !== null ? INKS[cell.mark] : null
}

/** Widths of the columns that together are `whole`. */
export function widthsOf(columns: readonly Column[], whole: number): readonly number[] {
  const shares = columns.map(({ width }) => width ?? 1)
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => (whole * share) / sum)
}

/** Of what a page is, and the beginning of the content's hash. */
export function footOf(document: PlantDocument): string {
  return `${document.about.site} · ${fingerprintOf(document).slice(0, 16)}`
}
