// Pages of a list by keyset: a cursor says the sort and the last row's place in it, so rows that come and go while somebody
// reads on neither repeat nor hide others. It is opaque to clients, and good only for the list and sort that gave it.
import { EpochMicros } from '@penstock/model/kernel'
import { isStorable } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { AppError } from './problem.ts'

export interface Paged<Item> {
  readonly items: Item[]
  readonly total: number
  readonly nextCursor: string | null
}

/** The place of a row in a sorted list: what it is sorted by, null when unknown, and its id. */
export interface Place {
  readonly value: string | number | null
  readonly id: string
}

/** One page asked of a sorted list. Rows without a value come last in either direction; equal values are ordered by id. */
export interface Keyset {
  /** Name of the sort, `-` before it for descending: a cursor of another sort is refused. */
  readonly sort: string
  readonly column: string
  readonly kind: 'text' | 'number' | 'instant'
  /** The column is `not null`, so that an index of the order leads straight to a late page. */
  readonly isAlwaysKnown?: boolean
  readonly limit: number
  readonly after: Place | null
}

const SORTABLE = { text: z.string().refine(isStorable), number: z.number(), instant: EpochMicros }
// Ids that are made from content carry no version of a UUID.
const Cursor = z.tuple([z.string().max(40), z.union([z.string(), z.number(), z.null()]), z.guid()])

/** Throws `invalid-request` for a cursor that this list, in this sort, did not give. */
export function keysetOf(
  page: { readonly cursor?: string | undefined; readonly limit: number },
  by: Omit<Keyset, 'limit' | 'after'>,
): Keyset {
  return { ...by, limit: page.limit, after: page.cursor === undefined ? null : placeOf(page.cursor, by) }
}

/** The rows beyond the keyset's place; true for the first page. Takes the table's `id` as the last order. */
export function beyond({ sort, column, kind, isAlwaysKnown, after }: Keyset): RawBuilder<boolean> {
  if (after === null) return sql<boolean>`true`
  const ref = sql.ref(column)
  if (after.value === null) return sql<boolean>`(${ref} is null and id > ${after.id}::uuid)`
  const value = kind === 'instant' ? sqlInstant(after.value as EpochMicros) : sql`${after.value}`
  if (isAlwaysKnown === true) {
    const [from, past] = sort.startsWith('-') ? [sql`<=`, sql`<`] : [sql`>=`, sql`>`]
    return sql<boolean>`(${ref} ${from} ${value} and (${ref} ${past} ${value} or id > ${after.id}::uuid))`
  }
  const further = sort.startsWith('-') ? sql`${ref} < ${value}` : sql`${ref} > ${value}`
  return sql<boolean>`(${further} or ${ref} is null or (${ref} = ${value} and id > ${after.id}::uuid))`
}

/** Whether these rows, read for the keyset, are the whole list: then nobody need count it. */
export function isWhole({ after, limit }: Keyset, rows: readonly unknown[]): boolean {
  return after === null && rows.length <= limit
}

/** A page from at most `limit + 1` rows that were read in the keyset's order. */
export function pagedBy<Row extends { readonly id: string }>(
  keyset: Keyset,
  rows: readonly Row[],
  total: number,
): Paged<Row> {
  const items = rows.slice(0, keyset.limit)
  const last = items.at(-1)
  const isMore = rows.length > keyset.limit && last !== undefined
  return { items, total, nextCursor: isMore ? cursorOf(keyset, last) : null }
}

/** How many rows come before a page of a list whose cursor is their count, as one may be that does not move. Throws `invalid-request`. */
export function offsetOf(cursor: string | undefined): number {
  const offset = cursor === undefined ? 0 : Number(cursor)
  if (Number.isSafeInteger(offset) && offset >= 0) return offset
  throw new AppError('invalid-request', {
    faults: [{ place: 'query.cursor', message: 'not a cursor that this list gave' }],
  })
}

/** The cursor of such a list once so many rows were told. */
export function cursorAfter(told: number, total: number): string | null {
  return told < total ? String(told) : null
}

function cursorOf({ sort, column }: Keyset, row: { readonly id: string }): string {
  const value = (row as Readonly<Record<string, unknown>>)[column] ?? null
  return Buffer.from(JSON.stringify([sort, value, row.id])).toString('base64url')
}

function placeOf(cursor: string, { sort, kind }: { readonly sort: string; readonly kind: Keyset['kind'] }): Place {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (parsed.success) {
    const [of, value, id] = parsed.data
    if (of === sort && (value === null || SORTABLE[kind].safeParse(value).success)) return { value, id }
  }
  throw new AppError('invalid-request', {
    faults: [{ place: 'query.cursor', message: 'not a cursor that this list gave in this sort' }],
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
