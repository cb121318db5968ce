// Rules for tests, written as objects: every value stands on the line of its place in the order of reading.
import { indexedEngine, literalEngine, type RuleSource, readRule, type SigmaRule } from '@penstock/model/detections'

export function sourceOf(value: unknown, line = 1): RuleSource {
  if (Array.isArray(value)) return { kind: 'list', line, items: value.map((item, at) => sourceOf(item, line + at)) }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner], at) => ({
      key,
      line: line + at,
      value: sourceOf(inner, line + at),
    }))
    return { kind: 'map', line, entries }
  }
  return { kind: 'value', line, value: value as string | number | boolean | null }
}

export function ruleOf(detection: object, more: object = {}): SigmaRule {
  const read = readRule(sourceOf({ title: 'made', logsource: { product: 'made' }, detection, ...more }), {
    placeholders: new Map([['servers', ['srv*', 'db1']]]),
  })
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

/** Whether the rule matches an event with these fields; both engines must say the same. */
export function isMet(rule: SigmaRule, fields: Readonly<Record<string, unknown>>): boolean {
  const event = { fields, logSources: [{ product: 'made' }] }
  const [literal, indexed] = [literalEngine([rule]).match(event), indexedEngine([rule]).match(event)]
  if (literal.length !== indexed.length) throw new Error('the engines differ')
  return literal.length === 1
}
