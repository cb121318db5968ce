// Spells a hunt filter in ClickHouse's SQL. Names of columns come from a table, everything that was asked for is a literal.
import type { HuntField, HuntFilter, HuntOperator } from '@penstock/model/hunts'
import { text } from './clickhouse-session.ts'
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
    const { column, isNumber } = hunted
    return { value: isNumber ? `toString(${column})` : column, isThere: `isNotNull(${column})` }
  }
  const [, of, path = ''] = /^(fields|ocsf)\.(.*)$/s.exec(field) ?? []
  const [paths, values] = of === 'ocsf' ? ['ocsf_paths', 'ocsf_values'] : ['field_paths', 'field_values']
  const at = `indexOf(${paths}, ${text(path)})`
  return { value: `${values}[${at}]`, isThere: `${at} > 0` }
}
