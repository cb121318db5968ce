// The question as rows that a form fills: comparisons joined by one word. What is more than that is edited as text.
import type { HuntField, HuntFilter, HuntQuestion } from '@penstock/model/hunts'

export const ROW_OPERATORS = ['is', 'contains', 'begins', 'ends', 'above', 'below', 'in', 'there'] as const
export type RowOperator = (typeof ROW_OPERATORS)[number]

export interface FilterRow {
  readonly field: string
  readonly op: RowOperator
  /** Values of `in` with commas between. */
  readonly value: string
}
export interface FilterRows {
  readonly join: 'all' | 'any'
  readonly rows: readonly FilterRow[]
}

export const ONE_ROW: FilterRows = firstRow('user')

export function firstRow(field: string): FilterRows {
  return { join: 'all', rows: [{ field, op: 'is', value: '' }] }
}

/** Rows of a filter, or null when it nests deeper than rows can show. */
export function rowsOf(filter: HuntFilter): FilterRows | null {
  const join = 'any' in filter ? 'any' : 'all'
  const parts = 'all' in filter ? filter.all : 'any' in filter ? filter.any : [filter]
  const rows = parts.map(rowOf)
  return rows.every((row) => row !== null) ? { join, rows } : null
}

/** The exact form of the rows; what the question says beside its filter stays. */
export function questionOf({ join, rows }: FilterRows, { of, ...before }: Omit<HuntQuestion, 'where'>): unknown {
  const parts = rows.map(partOf)
  const where = parts.length === 1 ? parts[0] : { [join]: parts }
  return { ...(of === undefined ? {} : { of }), where, ...before }
}

function rowOf(part: HuntFilter): FilterRow | null {
  if (!('field' in part)) return null
  const { field, op } = part
  if (op === 'there') return { field, op, value: '' }
  if (op !== 'in') return { field, op, value: part.value }
  // A comma within a value would be another value.
  return part.values.some((each) => each.includes(',')) ? null : { field, op, value: part.values.join(', ') }
}

function partOf({ field, op, value }: FilterRow): unknown {
  const named = field.trim() as HuntField
  if (op === 'there') return { field: named, op }
  if (op !== 'in') return { field: named, op, value }
  const values = value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return { field: named, op, values }
}
