// The plain engine that the bench holds ours against: a map of groups, each with its events as objects, filtered anew for every event.
// It needs the events in order, and keeps no order of groups: a group whose window is empty stays.
import type { CorrelationRule, RuleMatch } from '@penstock/model/correlation'

interface Seen {
  readonly at: number
  readonly ruleId: string
  readonly value: unknown
}

export class PlainEngine {
  readonly #rules: readonly CorrelationRule[]
  readonly #groups = new Map<string, { events: Seen[]; isOpen: boolean }>()
  alerts = 0

  constructor(rules: readonly CorrelationRule[]) {
    this.#rules = rules
  }

  push({ ruleId, at, fields }: RuleMatch): void {
    for (const rule of this.#rules) {
      if (!rule.rules.includes(ruleId)) continue
      const key = [rule.id, ...rule.groupBy.map((name) => String(fields[name]).toLowerCase())].join('|')
      const group = this.#groups.get(key) ?? { events: [], isOpen: false }
      this.#groups.set(key, group)
      // The bench's conditions only grow with events, so what stands just before this one is the least there was.
      group.events = group.events.filter((one) => one.at >= at - rule.windowMicros)
      if (!isTrue(rule, group.events)) group.isOpen = false
      group.events.push({ at, ruleId, value: rule.field === null ? null : fields[rule.field] })
      const isNow = isTrue(rule, group.events)
      if (isNow && !group.isOpen) this.alerts += 1
      group.isOpen = isNow
    }
  }

  get groups(): number {
    return this.#groups.size
  }
}

function isTrue({ type, rules, comparisons }: CorrelationRule, events: readonly Seen[]): boolean {
  const limit = comparisons[0]![1]
  if (type === 'event_count') return events.length >= limit
  if (type === 'value_count') return new Set(events.map(({ value }) => value)).size >= limit
  if (type === 'value_sum') return events.reduce((sum, { value }) => sum + (value as number), 0) >= limit
  if (type === 'temporal') return new Set(events.map(({ ruleId }) => ruleId)).size >= limit
  let from = 0
  for (const id of rules) {
    const next = events.findIndex((one, place) => place >= from && one.ruleId === id)
    if (next < 0) return false
    from = next
  }
  return true
}
