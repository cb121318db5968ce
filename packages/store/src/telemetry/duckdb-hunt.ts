// Spells a hunt filter in DuckDB's SQL. Names of columns come from a table, everything that was asked for is a parameter.
import type { DuckDBValue } from '@duckdb/node-api'
import type { HuntField, HuntFilter, HuntOperator } from '@penstock/model/hunts'
import { huntedBy } from './columns.ts'

export interface HuntSql {
  readonly condition: string
  readonly values: Readonly<Record<string, DuckDBValue>>
}

export function huntSql(filter: HuntFilter): HuntSql {
  const values: Record<string, DuckDBValue> = {}
  const parameter = (value: DuckDBValue): string => {
    const name = `h${Object.keys(values).length}`
    values[name] = value
    return `$${name}`
  }
  // An absent field makes a comparison null, which is not true, and its `not` not either: false is what is meant.
  const spell = (part: HuntFilter): string => {
    if ('all' in part) return `(${part.all.map(spell).join(' and ')})`
    if ('any' in part) return `(${part.any.map(spell).join(' or ')})`
    if ('not' in part) return `(not ${spell(part.not)})`
    const field = fieldSql(part.field, parameter)
    if (part.op === 'there') return `(${field} is not null)`
    if (part.op === 'in')
      return `coalesce(lower(${field}) in (${part.values.map((value) => `lower(${parameter(value)})`).join(', ')}), false)`
    return `coalesce(${compare(part.op, field, parameter(part.value))}, false)`
  }
  return { condition: spell(filter), values }
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

/** A JSON pointer (RFC 6901) names every key, whatever stands in it. */
function fieldSql(field: HuntField, parameter: (value: DuckDBValue) => string): string {
  const hunted = huntedBy(field)
  if (hunted !== undefined) return hunted.isNumber ? `${hunted.column}::varchar` : hunted.column
  const [, of, name = ''] = /^(fields|ocsf)\.(.*)$/s.exec(field) ?? []
  const steps = of === 'ocsf' ? name.split('.') : [name]
  const pointer = steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return `json_extract_string(${of === 'ocsf' ? 'ocsf' : 'fields'}, ${parameter(pointer)})`
}
