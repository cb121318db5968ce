// Spells a hunt filter in DuckDB's SQL. Names of columns come from a table, everything that was asked for is a parameter.
import type { DuckDBValue } from '@duckdb/node-api'
import {
  type HuntField,
  type HuntFilter,
  type HuntOperator,
  type HuntQuestion,
  type HuntSubject,
  subjectOf,
} from '@penstock/model/hunts'
import { huntedBy } from './columns.ts'

export interface HuntSql {
  readonly condition: string
  readonly values: Readonly<Record<string, DuckDBValue>>
}

/** Of events. */
export function huntSql(filter: HuntFilter): HuntSql {
  const { values, parameter } = parameters()
  return { condition: spellFilter(filter, fieldsOf('events', parameter), parameter), values }
}

/** What a question looks through, and which rows of it belong to the period and may be seen. */
export interface HuntRows {
  readonly table: string
  readonly within: string
}

/** The condition of a question's rows. */
export function questionSql(question: HuntQuestion, { table, within }: HuntRows): HuntSql {
  const { where, never, rare } = question
  const { values, parameter } = parameters()
  const spell = fieldsOf(subjectOf(question), parameter)
  const found = spellFilter(where, spell, parameter)
  const conditions = [found]
  if (never !== undefined) {
    const key = keySql(never.same, spell)
    const other = spellFilter(never.where, spell, parameter)
    conditions.push(
      `coalesce(${key} not in (select ${key} from ${table} where ${within} and ${other} and ${key} is not null), false)`,
    )
  }
  if (rare !== undefined) {
    const key = keySql(rare.same, spell)
    const counted = `select ${key} from ${table} where ${within} and ${found} and ${key} is not null`
    conditions.push(
      `coalesce(${key} in (${counted} group by 1 having count(*) <= ${parameter(rare.atMost)}::bigint), false)`,
    )
  }
  return { condition: conditions.join(' and '), values }
}

type Parameter = (value: DuckDBValue) => string

function parameters(): { readonly values: Record<string, DuckDBValue>; readonly parameter: Parameter } {
  const values: Record<string, DuckDBValue> = {}
  const parameter = (value: DuckDBValue): string => {
    const name = `h${Object.keys(values).length}`
    values[name] = value
    return `$${name}`
  }
  return { values, parameter }
}

/** Values of several fields as one text; null where one of them is absent. */
function keySql(fields: readonly HuntField[], spell: SpellField): string {
  return `(${fields.map((field) => `lower(${spell(field)})`).join(' || chr(31) || ')})`
}

function spellFilter(filter: HuntFilter, spellField: SpellField, parameter: Parameter): string {
  // An absent field makes a comparison null, which is not true, and its `not` not either: false is what is meant.
  const spell = (part: HuntFilter): string => {
    if ('all' in part) return `(${part.all.map(spell).join(' and ')})`
    if ('any' in part) return `(${part.any.map(spell).join(' or ')})`
    if ('not' in part) return `(not ${spell(part.not)})`
    const field = spellField(part.field)
    if (part.op === 'there') return `(${field} is not null)`
    if (part.op === 'in')
      return `coalesce(lower(${field}) in (${part.values.map((value) => `lower(${parameter(value)})`).join(', ')}), false)`
    return `coalesce(${compare(part.op, field, parameter(part.value))}, false)`
  }
  return spell(filter)
}

function compare(op: HuntOperator, field: string, value: string): string {
  switch (op) {
    case 'is':
      return `lower(${field}) = lower(${value})`
    case 'contains':
      return `contains(lower(${field}), lower(${value}))`
    case 'begins':
      return `starts_with(lower(${field}), lower(${value}))`
    case 'ends':
      return `ends_with(lower(${field}), lower(${value}))`
    case 'above':
      return `try_cast(${field} as double) > ${value}::double`
    case 'below':
      return `try_cast(${field} as double) < ${value}::double`
  }
}

type SpellField = (field: HuntField) => string

function fieldsOf(of: HuntSubject, parameter: Parameter): SpellField {
  return (field) => fieldSql(field, of, parameter)
}

/** A JSON pointer (RFC 6901) names every key, whatever stands in it. */
function fieldSql(field: HuntField, of: HuntSubject, parameter: Parameter): string {
  const hunted = huntedBy(field, of)
  if (hunted !== undefined) {
    const { column, isNumber, part } = hunted
    if (part !== undefined)
      return `((${column} // ${part.micros} + ${part.plus}) % ${part.of} + ${part.first})::varchar`
    return isNumber ? `${column}::varchar` : column
  }
  const [, root, name = ''] = /^(fields|ocsf)\.(.*)$/s.exec(field) ?? []
  const steps = root === 'ocsf' ? name.split('.') : [name]
  const pointer = steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return `json_extract_string(${root === 'ocsf' ? 'ocsf' : 'fields'}, ${parameter(pointer)})`
}
