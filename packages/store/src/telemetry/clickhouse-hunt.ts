// Spells a hunt filter in ClickHouse's SQL. Names of columns come from a table, everything that was asked for is a literal.
import type { HuntField, HuntFilter, HuntOperator, HuntQuestion } from '@penstock/model/hunts'
import { text, whole } from './clickhouse-session.ts'
import { huntedBy } from './columns.ts'

/** An absent field makes a comparison null, which is not true, and its `not` not either: false is what is meant. */
export function huntCondition(filter: HuntFilter): string {
  if ('all' in filter) return `(${filter.all.map(huntCondition).join(' and ')})`
  if ('any' in filter) return `(${filter.any.map(huntCondition).join(' or ')})`
  if ('not' in filter) return `(not ${huntCondition(filter.not)})`
  const { value, isThere } = fieldSql(filter.field)
  if (filter.op === 'there') return `(${isThere})`
  const compared =
    filter.op === 'in'
      ? `lowerUTF8(${value}) in (${filter.values.map((each) => text(each.toLowerCase())).join(', ')})`
      : compare(filter.op, value, filter.value)
  return `(${isThere} and coalesce(${compared}, 0))`
}

/** The condition of a question's rows; `within` tells which rows of the table belong to the period and may be seen. */
export function questionCondition({ where, never, rare }: HuntQuestion, within: string): string {
  const found = huntCondition(where)
  const conditions = [found]
  if (never !== undefined) {
    const { key, isThere } = keySql(never.same)
    const other = `select ${key} from event where ${within} and ${huntCondition(never.where)} and ${isThere}`
    conditions.push(`(${isThere} and ${key} not in (${other}))`)
  }
  if (rare !== undefined) {
    const { key, isThere } = keySql(rare.same)
    const counted = `select ${key} as thing from event where ${within} and ${found} and ${isThere}`
    const few = `select thing from (${counted}) group by thing having count() <= ${whole(rare.atMost)}`
    conditions.push(`(${isThere} and ${key} in (${few}))`)
  }
  return conditions.join(' and ')
}

/** Values of several fields as one text, and when all of them are there. */
function keySql(fields: readonly HuntField[]): { readonly key: string; readonly isThere: string } {
  const each = fields.map(fieldSql)
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

function fieldSql(field: HuntField): { readonly value: string; readonly isThere: string } {
  const hunted = huntedBy(field)
  if (hunted !== undefined) {
    const { column, isNumber, part } = hunted
    if (part !== undefined) {
      const number = `(intDiv(${column}, ${part.micros}) + ${part.plus}) % ${part.of} + ${part.first}`
      return { value: `toString(${number})`, isThere: '1' }
    }
    return { value: isNumber ? `toString(${column})` : column, isThere: `isNotNull(${column})` }
  }
  const [, of, path = ''] = /^(fields|ocsf)\.(.*)$/s.exec(field) ?? []
  const [paths, values] = of === 'ocsf' ? ['ocsf_paths', 'ocsf_values'] : ['field_paths', 'field_values']
  const at = `indexOf(${paths}, ${text(path)})`
  return { value: `${values}[${at}]`, isThere: `${at} > 0` }
}
