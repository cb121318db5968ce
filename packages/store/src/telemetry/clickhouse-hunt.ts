// Spells a hunt filter in ClickHouse's SQL. Names of columns come from a table, everything that was asked for is a literal.
import {
  type HuntField,
  type HuntFilter,
  type HuntOperator,
  type HuntQuestion,
  type HuntSubject,
  subjectOf,
} from '@penstock/model/hunts'
import { text, whole } from './clickhouse-session.ts'
import { huntedBy } from './columns.ts'

/** An absent field makes a comparison null, which is not true, and its `not` not either: false is what is meant. */
export function huntCondition(filter: HuntFilter, of: HuntSubject = 'events'): string {
  const spell = (part: HuntFilter): string => huntCondition(part, of)
  if ('all' in filter) return `(${filter.all.map(spell).join(' and ')})`
  if ('any' in filter) return `(${filter.any.map(spell).join(' or ')})`
  if ('not' in filter) return `(not ${spell(filter.not)})`
  const { value, isThere } = fieldSql(filter.field, of)
  if (filter.op === 'there') return `(${isThere})`
  const compared =
    filter.op === 'in'
      ? `lowerUTF8(${value}) in (${filter.values.map((each) => text(each.toLowerCase())).join(', ')})`
      : compare(filter.op, value, filter.value)
  return `(${isThere} and coalesce(${compared}, 0))`
}

/** What a question looks through, and which rows of it belong to the period and may be seen. */
export interface HuntRows {
  readonly table: string
  readonly within: string
}

/** The condition of a question's rows. */
export function questionCondition(question: HuntQuestion, { table, within }: HuntRows): string {
  const { where, never, rare } = question
  const of = subjectOf(question)
  const found = huntCondition(where, of)
  const conditions = [found]
  if (never !== undefined) {
    const { key, isThere } = keySql(never.same, of)
    const other = `select ${key} from ${table} where ${within} and ${huntCondition(never.where, of)} and ${isThere}`
    conditions.push(`(${isThere} and ${key} not in (${other}))`)
  }
  if (rare !== undefined) {
    const { key, isThere } = keySql(rare.same, of)
    const counted = `select ${key} as thing from ${table} where ${within} and ${found} and ${isThere}`
    const few = `select thing from (${counted}) group by thing having count() <= ${whole(rare.atMost)}`
    conditions.push(`(${isThere} and ${key} in (${few}))`)
  }
  return conditions.join(' and ')
}

/** Values of several fields as one text, and when all of them are there. */
function keySql(fields: readonly HuntField[], of: HuntSubject): { readonly key: string; readonly isThere: string } {
  const each = fields.map((field) => fieldSql(field, of))
  const texts = each.map(({ value }) => `ifNull(lowerUTF8(${value}), '')`)
  const key = texts.length === 1 ? texts[0]! : `concat(${texts.join(", '\\x1f', ")})`
  return { key, isThere: `(${each.map(({ isThere }) => isThere).join(' and ')})` }
}

function compare(op: HuntOperator, value: string, asked: string): string {
  const low = `lowerUTF8(${value})`
  const lowAsked = text(asked.toLowerCase())
  switch (op) {
    case 'is':
      return `${low} = ${lowAsked}`
    case 'contains':
      return asked === '' ? '1' : `position(${low}, ${lowAsked}) > 0`
    case 'begins':
      return `startsWith(assumeNotNull(${low}), ${lowAsked})`
    case 'ends':
      return `endsWith(assumeNotNull(${low}), ${lowAsked})`
    case 'above':
      return `toFloat64OrNull(assumeNotNull(${value})) > ${Number(asked)}`
    case 'below':
      return `toFloat64OrNull(assumeNotNull(${value})) < ${Number(asked)}`
  }
}

function fieldSql(field: HuntField, of: HuntSubject): { readonly value: string; readonly isThere: string } {
  const hunted = huntedBy(field, of)
  if (hunted !== undefined) {
    const { column, isNumber, part } = hunted
    if (part !== undefined) {
      const number = `(intDiv(${column}, ${part.micros}) + ${part.plus}) % ${part.of} + ${part.first}`
      return { value: `toString(${number})`, isThere: '1' }
    }
    return { value: isNumber ? `toString(${column})` : column, isThere: `isNotNull(${column})` }
  }
  const [, root, path = ''] = /^(fields|ocsf)\.(.*)$/s.exec(field) ?? []
  const [paths, values] = root === 'ocsf' ? ['ocsf_paths', 'ocsf_values'] : ['field_paths', 'field_values']
  const at = `indexOf(${paths}, ${text(path)})`
  return { value: `${values}[${at}]`, isThere: `${at} > 0` }
}
