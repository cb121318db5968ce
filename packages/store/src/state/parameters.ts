// How values go into both engines exactly: instants as ISO text with six decimals, documents as JSON text, lists as one array.
import { type EpochMicros, isoOfMicros, isoOrNull, microsOfIso } from '@penstock/model/kernel'
import { type RawBuilder, sql } from 'kysely'

/** A stretch of time, from the first instant to the one after the last; null is open. */
export interface Span {
  readonly from: EpochMicros | null
  readonly to: EpochMicros | null
}

/** An instant as a parameter: for values, set and where alike (`never` fits every column type). */
export function sqlInstant(at: EpochMicros): RawBuilder<never> {
  return sql<never>`${isoOfMicros(at)}::timestamptz`
}

/** A `tstzrange` parameter, half-open. */
export function sqlSpan(span: Span): RawBuilder<never> {
  const from = isoOrNull(span.from)
  const to = isoOrNull(span.to)
  return sql<never>`tstzrange(${from}::timestamptz, ${to}::timestamptz, '[)')`
}

/** A `jsonb` parameter; a bare JavaScript array would go out as a PostgreSQL array. */
export function sqlJson(value: unknown): RawBuilder<never> {
  return sql<never>`${JSON.stringify(value)}::jsonb`
}

/** A `timestamptz[]` parameter, for unnest. */
export function sqlInstants(list: readonly (EpochMicros | null)[]): RawBuilder<never> {
  return sql<never>`${list.map((at) => isoOrNull(at))}::timestamptz[]`
}

/** A `text[]` parameter, for unnest and `= any`. */
export function sqlTexts(list: readonly (string | null)[]): RawBuilder<never> {
  return sql<never>`${[...list]}::text[]`
}

/** Reads PostgreSQL's spelling of a half-open `tstzrange`; throws a RangeError for an empty one or other bounds. */
export function spanOfText(text: string): Span {
  const match = /^[[(]"?([^",]*)"?,"?([^",)]*)"?\)$/.exec(text)
  if (match === null) throw new RangeError(`not a half-open range of instants: ${text}`)
  return { from: bound(match[1] ?? ''), to: bound(match[2] ?? '') }
}

function bound(text: string): EpochMicros | null {
  if (text === '') return null
  const at = microsOfIso(text)
  if (at === null) throw new RangeError(`not an instant that the store keeps: ${text}`)
  return at
}
