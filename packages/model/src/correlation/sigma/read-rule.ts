// A correlation rule from a parsed YAML document, or what is wrong with it by line. Sigma specification 2.1, correlation rules.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { COMPARISONS, CORRELATION_TYPES, type Comparison, type CorrelationRule, type CorrelationType } from './rule.ts'

export interface RuleFault {
  /** Null where the document does not say on which line it stands. */
  readonly line: number | null
  /** Where in the document, such as `correlation.timespan`. */
  readonly place: string
  readonly code: RuleFaultCode
  /** What stands there, and how to mend it. */
  readonly detail: string
}
export type RuleFaultCode = 'missing' | 'not-as-it-should-be' | 'unknown-key' | 'not-supported'

/** Line of a place in the document, counted from 1; null when it is not known. */
export type LineOf = (path: readonly (string | number)[]) => number | null

const MICROS: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 }
type SectionKey = 'type' | 'rules' | 'aliases' | 'timespan' | 'condition' | 'generate'
const KEYS = ['type', 'rules', 'aliases', 'group-by', 'timespan', 'condition', 'generate']
const METRICS: readonly CorrelationType[] = ['value_sum', 'value_avg', 'value_percentile', 'value_median']

/** Whether a parsed document is a correlation rule at all. */
export function isCorrelationDocument(document: unknown): boolean {
  return isMap(document) && Object.hasOwn(document, 'correlation')
}

/** Every fault is told at once. A rule without `id` is known by its `name`, then by its title. */
export function readCorrelation(document: unknown, lineOf: LineOf = () => null): Result<CorrelationRule, RuleFault[]> {
  const faults: RuleFault[] = []
  const tell = (path: readonly (string | number)[], code: RuleFaultCode, detail: string): null => {
    // The line of what is missing is that of the nearest thing around it.
    let line: number | null = null
    for (let depth = path.length; depth >= 0 && line === null; depth -= 1) line = lineOf(path.slice(0, depth))
    faults.push({ line, place: path.join('.'), code, detail })
    return null
  }
  if (!isMap<'title' | 'id' | 'name' | 'level' | 'tags' | 'correlation'>(document)) {
    tell([], 'not-as-it-should-be', 'a rule is a map with `title` and `correlation`')
    return refuse(faults)
  }
  const title = textAt(document.title)
  if (title === null) tell(['title'], 'missing', 'give the rule a title')
  const section = document.correlation
  if (!isMap<SectionKey>(section)) {
    tell(['correlation'], section === undefined ? 'missing' : 'not-as-it-should-be', 'a map with `type` and `rules`')
    return refuse(faults)
  }
  for (const key of Object.keys(section))
    if (!KEYS.includes(key)) tell(['correlation', key], 'unknown-key', `is none of ${KEYS.join(', ')}`)
  const reader = { section, tell }
  const type = typeOf(reader)
  const rules = rulesOf(reader)
  const groupBy = listOf(section['group-by'] ?? [])
  if (groupBy === null) tell(['correlation', 'group-by'], 'not-as-it-should-be', 'a field, or a list of fields')
  const aliases = aliasesOf(reader, rules ?? [])
  const windowMicros = windowOf(reader)
  const condition = type === null || rules === null ? null : conditionOf(reader, type, rules.length)
  const { generate = false } = section
  if (typeof generate !== 'boolean') tell(['correlation', 'generate'], 'not-as-it-should-be', 'true or false')
  const name = textAt(document.name)
  if (faults.length > 0 || title === null || type === null || rules === null || condition === null)
    return refuse(faults)
  return accept({
    id: textAt(document.id) ?? name ?? title,
    name,
    title,
    level: textAt(document.level),
    tags: listOf(document.tags ?? []) ?? [],
    type,
    rules,
    aliases,
    groupBy: groupBy ?? [],
    windowMicros: windowMicros ?? 0,
    ...condition,
    generates: generate === true,
  })
}

interface Reader {
  readonly section: MapWith<SectionKey>
  readonly tell: (path: readonly (string | number)[], code: RuleFaultCode, detail: string) => null
}

function typeOf({ section, tell }: Reader): CorrelationType | null {
  const found = CORRELATION_TYPES.find((type) => type === section.type)
  if (found !== undefined) return found
  const code = section.type === undefined ? 'missing' : 'not-as-it-should-be'
  return tell(['correlation', 'type'], code, `one of ${CORRELATION_TYPES.join(', ')}`)
}

function rulesOf({ section, tell }: Reader): readonly string[] | null {
  const rules = listOf(section.rules)
  if (rules === null || rules.length === 0) return tell(['correlation', 'rules'], 'missing', 'ids or names of rules')
  if (rules.length > 1000)
    return tell(['correlation', 'rules'], 'not-supported', 'at most 1000 rules; chain correlations')
  for (const [at, rule] of rules.entries())
    if (rules.indexOf(rule) < at) tell(['correlation', 'rules', at], 'not-supported', `${rule} stands there twice`)
  return rules
}

function windowOf({ section, tell }: Reader): number | null {
  const path = ['correlation', 'timespan']
  if (section.timespan === undefined) return tell(path, 'missing', 'such as 90m')
  const match = typeof section.timespan === 'string' ? /^(\d+)([smhdw])$/.exec(section.timespan) : null
  const window = match === null ? 0 : Number(match[1]) * MICROS[match[2]!]!
  if (window > 0 && Number.isSafeInteger(window)) return window
  return tell(path, 'not-as-it-should-be', 'a number and s, m, h, d or w in lower case, such as 90m')
}

function aliasesOf({ section, tell }: Reader, rules: readonly string[]): CorrelationRule['aliases'] {
  const { aliases = {} } = section
  const read: Record<string, Record<string, string>> = {}
  if (!isMap(aliases)) {
    tell(['correlation', 'aliases'], 'not-as-it-should-be', 'a map of alias, rule and field')
    return read
  }
  for (const [alias, fields] of Object.entries(aliases)) {
    if (!isMap(fields)) {
      tell(['correlation', 'aliases', alias], 'not-as-it-should-be', 'a map of rule and field')
      continue
    }
    const own: Record<string, string> = {}
    for (const [rule, field] of Object.entries(fields)) {
      const path = ['correlation', 'aliases', alias, rule]
      if (typeof field !== 'string') tell(path, 'not-as-it-should-be', 'the name of a field')
      else if (!rules.includes(rule)) tell(path, 'not-as-it-should-be', 'is not among the rules of this correlation')
      else own[rule] = field
    }
    read[alias] = own
  }
  return read
}

type Condition = Pick<CorrelationRule, 'comparisons' | 'field' | 'percentile'>

function conditionOf({ section, tell }: Reader, type: CorrelationType, rules: number): Condition | null {
  const path = ['correlation', 'condition']
  const isTemporal = type === 'temporal' || type === 'temporal_ordered'
  const condition = section.condition ?? (isTemporal ? {} : null)
  if (condition === null) return tell(path, 'missing', 'such as `gte: 10`')
  if (!isMap<'field' | 'percentile'>(condition))
    return tell(path, 'not-supported', 'a map such as `gte: 10`; chain correlations for more')
  const comparisons: Comparison[] = []
  for (const [key, value] of Object.entries(condition)) {
    const comparison = COMPARISONS.find((one) => one === key)
    if (comparison !== undefined && typeof value === 'number' && Number.isFinite(value))
      comparisons.push([comparison, value])
    else if (comparison !== undefined) tell([...path, key], 'not-as-it-should-be', 'a number')
    else if (key !== 'field' && key !== 'percentile')
      tell([...path, key], 'unknown-key', `is none of ${COMPARISONS.join(', ')}, field and percentile`)
  }
  if (isTemporal && comparisons.length === 0) comparisons.push(['gte', rules])
  if (!Object.keys(condition).some((key) => COMPARISONS.some((one) => one === key)) && comparisons.length === 0)
    return tell(path, 'missing', `one of ${COMPARISONS.join(', ')} with a number`)
  const isWhole = comparisons.length === 1 && comparisons[0]![0] === 'gte' && comparisons[0]![1] === rules
  if (type === 'temporal_ordered' && !isWhole)
    return tell(path, 'not-supported', 'all rules of `temporal_ordered` must appear; leave the condition out')
  const field = textAt(condition.field)
  const measures = type === 'value_count' || METRICS.includes(type)
  if (measures && field === null)
    return tell([...path, 'field'], 'missing', `\`${type}\` needs the field whose values it takes`)
  const percentile = type === 'value_median' ? 50 : type === 'value_percentile' ? condition.percentile : null
  if (percentile === null) return { comparisons, field: measures ? field : null, percentile }
  if (typeof percentile !== 'number' || !(percentile > 0 && percentile <= 100))
    return tell(
      [...path, 'percentile'],
      percentile === undefined ? 'missing' : 'not-as-it-should-be',
      'above 0, up to 100',
    )
  return { comparisons, field, percentile }
}

function listOf(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null
}

function textAt(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A map, with the keys that are asked of it. */
type MapWith<Key extends string> = Readonly<Record<string, unknown>> & { readonly [Name in Key]?: unknown }

function isMap<Key extends string = never>(value: unknown): value is MapWith<Key> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
