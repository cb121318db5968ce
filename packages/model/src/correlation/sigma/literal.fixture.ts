// The textbook reading of a correlation: for every group and instant the window is gathered anew from all events. It shares no code with
// the engine but the rule.
import {
  type CorrelationRule,
  isCorrelationDocument,
  linkRules,
  type RuleMatch,
  readCorrelation,
} from '@penstock/model/correlation'

interface Told {
  readonly ruleId: string
  readonly at: number
  readonly group: string
  readonly value: number
}
interface Taken {
  readonly at: number
  readonly rule: string
  readonly group: string
  readonly value: string | number | null
}

export function rulesOf(
  documents: readonly unknown[],
  known: readonly string[] = ['a', 'b', 'c'],
): readonly CorrelationRule[] {
  const read = documents.filter(isCorrelationDocument).map((document) => {
    const result = readCorrelation(document)
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    return result.value
  })
  const { rules, faults } = linkRules(
    read,
    known.map((id) => ({ id, name: null })),
  )
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return rules
}

/** Alerts of a whole stream, in the order of time, rule and group. */
export function literalAlerts(rules: readonly CorrelationRule[], matches: readonly RuleMatch[]): readonly Told[] {
  const all: { readonly at: number; readonly ruleId: string; readonly fields: Readonly<Record<string, unknown>> }[] = []
  const seen = new Set<string>()
  for (const match of matches) {
    if (seen.has(match.ruleId + match.id)) continue
    seen.add(match.ruleId + match.id)
    all.push(match)
  }
  const told: Told[] = []
  for (const rule of rules) {
    const taken = all.flatMap((match): Taken[] => {
      if (!rule.rules.includes(match.ruleId)) return []
      const own = (name: string) => match.fields[rule.aliases[name]?.[match.ruleId] ?? name]
      const parts = rule.groupBy.map(own)
      const value = rule.field === null ? null : own(rule.field)
      if (parts.some((part) => part === undefined) || value === undefined) return []
      return [{ at: match.at, rule: match.ruleId, group: parts.join('|'), value: value as string | number | null }]
    })
    for (const group of new Set(taken.map((one) => one.group))) {
      const own = taken.filter((one) => one.group === group)
      for (const one of alertsOf(rule, own)) {
        told.push({ ruleId: rule.id, group, ...one })
        const names = group.split('|')
        all.push({
          at: one.at,
          ruleId: rule.id,
          fields: Object.fromEntries(rule.groupBy.map((name, at) => [name, names[at]])),
        })
      }
    }
  }
  return told
}

function alertsOf(rule: CorrelationRule, events: readonly Taken[]): readonly { at: number; value: number }[] {
  const instants = [...new Set(events.map(({ at }) => at))].sort((a, b) => a - b)
  const alerts: { at: number; value: number }[] = []
  let isOpen = false
  let before = Number.NEGATIVE_INFINITY
  for (const at of instants) {
    // Between two instants the window only loses events; each loss is a moment at which the condition may have been false.
    for (const left of instants.filter((one) => one < at && one < at - rule.windowMicros)) {
      const rest = events.filter((one) => one.at > left && one.at <= before)
      if (left + rule.windowMicros >= before && !isTrue(rule, measured(rule, rest))) isOpen = false
    }
    const value = measured(
      rule,
      events.filter((one) => one.at >= at - rule.windowMicros && one.at <= at),
    )
    const isNow = isTrue(rule, value)
    if (isNow && !isOpen) alerts.push({ at, value: value! })
    isOpen = isNow
    before = at
  }
  return alerts
}

function measured(rule: CorrelationRule, window: readonly Taken[]): number | null {
  if (window.length === 0) return null
  const numbers = window.map(({ value }) => value as number)
  const sum = numbers.reduce((total, number) => total + number, 0)
  switch (rule.type) {
    case 'event_count':
      return window.length
    case 'value_count':
      return new Set(window.map(({ value }) => value)).size
    case 'value_sum':
      return sum
    case 'value_avg':
      return sum / numbers.length
    case 'value_percentile':
    case 'value_median':
      return numbers.sort((a, b) => a - b)[Math.max(0, Math.ceil((rule.percentile! / 100) * numbers.length) - 1)]!
    case 'temporal':
      return new Set(window.map((one) => one.rule)).size
    case 'temporal_ordered': {
      let from = Number.NEGATIVE_INFINITY
      let reached = 0
      for (const name of rule.rules) {
        const next = window.filter((one) => one.rule === name && one.at >= from).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        from = next.at
        reached += 1
      }
      return reached
    }
  }
}

function isTrue({ comparisons }: CorrelationRule, value: number | null): boolean {
  if (value === null) return false
  return comparisons.every(([name, limit]) => {
    const difference = Math.sign(value - limit)
    if (name === 'eq' || name === 'neq') return (difference === 0) === (name === 'eq')
    if (difference === 0) return name.endsWith('e')
    return name.startsWith('g') === difference > 0
  })
}
