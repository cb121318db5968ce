// Columns as data: one declaration gives the Kysely type at compile time and the list that a test holds against information_schema.
import type { EpochMicros } from '@penstock/model/kernel'
import type { ColumnType } from 'kysely'

/** One column: its PostgreSQL type name, and in the type parameter what is selected, inserted and updated. */
export interface Column<Kind> {
  readonly sql: string
  readonly isNullable: boolean
  readonly hasDefault: boolean
  readonly kind?: Kind
}

type Plain<Type> = ColumnType<Type, Type, Type>
type Defaulted<Type> = ColumnType<Type, Type | undefined, Type>

function column<Kind>(sql: string, isNullable = false, hasDefault = false): Column<Kind> {
  return { sql, isNullable, hasDefault }
}

export const text = column<Plain<string>>('text')
/** Text of which the database or the program knows every word. */
export function words<Word extends string>(): Column<Plain<Word>> {
  return column('text')
}
export function wordsOrNull<Word extends string>(): Column<Plain<Word | null>> {
  return column('text', true)
}
export const textOrNull = column<Plain<string | null>>('text', true)
export const textArray = column<Plain<string[]>>('text[]')
export const textArrayOrNull = column<Plain<string[] | null>>('text[]', true)
export const uuid = column<Plain<string>>('uuid')
export const uuidOrNull = column<Plain<string | null>>('uuid', true)
export const integer = column<Plain<number>>('integer')
export const integerOrNull = column<Plain<number | null>>('integer', true)
export const integerArray = column<Plain<number[]>>('integer[]')
export const integerDefault = column<Defaulted<number>>('integer', false, true)
export const smallint = column<Plain<number>>('smallint')
export const smallintOrNull = column<Plain<number | null>>('smallint', true)
export const smallintDefault = column<Defaulted<number>>('smallint', false, true)
export const realOrNull = column<Plain<number | null>>('real', true)
export const double = column<Plain<number>>('double precision')
export const doubleOrNull = column<Plain<number | null>>('double precision', true)
export const bigint = column<Plain<number>>('bigint')
export const bigintOrNull = column<Plain<number | null>>('bigint', true)
export const bigintDefault = column<Defaulted<number>>('bigint', false, true)
/** Made by the database; never inserted. */
export const identity = column<ColumnType<number, never, never>>('bigint', false, true)
export const boolean = column<Plain<boolean>>('boolean')
export const booleanOrNull = column<Plain<boolean | null>>('boolean', true)
export const booleanDefault = column<Defaulted<boolean>>('boolean', false, true)
export const bytes = column<Plain<Uint8Array>>('bytea')
export const bytesOrNull = column<Plain<Uint8Array | null>>('bytea', true)
/** Read as EpochMicros; written as ISO 8601 text with six decimals (`isoOfMicros`), which is exact. */
export const instant = column<ColumnType<EpochMicros, string, string>>('timestamptz')
export const instantOrNull = column<ColumnType<EpochMicros | null, string | null, string | null>>('timestamptz', true)
/** A range of instants in PostgreSQL's spelling; written through `sql`. */
export const instantRange = column<Plain<string>>('tstzrange')

/** Computed by the database from other columns of its row; never written. */
export const generatedText = column<ColumnType<string | null, never, never>>('text', true, true)
export const generatedTextArray = column<ColumnType<string[], never, never>>('text[]', true, true)

/** A JSON document; written as its text. */
export function json<Type>(): Column<ColumnType<Type, string, string>> {
  return column('jsonb')
}
export function jsonDefault<Type>(): Column<ColumnType<Type, string | undefined, string>> {
  return column('jsonb', false, true)
}
export function jsonOrNull<Type>(): Column<ColumnType<Type | null, string | null, string | null>> {
  return column('jsonb', true)
}

export type TableOf<Columns> = {
  [Name in keyof Columns]: Columns[Name] extends Column<infer Kind> ? Kind : never
}
export type TablesOf<Tables> = { [Name in keyof Tables]: TableOf<Tables[Name]> }
