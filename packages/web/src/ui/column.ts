// A column of a table.
import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** The cell that names the row; it holds the link that `j` and `k` go to, marked with `data-row-link`. */
  readonly isRowHead?: boolean
  readonly isSortable?: boolean
  readonly isNumber?: boolean
}
