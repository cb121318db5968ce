// Pages of a list. The cursor is the number of rows before the page; it is opaque to clients.
import { AppError } from './problem.ts'

export interface Paged<Item> {
  readonly items: Item[]
  readonly total: number
  readonly nextCursor: string | null
}

/** Rows to leave out. Throws `invalid-request` for a cursor that no list gave. */
export function offsetOf(cursor: string | undefined): number {
  const offset = cursor === undefined ? 0 : Number(cursor)
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new AppError('invalid-request', {
      faults: [{ place: 'query.cursor', message: 'not a cursor that a list gave' }],
    })
  return offset
}

export function paged<Item>(items: Item[], total: number, offset: number, limit: number): Paged<Item> {
  return { items, total, nextCursor: offset + limit < total ? String(offset + limit) : null }
}
