// The textbook engine that the bench holds ours against: rules as objects, nodes as strings, sweeps until nothing changes.
import type { AndOrRule } from '@penstock/model/paths'

export function naiveFixpoint(rules: readonly AndOrRule[]): Set<string> {
  const holds = new Set<string>()
  for (let changed = true; changed; ) {
    changed = false
    for (const rule of rules) {
      if (holds.has(rule.post) || !rule.pre.every((name) => holds.has(name))) continue
      holds.add(rule.post)
      changed = true
    }
  }
  return holds
}

export function naiveCheapest(rules: readonly AndOrRule[]): Map<string, number> {
  const cost = new Map<string, number>()
  for (let changed = true; changed; ) {
    changed = false
    for (const rule of rules) {
      const sum = rule.pre.reduce((total, name) => total + (cost.get(name) ?? Number.POSITIVE_INFINITY), rule.cost)
      if (sum >= (cost.get(rule.post) ?? Number.POSITIVE_INFINITY)) continue
      cost.set(rule.post, sum)
      changed = true
    }
  }
  return cost
}
