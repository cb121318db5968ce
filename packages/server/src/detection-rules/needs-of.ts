// What must arrive for a rule to be met.
import type { CorrelationRule } from '@penstock/model/correlation'
import { type DataNeed, dataNeedOf, type SigmaRule } from '@penstock/model/detections'

/** By rule and by correlation what must arrive for it: of a correlation, what all of those that it takes in ask. */
export function needsOf(
  rules: readonly SigmaRule[],
  correlations: readonly CorrelationRule[],
): (id: string) => readonly DataNeed[] {
  const own = new Map(rules.map((rule) => [rule.id, dataNeedOf(rule)]))
  const taken = new Map(correlations.map(({ id, rules: of }) => [id, of]))
  return (id) => {
    const needs = new Map<string, DataNeed>()
    const visit = (each: string, above: ReadonlySet<string>): void => {
      const need = own.get(each)
      if (need !== undefined) needs.set(JSON.stringify(need), need)
      else if (!above.has(each)) for (const next of taken.get(each) ?? []) visit(next, new Set([...above, each]))
    }
    visit(id, new Set())
    return [...needs.values()]
  }
}
