// Rules whose matches only feed correlations. Sigma specification 2.1, correlation rules: `generate`.
import type { CorrelationRule } from './rule.ts'

/** Ids of the rules that linked correlations take in, unless one of these lets them tell of their matches as well (`generate`). */
export function quietRules(linked: readonly CorrelationRule[]): ReadonlySet<string> {
  const quiet = new Set(linked.flatMap(({ rules, generates }) => (generates ? [] : rules)))
  for (const { rules, generates } of linked) if (generates) for (const id of rules) quiet.delete(id)
  return quiet
}
