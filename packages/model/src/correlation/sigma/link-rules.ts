// Rules that refer to each other: names become ids, and each rule stands behind those whose alerts it takes in.
import type { CorrelationRule } from './rule.ts'

/** A detection rule that correlations may refer to. */
export interface KnownRule {
  readonly id: string
  readonly name: string | null
}

export interface LinkFault {
  readonly ruleId: string
  readonly code: 'correlation.unknown-rule' | 'correlation.circle' | 'correlation.same-id'
  /** The reference, or the rules of the circle. */
  readonly detail: string
}

/** Rules in the order in which they are asked, and those that cannot be, with the reason. A rule that takes in a faulty one is faulty too. */
export function linkRules(
  read: readonly CorrelationRule[],
  known: readonly KnownRule[],
): { readonly rules: readonly CorrelationRule[]; readonly faults: readonly LinkFault[] } {
  const faults: LinkFault[] = []
  const byId = new Map<string, CorrelationRule>()
  for (const rule of read) {
    if (byId.has(rule.id)) faults.push({ ruleId: rule.id, code: 'correlation.same-id', detail: rule.title })
    else byId.set(rule.id, rule)
  }
  const ids = new Map<string, string>()
  for (const { id, name } of [...known, ...byId.values()]) {
    ids.set(id, id)
    if (name !== null) ids.set(name, id)
  }
  const linked: CorrelationRule[] = []
  const states = new Map<string, 'open' | 'good' | 'bad'>()
  const visit = (rule: CorrelationRule): 'open' | 'good' | 'bad' => {
    const before = states.get(rule.id)
    if (before !== undefined) return before
    states.set(rule.id, 'open')
    let isGood = true
    for (const reference of rule.rules) {
      const id = ids.get(reference)
      const inner = id === undefined ? undefined : byId.get(id)
      const state = id === undefined ? 'bad' : inner === undefined ? 'good' : visit(inner)
      if (state === 'good') continue
      isGood = false
      const code = state === 'open' ? 'correlation.circle' : 'correlation.unknown-rule'
      faults.push({ ruleId: rule.id, code, detail: reference })
    }
    states.set(rule.id, isGood ? 'good' : 'bad')
    if (isGood) linked.push(withIds(rule, ids))
    return isGood ? 'good' : 'bad'
  }
  for (const rule of byId.values()) visit(rule)
  return { rules: linked, faults }
}

function withIds(rule: CorrelationRule, ids: ReadonlyMap<string, string>): CorrelationRule {
  const aliases: Record<string, Record<string, string>> = {}
  for (const [alias, fields] of Object.entries(rule.aliases)) {
    const byId: Record<string, string> = {}
    for (const [reference, field] of Object.entries(fields)) byId[ids.get(reference) ?? reference] = field
    aliases[alias] = byId
  }
  return { ...rule, rules: rule.rules.map((reference) => ids.get(reference)!), aliases }
}
