// The searches of a rule each for itself, for whoever wants to know why a rule does not match: the rule as often as it has searches, with the
// name of one as its condition.
import { readRule } from './rule/read-rule.ts'
import type { SigmaRule } from './rule/rule.ts'
import { entryOf, type RuleSource } from './rule/source.ts'

/** Keys of `detection` that are no search. */
const OTHER_KEYS: ReadonlySet<string> = new Set(['condition', 'timeframe'])

/** Those that can be read; of a rule without `detection` none. */
export function searchesOf(source: RuleSource): readonly { readonly name: string; readonly rule: SigmaRule }[] {
  const detection = entryOf(source, 'detection')?.value
  if (source.kind !== 'map' || detection?.kind !== 'map') return []
  const searches = detection.entries.filter(({ key }) => !OTHER_KEYS.has(key))
  return searches.flatMap(({ key: name, line, value }) => {
    const condition = { key: 'condition', line, value: { kind: 'value', line, value: name } } as const
    const alone = { kind: 'map', line: detection.line, entries: [{ key: name, line, value }, condition] } as const
    const entries = source.entries.map((entry) => (entry.key === 'detection' ? { ...entry, value: alone } : entry))
    const read = readRule({ ...source, entries })
    return read.ok ? [{ name, rule: read.value }] : []
  })
}
